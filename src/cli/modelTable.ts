import type { TrainedModel } from "../query/index.ts";
import type { ReadTableOptions } from "../tables/index.ts";
import { layoutOf, type TableOptions } from "./tableOptions.ts";

/** How a table is read for a model: gaps where it takes them, labels looked up among the levels it was trained with. */
export function readOptionsFor(model: TrainedModel, options: TableOptions): ReadTableOptions {
  const types = model.coding.types();
  return {
    ...layoutOf(options),
    missing: model.fill === undefined ? "refuse" : "keep",
    ...(types && { types }),
  };
}
