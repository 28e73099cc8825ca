import { LinearGaussianNetwork } from "../src/internals.ts";

/** Two related causes with three indicators each, and one indicator that both move. */
export const sharedIndicator = new LinearGaussianNetwork({
  name: "two causes",
  nodes: [
    { name: "a", parents: {}, intercept: 0, variance: 1 },
    { name: "b", parents: { a: 0.9 }, intercept: 0, variance: 0.5 },
    { name: "x1", parents: { a: 1.2 }, intercept: 3, variance: 0.3 },
    { name: "x2", parents: { a: -0.9 }, intercept: 0, variance: 0.4 },
    { name: "x3", parents: { a: 1 }, intercept: 0, variance: 0.4 },
    { name: "y1", parents: { b: 1.2 }, intercept: 0, variance: 0.3 },
    { name: "y2", parents: { b: 1.1 }, intercept: -5, variance: 0.3 },
    { name: "y3", parents: { b: 0.9, a: -1 }, intercept: 0, variance: 0.3 },
  ],
});

/** Two related causes with three indicators of their own. */
export const ownIndicators = new LinearGaussianNetwork({
  name: "two causes",
  nodes: [
    { name: "a", parents: {}, intercept: 0, variance: 1 },
    { name: "b", parents: { a: 0.9 }, intercept: 0, variance: 0.5 },
    { name: "x1", parents: { a: 1.2 }, intercept: 0, variance: 0.3 },
    { name: "x2", parents: { a: 1.1 }, intercept: 1, variance: 0.3 },
    { name: "x3", parents: { a: 1 }, intercept: 2, variance: 0.3 },
    { name: "y1", parents: { b: 1.2 }, intercept: 0, variance: 0.3 },
    { name: "y2", parents: { b: 1.1 }, intercept: 0, variance: 0.3 },
    { name: "y3", parents: { b: 1 }, intercept: 0, variance: 0.3 },
  ],
});
