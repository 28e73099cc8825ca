import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import {
  type ConditionalGaussianNetwork,
  type DiscreteNetwork,
  InputError,
  type LinearGaussianNetwork,
  readNetwork,
} from "../../../src/internals.ts";
import { saved, savedBytes } from "../../rdata/saved.ts";

/** An object as `saveRDS(x, file, ascii = TRUE, compress = FALSE, version = 2)` writes it. */
const ascii = (words: string) =>
  new TextEncoder().encode(`A\n2\n262658\n131840\n${words.replaceAll(" ", "\n")}\n`);

describe("networks that R saved", () => {
  test("a discrete fit of bnlearn, its tables rearranged from R's order", () => {
    const { network, notes, format } = readNetwork(savedBytes("discrete"), "fit.rds");
    assert.equal(format, "r");
    assert.deepEqual(notes, []);
    const { nodes } = network as DiscreteNetwork;
    assert.deepEqual(nodes, [
      { name: "A", parents: [], states: ["a1", "a2"], table: [0.25, 0.75] },
      { name: "B", parents: ["A"], states: ["b1", "b2", "b3"], table: [0.2, 0.3, 0.5, 0.1, 0.1, 0.8] },
      {
        name: "C",
        parents: ["A", "B"],
        states: ["no", "yes"],
        // P(C | A, B) was made as 0.1 0.9 for a1 b1, 0.2 0.8 for a2 b1, 0.3 0.7 for a1 b2 and so on.
        table: [0.1, 0.9, 0.3, 0.7, 0.5, 0.5, 0.2, 0.8, 0.4, 0.6, 0.6, 0.4],
      },
    ]);
  });

  for (const name of ["gaussianBzip2", "gaussianAscii", "gaussianLittleEndian", "fitAndStructure"] as const) {
    test(`a Gaussian fit, ${name}`, () => {
      const { network } = readNetwork(savedBytes(name), "fit.rds");
      assert.deepEqual((network as LinearGaussianNetwork).nodes, [
        { name: "X", parents: {}, intercept: 1.5, variance: 4 },
        { name: "Y", parents: { X: 3 }, intercept: -0.25, variance: 0.25 },
      ]);
    });
  }

  test("a hybrid fit: one regression for each configuration, the first discrete parent slowest", () => {
    const { network } = readNetwork(savedBytes("hybridXz"), "fit.rds");
    const node = (network as ConditionalGaussianNetwork).nodes[3];
    assert.ok("regressions" in node);
    assert.deepEqual(node.parents, ["A", "G", "B"]);
    // Made as intercepts 1 to 6, slopes ten times and deviations half of them, A changing fastest.
    assert.deepEqual(
      node.regressions,
      [1, 3, 5, 2, 4, 6].map((i) => ({ intercept: i, coefficients: { G: 10 * i }, variance: (i / 2) ** 2 })),
    );
  });

  test("a structure, nodes without arcs included", () => {
    const { network } = readNetwork(savedBytes("structure"), "learnt.rda");
    assert.deepEqual(network.dag.toSpecs(), [
      { name: "A", parents: [] },
      { name: "B", parents: ["A"] },
      { name: "C", parents: [] },
    ]);
    assert.equal(network.name, "learnt");
  });

  test("the text of a model is read as in R code", () => {
    const { network, format } = readNetwork(ascii("16 1 262153 9 y\\040~\\040x\\040+\\040z"), "model.rds");
    assert.equal(format, "r");
    assert.deepEqual(network.dag.toSpecs(), [
      { name: "y", parents: ["x", "z"] },
      { name: "x", parents: [] },
      { name: "z", parents: [] },
    ]);
  });

  test("a fit of zero-inflated counts is read as its structure", () => {
    const { network, notes } = readNetwork(savedBytes("zeroInflated"), "fit.rds");
    assert.deepEqual(network.dag.parents(network.dag.indexOf("B")), [network.dag.indexOf("A")]);
    assert.match(notes[0], /Only the structure.*node "A" is a zero-inflated count/);
  });

  test("what is no network, or several, is said", () => {
    const refused = (bytes: Uint8Array, pattern: RegExp) =>
      assert.throws(
        () => readNetwork(bytes, "x.rds"),
        (error: Error) => error instanceof InputError && pattern.test(error.message),
      );
    refused(savedBytes("frame"), /x\.rds, got a table \(a data frame\).*as the data, not as the network/);
    refused(
      savedBytes("strengths"),
      /got bn\.strength\. Choose among these strengths of arcs by averaged\.network/,
    );
    refused(savedBytes("twoFits"), /several: gauss, hyb/);
    refused(savedBytes("oddXz"), /got list/);
    refused(
      ascii("787 0 1026 1 262153 5 class 16 1 262153 6 igraph 254"),
      /got igraph\. Write it by igraph::write_graph/,
    );
    refused(ascii("526 1 1 1026 1 262153 3 dim 13 2 1 1 254"), /got matrix\. Write it by write\.csv/);
    refused(ascii("16 1 262153 5 hello"), /got character\./);
    refused(savedBytes("hybridXz").subarray(0, 400), /x\.rds.*damaged or cut-off/);
    refused(new Uint8Array(gzipSync(gzipSync("dag { a -> b }"))), /packed file inside a packed file/);
  });

  test("a packed text file is read like the text", () => {
    const bytes = new Uint8Array(gzipSync("dag { a -> b }"));
    const { network, format } = readNetwork(bytes, "pair.dagitty.gz");
    assert.equal(format, "dagitty");
    assert.equal(network.name, "pair");
  });

  test("damaged fits give an InputError or a network, never anything else", () => {
    const names = Object.keys(saved) as (keyof typeof saved)[];
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.nat(), fc.nat(255), (name, at, byte) => {
        const bytes = savedBytes(name);
        bytes[at % bytes.length] = byte;
        try {
          assert.ok(readNetwork(bytes, "x.rds").network.dag.size > 0);
        } catch (error) {
          if (!(error instanceof InputError)) throw error;
        }
      }),
      { numRuns: 500 },
    );
  });
});
