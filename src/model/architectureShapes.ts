import {
  flagShape,
  listShape,
  numberShape,
  type OptionShape,
  type OptionShapes,
  oneOfShape,
  textShape,
} from "../numeric/optionShapes.ts";
import type { Architecture } from "./config.ts";
import { families } from "./families.ts";

function widthsShape(example: string): OptionShape {
  return listShape(`a list of widths such as ${example}`, (width) => typeof width === "number");
}

function isNamedArc(value: unknown): boolean {
  const arc = value as { parent?: unknown; child?: unknown } | null | undefined;
  return typeof arc?.parent === "string" && typeof arc.child === "string";
}

/** What the settings of an architecture may be; their ranges are a matter of `checkArchitecture`. */
export const architectureShapes: OptionShapes<Architecture> = {
  model: textShape,
  family: { ...oneOfShape(families), expected: `a family among ${families.join(", ")}` },
  layers: widthsShape("[8, 4]"),
  hidden: widthsShape("[50]"),
  widen: flagShape,
  flow: textShape,
  blocks: numberShape,
  activation: textShape,
  coefficient: numberShape,
  factorisation: oneOfShape(["paper", "exact"]),
  normalization: textShape,
  affine: flagShape,
  interactions: flagShape,
  missing: flagShape,
  added: listShape('a list of arcs such as [{ parent: "a", child: "b" }]', isNamedArc),
};
