import { useSignal } from "@preact/signals";
import { saveNow, storageProblem } from "../storage/autosave.ts";
import { isHeld, isOwn, switchTo } from "../storage/ownSession.ts";
import { saveProject } from "../storage/project.ts";
import { deleteSession, type SessionHead, sessionHeads } from "../storage/sessions.ts";
import { Dialog } from "../ui/Dialog.tsx";
import { Icon } from "../ui/Icon.tsx";
import { notify } from "./notices.ts";

interface Line extends SessionHead {
  readonly held: boolean;
}

/** The work of other tabs and other days: to be opened again, or deleted. */
export function KeptWork() {
  const lines = useSignal<readonly Line[]>([]);
  const doomed = useSignal<string | undefined>(undefined);
  const refused = useSignal(false);
  const load = async () => {
    refused.value = false;
    try {
      await saveNow();
      const heads = await sessionHeads();
      lines.value = await Promise.all(heads.map(async (head) => ({ ...head, held: await isHeld(head.id) })));
    } catch (error) {
      notify(error);
    }
  };
  const open = async (id: string | undefined) => {
    await saveNow();
    if (storageProblem.value === undefined) return switchTo(id);
    refused.value = true;
  };
  return (
    <Dialog
      title="Kept work"
      button={<Icon name="stack" />}
      buttonLabel="Kept work: other sessions of this browser"
      onOpen={load}
    >
      <p class="quiet">
        Every tab keeps its own networks, tables and models in this browser. Here they are, the latest first.
      </p>
      <button type="button" class="plain" onClick={() => void open(undefined)}>
        <Icon name="plus" /> Begin another
      </button>
      {refused.value && (
        <div role="alert">
          <p class="wrong">
            The browser keeps nothing new at present: what is here would be lost. Save it as a file, and make
            room by deleting kept work, before you leave it.
          </p>
          <button type="button" class="plain" onClick={saveProject}>
            <Icon name="download" /> Save the project as a file
          </button>
        </div>
      )}
      <ul class="kept">
        {lines.value.map(({ id, name, savedAt, models, file, held }) => (
          <li key={id}>
            <span>
              <b>{name}</b>
              <br />
              <span class="quiet">
                {new Date(savedAt).toLocaleString()}, {models === 1 ? "1 model" : `${models} models`}
                {file !== undefined && `, ${file}`}
              </span>
            </span>
            {held ? (
              <span class="quiet">{isOwn(id) ? "this tab" : "open in another tab"}</span>
            ) : doomed.value === id ? (
              <span class="tools">
                <button
                  type="button"
                  class="plain bad"
                  onClick={async () => {
                    doomed.value = undefined;
                    await deleteSession(id);
                    await load();
                  }}
                >
                  Delete for good
                </button>
                <button
                  type="button"
                  class="plain"
                  onClick={() => {
                    doomed.value = undefined;
                  }}
                >
                  Keep
                </button>
              </span>
            ) : (
              <span class="tools">
                <button type="button" class="plain" onClick={() => void open(id)}>
                  Open
                </button>
                <button
                  type="button"
                  class="icon"
                  aria-label={`Delete ${name} of ${new Date(savedAt).toLocaleString()}`}
                  title="Delete"
                  onClick={() => {
                    doomed.value = id;
                  }}
                >
                  <Icon name="trash" />
                </button>
              </span>
            )}
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
