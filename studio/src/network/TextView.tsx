import { useEffect, useRef, useState } from "preact/hooks";
import { edit, networkDocument } from "../app/state.ts";
import { formatGraph, parseGraph } from "../document/text.ts";

/** The graph as text. Typing changes the picture; what cannot be read yet is said below and changes nothing. */
export function TextView() {
  const document = networkDocument.value;
  const [text, setText] = useState(() => formatGraph(document));
  const [problem, setProblem] = useState<string>();
  const known = useRef(text);

  // Edits made elsewhere come in; the person's own spelling stays as long as it means the same graph.
  useEffect(() => {
    // Whoever types at once is ahead of this.
    if (document !== networkDocument.peek()) return;
    const graph = formatGraph(document);
    // What was typed here and read may already have been typed on by the time it is drawn.
    if (graph === known.current) return;
    known.current = graph;
    try {
      if (formatGraph(parseGraph(text, document)) === graph) return;
    } catch {}
    setText(graph);
    setProblem(undefined);
  }, [document]);

  const take = (typed: string) => {
    setText(typed);
    try {
      const read = parseGraph(typed, networkDocument.value);
      setProblem(undefined);
      if (formatGraph(read) === formatGraph(networkDocument.value)) return;
      edit(() => read, "Graph edited as text", "text");
      known.current = formatGraph(networkDocument.value);
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    }
  };

  return (
    <div class="text-view">
      <p class="quiet" id="text-help">
        One line a node: <code>child &lt;- parent, parent</code>, with <code>latent</code> in front where it
        is not measured.
      </p>
      <textarea
        aria-label="The graph as text"
        aria-describedby="text-help"
        aria-invalid={problem !== undefined}
        spellcheck={false}
        value={text}
        onInput={(event) => take(event.currentTarget.value)}
      />
      <p class={problem ? "wrong" : "quiet"} role="status">
        {problem ?? "Read: the picture shows this text."}
      </p>
    </div>
  );
}
