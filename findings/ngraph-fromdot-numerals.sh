#!/usr/bin/env bash
# ngraph.fromdot 7.1.0 (npm) against Graphviz 2.42.2 (Debian): nodes 01, 1 and 1.0 become one node.
#
# Expected: a DOT numeral is an ID like any other, and "an ID is just a string"; the language page says that a
#   number and the same characters in quotation marks are the same ID. So 01, 1 and 1.0 are three nodes, as in
#   Graphviz.
# Seen: a bare numeral becomes a JavaScript number. The arc 01 -> 1 turns into 1 -> 1, a loop, and 1.0 -> 2 into 1
#   -> 2. The same IDs in quotation marks stay apart.
# Why it matters: coded variables (items 01 and 1.0 of a questionnaire, probe numbers with leading zeros) merge,
#   and a graph without cycles gets one: it is refused, or loses the arc if loops are dropped.
source "$(dirname "$0")/common.sh"
npm_packages ngraph.fromdot@7.1.0 ngraph.graph@20.1.2 dotparser@1.1.1
debian graphviz=2.42.2-7+deb12u1

echo 'digraph { 01 -> 1; 1.0 -> 2 }' >bare.dot
echo 'digraph { "01" -> "1"; "1.0" -> "2" }' >quoted.dot

cat >look.mjs <<'END'
import { readFileSync } from "node:fs";
import fromDot from "ngraph.fromdot";
for (const name of ["bare", "quoted"]) {
  const arcs = [];
  fromDot(readFileSync(`${name}.dot`, "utf8")).forEachLink((link) => {
    arcs.push(`${link.fromId} -> ${link.toId}`);
  });
  console.log(`ngraph.fromdot, ${name}: ${arcs.join(", ")}`);
}
END
{
  gvpr 'BEG_G { printf("Graphviz, bare:") } E { printf(" %s -> %s", tail.name, head.name) } END_G { printf("\n") }' bare.dot
  node look.mjs
} >seen.txt

as_noted seen.txt <<'END'
Graphviz, bare: 01 -> 1 1.0 -> 2
ngraph.fromdot, bare: 1 -> 1, 1 -> 2
ngraph.fromdot, quoted: 01 -> 1, 1.0 -> 2
END
