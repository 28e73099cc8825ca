import { storageProblem } from "../storage/autosave.ts";
import { saveProject } from "../storage/project.ts";
import { Icon } from "../ui/Icon.tsx";

/** For as long as the browser keeps nothing: that it does, and how to keep the work all the same. */
export function StorageTrouble() {
  if (storageProblem.value === undefined) return null;
  return (
    <section class="interrupted trouble" role="alert" aria-label="Storage">
      <p>
        <Icon name="warn" /> {storageProblem.value} What you do is lost when this page closes.
      </p>
      <button type="button" class="main" onClick={saveProject}>
        <Icon name="download" /> Save the project as a file
      </button>
    </section>
  );
}
