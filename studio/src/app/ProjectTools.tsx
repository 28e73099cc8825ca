import { saveProject } from "../storage/project.ts";
import { opensElsewhere, shareLink } from "../storage/shareLink.ts";
import { table } from "../train/data.ts";
import { settings } from "../train/settings.ts";
import { FilePicker } from "../ui/FilePicker.tsx";
import { Icon } from "../ui/Icon.tsx";
import { KeptWork } from "./KeptWork.tsx";
import { notify } from "./notices.ts";
import { openFiles } from "./openFile.ts";
import { networkDocument } from "./state.ts";

/** Open, save, share. */
export function ProjectTools() {
  return (
    <>
      <KeptWork />
      <FilePicker
        label="Open a project, a network or a table"
        class="bare"
        iconOnly
        onFiles={(files) => void openFiles(files)}
      >
        <Icon name="open" />
      </FilePicker>
      <button
        type="button"
        class="icon"
        aria-label="Save the whole project as a file"
        title="Save the whole project as a file"
        onClick={saveProject}
      >
        <Icon name="download" />
      </button>
      <button
        type="button"
        class="icon"
        aria-label="Copy a link to this network and these settings"
        title="Copy a link to this network and these settings"
        onClick={() => void copyLink()}
      >
        <Icon name="link" />
      </button>
    </>
  );
}

async function copyLink(): Promise<void> {
  const link = shareLink(networkDocument.value, settings.value, location.href);
  const content = `It holds the network and the settings, and ${table.value ? `not ${table.value.file}, nor models` : "no data"}.`;
  try {
    await navigator.clipboard.writeText(link);
    notify(
      opensElsewhere(location)
        ? `The link is copied. ${content}`
        : `The link is copied, but its address is this machine's alone: others open it with Paste, in step 1 of a studio of their own. ${content} A project file holds all and opens anywhere.`,
      "info",
      { label: "Save the project", run: saveProject },
    );
  } catch {
    // Without a hashchange, which would open the link here.
    history.replaceState(null, "", link);
    notify(`The link is in the address bar now: copy it from there. ${content}`, "info");
  }
}
