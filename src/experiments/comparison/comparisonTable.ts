import { type PairedDifference, pairedDifference } from "../../numeric/pairedDifference.ts";
import { baselineKeys } from "./comparedBaselines.ts";
import { type ComparisonResult, IMPOSSIBLE } from "./comparisonJob.ts";
import type { ComparedNetwork } from "./comparisonMaterial.ts";
import { followed } from "./comparisonPlan.ts";

/** One model of a comparison over all held-out rows. Nats a row, raw data units; lower is better. */
export interface ComparisonRow {
  /** A model of `comparedModels`, or the key of a baseline. */
  readonly model: string;
  /** The network that it follows; null where there is one network only, or the model is the same for all of them. */
  readonly network: string | null;
  /** Mean negative log-density of the rows when they were held out; null where a row is impossible under the model. */
  readonly nats: number | null;
  /** Over rows. */
  readonly standardError: number | null;
  /** How much worse than the best model, a mean over the same rows; 0 for that one. */
  readonly minusBest: number | null;
  /** Of the paired differences, over rows. */
  readonly minusBestStandardError: number | null;
  /** Rows whose density is no number under some fit of the model. */
  readonly impossibleRows: number;
}

/** Negative log-densities of a model, one a row of the table, each a mean over the seeds. */
export interface RowNats {
  readonly model: string;
  readonly network: string | null;
  /** Whether each group was fitted apart. */
  readonly apart: boolean;
  readonly nats: Float64Array;
  /** Of the rows that are impossible, how many. */
  readonly impossible: number;
}

export interface RowNatsOptions {
  readonly rowCount: number;
  readonly seeds: number;
  readonly networks: readonly ComparedNetwork[];
}

/**
 * Gathers the densities of held-out rows, model by model. Only models whose fits all succeeded are there: on part of the rows
 * nothing would be comparable.
 */
export function rowNats(
  results: readonly ComparisonResult[],
  { rowCount, seeds, networks }: RowNatsOptions,
): RowNats[] {
  const found = new Map<string, RowNats & { readonly times: Int32Array; readonly far: Uint8Array }>();
  for (const { network, model, group, rows, densities } of results) {
    for (const [name, values] of Object.entries(densities)) {
      const baseline = model === "baselines";
      const shared = baseline
        ? !baselineKeys[name as keyof typeof baselineKeys]
        : followed(model, networks).length === 1;
      // Of baselines that no network changes every network has one.
      if (baseline && shared && network !== networks[0].label) continue;
      const apart = group !== null;
      const key = JSON.stringify([name, shared ? null : network, apart]);
      let entry = found.get(key);
      if (entry === undefined) {
        entry = {
          model: name,
          network: shared || networks.length === 1 ? null : network,
          apart,
          nats: new Float64Array(rowCount),
          impossible: 0,
          times: new Int32Array(rowCount),
          far: new Uint8Array(rowCount),
        };
        found.set(key, entry);
      }
      const { nats, times, far } = entry;
      rows.forEach((row, i) => {
        nats[row] -= values[i] / seeds;
        times[row]++;
        if (values[i] <= IMPOSSIBLE) far[row] = 1;
      });
    }
  }
  return [...found.values()]
    .filter(({ times }) => times.every((count) => count === seeds))
    .map(({ times: _, far, ...entry }) => ({
      ...entry,
      impossible: far.reduce((sum, one) => sum + one, 0),
    }));
}

/**
 * The models in the order of their means, each with its paired difference from the best: rows differ much more from each other
 * than two models do on the same row, and what is common to both cancels.
 */
export function comparisonRows(models: readonly RowNats[]): ComparisonRow[] {
  const possible = models
    .filter(({ impossible }) => impossible === 0)
    .map((entry) => ({ ...entry, own: spread(entry.nats) }))
    .sort((a, b) => a.own.mean - b.own.mean);
  const rows = possible.map(({ model, network, nats, own }): ComparisonRow => {
    const difference = pairedDifference(nats, possible[0].nats);
    return {
      model,
      network,
      nats: own.mean,
      standardError: own.standardError,
      minusBest: difference.mean,
      minusBestStandardError: difference.standardError,
      impossibleRows: 0,
    };
  });
  const others = models
    .filter(({ impossible }) => impossible > 0)
    .map(
      ({ model, network, impossible }): ComparisonRow => ({
        model,
        network,
        nats: null,
        standardError: null,
        minusBest: null,
        minusBestStandardError: null,
        impossibleRows: impossible,
      }),
    );
  return [...rows, ...others];
}

/** Whether a fit of each group apart predicts better than one of all rows. Nats a row. */
export interface ApartComparison {
  readonly model: string;
  readonly network: string | null;
  /** How much better the rows are predicted by the fits of their own groups; below 0 where one model for all is better. */
  readonly gain: PairedDifference;
  readonly groups: readonly {
    readonly group: string;
    readonly rows: number;
    readonly gain: PairedDifference;
  }[];
}

/** The same held-out rows under one model for all and under that of their own group. */
export function apartComparisons(
  models: readonly RowNats[],
  { names, codes }: { readonly names: readonly string[]; readonly codes: ArrayLike<number> },
): ApartComparison[] {
  return models
    .filter(({ apart, impossible }) => apart && impossible === 0)
    .flatMap(({ model, network, nats }) => {
      const together = models.find(
        (other) => !other.apart && other.model === model && other.network === network,
      );
      if (together === undefined || together.impossible > 0) return [];
      const gainOf = (rows: readonly number[]) =>
        pairedDifference(
          rows.map((row) => together.nats[row]),
          rows.map((row) => nats[row]),
        );
      const all = Array.from(nats.keys());
      return [
        {
          model,
          network,
          gain: gainOf(all),
          groups: names.map((group, code) => {
            const rows = all.filter((row) => codes[row] === code);
            return { group, rows: rows.length, gain: gainOf(rows) };
          }),
        },
      ];
    });
}

const spread = (values: Float64Array) => pairedDifference(values, new Float64Array(values.length));
