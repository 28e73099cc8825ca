import { type Dataset, firstRows } from "../data/index.ts";
import type { Anchors, TrainedModel } from "../query/index.ts";

/** Enough to tell which way a node moves, for networks of up to so many nodes. */
const SIGN_ROWS = 256;
const SIGN_NODES = 150;

/** Every node is moved in every row, and moves all: of large networks as many rows as keep the work what it is. */
function signRows(nodes: number): number {
  return Math.max(8, Math.min(SIGN_ROWS, Math.round(SIGN_ROWS * (SIGN_NODES / nodes) ** 2)));
}

/** The model with the signs of its hidden nodes settled by the first rows of its table. */
export function withSigns(model: TrainedModel, table: Dataset, anchors?: Anchors): TrainedModel {
  return model.withSigns(firstRows(table, signRows(model.dag.size)), anchors);
}
