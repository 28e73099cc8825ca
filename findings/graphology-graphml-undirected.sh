#!/usr/bin/env bash
# graphology-graphml 0.5.2 (npm): directed="false" on an edge is passed over in a graph that is directed by
#   default.
#
# Expected: by GraphML's primer the graph's edgedefault holds for edges without an attribute directed, and that
#   attribute, true or false, overrules it. The reader does obey directed="true" in an undirected graph and makes
#   that graph mixed.
# Seen: the opposite case is not obeyed: the edge becomes an arc from its source to its target, and the graph's
#   type stays "directed".
# Why it matters: a partially directed graph (what PC, GES and other searches give: an equivalence class) is such
#   a file. All its undecided edges are read as decided, in whatever order their ends were written.
source "$(dirname "$0")/common.sh"
npm_packages graphology@0.26.0 graphology-graphml@0.5.2

cat >look.cjs <<'END'
const Graph = require("graphology");
const graphml = require("graphology-graphml");
for (const [byDefault, overruled] of [["undirected", "true"], ["directed", "false"]]) {
  const graph = graphml.parse(
    Graph,
    `<graphml xmlns="http://graphml.graphdrawing.org/xmlns"><graph edgedefault="${byDefault}">
      <node id="a"/><node id="b"/><edge source="a" target="b" directed="${overruled}"/>
    </graph></graphml>`,
  );
  graph.forEachEdge((edge, attributes, source, target, s, t, undirected) =>
    console.log(`${byDefault} graph, directed="${overruled}": ${source} ${undirected ? "--" : "->"} ${target}, type ${graph.type}`),
  );
}
END
node look.cjs >seen.txt

as_noted seen.txt <<'END'
undirected graph, directed="true": a -> b, type mixed
directed graph, directed="false": a -> b, type directed
END
