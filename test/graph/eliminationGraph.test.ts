import assert from "node:assert/strict";
import { test } from "node:test";
import { EliminationGraph } from "../../src/graph/eliminationGraph.ts";
import { moralize } from "../../src/graph/index.ts";
import { seededRandom, sparseDag } from "./randomDag.ts";

test("the fill-in kept edge by edge equals the one counted anew", () => {
  for (const seed of [1, 2, 3]) {
    const size = 70;
    const adjacency = moralize(sparseDag(size, 120, seed));
    const graph = new EliminationGraph(adjacency);
    const random = seededRandom(seed);
    const compare = () => {
      adjacency.forEach((set, node) => {
        const list = [...set].sort((a, b) => a - b);
        let missing = 0;
        for (const a of list) for (const b of list) if (a < b && !adjacency[a].has(b)) missing++;
        assert.deepEqual(graph.neighbours(node), list);
        assert.equal(graph.degree(node), list.length);
        assert.equal(graph.fillIn(node), missing);
      });
    };
    compare();
    for (let round = 0; round < 40; round++) {
      const node = Math.floor(random() * size);
      const neighbours = [...adjacency[node]];
      if (neighbours.length > 0) {
        const parted = neighbours.pop()!;
        graph.part(node, parted);
        adjacency[node].delete(parted);
        adjacency[parted].delete(node);
      }
      compare();
      for (const a of neighbours) {
        for (const b of neighbours) {
          if (a >= b) continue;
          assert.equal(graph.join(a, b), !adjacency[a].has(b));
          adjacency[a].add(b);
          adjacency[b].add(a);
        }
      }
      compare();
      graph.removeJoined(node);
      for (const neighbour of neighbours) adjacency[neighbour].delete(node);
      adjacency[node].clear();
      compare();
    }
  }
});
