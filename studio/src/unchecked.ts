/**
 * What the bundler puts in place of checks of options, questions and parts: the page's own calls are checked by the compiler, and what
 * it opens by schemas, so that nobody has to load sentences for scripts without types.
 */
import type * as parts from "../../src/model/checkModelParts.ts";
import type * as checked from "../../src/numeric/optionShapes.ts";
import type * as questions from "../../src/query/checkQuestion.ts";
import type * as trainings from "../../src/train/checkTrainOptions.ts";

const anything: checked.OptionShape = { expected: "", fits: () => true };

export const requireOptions: typeof checked.requireOptions = /* @__NO_SIDE_EFFECTS__ */ () => {};
export const objectShape: typeof checked.objectShape = /* @__NO_SIDE_EFFECTS__ */ () => anything;
export const needed: typeof checked.needed = /* @__NO_SIDE_EFFECTS__ */ () => anything;
export const listShape: typeof checked.listShape = /* @__NO_SIDE_EFFECTS__ */ () => anything;
export const oneOfShape: typeof checked.oneOfShape = /* @__NO_SIDE_EFFECTS__ */ () => anything;
export const mapShape: typeof checked.mapShape = /* @__NO_SIDE_EFFECTS__ */ () => anything;
export {
  anything as executorShape,
  anything as flagShape,
  anything as float64Shape,
  anything as functionShape,
  anything as numberShape,
  anything as numbersShape,
  anything as pairsShape,
  anything as seedShape,
  anything as signalShape,
  anything as textShape,
  anything as textsShape,
};

export const checkOptions: typeof questions.checkOptions = /* @__NO_SIDE_EFFECTS__ */ () => {};
export const checkAsked: typeof questions.checkAsked = /* @__NO_SIDE_EFFECTS__ */ () => {};
export const checkRun: typeof questions.checkRun = /* @__NO_SIDE_EFFECTS__ */ () => {};
export const checkQuestion: typeof questions.checkQuestion = /* @__NO_SIDE_EFFECTS__ */ () => {};
export const checkModelParts: typeof parts.checkModelParts = /* @__NO_SIDE_EFFECTS__ */ () => {};
export const checkTrainOptions: typeof trainings.checkTrainOptions = /* @__NO_SIDE_EFFECTS__ */ () => {};
export const checkPosteriorTraining: typeof trainings.checkPosteriorTraining =
  /* @__NO_SIDE_EFFECTS__ */ () => {};
