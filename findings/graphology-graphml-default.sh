#!/usr/bin/env bash
# graphology-graphml 0.5.2 (npm): a key's default is not converted to the key's type, so a boolean default "false"
#   is true.
#
# Expected: GraphML's primer says that a <key> declares a type with attr.type and a value with <default> for the
#   elements without <data>. Both hold for the same key: a boolean default of "false" is the boolean false, as the
#   same text in <data> is.
# Seen: values in <data> are converted, defaults stay text. A node without <data> has latent "false", which any
#   `if (node.latent)` takes for yes; a number by default is text too, and "2" + 1 is "21".
# Why it matters: a file that marks only the few latent nodes relies on the default for all others. Read here,
#   every unmarked node of the network is latent.
source "$(dirname "$0")/common.sh"
npm_packages graphology@0.26.0 graphology-graphml@0.5.2

cat >look.cjs <<'END'
const Graph = require("graphology");
const graphml = require("graphology-graphml");
const graph = graphml.parse(
  Graph,
  `<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
    <key id="d0" for="node" attr.name="latent" attr.type="boolean"><default>false</default></key>
    <key id="d1" for="node" attr.name="sd" attr.type="double"><default>2</default></key>
    <graph edgedefault="directed">
      <node id="said"><data key="d0">false</data><data key="d1">2</data></node>
      <node id="byDefault"/>
    </graph>
  </graphml>`,
);
graph.forEachNode((name, { latent, sd }) =>
  console.log(`${name}: latent ${JSON.stringify(latent)}, counts as ${latent ? "latent" : "measured"}; sd + 1 = ${sd + 1}`),
);
END
node look.cjs >seen.txt

as_noted seen.txt <<'END'
said: latent false, counts as measured; sd + 1 = 3
byDefault: latent "false", counts as latent; sd + 1 = 21
END
