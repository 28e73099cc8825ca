import type { Scales } from "../data/index.ts";
import type { FillDistribution } from "../gaussian/index.ts";
import { isObject } from "../numeric/arguments.ts";
import {
  float64Shape,
  listShape,
  needed,
  numberShape,
  numbersShape,
  type OptionShape,
  type OptionShapes,
  objectShape,
  requireOptions,
  textShape,
  textsShape,
} from "../numeric/optionShapes.ts";
import { architectureShapes } from "./architectureShapes.ts";
import type { Architecture } from "./config.ts";
import type { ModelParts, TrainingSummary } from "./modelParts.ts";

const part = (shape: OptionShape) => needed(shape, "Give what toParts returns.");
const objects = (what: string) => listShape(what, isObject);

const partShapes: OptionShapes<ModelParts> = {
  nodes: part(objects("a list of nodes")),
  observed: part(textsShape),
  architecture: part(objectShape("an object")),
  scales: part(objectShape("an object")),
  types: objects("a list of what the columns measure"),
  fill: objectShape("an object"),
  given: objectShape("an object"),
  parameters: part(objects("a list of named weights")),
  training: part(objectShape("an object")),
};

const architecturePartShapes: OptionShapes<Architecture> = {
  ...architectureShapes,
  hidden: part(architectureShapes.hidden),
  affine: part(architectureShapes.affine),
};

const scaleShapes: OptionShapes<Scales> = {
  mean: part(float64Shape),
  deviation: part(float64Shape),
  scores: listShape(
    "a list of scores of levels, or null, a column",
    (scores) => scores === null || (Array.isArray(scores) && scores.every(numbersShape.fits)),
  ),
  leastScales: float64Shape,
};

const fillShapes: OptionShapes<FillDistribution> = {
  mean: part(float64Shape),
  covariance: part(float64Shape),
};

const givenShapes: OptionShapes<NonNullable<ModelParts["given"]>> = {
  network: part({ expected: "a network", fits: isObject }),
  mean: part(numbersShape),
  deviation: part(numbersShape),
};

const weightShapes: OptionShapes<ModelParts["parameters"][number]> = {
  name: part(textShape),
  shape: part(numbersShape),
  values: part(float64Shape),
};

const summaryShapes: OptionShapes<TrainingSummary> = {
  preset: part(textShape),
  seed: part(numberShape),
  rows: part(numberShape),
  start: part(textShape),
  epochs: part(numberShape),
  seconds: part(numberShape),
  history: part(objects("a list of epochs")),
  objective: objectShape("an object"),
  choices: part(objects("a list of what was compared")),
  distilled: objectShape("an object"),
  trust: objectShape("an object"),
};

/**
 * Holds what somebody made by hand, or kept elsewhere, against the form of a model's parts; whether they fit each other is seen
 * when they are put together.
 *
 * @throws InputError for a part that is missing, unknown or of another form
 */
export function checkModelParts(parts: ModelParts): void {
  requireOptions(parts, partShapes, { what: "parts of a model", example: "as toParts returns them" });
  const { architecture, scales, fill, given, parameters, training } = parts;
  requireOptions(architecture, architecturePartShapes, {
    what: "settings of the architecture",
    within: "architecture.",
  });
  requireOptions(scales, scaleShapes, { what: "scales", within: "scales." });
  if (fill !== undefined) requireOptions(fill, fillShapes, { what: "parts of fill", within: "fill." });
  if (given !== undefined) requireOptions(given, givenShapes, { what: "parts of given", within: "given." });
  parameters.forEach((one, at) => {
    requireOptions(one, weightShapes, { what: "parts of named weights", within: `parameters[${at}].` });
  });
  requireOptions(training, summaryShapes, { what: "parts of training", within: "training." });
}
