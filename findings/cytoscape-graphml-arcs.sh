#!/usr/bin/env bash
# cytoscape-graphml 1.0.6 (npm): what it writes has lost its arrows to one reader and all its nodes to another.
#
# Expected: cy.graphml() writes GraphML (the README) of a graph whose edges all have a source and a target.
#   GraphML's schema requires edgedefault on <graph>, and a <key> for every <data>.
# Seen: there is no edgedefault and no <key>, and every node is in no namespace (xmlns=""). graphology-graphml
#   takes the missing default as undirected and keeps the values as text, so latent "false" counts as yes. igraph
#   finds no node at all, and says nothing. The package itself reads its file back with arrows, and with the same
#   text for values.
# Why it matters: Cytoscape.js is what networks are drawn with in pages, and this its export. A diagram saved from
#   a page is a skeleton, or empty, in the program that is to compute with it.
source "$(dirname "$0")/common.sh"
npm_packages cytoscape-graphml@1.0.6 cytoscape@3.30.2 jquery@3.7.1 jsdom@24.1.3 graphology@0.26.0 graphology-graphml@0.5.2
debian r-cran-igraph=1.3.5-3

cat >look.cjs <<'END'
const { writeFileSync } = require("node:fs");
const { window } = new (require("jsdom").JSDOM)("");
Object.assign(globalThis, { window, document: window.document, XMLSerializer: window.XMLSerializer });
const cytoscape = require("cytoscape");
require("cytoscape-graphml")(cytoscape, require("jquery"));

const cy = cytoscape({
  headless: true,
  elements: [
    { data: { id: "h", latent: true } },
    { data: { id: "x", latent: false } },
    { data: { id: "e", source: "h", target: "x" } },
  ],
});
const text = cy.graphml();
writeFileSync("written.graphml", text);
console.log(`edgedefault ${text.includes("edgedefault") ? "written" : "missing"}, keys ${text.split("<key").length - 1}`);

const graph = require("graphology-graphml").parse(require("graphology"), text);
graph.forEachEdge((edge, values, from, to, a, b, undirected) => console.log(`graphology: ${from} ${undirected ? "--" : "->"} ${to}`));
graph.forEachNode((name, { latent }) => console.log(`graphology: ${name} latent ${JSON.stringify(latent)}`));
END
node look.cjs 2>warnings.txt >seen.txt
Rscript -e 'suppressMessages(library(igraph)); graph <- read_graph("written.graphml", "graphml")
  cat(sprintf("igraph: %d nodes, %d edges\n", vcount(graph), ecount(graph)))' >>seen.txt

as_noted seen.txt <<'END'
edgedefault missing, keys 0
graphology: h -- x
graphology: h latent "true"
graphology: x latent "false"
igraph: 0 nodes, 0 edges
END
