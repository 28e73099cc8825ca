import type { NetworkJson } from "../networkSchema.ts";

/** The same as networks/asia.json, as a module, so that it loads without a file system. */
export const asia: NetworkJson = {
  format: "siren-vae/network",
  version: 1,
  name: "ASIA",
  kind: "discrete",
  citation:
    "S. L. Lauritzen, D. J. Spiegelhalter (1988), Local computations with probabilities on graphical structures and their application to expert systems, Journal of the Royal Statistical Society B 50:157-224.",
  source:
    "Parameters as published in the Bayesian Network Repository, M. Scutari, https://www.bnlearn.com/bnrepository/",
  nodes: {
    asia: { states: ["yes", "no"], parents: [], table: [[0.01, 0.99]] },
    tub: {
      states: ["yes", "no"],
      parents: ["asia"],
      table: [
        [0.05, 0.95],
        [0.01, 0.99],
      ],
    },
    smoke: { states: ["yes", "no"], parents: [], table: [[0.5, 0.5]] },
    lung: {
      states: ["yes", "no"],
      parents: ["smoke"],
      table: [
        [0.1, 0.9],
        [0.01, 0.99],
      ],
    },
    bronc: {
      states: ["yes", "no"],
      parents: ["smoke"],
      table: [
        [0.6, 0.4],
        [0.3, 0.7],
      ],
    },
    either: {
      states: ["yes", "no"],
      parents: ["lung", "tub"],
      table: [
        [1, 0],
        [1, 0],
        [1, 0],
        [0, 1],
      ],
    },
    xray: {
      states: ["yes", "no"],
      parents: ["either"],
      table: [
        [0.98, 0.02],
        [0.05, 0.95],
      ],
    },
    dysp: {
      states: ["yes", "no"],
      parents: ["bronc", "either"],
      table: [
        [0.9, 0.1],
        [0.8, 0.2],
        [0.7, 0.3],
        [0.1, 0.9],
      ],
    },
  },
};
