import { checkArchitecture } from "../../model/config.ts";
import { defaultArchitecture } from "../../model/index.ts";
import { checkWidths } from "../../train/train.ts";
import { checkTrust } from "../../train/trust.ts";
import { checkTuning } from "../../train/tuning.ts";
import { type TrainRequest, trainOptions } from "./request.ts";

/**
 * Holds what the training itself would refuse against a request, before a table is read for it.
 *
 * @throws InputError naming the setting
 */
export function checkSettings(request: TrainRequest): void {
  const {
    model = "true",
    preset = "recommended",
    trust,
    architecture = {},
    tuning = {},
  } = trainOptions(request);
  checkTuning(tuning, preset);
  checkArchitecture({ ...defaultArchitecture, ...architecture, model });
  checkTrust(trust, { model, preset, ...architecture });
  checkWidths(architecture.hidden ?? []);
}
