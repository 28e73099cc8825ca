import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { builtInNames, builtInNetwork, type LinearGaussianNetwork } from "../../src/internals.ts";
import { parseTyped, stringifyTyped } from "../../src/stored/typedJson.ts";
import { networkDifference } from "../../studio/src/document/difference.ts";
import {
  documentOf,
  documentToJson,
  type NetworkDocument,
  networkOf,
} from "../../studio/src/document/document.ts";
import {
  addArc,
  addNode,
  CycleError,
  deleteArc,
  deleteNode,
  renameNode,
  reverseArc,
  toggleRole,
} from "../../studio/src/document/edits.ts";
import { formatGraph, parseGraph } from "../../studio/src/document/text.ts";
import { readShareLink, shareLink } from "../../studio/src/storage/shareLink.ts";

const chain: NetworkDocument = {
  name: "chain",
  kind: "linear-gaussian",
  observed: ["c"],
  nodes: [
    { name: "a", parents: [], coefficients: {}, intercept: 0, variance: 1 },
    { name: "b", parents: ["a"], coefficients: { a: 2 }, intercept: 0, variance: 1 },
    { name: "c", parents: ["b"], coefficients: { b: 3 }, intercept: 0, variance: 1 },
  ],
};

describe("the document under edit", () => {
  test("every built-in network comes back equal", () => {
    for (const name of [...builtInNames(), "nonlinear:ecoli70:1"]) {
      const document = documentOf(builtInNetwork(name));
      assert.deepEqual(documentOf(networkOf(document)), document);
    }
  });

  test("a cycle is refused with its nodes in order", () => {
    assert.throws(
      () => addArc("c", "a")(chain),
      (error) => error instanceof CycleError && error.cycle.join() === "a,b,c,a",
    );
    assert.throws(() => addArc("a", "a")(chain), CycleError);
  });

  test("a reversed arc keeps its number; a deleted one takes it along", () => {
    const turned = networkOf(reverseArc("b", "c")(chain)) as LinearGaussianNetwork;
    assert.equal(turned.nodes[1].parents.c, 3);
    assert.deepEqual(turned.nodes[2].parents, {});
    const cut = networkOf(deleteArc("a", "b")(chain));
    assert.equal(cut.dag.arcCount, 1);
  });

  test("the last measured node stays", () => {
    assert.throws(() => toggleRole("c")(chain), /only measured node/);
    assert.throws(() => deleteNode("c")(chain), /only measured node/);
  });

  test("a new name reaches arcs, numbers and terms", () => {
    const renamed = renameNode("b", "new name")(chain);
    assert.equal((networkOf(renamed) as LinearGaussianNetwork).nodes[2].parents["new name"], 3);
    const nonlinear = documentOf(builtInNetwork("arithmetic-circuit"));
    const [{ name }] = nonlinear.nodes;
    assert.ok(
      !JSON.stringify(documentToJson(renameNode(name, "renamed")(nonlinear)).nodes).includes(`"${name}"`),
    );
    assert.throws(() => renameNode("a", "b")(chain), /already/);
  });

  test("any sequence of edits leaves a network that can be built", () => {
    const name = fc.constantFrom("a", "b", "c", "d", "e");
    const edit = fc.oneof(
      fc.tuple(name, name).map(([p, c]) => addArc(p, c)),
      fc.tuple(name, name).map(([p, c]) => deleteArc(p, c)),
      fc.tuple(name, name).map(([p, c]) => reverseArc(p, c)),
      name.map((n) => toggleRole(n)),
      name.map((n) => deleteNode(n)),
      name.map((n) => addNode(n, true)),
    );
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 30 }), (edits) => {
        let document = chain;
        for (const change of edits) {
          try {
            document = change(document);
          } catch {
            continue;
          }
          networkOf(document);
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe("the graph as text", () => {
  test("reads what it writes, numbers kept", () => {
    for (const built of builtInNames()) {
      const document = documentOf(builtInNetwork(built));
      assert.deepEqual(parseGraph(formatGraph(document), document), document);
    }
  });

  test("names with spaces, quotes and arrows survive", () => {
    const names = ["two words", 'a "quote"', "<-", "latent", "Ünïcode", "a,b"];
    const document: NetworkDocument = {
      name: "odd",
      kind: "structure",
      observed: [names[0]],
      nodes: names.map((name, i) => ({ name, parents: i === 0 ? names.slice(1) : [] })),
    };
    assert.deepEqual(parseGraph(formatGraph(document), document), document);
  });

  test("a network of which nothing is left has neither its name nor its source", () => {
    const published = documentOf(builtInNetwork("ecoli70"));
    const { name, citation, source, nodes } = parseGraph("x\ny <- x", published);
    assert.deepEqual([name, citation, source, nodes.length], ["new network", undefined, undefined, 2]);
    const { name: kept } = parseGraph("eutG\ny <- eutG", published);
    assert.equal(kept, published.name);
  });

  test("mistakes are named by their line", () => {
    assert.throws(() => parseGraph("a\nb <- zz", chain), /Line 2: b reads "zz"/);
    assert.throws(() => parseGraph("a b c", chain), /Line 1: expected a name/);
    assert.throws(() => parseGraph("a <- b\nb <- a", chain), /cycle/);
  });
});

describe("what leaves the page", () => {
  test("a share link holds the network and the settings", () => {
    const settings = { rows: 77, seed: 5 } as never;
    const link = shareLink(chain, settings, "https://example.org/studio/#old");
    const read = readShareLink(new URL(link).hash)!;
    assert.deepEqual(read.document, chain);
    assert.deepEqual(read.settings, settings);
    assert.equal(readShareLink("#other"), undefined);
    assert.throws(() => readShareLink(new URL(link).hash.slice(0, -9)), /cut short/);
  });

  test("typed arrays keep their bits", () => {
    const value = {
      a: Float64Array.of(0.1, -0, 1 / 3, Number.NaN),
      b: Uint32Array.of(2 ** 32 - 1),
      c: [Number.POSITIVE_INFINITY],
    };
    assert.deepEqual(parseTyped(stringifyTyped(value), "here"), value);
  });

  test("a column may be called like the name that an array or a number has there", () => {
    for (const name of ["number", "f64", "u32", "object", "plain"]) {
      const value = { textColumns: { [name]: "row 3 holds words" }, deep: [{ [name]: { [name]: "1e5" } }] };
      assert.deepEqual(parseTyped(stringifyTyped(value), "here"), value);
    }
    assert.throws(
      () => parseTyped('{"a"', "mine.siren.json", "Save it again."),
      /mine\.siren\.json.*Save it again/,
    );
  });

  test("what differs between two networks is told in whole words", () => {
    const short = (later: NetworkDocument) => networkDifference(chain, later, true)!.short;
    const [first, second] = chain.nodes.map(({ name }) => name);
    assert.equal(short(toggleRole(first)(chain)), "the role of 1 node differs");
    assert.equal(short(toggleRole(first)(toggleRole(second)(chain))), "the roles of 2 nodes differ");
    assert.match(short(addNode("new", true)(chain)), /^1 node differs$/);
  });
});
