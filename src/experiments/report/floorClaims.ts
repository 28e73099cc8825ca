import { builtInNetwork } from "../../network/index.ts";
import { gaussianKinds, type RunResult } from "../job.ts";
import {
  type Cell,
  type Difference,
  difference,
  differenceText,
  entropy,
  isBetter,
  isWorse,
  runsOf,
} from "./cells.ts";
import { byPreset, type Claim, LITTLE, MUCH, PRESETS } from "./claim.ts";
import { NOT_COMPARABLE, paperTable } from "./paperFigures.ts";
import { known, mean, networkTitle } from "./summary.ts";

const MODELS = ["vae", "ind", "fc", "true"] as const;

/** Whether our figures lie nearer the floor than the paper's, network by network. */
export function nearerTheFloor(cells: readonly Cell[]): Claim | undefined {
  const rows = cells
    .filter(({ multiple }) => multiple === LITTLE || multiple === MUCH)
    .flatMap((cell) => PRESETS.flatMap((preset) => floorRow(cell, preset)));
  if (rows.length === 0) return undefined;
  const judged = rows.filter(({ verdict }) => verdict !== "not comparable");
  return {
    sentence: `Our models are nearer the floor than the paper's? ${byPreset(judged)}`.trim(),
    table: {
      kind: "table",
      caption: "Excess over the floor: ours / the paper's NLL less the entropy of the generating network",
      words: true,
      columns: ["network", "preset", ...MODELS, "verdict"],
      rows: rows.map(({ place, preset, texts, verdict }) => [place, preset, ...texts, verdict]),
    },
  };
}

function floorRow(cell: Cell, preset: (typeof PRESETS)[number]) {
  const floor = entropy(cell.network);
  const paper = paperTable[cell.network]?.[cell.multiple];
  const excesses = MODELS.map((model) => known(runsOf(cell, model, preset).map((run) => run.excess)));
  if (floor === undefined || paper === undefined || excesses.every(({ length }) => length === 0)) return [];
  const theirs = MODELS.map((model) => paper[model][0] - floor);
  const comparable = !NOT_COMPARABLE.has(cell.network);
  const texts = excesses.map((own, i) =>
    own.length === 0 ? "-" : `${mean(own).toFixed(2)} / ${theirs[i].toFixed(2)}${comparable ? "" : "*"}`,
  );
  const nearer = excesses.filter((own, i) => own.length > 0 && mean(own) < theirs[i]).length;
  const finished = excesses.filter((own) => own.length > 0).length;
  const verdict = !comparable
    ? "not comparable"
    : nearer === finished
      ? "yes"
      : nearer === 0
        ? "no"
        : `${nearer} of ${finished} models`;
  return [{ place: `${networkTitle(cell.network)} ${cell.multiple}x`, preset, texts, verdict }];
}

/** Where a Gaussian beats all models of the preset recommended. */
export function whereGaussiansWin(cells: readonly Cell[]): Claim | undefined {
  const rows = cells.flatMap((cell) => {
    const model = best(cell, MODELS, "recommended");
    const gaussian = best(cell, gaussianKinds, null);
    if (model === undefined || gaussian === undefined) return [];
    const gap = difference(gaussian.runs, model.runs);
    if (gap === undefined) return [];
    return [{ cell, model, gaussian, gap, verdict: winner(gap) }];
  });
  if (rows.length === 0) return undefined;
  return {
    sentence: `Where does a Gaussian win? ${gaussianWins(rows)}`,
    table: {
      kind: "table",
      caption:
        "The best Gaussian against the best model of the preset recommended, both chosen by their mean NLL",
      words: true,
      columns: ["network", "best Gaussian", "NLL", "best model", "NLL", "Gaussian less model", "lower"],
      rows: rows.map(({ cell, model, gaussian, gap, verdict }) => [
        place(cell),
        gaussian.name,
        gaussian.nll.toFixed(3),
        model.name,
        model.nll.toFixed(3),
        differenceText(gap),
        verdict,
      ]),
    },
  };
}

function winner(gap: Difference): string {
  const name = gap.nats < 0 ? "Gaussian" : "model";
  return isBetter(gap) || isWorse(gap) ? name : `${name}, within noise`;
}

function gaussianWins(
  rows: readonly { cell: Cell; gaussian: { name: string }; gap: Difference; verdict: string }[],
): string {
  const named = (verdict: string) =>
    rows
      .filter((row) => row.verdict === verdict)
      .map(({ cell, gaussian, gap }) => `${place(cell)} (${gaussian.name}, ${differenceText(gap)})`);
  const [clear, noisy] = [named("Gaussian"), named("Gaussian, within noise")];
  return [
    clear.length > 0
      ? `The best Gaussian beats the best model of the preset recommended on ${clear.join("; ")}.`
      : "Nowhere does the best Gaussian clearly beat the best model of the preset recommended.",
    ...(noisy.length > 0 ? [`Within noise it has the lower mean on ${noisy.join("; ")}.`] : []),
  ].join(" ");
}

function place({ network, multiple, runs }: Cell): string {
  const { dag } = builtInNetwork(network);
  return `${networkTitle(network)} ${Number.isInteger(multiple) ? `${multiple}x` : `${runs[0].rows} rows of ${dag.size} nodes`}`;
}

/** The one with the lowest mean, of those with the most runs: few runs may be lucky. */
function best(
  cell: Cell,
  names: readonly string[],
  preset: string | null,
): { name: string; nll: number; runs: RunResult[] } | undefined {
  const groups = names.map((name) => ({ name, runs: runsOf(cell, name, preset) }));
  const most = Math.max(...groups.map(({ runs }) => runs.length));
  if (most === 0) return undefined;
  return groups
    .filter(({ runs }) => runs.length === most)
    .map((group) => ({ ...group, nll: mean(group.runs.map((run) => run.nll)) }))
    .reduce((a, b) => (b.nll < a.nll ? b : a));
}
