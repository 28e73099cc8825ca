import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { builtInNetwork, Dag, InputError, withArcs, withDoubtfulArcs } from "../../src/internals.ts";

const namesOf = (dag: Dag, name: string) => dag.parents(dag.indexOf(name)).map((node) => dag.names[node]);

describe("arcs that a network lacks", () => {
  test("of ECOLI70: every earlier latent to every latent, every latent to every measured node", () => {
    const { dag } = builtInNetwork("ecoli70");
    const wide = withDoubtfulArcs(dag);
    const latents = dag.latent.length;
    assert.equal(wide.arcCount, (latents * (latents - 1)) / 2 + latents * dag.observed.length);
    dag.names.forEach((name, node) => {
      const own = dag.parents(node).map((parent) => dag.names[parent]);
      assert.deepEqual(namesOf(wide, name).slice(0, own.length), own);
    });
    assert.deepEqual(wide.observed, dag.observed);
  });

  test("a measured cause may have further effects, a measured effect stays one", () => {
    const dag = Dag.create(
      [
        { name: "cause", parents: [] },
        { name: "z", parents: ["cause"] },
        { name: "a", parents: ["z"] },
        { name: "b", parents: [] },
      ],
      ["cause", "a", "b"],
    );
    const wide = withDoubtfulArcs(dag);
    assert.deepEqual(namesOf(wide, "z"), ["cause"]);
    assert.deepEqual(namesOf(wide, "a"), ["z", "cause"]);
    assert.deepEqual(namesOf(wide, "b"), ["cause", "z"]);
  });

  test("without latents every earlier measured node may be a cause", () => {
    const dag = Dag.create(
      ["a", "b", "c"].map((name) => ({ name, parents: [] })),
      ["a", "b", "c"],
    );
    assert.equal(withDoubtfulArcs(dag).arcCount, 3);
  });

  test("some arcs by name; one that closes a cycle is refused", () => {
    const dag = Dag.create([
      { name: "z", parents: [] },
      { name: "x", parents: ["z"] },
      { name: "y", parents: [] },
    ]);
    assert.deepEqual(namesOf(withArcs(dag, [{ parent: "z", child: "y" }]), "y"), ["z"]);
    assert.throws(() => withArcs(dag, [{ parent: "x", child: "z" }]), InputError);
    assert.throws(() => withArcs(dag, [{ parent: "z", child: "nobody" }]), InputError);
  });
});
