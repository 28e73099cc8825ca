import { type FlowSetting, flows } from "../../flow/index.ts";
import { type FamilySetting, familyDefinitions, familyOf } from "../../model/index.ts";
import { InputError } from "../../numeric/errors.ts";
import { withArticle } from "../../numeric/withArticle.ts";
import { modelFor } from "../../train/index.ts";
import { LITTLE_DATA } from "../../train/trainingPlan.ts";
import { typed } from "../idleOptions.ts";
import type { TrainRequest } from "./request.ts";

/** What a person chose, and which settings mean nothing to it. */
interface Chosen {
  readonly what: "model" | "flow";
  readonly title: string;
  readonly lacks: readonly (FamilySetting | FlowSetting)[];
}

/**
 * Refuses settings that the chosen model has no use for.
 *
 * @param meant the part of the request that is meant for this model
 * @throws InputError naming the first of them, and what has no use for it
 */
export function refuseIdleSettings(request: TrainRequest, meant: TrainRequest): void {
  const model = modelFor({ model: request.model, architecture: { family: request.family } });
  const family: Chosen = { what: "model", ...familyDefinitions[familyOf({ family: request.family, model })] };
  const flow: Chosen = { what: "flow", ...flows[request.flow ?? "residual"] };
  for (const { what, title, lacks } of family.lacks.includes("flow") ? [family] : [family, flow]) {
    const idle = lacks.find((key) => meant[key] !== undefined);
    if (idle === undefined) continue;
    throw new InputError(
      `Expected settings that ${withArticle(title)} has, got ${idle}, which it has no use for. Leave it out, or choose another ${what}.`,
    );
  }
  if (request.flow === "residual-exact" && meant.factorisation === "paper") {
    throw new InputError(
      "Expected the factorisation exact for the flow residual-exact, got paper. Leave it out, or choose the flow residual.",
    );
  }
}

const OF_TABLES = ["decimal", "separator", "missingValues", "kind", "levels"] as const;

/** @throws InputError naming a setting that says something of a table, where rows are drawn from the network. */
export function refuseTableSettings(meant: TrainRequest): void {
  const idle = OF_TABLES.find((key) => meant[key] !== undefined);
  if (idle === undefined) return;
  throw new InputError(
    `Expected a table for ${typed(idle)}, got rows that are drawn from the network. Give --data FILE, or leave ${typed(idle)} out.`,
  );
}

/** @throws InputError for a way to hold rows out that is not taken with so many of them. */
export function refuseIdleShares({ folds, validationShare }: TrainRequest, rows: number): void {
  const little = rows <= LITTLE_DATA;
  if (little && validationShare !== undefined) {
    throw new InputError(
      `Expected more than ${LITTLE_DATA} rows for --validation-share, got ${rows}, which are held out in turn. Leave it out, or say in how many folds by --folds.`,
    );
  }
  if (!little && folds !== undefined) {
    throw new InputError(
      `Expected at most ${LITTLE_DATA} rows for --folds, got ${rows}, of which a share is held out once. Leave it out, or say which by --validation-share.`,
    );
  }
}
