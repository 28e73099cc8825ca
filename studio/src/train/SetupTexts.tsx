import { useSignal } from "@preact/signals";
import { networkDocument } from "../app/state.ts";
import { networkText } from "../document/document.ts";
import { CopyButtons } from "../network/BeginPanel.tsx";
import { Dialog } from "../ui/Dialog.tsx";
import { Icon } from "../ui/Icon.tsx";
import { fileName, saveFile } from "../ui/saveFile.ts";
import { table } from "./data.ts";
import { trainable } from "./kindOfModel.ts";
import { settings } from "./settings.ts";
import { commandText, typescriptText } from "./trainingTexts.ts";

/** The training that is set up, to be run elsewhere. */
export function SetupTexts() {
  const kind = useSignal<"command" | "typescript">("command");
  return (
    <Dialog title="Carry the training on" button="Copy as command or TypeScript" class="plain">
      {() => {
        const make = kind.value === "command" ? commandText : typescriptText;
        const text = make(networkDocument.value, table.value, {
          ...settings.value,
          models: trainable(settings.value.models),
        });
        const name = fileName(networkDocument.value.name);
        return (
          <div class="paste">
            <fieldset class="segments">
              <legend class="hidden">Language</legend>
              {(["command", "typescript"] as const).map((one) => (
                <label key={one}>
                  <input
                    type="radio"
                    name="language"
                    checked={kind.value === one}
                    onChange={() => {
                      kind.value = one;
                    }}
                  />
                  <span>{one === "command" ? "Command" : "TypeScript"}</span>
                </label>
              ))}
            </fieldset>
            <p class="quiet">
              Reads {name}.json, the network, from the button below.
              {kind.value === "typescript" &&
                !table.value &&
                " The rows are drawn anew, so they are others than here."}
              {settings.value.method === "watch" &&
                " It trains for exactly so many epochs, where here the weights that score best on rows held out are kept."}
              {table.value &&
                " It learns from all rows of the table, where here a fifth of the complete ones is kept to test on; the rows that a model of this page learned from are in Files, step 3."}
            </p>
            <textarea aria-label="The training as text" rows={10} readOnly value={text} />
            <CopyButtons text={text} file={kind.value === "command" ? `${name}.sh` : `${name}.ts`}>
              <button
                type="button"
                class="plain"
                onClick={() =>
                  saveFile(`${name}.json`, networkText(networkDocument.value), "application/json")
                }
              >
                <Icon name="download" /> {name}.json
              </button>
            </CopyButtons>
          </div>
        );
      }}
    </Dialog>
  );
}
