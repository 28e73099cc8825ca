import { NodeError } from "../../graph/nodeError.ts";
import { didYouMean } from "../../numeric/nearestName.ts";
import type { Conditional, ConditionalKind, ConditionalParameters } from "./conditional.ts";
import { count } from "./count.ts";
import { gaussian } from "./gaussian.ts";
import { binary, categorical, ordinal } from "./levels.ts";
import { logNormal } from "./logNormal.ts";
import { studentT } from "./studentT.ts";

const kinds: Readonly<Record<string, ConditionalKind>> = {
  gaussian,
  "student-t": studentT,
  "log-normal": logNormal,
  count,
  binary,
  categorical,
  ordinal,
};

export const conditionalKinds = Object.keys(kinds);

/** @throws InputError naming the node if its kind is unknown, or a parameter is missing, of another kind or out of range */
export function compileConditional(
  node: string,
  kind: string,
  parameters: ConditionalParameters,
): Conditional {
  if (!Object.hasOwn(kinds, kind)) {
    throw new NodeError(
      `Expected the kind of node "${node}" to be one of ${conditionalKinds.join(", ")}, got "${kind}".${didYouMean(kind, conditionalKinds)}`,
      { node, at: ["kind"] },
    );
  }
  const { keys, compile } = kinds[kind];
  const given = Object.entries(parameters)
    .filter(([, value]) => value !== undefined)
    .map(([key]) => key);
  const odd =
    given.find((key) => !(keys as readonly string[]).includes(key)) ??
    keys.find((key) => !given.includes(key));
  if (odd !== undefined) {
    throw new NodeError(
      `Expected node "${node}", which is ${kind}, to have exactly ${keys.join(" and ")} beside its predictor, got ${given.join(" and ") || "nothing"}.`,
      { node, at: [odd] },
    );
  }
  return compile(node, parameters as Required<ConditionalParameters>);
}
