import { restoreSession, startAutosave } from "../storage/autosave.ts";
import { isLocal, openLocalSession } from "../storage/localSession.ts";
import { readShareLink } from "../storage/shareLink.ts";
import { settings } from "../train/settings.ts";
import { notify } from "./notices.ts";
import { openDocument } from "./state.ts";

/** The last session, what a link or the command line brings, and the copy for work without a net. */
export async function start(): Promise<void> {
  try {
    await restoreSession();
  } catch {
    // Nothing was kept, or of another release: the studio starts fresh.
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
  startAutosave();
  // A page of the command line is always at hand; a kept copy of it could only be an old one.
  if (!isLocal && location.protocol !== "file:")
    navigator.serviceWorker?.register("sw.js").catch(() => undefined);
}

function openShared(): void {
  const shared = readShareLink(location.hash);
  if (shared === undefined) return;
  openDocument(shared.document, "Shared network opened");
  settings.value = { ...settings.value, ...shared.settings };
  history.replaceState(null, "", location.pathname + location.search);
}
