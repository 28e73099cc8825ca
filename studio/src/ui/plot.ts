import { loadScript } from "../worker/startWorker.ts";
import type { Charts } from "./chartsScript.ts";

/** The charts' library, once {@link loadCharts} has brought it. */
export let Plot: Charts;

let loading: Promise<void> | undefined;

/** Loads the library with the first chart: the page itself opens without it. */
export function loadCharts(): Promise<void> {
  loading ??= loadScript("charts.js").then(
    () => {
      Plot = (globalThis as { sirenStudioCharts?: Charts }).sirenStudioCharts!;
    },
    (error) => {
      // The next chart tries again.
      loading = undefined;
      throw error;
    },
  );
  return loading;
}

export function chartsLoaded(): boolean {
  return Plot !== undefined;
}
