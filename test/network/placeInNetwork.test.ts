import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { readNetwork } from "../../src/network/index.ts";
import { InputError } from "../../src/numeric/errors.ts";

const HERE = "@HERE@";

/** A file with a mark before the value that is wrong, or the name of an arc's end. */
function pointsAt(marked: string, what: RegExp): void {
  const before = marked.slice(0, marked.indexOf(HERE)).split("\n");
  const place = `own.json, line ${before.length}, column ${before[before.length - 1].length + 1}: `;
  assert.throws(
    () => readNetwork(marked.replace(HERE, ""), "own.json"),
    (error: unknown) => {
      assert(error instanceof InputError);
      assert.match(error.message, what);
      assert.equal(error.message.slice(0, place.length), place, error.message);
      return true;
    },
  );
}

const file = (kind: string, nodes: string, more = "") =>
  `{"format": "siren-vae/network", "version": 1, "name": "own", "kind": "${kind}",${more}\n "nodes": {\n${nodes}\n }}`;
const structure = (nodes: string, more?: string) => file("structure", nodes, more);

describe("a mistake in a network file is told with line and column of the value", () => {
  test("arcs", () => {
    pointsAt(structure(`"a": {"parents": []},\n"b": {"parents": ["a", ${HERE}"aa"]}`), /got "aa"/);
    pointsAt(structure(`"a": {"parents": []},\n"b": {"parents": ["a", ${HERE}"a"]}`), /a -> b twice/);
    pointsAt(structure(`"a": {"parents": [${HERE}"a"]}`), /its own parent/);
    const cycle = structure(
      `"a": {"parents": []},\n"b": {"parents": ["a", ${HERE}"c"]},\n"c": {"parents": ["b"]}`,
    );
    pointsAt(cycle, /the cycle b -> c -> b/);
  });

  test("roles", () => {
    const nodes = `"a": {"parents": []},\n"b": {"parents": ["a"]}`;
    pointsAt(structure(nodes, `\n "observed": ["b", ${HERE}"c"],`), /got "c"/);
    pointsAt(structure(nodes, `\n "observed": ["b", ${HERE}"b"],`), /"b" twice/);
    pointsAt(structure(nodes, `\n "observed": ${HERE}[],`), /empty list/);
    pointsAt(structure(nodes, `\n "order": ${HERE}["a"],`), /order/);
  });

  test("kinds and levels", () => {
    pointsAt(structure(`"a": {"parents": [], "kind": ${HERE}"cuont"}`), /Did you mean "count"/);
    pointsAt(structure(`"a": {"parents": [], "kind": "count", "levels": ${HERE}["a", "b"]}`), /no levels/);
    pointsAt(structure(`"a": {"parents": [], "levels": ${HERE}["a", "b"]}`), /levels alone/);
    pointsAt(structure(`"a": {"parents": [], "kind": "ordinal", "levels": ["a", ${HERE}"a"]}`), /"a" twice/);
  });

  test("parameters that a name of another node contains", () => {
    const odd = '"variance of node \\"b\\"": {"parents": {}, "intercept": 0, "variance": 1}';
    const b = `"b": {"parents": {}, "intercept": 0, "variance": ${HERE}-1}`;
    pointsAt(file("linear-gaussian", `${odd},\n${b}`), /positive finite number as the variance of node "b"/);
  });

  test("terms", () => {
    const node = (term: string) =>
      `"a": {"parents": [], "intercept": 0, "terms": [], "variance": 1},\n"b": {"parents": ["a"], "intercept": 0, "variance": 1, "terms": [\n{"factors": []}, ${term}]}`;
    const factors = `{"factors": [{"function": "tanh", "parents": {"a": 1}}, {"function": "sine", "parents": {"b": ${HERE}2}}]}`;
    pointsAt(file("nonlinear-gaussian", node(factors)), /its parents only \(a\), got "b"/);
  });

  test("tables and regressions", () => {
    const discrete = (rows: string) =>
      file("discrete", `"a": {"states": ["no", "yes"], "parents": [], "table": ${rows}}`);
    pointsAt(discrete(`[${HERE}[0.5, 0.6]]`), /to sum to 1/);
    pointsAt(discrete(`[[1.5, ${HERE}-0.5]]`.replace("1.5", "0.5")), /from 0 to 1, got -0.5/);
    pointsAt(discrete(`${HERE}[[0.5, 0.5], [0.5, 0.5]]`), /2 probabilities/);
    const hybrid = (own: string) =>
      file(
        "conditional-gaussian",
        `"a": {"states": ["no", "yes"], "parents": [], "table": [[0.5, 0.5]]},\n${own}`,
      );
    pointsAt(
      hybrid(
        `"b": {"parents": ["a"], "regressions": [{"intercept": 0, "variance": 1},\n {"intercept": 0, "variance": ${HERE}0}]}`,
      ),
      /variance of node "b"/,
    );
    pointsAt(hybrid(`"b": ${HERE}{"parents": ["a"]}`), /got none of them/);
  });

  test("conditionals of other kinds", () => {
    const z = '"z": {"kind": "gaussian", "parents": {}, "intercept": 0, "variance": 1}';
    const own = (node: string) =>
      file("generalized-linear", `${z},\n"x": {"parents": {"z": 1}, "intercept": 0, ${node}}`);
    pointsAt(own(`"kind": "count", "dispersion": ${HERE}-1`), /dispersion of node "x"/);
    pointsAt(
      own(`"kind": "ordinal", "levels": ["a", "b", "c"], "cuts": [1, ${HERE}0]`),
      /cuts of node "x" to increase/,
    );
    pointsAt(own(`"kind": ${HERE}"cuont", "dispersion": 1`), /Did you mean "count"/);
  });

  test("the JSON of pgmpy and bnlearn", () => {
    const exchange = (arcs: string, variance: string) =>
      `{"nodes": ["a", "b"],\n "arcs": ${arcs},\n "cpds": {"a": {"coefficients": {"(Intercept)": 0}, "variance": ${variance}},\n  "b": {"coefficients": {"(Intercept)": 0, "a": 1}, "variance": 1}}}`;
    pointsAt(exchange('[["a", "b"]]', `${HERE}-1`), /variance of node "a"/);
    const loop = `{"nodes": ["a", "b"],\n "arcs": [["a", "b"], ${HERE}["b", "a"]],\n "cpds": {"a": {"coefficients": {"(Intercept)": 0, "b": 1}, "variance": 1},\n  "b": {"coefficients": {"(Intercept)": 0, "a": 1}, "variance": 1}}}`;
    pointsAt(loop, /the cycle a -> b -> a/);
  });
});
