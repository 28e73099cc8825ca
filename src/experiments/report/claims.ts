import type { Block } from "../../report/index.ts";
import type { RunResult } from "../job.ts";
import { cellsOf } from "./cells.ts";
import { nearerTheFloor, whereGaussiansWin } from "./floorClaims.ts";
import { betterThanVae, betterWithLittle, vanishesWithMuch } from "./modelClaims.ts";

const NOTE =
  "Differences are means over runs with the same seed, in nats a row, with the p of the paired t-test and, where they are fewer than 5, the number of pairs. " +
  "A difference counts where p is below 0.05; p is not corrected for the number of comparisons. With 5 seeds an absence of significance proves no equality.";

/** The paper's claims and ours, each with its figures and whether they bear it out. */
export function claims(all: readonly RunResult[]): Block[] {
  const cells = cellsOf(all.filter(({ experiment }) => experiment === "table1"));
  const made = [betterWithLittle, vanishesWithMuch, betterThanVae, nearerTheFloor, whereGaussiansWin]
    .map((claim) => claim(cells))
    .filter((claim) => claim !== undefined);
  if (made.length === 0) return [];
  return [
    { kind: "heading", level: 2, text: "What becomes of the claims" },
    { kind: "list", items: made.map(({ sentence }) => sentence) },
    { kind: "text", tone: "note", text: NOTE },
    ...made.map(({ table }) => table),
  ];
}
