let loading: Promise<string> | undefined;

/** A worker from the text that stands beside the page: pages on file:// may not start workers from addresses. */
export async function startWorker(): Promise<Worker> {
  loading ??= loadText();
  return new Worker(await loading, { name: "siren-vae" });
}

async function loadText(): Promise<string> {
  const holder = globalThis as { sirenStudioWorkerText?: string };
  if (holder.sirenStudioWorkerText === undefined) await loadScript("worker.js");
  return URL.createObjectURL(new Blob([holder.sirenStudioWorkerText!], { type: "text/javascript" }));
}

/** Runs a script of the studio; also works where modules and fetches do not. */
export function loadScript(name: string): Promise<void> {
  return new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = name;
    script.onload = () => done();
    script.onerror = () =>
      failed(
        new Error(`Could not load ${name}, a part of the studio. Check the connection and reload the page.`),
      );
    document.head.append(script);
  });
}
