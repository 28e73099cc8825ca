import { useSignal } from "@preact/signals";
import { notify } from "../app/notices.ts";
import { openDocument, step } from "../app/state.ts";
import { type NetworkDocument, networkOf } from "../document/document.ts";
import { nextTask } from "../ui/nextTask.ts";
import { askAlone } from "../worker/lab.ts";
import { type Table, table } from "./data.ts";

/** A network from the columns of the table: without arcs, to be drawn, or with those that the rows suggest. */
export function TableNetwork({ given }: { given: Table }) {
  const busy = useSignal(false);
  const columns = given.columns.filter((name) => !Object.hasOwn(given.textColumns, name));
  if (columns.length === 0) return null;
  /** Whether the file is open and has these columns: it may be read or typed anew while something is asked of it. */
  const stands = () => {
    const now = table.peek();
    if (now?.file !== given.file) return false;
    return columns.every((name) => now.columns.includes(name) && !Object.hasOwn(now.textColumns, name));
  };
  /** Whether it was opened: not where another table has come meanwhile. */
  const open = async (document: NetworkDocument, label: string): Promise<boolean> => {
    // Checked in a task of its own: of thousands of columns, that and the page around them are each long enough.
    networkOf(document);
    await nextTask();
    if (!stands()) return false;
    openDocument(document, label);
    step.value = "network";
    return true;
  };
  const openColumns = async () => {
    try {
      await open(
        {
          name: given.file,
          kind: "structure",
          observed: columns,
          nodes: columns.map((name) => ({ name, parents: [] })),
        },
        `Columns of ${given.file} opened as nodes`,
      );
    } catch (error) {
      notify(error);
    }
  };
  return (
    <div class="row wrap">
      <button type="button" class="plain" onClick={openColumns}>
        Columns as nodes
      </button>
      <button
        type="button"
        class="plain"
        disabled={busy.value}
        onClick={async () => {
          busy.value = true;
          try {
            const { nodes, notes } = await askAlone("suggest", { table: given, columns });
            const isOpened = await open(
              {
                name: `suggested by ${given.file}`,
                kind: "structure",
                observed: columns,
                nodes,
                suggested: nodes.flatMap(({ name: child, parents }) =>
                  parents.map((parent) => ({ parent, child })),
                ),
              },
              `Network suggested by ${given.file} opened`,
            );
            if (!isOpened) return;
            notify(
              "These arcs are a suggestion: of graphs that fit the rows equally well, rows tell no direction. Look at each of them, and add the hidden causes that you know.",
              "info",
            );
            if (notes.length > 0) notify(notes.join(" "), "warning");
          } catch (error) {
            notify(error);
          } finally {
            busy.value = false;
          }
        }}
      >
        {busy.value ? "Looking for arcs …" : "Suggest arcs"}
      </button>
    </div>
  );
}
