/** The scripts that hold a worker's text. */
export type WorkerScript = "worker.js" | "tables.js" | "layout.js" | "formats.js";

const loading = new Map<WorkerScript, Promise<string>>();

/** A worker from the text that stands beside the page: pages on file:// may not start workers from addresses. */
export async function startWorker(script: WorkerScript = "worker.js"): Promise<Worker> {
  let text = loading.get(script);
  if (text === undefined) {
    text = loadText(script);
    loading.set(script, text);
    // The next one tries again.
    text.catch(() => loading.delete(script));
  }
  return new Worker(await text, { name: `siren-vae ${script}` });
}

async function loadText(script: WorkerScript): Promise<string> {
  const holder = globalThis as { sirenStudioWorkers?: Partial<Record<WorkerScript, string>> };
  if (holder.sirenStudioWorkers?.[script] === undefined) await loadScript(script);
  return URL.createObjectURL(new Blob([holder.sirenStudioWorkers![script]!], { type: "text/javascript" }));
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
