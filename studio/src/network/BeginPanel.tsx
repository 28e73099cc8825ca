import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { notify } from "../app/notices.ts";
import { networkDocument, openDocument } from "../app/state.ts";
import { NEW_NAME, type NetworkDocument } from "../document/document.ts";
import { graphTexts } from "../document/graphTexts.ts";
import { parsePasted } from "../document/pastedGraph.ts";
import { readShareLink } from "../storage/shareLink.ts";
import { Dialog } from "../ui/Dialog.tsx";
import { Icon } from "../ui/Icon.tsx";
import { fileName, saveFile } from "../ui/saveFile.ts";
import { claimAsked, marksOf } from "./claimAsked.ts";
import { type FoundNetwork, openFound } from "./openFound.ts";
import { readNetworkText, withAssumedRoles } from "./readNetworkText.ts";
import { selectMade } from "./search.ts";

/** One measured node to begin with. */
const EMPTY: NetworkDocument = {
  name: NEW_NAME,
  kind: "structure",
  observed: ["x"],
  nodes: [{ name: "x", parents: [], place: { x: 0, y: 0 } }],
};

/** Ways to a network that begin here: from nothing, or from a text of any kind. */
export function BeginPanel() {
  const text = useSignal("");
  const problem = useSignal<string | undefined>(undefined);
  return (
    <div class="row wrap">
      <button
        type="button"
        class="plain"
        onClick={() => {
          openDocument(EMPTY, "New network begun");
          selectMade("x");
        }}
      >
        <Icon name="plus" /> New
      </button>
      <Dialog title="Paste a network" button="Paste" class="plain">
        {(close) => (
          <form
            class="paste"
            onSubmit={async (event) => {
              event.preventDefault();
              try {
                openFound(await readPasted(text.value), "Pasted network opened");
                problem.value = undefined;
                text.value = "";
                close();
              } catch (error) {
                problem.value = error instanceof Error ? error.message : String(error);
              }
            }}
          >
            <p class="quiet">
              DOT, dagitty, BIF, lavaan, a model string of bnlearn, JSON, lines such as <code>a -&gt; b</code>
              , a list of arcs, or a link that was shared.
            </p>
            <textarea
              aria-label="Text of the network"
              data-first
              rows={10}
              spellcheck={false}
              value={text.value}
              aria-invalid={problem.value !== undefined}
              onInput={(event) => {
                text.value = event.currentTarget.value;
              }}
            />
            {problem.value && (
              <p class="wrong" role="alert">
                {problem.value}
              </p>
            )}
            <button type="submit" class="main" disabled={text.value.trim() === ""}>
              Open
            </button>
          </form>
        )}
      </Dialog>
      <Dialog title="Carry the network on" button="Copy as" class="plain">
        <NetworkTexts />
      </Dialog>
    </div>
  );
}

function NetworkTexts() {
  const document = networkDocument.value;
  const names = document.nodes.map(({ name }) => name);
  const texts = graphTexts(document, marksOf(claimAsked.value, names));
  const key = useSignal(texts[1].key);
  const shown = texts.find((one) => one.key === key.value) ?? texts[0];
  return (
    <div class="paste">
      <fieldset class="segments">
        <legend class="hidden">Format</legend>
        {texts.map((one) => (
          <label key={one.key}>
            <input
              type="radio"
              name="format"
              checked={one === shown}
              onChange={() => {
                key.value = one.key;
              }}
            />
            <span>{one.title}</span>
          </label>
        ))}
      </fieldset>
      <textarea aria-label={`The network as ${shown.title}`} rows={12} readOnly value={shown.text} />
      <CopyButtons text={shown.text} file={`${fileName(document.name)}.${shown.ending}`} />
    </div>
  );
}

export function CopyButtons({
  text,
  file,
  children,
}: {
  text: string;
  file: string;
  children?: ComponentChildren;
}) {
  return (
    <div class="row wrap">
      <button
        type="button"
        class="plain"
        onClick={() => {
          navigator.clipboard.writeText(text).then(
            () => notify("Copied.", "info"),
            () => notify("This page may not write to the clipboard: select the text and copy it by hand."),
          );
        }}
      >
        Copy
      </button>
      <button type="button" class="plain" onClick={() => saveFile(file, text, "text/plain")}>
        <Icon name="download" /> {file}
      </button>
      {children}
    </div>
  );
}

/** Whether some node is marked as hidden. */
function saysRoles({ nodes, observed }: NetworkDocument): boolean {
  return observed.length < nodes.length;
}

/** @throws InputError where the text is no network that is known */
async function readPasted(text: string): Promise<FoundNetwork> {
  const link = text.indexOf("#share=");
  if (link >= 0) {
    const shared = readShareLink(text.slice(link).trim());
    if (shared) return { document: shared.document, notes: [] };
  }
  const parsed = parsePasted(text);
  // Lines and strings that mark nothing say of no node whether it is measured.
  if (parsed)
    return saysRoles(parsed) ? { document: parsed, notes: [] } : withAssumedRoles(parsed, "the text");
  return readNetworkText(text, "pasted network");
}
