/**
 * Reading and writing files, for Node: tables as CSV, networks as JSON, models as folders.
 *
 * @module siren-vae/io
 */
export * from "./checkpointFolder.ts";
export * from "./csv.ts";
export * from "./files.ts";
export * from "./modelFolder.ts";
export * from "./networkSource.ts";
export { isProjectFile, loadProjectModel, readProject, type StoredModel } from "./projectModel.ts";
export * from "./refuseFolder.ts";
export * from "./safetensors.ts";
export * from "./typedJson.ts";
export * from "./writeTogether.ts";
