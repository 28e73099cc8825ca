import type { JobKind, StoredResult } from "./jobKind.ts";
import { openPool, type PoolOptions } from "./pool.ts";
import type { Runner } from "./runner.ts";

/** As many jobs at a time as there are threads. */
export function threadRunner<J, R extends StoredResult>(
  kind: JobKind<J, R>,
  options: PoolOptions,
): Runner<J, R> {
  return {
    run: async (jobs, events, signal) => {
      const pool = openPool(options);
      // A results file that cannot be written ends everything, the other threads included.
      const broken = new AbortController();
      const stop = signal ? AbortSignal.any([signal, broken.signal]) : broken.signal;
      let next = 0;
      const work = async () => {
        while (next < jobs.length && !stop.aborted) {
          const running = jobs[next++];
          const { job } = running;
          events.onProgress(job, 0, "starting");
          const outcome = await pool
            .run(kind, running, {
              onProgress: (share, text) => events.onProgress(job, share, text),
              signal: stop,
            })
            .then((result) => ({ result }))
            .catch((error: Error) => ({ error }));
          if (stop.aborted) return;
          if ("error" in outcome) events.onFailure(job, outcome.error.message);
          else events.onResult(job, outcome.result);
        }
      };
      try {
        await Promise.all(Array.from({ length: Math.min(pool.threads, jobs.length) }, work));
      } finally {
        broken.abort();
        await pool.close();
      }
    },
  };
}
