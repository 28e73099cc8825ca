export { MODEL_FILE, WEIGHTS_FILE } from "../stored/modelDescription.ts";
export type { ReadTable, ReadTableOptions } from "../tables/index.ts";
export {
  digestOfNetwork,
  digestOfRows,
  hasCheckpoint,
  loadCheckpoint,
  removeCheckpoint,
  type StoredCheckpoint,
  saveCheckpoint,
} from "./checkpointFolder.ts";
export { claimFile, claimFolder } from "./claim.ts";
export {
  blockingFile,
  isDirectory,
  isFile,
  readBytes,
  readStart,
  readText,
  reason,
  refuseExisting,
  writeWhole,
} from "./files.ts";
export { loadModel, saveModel } from "./modelFolder.ts";
export { isNetworkFile, type NamedNetwork, openNetwork, resolveNetwork } from "./networkSource.ts";
export { isProjectFile, loadProjectModel, readProject, type StoredModel } from "./projectModel.ts";
export { CHECKPOINT_FILE, type FolderContent, refuseFolder } from "./refuseFolder.ts";
export {
  openResamplings,
  type ResamplingsFile,
  resamplingsPath,
} from "./resamplingsFile.ts";
export {
  loadMeasuredTable,
  type MeasuredTable,
  type MeasuredTableOptions,
} from "./tables/loadMeasuredTable.ts";
export { loadRawTable } from "./tables/loadRawTable.ts";
export { loadTable, parseTable, readTable } from "./tables/readTable.ts";
export { type ReadChunksOptions, readTableChunks } from "./tables/readTableChunks.ts";
export { openTableWriter, type TableWriter, writeTable } from "./tables/tableWriter.ts";
export { openThreads, openThreadsAndThis, type ThreadOptions } from "./threads.ts";
export { stagedName, writeTogether } from "./writeTogether.ts";
