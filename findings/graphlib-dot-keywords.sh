#!/usr/bin/env bash
# @dagrejs/graphlib-dot 1.0.2 (npm): a variable named Node is written as a statement that sets the defaults of all
#   others.
#
# Expected: write() and read() are each other's inverse for node names. DOT reserves node, edge, graph, digraph,
#   subgraph and strict in any case ("The keywords ... are case-independent"), so such a name has to stand in
#   quotation marks.
# Seen: it is written bare. `Node [latent=true]` then declares no node: the variable is lost, and every variable
#   that follows is latent, in this package's own reader and in Graphviz alike.
# Why it matters: tables of medicine have a column Node (lymph node status) and a column Edge is no rarity. The
#   file is valid, so nothing complains, and the roles of all other variables have changed.
source "$(dirname "$0")/common.sh"
npm_packages @dagrejs/graphlib-dot@1.0.2 @dagrejs/graphlib@2.1.13
debian graphviz=2.42.2-7+deb12u1

cat >look.cjs <<'END'
const { writeFileSync } = require("node:fs");
const { Graph } = require("@dagrejs/graphlib");
const dot = require("@dagrejs/graphlib-dot");

const graph = new Graph({ directed: true });
graph.setNode("Node", { latent: true });
graph.setNode("Grade", {});
graph.setNode("Survival", {});
graph.setEdge("Grade", "Survival", {});

const show = (g) => g.nodes().map((name) => `${name}${g.node(name)?.latent ? " (latent)" : ""}`).join(", ");
console.log(`set: ${show(graph)}`);
const text = dot.write(graph);
writeFileSync("written.dot", text);
console.log(`read back: ${show(dot.read(text))}`);
END
{
  node look.cjs
  gvpr 'N { printf("Graphviz: %s%s\n", name, latent == "true" ? " (latent)" : "") }' written.dot
} >seen.txt

as_noted seen.txt <<'END'
set: Node (latent), Grade, Survival
read back: Grade (latent), Survival (latent)
Graphviz: Grade (latent)
Graphviz: Survival (latent)
END
