import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { run, withFolder } from "./run.ts";

describe("inspect", () => {
  test("prints roles, inverse, masks and dependence, and the elimination on request", () =>
    withFolder((folder) => {
      const { code, out } = run(folder, "inspect", "arithmetic-circuit", "--trace");
      assert.equal(code, 0);
      assert.match(out, /2 observed and 6 latent nodes, 8 arcs/);
      assert.match(out, /z5 +latent +z3, z4 +5 +3/);
      assert.match(out, /prior\.blocks\.layer0\.weight_z/);
      assert.match(out, /^1 +z4 +0 +z3, z5/m);
    }));

  test("has the same as JSON, DOT and SVG, and a file in place of the terminal", () =>
    withFolder((folder) => {
      const json = JSON.parse(run(folder, "inspect", "ecoli70", "--structure", "fc", "--json").out);
      assert.equal(json.latent, 22);
      assert.equal(json.arcs, (22 * 21) / 2 + 22 * 24);
      assert.ok(json.masks.every(({ stored, dense }: { stored: number; dense: number }) => stored <= dense));
      assert.match(run(folder, "inspect", "gaussian-tree", "--format", "dot").out, /^digraph \{/);
      const words = ["inspect", "gaussian-tree", "--inverse", "--format", "svg", "-o", "tree.svg"];
      assert.equal(run(folder, ...words).code, 0);
      assert.match(readFileSync(join(folder, "tree.svg"), "utf8"), /^<svg .*faithful inverse/s);
      const again = run(folder, ...words);
      assert.equal(again.code, 2);
      assert.match(again.err, /--force/);
    }));

  test("follows the choice of measured nodes", () =>
    withFolder((folder) => {
      const chosen = run(folder, "inspect", "arithmetic-circuit", "--observed", "z0,x1", "--json");
      const { nodes } = JSON.parse(chosen.out) as { nodes: { name: string; role: string }[] };
      assert.deepEqual(
        nodes.filter(({ role }) => role === "observed").map(({ name }) => name),
        ["z0", "x1"],
      );
      const wrong = run(folder, "inspect", "arithmetic-circuit", "--observed", "zz0");
      assert.equal(wrong.code, 2);
      assert.match(wrong.err, /z0/);
    }));

  test("a network of many nodes is shown without being told a hidden width", () => {
    withFolder((folder) => {
      const arcs = Array.from({ length: 400 }, (_, i) => `n${i >> 1},n${i + 1}`);
      writeFileSync(join(folder, "tree.csv"), `from,to\n${arcs.join("\n")}\n`);
      const { code, out, err } = run(folder, "inspect", "tree.csv", "--json");
      assert.equal(code, 0, err);
      const { hidden, latent, observed } = JSON.parse(out);
      assert.equal(hidden, Math.max(latent, observed));
      assert.equal(run(folder, "inspect", "tree.csv", "--hidden", "100").code, 2);
    });
  });

  test("a model whose parts were widened is shown, and a network without arcs has no share of weights", () => {
    withFolder((folder) => {
      const hidden = Array.from({ length: 120 }, (_, i) => `h${i}`);
      const chain = hidden.map((name) => `${name} [latent]`).join("\n");
      writeFileSync(join(folder, "chain.dag"), `dag {\n${chain}\n${hidden.join(" -> ")} -> y\nh0 -> x\n}`);
      const rows = Array.from({ length: 20 }, (_, i) => `${Math.sin(i)},${Math.cos(3 * i)}`);
      writeFileSync(join(folder, "rows.csv"), `x,y\n${rows.join("\n")}\n`);
      const words = ["train", "chain.dag", "--data", "rows.csv", "--epochs", "1", "--seed", "1", "-o", "m"];
      assert.equal(run(folder, ...words).code, 0);
      const { code, out, err } = run(folder, "inspect", "m");
      assert.equal(code, 0, err);
      assert.match(out, /hidden width 100, or more where a part needs it\./);
      writeFileSync(join(folder, "bare.dot"), "digraph { x; y }");
      assert.match(run(folder, "inspect", "bare.dot").out, /decoder\.mean\.weight +0 +0 +-/);
    });
  });
});
