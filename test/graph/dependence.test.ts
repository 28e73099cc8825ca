import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { Matrix } from "ml-matrix";
import {
  Dag,
  encoderDependence,
  faithfulInverse,
  impliedDependence,
  priorDependence,
} from "../../src/graph/index.ts";
import { InputError } from "../../src/numeric/errors.ts";
import { arbitraryDag, parseDag } from "./randomDag.ts";

describe("impliedDependence", () => {
  test("the examples of the docstrings", () => {
    const chain = [[], [0], [1], [2]];
    assert.deepEqual(impliedDependence(chain, 2, "paper")[3], [1, 2, 3]);
    assert.deepEqual(impliedDependence(chain, 2, "exact")[3], [2, 3]);
    const dag = Dag.create([
      { name: "z1", parents: [] },
      { name: "z2", parents: ["z1"] },
      { name: "z3", parents: ["z2"] },
      { name: "x", parents: ["z3"] },
    ]);
    assert.deepEqual(priorDependence(dag, 4, "paper").get(2), [0, 1, 2]);
    assert.deepEqual(priorDependence(dag, 4, "exact").get(2), [1, 2]);
  });

  test("agrees with powers of the boolean matrix of one block", () => {
    const size = 7;
    const anySets = fc.array(fc.subarray([...Array(size).keys()], { maxLength: 3 }), {
      minLength: size,
      maxLength: size,
    });
    fc.assert(
      fc.property(anySets, fc.integer({ min: 0, max: 6 }), (sets, blocks) => {
        const oneBlock = Matrix.eye(size);
        sets.forEach((set, component) => {
          for (const read of set) oneBlock.set(component, read, 1);
        });
        let stack = Matrix.eye(size);
        for (let block = 0; block < blocks; block++) stack = oneBlock.mmul(stack);
        const nonZero = (matrix: Matrix) =>
          sets.map((_, row) => [...Array(size).keys()].filter((column) => matrix.get(row, column) > 0));
        assert.deepEqual(impliedDependence(sets, blocks, "paper"), nonZero(stack));
        assert.deepEqual(impliedDependence(sets, blocks, "exact"), nonZero(oneBlock));
      }),
    );
  });

  test("conditioning inputs read nothing themselves", () => {
    assert.deepEqual(impliedDependence([[2], [0, 3]], 2, "paper"), [
      [0, 2],
      [0, 1, 2, 3],
    ]);
  });

  test("enough blocks reach every ancestor through latents, and only those", () => {
    fc.assert(
      fc.property(arbitraryDag(8), (dag) => {
        const inverse = faithfulInverse(dag);
        const prior = priorDependence(dag, dag.size, "paper");
        const encoder = encoderDependence(dag, inverse, dag.size, "paper");
        for (const node of dag.latent) {
          const reached = (parents: (node: number) => readonly number[]) => {
            const found = new Set([node]);
            const climb = (at: number): void => {
              if (dag.roles[at] === "observed") return;
              for (const parent of parents(at)) {
                found.add(parent);
                climb(parent);
              }
            };
            climb(node);
            return [...found].sort((a, b) => a - b);
          };
          assert.deepEqual(
            prior.get(node),
            reached((at) => dag.parents(at)),
          );
          assert.deepEqual(
            encoder.get(node),
            reached((at) => inverse.parents.get(at)!),
          );
        }
      }),
    );
  });

  test("an observed parent is heard, what lies behind it is not", () => {
    const dag = parseDag("a; a -> x; x -> b; b -> y", ["x", "y"]);
    assert.deepEqual(priorDependence(dag, 5, "paper").get(dag.indexOf("b")), [1, 2]);
  });

  test("refuses a number of blocks that is none", () => {
    for (const blocks of [-1, 1.5, Number.NaN]) {
      assert.throws(() => impliedDependence([[]], blocks, "paper"), InputError);
    }
  });
});
