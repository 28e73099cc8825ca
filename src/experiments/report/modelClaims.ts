import {
  type Cell,
  type Difference,
  difference,
  differenceText,
  isBetter,
  isWorse,
  runsOf,
} from "./cells.ts";
import { byPreset, type Claim, LITTLE, MUCH, PRESETS } from "./claim.ts";
import { networkTitle } from "./summary.ts";

/** Models of the paper that `true` is compared with, and those that share its flows. */
const OTHERS = ["vae", "ind", "fc"] as const;
const STRUCTURES = ["ind", "fc"] as const;
const SIREN = ["ind", "fc", "true"] as const;
/** The share of the difference at 2|G| below which what is left at 100|G| is next to nothing. */
const NEXT_TO_NOTHING = 0.1;

export function betterWithLittle(cells: readonly Cell[]): Claim | undefined {
  return comparison({
    claim: "SIReN-VAE true is better than the other models at 2 rows a node",
    columns: OTHERS.map((other) => `true less ${other}`),
    rows: cells
      .filter(({ multiple }) => multiple === LITTLE)
      .flatMap((cell) =>
        PRESETS.map((preset) => {
          const differences = OTHERS.map((other) =>
            difference(runsOf(cell, "true", preset), runsOf(cell, other, preset)),
          );
          return {
            preset,
            place: networkTitle(cell.network),
            cells: differences.map(differenceText),
            verdict: judged(differences),
          };
        }),
      ),
  });
}

export function vanishesWithMuch(cells: readonly Cell[]): Claim | undefined {
  return comparison({
    claim: "The difference between true and the other structures vanishes at 100 rows a node",
    columns: STRUCTURES.flatMap((other) => [`true less ${other}, 2 a node`, `100 a node`]),
    rows: cells
      .filter(({ multiple }) => multiple === MUCH)
      .flatMap((much) =>
        PRESETS.map((preset) => {
          const little = cells.find(
            ({ network, multiple }) => network === much.network && multiple === LITTLE,
          );
          const pairs = STRUCTURES.map((other) => ({
            before: little && difference(runsOf(little, "true", preset), runsOf(little, other, preset)),
            after: difference(runsOf(much, "true", preset), runsOf(much, other, preset)),
          }));
          return {
            preset,
            place: networkTitle(much.network),
            cells: pairs.flatMap(({ before, after }) => [differenceText(before), differenceText(after)]),
            verdict: vanished(pairs),
          };
        }),
      ),
  });
}

export function betterThanVae(cells: readonly Cell[]): Claim | undefined {
  return comparison({
    claim: "SIReN-VAE is better than the plain VAE at both sizes",
    columns: SIREN.map((model) => `${model} less vae`),
    rows: cells
      .filter(({ multiple }) => multiple === LITTLE || multiple === MUCH)
      .flatMap((cell) =>
        PRESETS.map((preset) => {
          const differences = SIREN.map((model) =>
            difference(runsOf(cell, model, preset), runsOf(cell, "vae", preset)),
          );
          return {
            preset,
            place: `${networkTitle(cell.network)} ${cell.multiple}x`,
            cells: differences.map(differenceText),
            verdict: judged(differences),
          };
        }),
      ),
  });
}

interface Row {
  readonly preset: string;
  readonly place: string;
  readonly cells: readonly string[];
  readonly verdict: string | undefined;
}

/** A claim on differences between models, one row for each place and preset that has finished runs. */
function comparison(given: {
  claim: string;
  columns: readonly string[];
  rows: readonly Row[];
}): Claim | undefined {
  const rows = given.rows.flatMap((row) =>
    row.verdict === undefined ? [] : [{ ...row, verdict: row.verdict }],
  );
  if (rows.length === 0) return undefined;
  return {
    sentence: `${given.claim}? ${byPreset(rows)}`,
    table: {
      kind: "table",
      caption: given.claim,
      words: true,
      columns: ["network", "preset", ...given.columns, "verdict"],
      rows: rows.map(({ place, preset, cells, verdict }) => [place, preset, ...cells, verdict]),
    },
  };
}

/** undefined where no comparison is finished. */
function judged(differences: readonly (Difference | undefined)[]): string | undefined {
  const made = differences.filter((one) => one !== undefined);
  if (made.length === 0) return undefined;
  if (made.some(isWorse)) return made.some(isBetter) ? "better than some, worse than others" : "no";
  const better = made.filter(isBetter).length;
  if (better === differences.length) return "yes";
  if (made.length < differences.length) return "unfinished";
  return better > 0 ? "better than some" : "not shown";
}

function vanished(
  pairs: readonly { before: Difference | undefined; after: Difference | undefined }[],
): string | undefined {
  const made = pairs.filter(({ after }) => after !== undefined);
  if (made.length === 0) return undefined;
  if (made.length < pairs.length) return "unfinished";
  const left = made.filter(({ after }) => isBetter(after!) || isWorse(after!));
  if (left.length === 0) {
    // Noise that is larger than what was to vanish hides whether it did.
    const shrunk = made.every(
      ({ before, after }) => before === undefined || Math.abs(after!.nats) < Math.abs(before.nats),
    );
    return shrunk ? "yes" : "not shown";
  }
  const small = left.every(
    ({ before, after }) =>
      before !== undefined && Math.abs(after!.nats) < NEXT_TO_NOTHING * Math.abs(before.nats),
  );
  return small ? "nearly (less than a tenth is left)" : "no";
}
