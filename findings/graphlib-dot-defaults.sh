#!/usr/bin/env bash
# graphlib-dot 0.6.4 (npm) against Graphviz 2.42.2 (Debian): a subgraph's node defaults stay in force after its
#   closing brace.
#
# Expected: in the DOT language a default that is set inside a subgraph ends with it ("Subgraphs and Clusters": it
#   sets context for attributes of the nodes created in it). Graphviz's own gvpr reads x below without the
#   attribute.
# Seen: every node declared after the subgraph gets its defaults too. The copy of the defaults made at the opening
#   brace shares the inner objects, so what is set inside is also set outside.
# Why it matters: `subgraph hidden { node [latent=true]; ... }` is the natural way to mark the unmeasured
#   variables of a causal diagram. Read by this package all measured variables that follow are latent as well, and
#   no arc differs that would show it.
source "$(dirname "$0")/common.sh"
npm_packages graphlib-dot@0.6.4
debian graphviz=2.42.2-7+deb12u1

cat >diagram.dot <<'END'
digraph {
  subgraph hidden { node [latent=true]; h }
  x; y
  h -> x; h -> y
}
END

cat >look.cjs <<'END'
const { readFileSync } = require("node:fs");
const graph = require("graphlib-dot").read(readFileSync("diagram.dot", "utf8"));
for (const name of ["h", "x", "y"]) console.log(`graphlib-dot: ${name} latent=${graph.node(name).latent ?? ""}`);
END
{
  gvpr 'N { printf("Graphviz: %s latent=%s\n", name, latent) }' diagram.dot
  node look.cjs
} >seen.txt

as_noted seen.txt <<'END'
Graphviz: h latent=true
Graphviz: x latent=
Graphviz: y latent=
graphlib-dot: h latent=true
graphlib-dot: x latent=true
graphlib-dot: y latent=true
END
