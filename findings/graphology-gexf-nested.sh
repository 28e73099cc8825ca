#!/usr/bin/env bash
# graphology-gexf 0.13.2 (npm): in a GEXF hierarchy the outer node gets the values of the node inside it.
#
# Expected: in GEXF 1.2 a <node> may hold <nodes> (module "hierarchy"), and the <attvalues> of each node are its
#   own.
# Seen: the reader collects every <attvalue> below an element, so those of nested nodes overwrite the outer
#   node's. Nothing is reported, and the nodes themselves are all there.
# Why it matters: a factor with its items inside is the obvious hierarchy of a measurement model. The factor,
#   marked latent, comes back as measured, and with the last item's numbers.
source "$(dirname "$0")/common.sh"
npm_packages graphology@0.26.0 graphology-gexf@0.13.2

cat >look.cjs <<'END'
const Graph = require("graphology");
const gexf = require("graphology-gexf");

const node = (id, latent, variance, inside = "") =>
  `<node id="${id}" label="${id}"><attvalues><attvalue for="0" value="${latent}"/><attvalue for="1" value="${variance}"/></attvalues>${inside}</node>`;
const read = (nodes) =>
  gexf.parse(
    Graph,
    `<gexf xmlns="http://www.gexf.net/1.2draft" version="1.2"><graph defaultedgetype="directed">
      <attributes class="node"><attribute id="0" title="latent" type="boolean"/><attribute id="1" title="variance" type="double"/></attributes>
      <nodes>${nodes}</nodes><edges/></graph></gexf>`,
  );

const side = read(node("factor", true, 1) + node("item1", false, 0.4) + node("item2", false, 0.7));
const inside = read(node("factor", true, 1, `<nodes>${node("item1", false, 0.4)}${node("item2", false, 0.7)}</nodes>`));
for (const [how, graph] of [["side by side", side], ["nested", inside]])
  graph.forEachNode((name, { latent, variance }) => console.log(`${how}: ${name} latent ${latent}, variance ${variance}`));
END
node look.cjs >seen.txt

as_noted seen.txt <<'END'
side by side: factor latent true, variance 1
side by side: item1 latent false, variance 0.4
side by side: item2 latent false, variance 0.7
nested: factor latent false, variance 0.7
nested: item1 latent false, variance 0.4
nested: item2 latent false, variance 0.7
END
