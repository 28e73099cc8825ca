import type { ModelParts } from "../model/index.ts";
import { type BayesianNetwork, parseNetwork } from "../network/index.ts";
import { InputError } from "../numeric/errors.ts";
import { TrainedModel } from "../query/index.ts";
import { checkProject, isProjectText, type ProjectContent } from "../stored/projectSchema.ts";
import { parseTyped } from "../stored/typedJson.ts";
import { isFile, readStart, readText } from "./files.ts";
import { requirePath } from "./requirePath.ts";

/** A stored model with the network that it was trained for, where that was known. */
export interface StoredModel {
  readonly model: TrainedModel;
  readonly network: BayesianNetwork | undefined;
}

/**
 * Whether a path is that of a project file of the studio.
 *
 * @example
 * isProjectFile("network.dot"); // false
 */
export function isProjectFile(path: string): boolean {
  requirePath(path);
  return isFile(path) && isProjectText(readStart(path, 200));
}

/**
 * What a project file of the studio holds: its networks, settings and trained models, as plain data.
 *
 * @throws InputError naming what is wrong with the file
 *
 * @example
 * if (isProjectFile("work.siren.json")) console.log(readProject("work.siren.json").studies?.length);
 */
export function readProject(path: string): ProjectContent {
  requirePath(path);
  return checkProject(parseTyped(readText(path, "project"), path, "Save the project again."), path);
}

/**
 * The model that `project.siren.json#name` names: a kind of model, with a number where there are several of a kind
 * (`true`, `true-2`). The name may be left out where there is one model only. Undefined where the path is no project.
 *
 * @throws InputError listing the models that there are
 *
 * @example
 * loadProjectModel("network.dot"); // undefined: it is no project
 */
export function loadProjectModel(source: string): StoredModel | undefined {
  requirePath(source);
  const [, path, wanted] = /^(.*?)(?:#([^#/\\]*))?$/s.exec(source)!;
  if (!isProjectFile(path)) return undefined;
  const { runs = [], studies = [] } = readProject(path);
  const count = new Map<string, number>();
  const named = runs
    .filter((run) => run.parts !== undefined)
    .map((run) => {
      const { model } = run.spec;
      const place = (count.get(model) ?? 0) + 1;
      count.set(model, place);
      return { name: place === 1 ? model : `${model}-${place}`, run };
    });
  if (named.length === 0) {
    throw new InputError(
      `Expected a project with a finished model, got none in ${path}. Train one in the studio and save the project again.`,
    );
  }
  const chosen =
    wanted === undefined && named.length === 1 ? named[0] : named.find(({ name }) => name === wanted);
  if (chosen === undefined) {
    const names = named.map(({ name }) => name);
    throw new InputError(
      `Expected one of the models ${names.join(", ")} of ${path}, got ${wanted === undefined ? "none" : `"${wanted}"`}. Write ${path}#${names[0]}, for example.`,
    );
  }
  const { parts, study } = chosen.run;
  const origin = studies.find(({ id }) => id === study);
  return {
    model: TrainedModel.fromParts(parts as ModelParts),
    network: origin && parseNetwork(origin.network, path),
  };
}
