import type { Block } from "../../report/index.ts";
import type { RunResult } from "../job.ts";
import { groupBy, mean } from "./summary.ts";

/** What the runs took on one core each; copies of another experiment's runs took nothing. */
export function costTable(results: readonly RunResult[]): Block[] {
  const kind = ({ experiment, preset }: RunResult) => `${experiment} ${preset ?? "Gaussians"}`;
  const groups = [...groupBy(results, kind)].sort(([a], [b]) => a.localeCompare(b));
  return [
    {
      kind: "table",
      caption: "Time of the runs, one core each; shared runs were made once, for another experiment",
      columns: ["experiment", "runs", "of them shared", "seconds each", "slowest, seconds", "minutes in all"],
      rows: groups.map(([name, runs]) => {
        const own = runs.filter(({ copyOf }) => copyOf === null);
        const seconds = own.map(({ trainSeconds, evaluateSeconds }) => trainSeconds + evaluateSeconds);
        return [
          name,
          `${runs.length}`,
          `${runs.length - own.length}`,
          ...(own.length === 0 ? ["-", "-"] : [mean(seconds).toFixed(1), Math.max(...seconds).toFixed(1)]),
          (seconds.reduce((sum, one) => sum + one, 0) / 60).toFixed(1),
        ];
      }),
    },
  ];
}
