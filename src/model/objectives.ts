import { InputError } from "../numeric/errors.ts";
import { withArticle } from "../numeric/withArticle.ts";
import { familyDefinitions, familyOf } from "./families.ts";
import type { LatentModel } from "./latentModel.ts";

/** What a training raises: a lower bound of log p(x). */
export interface ObjectiveDefinition {
  /** For menus and tables. */
  readonly title: string;
  /** One sentence for a person who chooses. */
  readonly summary: string;
  /** Draws of a row in a step, where nobody says another number. */
  readonly samples: number;
  /** Whether the draws of a row count by their importance weights. */
  readonly importance: boolean;
  /**
   * How the encoder learns. `as-asked`: by path gradients where training asks for them and the encoder has them; `full`: log
   * q(z|x) acts on it directly, too; `doubly`: through z alone, importance weights included.
   */
  readonly gradient: "as-asked" | "full" | "doubly";
}

const definitions = {
  elbo: {
    title: "evidence lower bound",
    summary:
      "the mean over draws of log p(x, z) - log q(z|x), with path gradients where the encoder has them",
    samples: 1,
    importance: false,
    gradient: "as-asked",
  },
  iwae: {
    title: "importance-weighted bound",
    summary: "log of the mean over draws of p(x, z) / q(z|x): tighter with every draw (Burda et al. 2016)",
    samples: 5,
    importance: true,
    gradient: "full",
  },
  dreg: {
    title: "importance-weighted bound, doubly reparameterized",
    summary:
      "the same bound with a gradient of less variance for the encoder (Tucker et al. 2018); the encoder has to know its score",
    samples: 5,
    importance: true,
    gradient: "doubly",
  },
} satisfies Record<string, ObjectiveDefinition>;

export type ObjectiveKind = keyof typeof definitions;

/** All objectives, in the order in which they are offered. */
export const objectives: Readonly<Record<ObjectiveKind, ObjectiveDefinition>> = definitions;

export const objectiveKinds = Object.keys(objectives) as ObjectiveKind[];

/** An objective with its number of draws a row. */
export interface ObjectiveChoice {
  readonly name: ObjectiveKind;
  readonly samples: number;
}

export const ELBO: ObjectiveChoice = { name: "elbo", samples: 1 };

/**
 * @param samples draws of a row; the objective's own number by default
 * @example
 * objectiveChoice("iwae").samples; // 5
 */
export function objectiveChoice(name: ObjectiveKind = "elbo", samples?: number): ObjectiveChoice {
  return { name, samples: samples ?? objectives[name].samples };
}

/** @throws InputError where a model lacks what the objective needs, saying what to do. */
export function requirePossible({ name, samples }: ObjectiveChoice, model: LatentModel): void {
  const { gradient } = objectives[name];
  if ((name !== "elbo" || samples > 1) && model.latentNames.length === 0) {
    throw new InputError(
      `Expected a model with hidden nodes to draw for the objective ${name} with ${samples} draws a row, got one without. Leave the objective out: the likelihood is exact.`,
    );
  }
  if (gradient === "doubly" && !model.pathGradients) {
    throw new InputError(
      `Expected an encoder that knows the score of its draws for the objective ${name}, such as that of the flow residual with one hidden width or of the family vae, got that of ${withArticle(familyDefinitions[familyOf(model.architecture)].title)}${model.encoderFlow ? ` with the flow ${model.encoderFlow.kind} and hidden widths ${model.architecture.hidden.join(",")}` : ""}. Use the objective iwae.`,
    );
  }
}
