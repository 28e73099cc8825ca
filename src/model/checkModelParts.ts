import type { Scales } from "../data/index.ts";
import type { FillDistribution } from "../gaussian/index.ts";
import { requireArgument } from "../numeric/arguments.ts";
import {
  float64Shape,
  listShape,
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

const isObject = objectShape("").fits;
const objects = (what: string) => listShape(what, isObject);

const partShapes: OptionShapes<ModelParts> = {
  nodes: objects("a list of nodes"),
  observed: textsShape,
  architecture: objectShape("an object"),
  scales: objectShape("an object"),
  types: objects("a list of what the columns measure"),
  fill: objectShape("an object"),
  given: objectShape("an object"),
  parameters: objects("a list of named weights"),
  training: objectShape("an object"),
};

const scaleShapes: OptionShapes<Scales> = {
  mean: float64Shape,
  deviation: float64Shape,
  scores: listShape(
    "a list of scores of levels, or null, a column",
    (scores) => scores === null || (Array.isArray(scores) && scores.every(numbersShape.fits)),
  ),
  leastScales: float64Shape,
};

const fillShapes: OptionShapes<FillDistribution> = { mean: float64Shape, covariance: float64Shape };

const givenShapes: OptionShapes<NonNullable<ModelParts["given"]>> = {
  network: { expected: "a network", fits: isObject },
  mean: numbersShape,
  deviation: numbersShape,
};

const weightShapes: OptionShapes<ModelParts["parameters"][number]> = {
  name: textShape,
  shape: numbersShape,
  values: float64Shape,
};

const summaryShapes: OptionShapes<TrainingSummary> = {
  preset: textShape,
  seed: numberShape,
  rows: numberShape,
  start: textShape,
  epochs: numberShape,
  seconds: numberShape,
  history: objects("a list of epochs"),
  objective: objectShape("an object"),
  choices: objects("a list of what was compared"),
  distilled: objectShape("an object"),
  trust: objectShape("an object"),
};

/** What may be left out of each part. */
const optional: Readonly<Record<string, readonly string[]>> = {
  "": ["types", "fill", "given"] satisfies (keyof ModelParts)[],
  "architecture.": [
    "family",
    "layers",
    "widen",
    "flow",
    "interactions",
    "missing",
    "added",
  ] satisfies (keyof Architecture)[],
  "scales.": ["scores", "leastScales"] satisfies (keyof Scales)[],
  "training.": ["objective", "distilled", "trust"] satisfies (keyof TrainingSummary)[],
};

/**
 * Holds what somebody made by hand, or kept elsewhere, against the form of a model's parts; whether they fit each other is seen
 * when they are put together.
 *
 * @throws InputError for a part that is missing, unknown or of another form
 */
export function checkModelParts(parts: ModelParts): void {
  check(parts, partShapes, "");
  const { architecture, scales, fill, given, parameters, training } = parts;
  check(architecture, architectureShapes, "architecture.");
  check(scales, scaleShapes, "scales.");
  if (fill !== undefined) check(fill, fillShapes, "fill.");
  if (given !== undefined) check(given, givenShapes, "given.");
  parameters.forEach((one, at) => {
    check(one, weightShapes, `parameters[${at}].`);
  });
  check(training, summaryShapes, "training.");
}

function check(part: object, shapes: Readonly<Record<string, OptionShape>>, within: string): void {
  const what = within === "" ? "parts of a model" : `parts of ${within.slice(0, -1)}`;
  requireOptions(part, shapes, {
    what,
    example: within === "" ? "as toParts returns them" : undefined,
    within,
  });
  for (const [key, { expected }] of Object.entries(shapes)) {
    const there = (part as Readonly<Record<string, unknown>>)[key] !== undefined;
    if (!there && !optional[within]?.includes(key))
      requireArgument(false, `${expected} as ${within}${key}`, undefined, "Give what toParts returns.");
  }
}
