import { useSignal } from "@preact/signals";
import { decimals } from "../ui/decimals.ts";
import { type Cell, comparedCells } from "./comparedCells.ts";
import { keptValue } from "./curves.ts";
import { METHOD_NAMES, type Run, runStyle, runTitle } from "./study.ts";
import { removeRuns } from "./trainings.ts";

interface Column {
  readonly key: string;
  readonly title: string;
  readonly of: (run: Run) => Cell;
  readonly digits?: number;
}

const COLUMNS: readonly Column[] = [
  { key: "model", title: "model", of: ({ spec }) => spec.model },
  { key: "method", title: "training", of: ({ spec }) => METHOD_NAMES[spec.method] },
  { key: "seed", title: "seed", of: ({ spec }) => spec.seed, digits: 0 },
  { key: "hidden", title: "width", of: ({ spec }) => spec.hidden, digits: 0 },
  { key: "blocks", title: "blocks", of: ({ spec }) => spec.blocks, digits: 0 },
  { key: "status", title: "status", of: ({ status }) => status.value },
  { key: "held", title: "rows held out, nats", of: (run) => keptValue(run, "validation"), digits: 3 },
  { key: "epochs", title: "epochs", of: ({ parts }) => parts.value?.training.epochs, digits: 0 },
  { key: "seconds", title: "seconds", of: ({ parts }) => parts.value?.training.seconds, digits: 1 },
];

/** All trainings of a study as a table to sort; the best of each model is marked and can be kept alone. */
export function RunTable({ runs }: { runs: readonly Run[] }) {
  const by = useSignal("held");
  const down = useSignal(false);
  const column = COLUMNS.find(({ key }) => key === by.value)!;
  const sorted = [...runs].sort((a, b) => comparedCells(column.of(a), column.of(b), down.value));
  const best = bestOfEach(runs);
  const others = runs.filter((run) => run.status.value === "done" && !best.has(run));
  return (
    <section aria-label="All trainings">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
      <section class="scroll-x" tabIndex={0} aria-label="Table of the trainings">
        <table class="compare run-table" data-testid="run-table">
          <thead>
            <tr>
              {COLUMNS.map(({ key, title }) => (
                <th
                  key={key}
                  scope="col"
                  aria-sort={by.value === key ? (down.value ? "descending" : "ascending") : "none"}
                >
                  <button
                    type="button"
                    class="link"
                    onClick={() => {
                      down.value = by.value === key && !down.value;
                      by.value = key;
                    }}
                  >
                    {title} {by.value === key ? (down.value ? "↓" : "↑") : ""}
                  </button>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {sorted.map((run) => (
              <tr key={run.id} class={best.has(run) ? "best" : ""} title={runTitle(run)}>
                {COLUMNS.map(({ key, of, digits }, i) =>
                  i === 0 ? (
                    <th key={key} scope="row">
                      <i class="swatch" style={{ background: runStyle(run).colour }} aria-hidden="true" />{" "}
                      {of(run)}
                      {best.has(run) && " (best)"}
                    </th>
                  ) : (
                    <td key={key}>{cellText(of(run), digits)}</td>
                  ),
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {others.length > 0 && best.size > 0 && (
        <button type="button" class="plain" onClick={() => removeRuns(others)}>
          Keep the best of each model alone
        </button>
      )}
    </section>
  );
}

/** Of every model with several finished trainings, the one that scored best on rows held out. */
function bestOfEach(runs: readonly Run[]): ReadonlySet<Run> {
  const best = new Map<string, Run>();
  for (const run of runs) {
    const score = run.status.value === "done" ? keptValue(run, "validation") : undefined;
    if (score === undefined) continue;
    const known = best.get(run.spec.model);
    if (known === undefined || score < keptValue(known, "validation")!) best.set(run.spec.model, run);
  }
  return new Set(best.values());
}

function cellText(value: Cell, digits = 0): string {
  return typeof value === "number" ? decimals(value, digits) : (value ?? "");
}
