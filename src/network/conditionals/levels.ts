/**
 * Conditionals of nodes with levels: each gives the log-mass of every level, the rest is common.
 */
import { NodeError } from "../../graph/nodeError.ts";
import { exp, log, log1p, softplus } from "../../numeric/elementary.ts";
import type { Random } from "../../numeric/random.ts";
import { checkType } from "../columnTypes.ts";
import { checkFinite } from "../parameterChecks.ts";
import type { Conditional, ConditionalKind } from "./conditional.ts";

/** The second level has the logit that the predictor gives. */
export const binary: ConditionalKind = {
  keys: ["levels"],
  compile: (node, { levels }) => {
    checkType(node, { kind: "binary", levels });
    return ofLevels("binary", levels, (level, predictor) => -softplus(level === 1 ? -predictor : predictor));
  },
};

/** Softmax of offset + slope x predictor. */
export const categorical: ConditionalKind = {
  keys: ["levels", "logits"],
  compile: (node, { levels, logits }) => {
    checkType(node, { kind: "categorical", levels });
    if (logits.length !== levels.length) {
      throw new NodeError(
        `Expected the logits of node "${node}" to be ${levels.length}, one for each level, got ${logits.length}.`,
        { node, at: ["logits"] },
      );
    }
    logits.forEach(({ offset, slope }, i) => {
      checkFinite(offset, node, "offset of a logit", ["logits", i, "offset"]);
      checkFinite(slope, node, "slope of a logit", ["logits", i, "slope"]);
    });
    return ofLevels("categorical", levels, (level, predictor) => {
      const own = logits[level].offset + logits[level].slope * predictor;
      // Differences to the level's own logit: the largest of them is at least 0, so that nothing is lost below.
      let largest = 0;
      for (const { offset, slope } of logits) largest = Math.max(largest, offset + slope * predictor - own);
      let sum = 0;
      for (const { offset, slope } of logits) sum += exp(offset + slope * predictor - own - largest);
      return -largest - log(sum);
    });
  },
};

/** P(level <= k) = sigmoid(cuts[k] - predictor). */
export const ordinal: ConditionalKind = {
  keys: ["levels", "cuts"],
  compile: (node, { levels, cuts }) => {
    checkType(node, { kind: "ordinal", levels });
    if (cuts.length !== levels.length - 1) {
      throw new NodeError(
        `Expected the cuts of node "${node}" to be ${levels.length - 1}, one between any two neighbouring levels, got ${cuts.length}.`,
        { node, at: ["cuts"] },
      );
    }
    cuts.forEach((cut, k) => {
      checkFinite(cut, node, "cut", ["cuts", k]);
      if (k > 0 && !(cut > cuts[k - 1])) {
        throw new NodeError(
          `Expected the cuts of node "${node}" to increase, got ${cut} after ${cuts[k - 1]}.`,
          { node, at: ["cuts", k] },
        );
      }
    });
    return ofLevels("ordinal", levels, (level, predictor) => {
      const upper = level < cuts.length ? cuts[level] - predictor : Infinity;
      const lower = level > 0 ? cuts[level - 1] - predictor : -Infinity;
      if (upper === Infinity) return -softplus(lower);
      if (lower === -Infinity) return -softplus(-upper);
      // sigmoid(u) - sigmoid(l) = (1 - e^(l - u)) sigmoid(u) sigmoid(-l), which cancels nowhere.
      return log1p(-exp(lower - upper)) - softplus(-upper) - softplus(lower);
    });
  },
};

function ofLevels(
  kind: string,
  levels: readonly string[],
  logMass: (level: number, predictor: number) => number,
): Conditional {
  return {
    type: { kind, levels: [...levels] },
    logProbability: (value, predictor) =>
      Number.isInteger(value) && value >= 0 && value < levels.length ? logMass(value, predictor) : -Infinity,
    draw: (predictor: number, random: Random) => {
      let left = random.uniform();
      for (let level = 0; level < levels.length - 1; level++) {
        left -= exp(logMass(level, predictor));
        if (left < 0) return level;
      }
      return levels.length - 1;
    },
  };
}
