import { baselineTitles } from "../baselines/index.ts";
import type { ApartComparison, ComparisonRow } from "../experiments/comparison/index.ts";
import type { Failure } from "../experiments/runner/index.ts";
import { table, wrapped } from "./terminal.ts";

/** All that `compare` says, as a program reads it. */
export interface ComparisonDocument {
  readonly data: string;
  readonly networks: readonly string[];
  readonly rowCount: number;
  readonly folds: number;
  readonly seeds: number;
  /** The best first; models without a number last. */
  readonly rows: readonly ComparisonRow[];
  readonly by?: { readonly column: string; readonly models: readonly ApartComparison[] };
  readonly failures: readonly Failure[];
  readonly folder: string;
}

const titles: Readonly<Record<string, string>> = {
  trust: "the network, other arcs where data gain by them",
  true: "the network as it is",
  ind: "as many hidden nodes, independent",
  fc: "as many hidden nodes, all connected",
  vae: "plain VAE",
  ...baselineTitles,
};

/** So many standard errors are called clear. */
const CLEAR = 2;

type Ranked = ComparisonRow & {
  readonly nats: number;
  readonly standardError: number;
  readonly minusBest: number;
  readonly minusBestStandardError: number;
};

/** A comparison in words first and numbers after. */
export function comparisonText(document: ComparisonDocument): string {
  const { rowCount, folds, seeds, rows, by, networks } = document;
  const ranked = rows.filter((row): row is Ranked => row.nats !== null);
  const parts = [wrapped(verdict(ranked, networks))];
  if (rows.length > 0) parts.push(rowLines(rows, networks.length > 1));
  const impossible = rows.filter(({ impossibleRows }) => impossibleRows > 0);
  if (impossible.length > 0) {
    parts.push(
      wrapped(
        `Rows that a model holds for impossible leave it without a mean: ${impossible.map((row) => `${nameOf(row)} ${row.impossibleRows}`).join(", ")}.`,
      ),
    );
  }
  if (by !== undefined) {
    parts.push(wrapped(apartVerdict(by.column, by.models, ranked)));
    if (by.models.length > 0) parts.push(apartLines(by.models));
  }
  const deals = seeds > 1 ? `, mean of ${seeds} deals into folds` : "";
  parts.push(
    wrapped(
      `Nats a row of ${rowCount} rows, each held out in one of ${folds} folds${deals}; lower is better. Differences are row by row, and their standard errors over rows: how far another sample of rows might move them, not another training.`,
    ),
  );
  return parts.join("\n\n");
}

function rowLines(rows: readonly ComparisonRow[], several: boolean): string {
  const signed = (value: number) => value.toFixed(3);
  return table(
    ["model", ...(several ? ["network"] : []), "nats", "± SE", "behind", "± SE", "what it is"],
    rows.map((row) => [
      row.model,
      ...(several ? [row.network ?? "any"] : []),
      row.nats?.toFixed(3) ?? "-",
      row.standardError?.toFixed(3) ?? "-",
      row.minusBest === null ? "-" : signed(row.minusBest),
      row.minusBest === null || row.minusBest === 0 ? "-" : row.minusBestStandardError!.toFixed(3),
      titles[row.model] ?? row.model,
    ]),
  );
}

function verdict(ranked: readonly Ranked[], networks: readonly string[]): string {
  const [best, ...others] = ranked;
  if (best === undefined) return "No model has been fitted on every fold, so there is nothing to compare.";
  if (others.length === 0) return `Only ${nameOf(best)} was fitted: ${best.nats.toFixed(3)} nats a row.`;
  const near = others.filter(({ minusBest, minusBestStandardError: error }) => minusBest <= error);
  const clear = others.filter(({ minusBest, minusBestStandardError: error }) => minusBest > CLEAR * error);
  const between = others.filter((row) => !near.includes(row) && !clear.includes(row));
  const sentences = [
    `${capital(nameOf(best))} predicts held-out rows best${near.length + between.length === 0 ? ", clearly better than everything else" : ""}.`,
    ...(near.length > 0 ? [`As good within one standard error: ${near.map(nameOf).join(", ")}.`] : []),
    ...(between.length > 0
      ? [`Behind by one to two standard errors, which may be chance: ${between.map(nameOf).join(", ")}.`]
      : []),
    ...(clear.length > 0 && near.length + between.length > 0
      ? [`Clearly behind: ${clear.map(nameOf).join(", ")}.`]
      : []),
  ];
  return [...sentences, ...hypotheses(ranked, networks)].join(" ");
}

/** Of several networks each with its best model. */
function hypotheses(ranked: readonly Ranked[], networks: readonly string[]): string[] {
  if (networks.length < 2) return [];
  const order = ranked.filter(
    (row, i) => row.network !== null && ranked.findIndex(({ network }) => network === row.network) === i,
  );
  if (order.length < 2) return [];
  return [
    `Of the networks, in this order: ${order.map(({ network, model, nats }) => `${network} (${model}, ${nats.toFixed(3)})`).join(", ")}.`,
  ];
}

function apartVerdict(
  column: string,
  models: readonly ApartComparison[],
  ranked: readonly ComparisonRow[],
): string {
  const first = ranked
    .map((row) => models.find(({ model, network }) => model === row.model && network === row.network))
    .find((found) => found !== undefined);
  if (first === undefined)
    return `No model was fitted both to all rows and to each group of ${column} apart.`;
  const { mean, standardError } = first.gain;
  const numbers = `${Math.abs(mean).toFixed(3)} ± ${standardError.toFixed(3)} nats a row, with ${nameOf(first)}`;
  if (mean > CLEAR * standardError)
    return `The groups of ${column} differ: a model for each predicts better than one for all (by ${numbers}).`;
  if (mean < -CLEAR * standardError)
    return `One model for all groups of ${column} predicts better than one for each (by ${numbers}): what the groups share is worth more than what divides them.`;
  return `One model for all groups of ${column} predicts as well as one for each (they differ by ${numbers}).`;
}

function apartLines(models: readonly ApartComparison[]): string {
  const gain = ({ mean, standardError }: ApartComparison["gain"]) => [
    mean.toFixed(3),
    standardError.toFixed(3),
  ];
  return table(
    ["model", "group", "rows", "gain of fitting apart", "± SE"],
    models.flatMap((one) => [
      [nameOf(one), "all", `${one.groups.reduce((sum, { rows }) => sum + rows, 0)}`, ...gain(one.gain)],
      ...one.groups.map((part) => [nameOf(one), part.group, `${part.rows}`, ...gain(part.gain)]),
    ]),
  );
}

function nameOf({ model, network }: { readonly model: string; readonly network: string | null }): string {
  return network === null ? model : `${model} of ${network}`;
}

const capital = (text: string) => text[0].toUpperCase() + text.slice(1);
