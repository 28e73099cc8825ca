import { requireArgument } from "../numeric/arguments.ts";
import type { TrainedModel } from "./trainedModel.ts";

/** @throws InputError unless somebody gave a trained model, where its promise is often tried */
export function requireModel(model: TrainedModel): void {
  const given = model as Partial<TrainedModel> | null | undefined;
  requireArgument(
    typeof given?.toParts === "function",
    "a trained model",
    model,
    "Give what train, awaited, or loadModel returns.",
  );
}
