import { restoreSession, startAutosave, storageProblem } from "../storage/autosave.ts";
import { isLocal, openLocalSession } from "../storage/localSession.ts";
import { claimSession, newSession } from "../storage/ownSession.ts";
import { readShareLink } from "../storage/shareLink.ts";
import { settings, withDefaults } from "../train/settings.ts";
import { notify } from "./notices.ts";
import { openDocument } from "./state.ts";

/** The session of this tab, what a link or the command line brings, and the copy for work without a net. */
export async function start(): Promise<void> {
  followFaults();
  checkKernels();
  let { id, restores } = await claimSession();
  if (restores) {
    try {
      await restoreSession(id);
    } catch (error) {
      // What cannot be read stays as it is; this tab begins another.
      id = await newSession();
      const why = error instanceof Error ? error.message : String(error);
      notify(`The last session could not be opened, and stays kept as it is: ${why}`);
    }
  }
  try {
    openShared();
    if (isLocal) await openLocalSession();
  } catch (error) {
    notify(error);
  }
  window.addEventListener("hashchange", () => {
    try {
      openShared();
    } catch (error) {
      notify(error);
    }
  });
  startAutosave(id);
  // A page of the command line is always at hand; a kept copy of it could only be an old one.
  if (!isLocal && location.protocol !== "file:")
    navigator.serviceWorker?.register("sw.js").catch(() => undefined);
}

/** The smallest module there is: its first eight bytes. */
const EMPTY_MODULE = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);

/** Says at once what would otherwise fail with the first training. */
function checkKernels(): void {
  if (typeof WebAssembly === "undefined") {
    notify(
      "This browser has no WebAssembly, which trainings and questions need. Networks can be drawn and saved.",
    );
    return;
  }
  try {
    new WebAssembly.Module(EMPTY_MODULE);
  } catch {
    notify(
      "The content security policy of this page forbids WebAssembly, which trainings and questions need. Whoever serves the page adds 'wasm-unsafe-eval' to script-src, and blob: to worker-src.",
    );
  }
}

/** Whatever fails outside of a view is said, once, instead of failing unseen. */
function followFaults(): void {
  const tell = (error: unknown) => {
    const why = error instanceof Error ? error.message : String(error);
    const kept =
      storageProblem.peek() === undefined ? " Your work is kept; reload the page if it does not answer." : "";
    notify(`Something went wrong: ${why}.${kept}`);
  };
  window.addEventListener("error", ({ error, message }) => {
    // An observer that comes too late for a frame is no fault.
    if (!message.startsWith("ResizeObserver loop")) tell(error ?? message);
  });
  window.addEventListener("unhandledrejection", ({ reason }) => tell(reason));
}

function openShared(): void {
  const shared = readShareLink(location.hash);
  if (shared === undefined) return;
  openDocument(shared.document, "Shared network opened");
  settings.value = withDefaults(shared.settings);
  history.replaceState(null, "", location.pathname + location.search);
}
