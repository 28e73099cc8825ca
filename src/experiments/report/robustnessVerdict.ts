import type { Block } from "../../report/index.ts";
import { counted } from "../../tables/index.ts";
import type { RunResult } from "../job.ts";
import { groupBy, mean, networkTitle, signed } from "./summary.ts";
import { COUNTED_CHANGES, type CountedChange, type GraphCell, graphCells } from "./tolerance.ts";

const WORDS: Readonly<Record<CountedChange, string>> = {
  "arcs-dropped": "missing arcs",
  "arcs-added": "superfluous arcs",
  "arcs-reversed": "reversed arcs",
  "latents-removed": "missing latents",
  "latents-added": "superfluous latents",
};
const LEARNED = [
  ["learned-complete", "from complete rows"],
  ["learned-observed", "from the measured columns alone"],
] as const;

/**
 * How wrong the graph may be before fc is better: a table, and a paragraph drawn from it.
 *
 * @param results of graphs that are believed in full
 * @param trust what is gained by less belief; empty where no run says
 */
export function robustnessVerdict(results: readonly RunResult[], trust: string): Block[] {
  const cells = graphCells(results);
  const text = cells.length === 0 ? "The runs that an answer needs are not finished." : plainWords(cells);
  return [
    ...(cells.length === 0 ? [] : [table(cells)]),
    { kind: "heading", level: 3, text: "In plain words" },
    { kind: "text", tone: "plain", text: trust === "" ? text : `${text} ${trust}` },
  ];
}

function table(cells: readonly GraphCell[]): Block {
  return {
    kind: "table",
    caption:
      "The structural distance (and its share of the arcs) at which fc becomes better; > where it does not up to there",
    columns: [
      "network",
      "rows a node",
      "runs",
      "true less fc",
      ...COUNTED_CHANGES.map((change) => WORDS[change]),
      "learned (complete rows) less fc",
      "learned (measured) less fc",
    ],
    rows: cells.map(({ network, multiple, runs, start, arcs, tolerances, learned }) => [
      networkTitle(network),
      `${multiple}`,
      `${runs}`,
      signed(start),
      ...COUNTED_CHANGES.map((change) => {
        const tolerance = tolerances[change];
        if (tolerance === undefined || start >= 0) return "-";
        const { limit, largest } = tolerance;
        return `${limit === undefined ? "> " : ""}${distanceText(limit ?? largest, arcs)}`;
      }),
      ...LEARNED.map(([change]) => {
        const gap = learned[change];
        return gap === undefined ? "-" : signed(gap);
      }),
    ]),
  };
}

function distanceText(distance: number, arcs: number): string {
  return `${distance.toFixed(distance < 3 ? 1 : 0)} (${percent(distance / arcs)})`;
}

/** The answer in sentences that hold nothing but what the cells say. */
export function plainWords(cells: readonly GraphCell[]): string {
  const sizes = [...groupBy(cells, ({ multiple }) => multiple)].sort(([a], [b]) => a - b);
  return [
    lead(cells, sizes),
    ...sizes.map(([multiple, group]) => limits(multiple, group)),
    costs(cells),
    ...LEARNED.map(([change, words]) => learnedSentence(cells, change, words)),
    conclusion(cells),
    caveat(cells),
  ]
    .filter((sentence) => sentence !== "")
    .join(" ");
}

function lead(cells: readonly GraphCell[], sizes: readonly [number, GraphCell[]][]): string {
  const better = cells.filter(({ start }) => start < 0).length;
  const parts = sizes.map(
    ([multiple, group]) => `${signed(mean(group.map(({ start }) => start)))} at ${multiple} rows a node`,
  );
  return `With the true graph SIReN-VAE is better than fc in ${better} of ${cells.length} cases (a network with a number of rows); the mean difference in nats a row is ${listed(parts)}.`;
}

/** Medians over the networks on which the true graph pays at all. */
function limits(multiple: number, group: readonly GraphCell[]): string {
  const paying = group.filter(({ start }) => start < 0);
  if (paying.length === 0) return `At ${multiple} rows a node fc is at least as good from the start.`;
  const reached: string[] = [];
  const never: string[] = [];
  for (const change of COUNTED_CHANGES) {
    const shares = paying.flatMap(({ tolerances, arcs }) => {
      const tolerance = tolerances[change];
      return tolerance === undefined ? [] : [(tolerance.limit ?? Number.POSITIVE_INFINITY) / arcs];
    });
    if (shares.length === 0) continue;
    const middle = median(shares);
    if (Number.isFinite(middle)) reached.push(`${percent(middle)} for ${WORDS[change]}`);
    else never.push(WORDS[change]);
  }
  const sentences: string[] = [];
  if (reached.length > 0) {
    sentences.push(
      `At ${multiple} rows a node fc becomes better at a distance of about ${listed(reached)} (share of the arcs, median over ${counted(paying.length, "network")}).`,
    );
  }
  if (never.length > 0) {
    const where = reached.length > 0 ? "there" : `at ${multiple} rows a node`;
    sentences.push(
      `${capital(listed(never))} do not make it better ${where} on most networks, up to the largest number tried.`,
    );
  }
  return sentences.join(" ");
}

function costs(cells: readonly GraphCell[]): string {
  const costly = meanCosts(cells);
  if (costly.length < 2) return "";
  const parts = costly.map(([change, cost]) => `${WORDS[change]} ${signed(cost)}`);
  return `On average over all cases the largest numbers tried cost, in nats a row: ${listed(parts)}.`;
}

/** The dearest first. */
function meanCosts(cells: readonly GraphCell[]): [CountedChange, number][] {
  return COUNTED_CHANGES.flatMap((change): [CountedChange, number][] => {
    const own = cells.flatMap(({ tolerances }) => tolerances[change]?.cost ?? []);
    return own.length === 0 ? [] : [[change, mean(own)]];
  }).sort(([, a], [, b]) => b - a);
}

function learnedSentence(
  cells: readonly GraphCell[],
  change: "learned-complete" | "learned-observed",
  words: string,
): string {
  const gaps = cells.flatMap(({ learned }) => learned[change] ?? []);
  if (gaps.length === 0) return "";
  const better = gaps.filter((gap) => gap < 0).length;
  return `A graph learned ${words} is better than fc in ${better} of ${gaps.length} cases (median ${signed(median(gaps))}).`;
}

/** Whether it is wiser to leave a doubtful arc in, by what each mistake costs on the same networks. */
function conclusion(cells: readonly GraphCell[]): string {
  const cost = new Map(meanCosts(cells));
  const [missing, extra] = [cost.get("arcs-dropped"), cost.get("arcs-added")];
  if (missing === undefined || extra === undefined) return "";
  if (missing > 0 && extra < missing / 2) {
    return `So a doubtful arc had better stay in: as many superfluous arcs cost ${extra <= 0 ? "nothing on average" : `${percent(extra / missing)} of what missing ones do`}.`;
  }
  if (extra > 0 && missing < extra / 2) return "So a doubtful arc had better be left out.";
  return "Missing and superfluous arcs cost about the same.";
}

function caveat(cells: readonly GraphCell[]): string {
  const [least, most] = [Math.min, Math.max].map((extreme) => extreme(...cells.map(({ runs }) => runs)));
  const runs = least === most ? `${least}` : `${least} to ${most}`;
  return `Every figure rests on ${runs} ${most === 1 ? "run, and so on one random choice of the changed arcs" : "runs with as many random choices of the changed arcs"}: read trends, not single numbers.`;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}

function listed(parts: readonly string[]): string {
  if (parts.length < 2) return parts.join("");
  return `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
