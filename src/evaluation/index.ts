export {
  type Calibration,
  type CalibrationOptions,
  calibrate,
  calibration,
  POSTERIOR_SHARE,
} from "./calibrate.ts";
export { type CriticiseTableOptions, criticiseTable } from "./criticiseTable.ts";
export { type BandOptions, type EcdfBand, ecdfBand } from "./ecdfBand.ts";
export type { RareLevel } from "./rareLevels.ts";
export * from "./summary/index.ts";
export type { Uniformity } from "./uniformity.ts";
