#!/usr/bin/env bash
# Graph::Easy 0.76 (Perl, Debian): an edge with two heads is written as an arrow, and in GraphML one
#   without a head too.
#
# Expected: Graph::Easy reads [ A ] <--> [ B ] as bidirectional and [ A ] -- [ B ] as undirected, and its manual names no
#   format that can't hold them. Graphviz draws two heads where an edge of a digraph has dir=both; GraphML has
#   directed="false" for edges of a graph that is directed by default.
# Seen: as DOT the two-headed edge has arrowhead and arrowtail, but no dir: Graphviz, whose default in a digraph is
#   dir=forward, draws one head, and Graph::Easy itself reads an arrow back. As GraphML both edges are arrows.
# Why it matters: in a causal graph x <-> y is a hidden common cause, and x -> y says that x acts on y.
source "$(dirname "$0")/common.sh"
debian libgraph-easy-perl=0.76-3 graphviz=2.42.2-7+deb12u1

printf '[ cause ] --> [ effect ]\n[ one ] <--> [ two ]\n[ near ] -- [ far ]\n' >graph.txt
heads() { # heads FILE: the arrowheads that Graphviz draws on each edge
  dot -Tsvg "$1" | awk '/class="edge"/ { inside = 1; count = 0 } /<title>/ && inside { gsub(/<[^>]*>|&#45;/, ""); gsub(/&gt;/, "->"); name = $0 }
    /<polygon/ && inside { count++ } /<\/g>/ && inside { print name ": " count; inside = 0 }'
}
{
  echo "heads as drawn from Graph::Easy's DOT:"
  graph-easy --from=txt --as=graphviz <graph.txt >graph.dot
  heads graph.dot
  echo "read back: $(graph-easy --from=graphviz --as=txt <graph.dot | grep -- '--.*two')"
  echo "heads as drawn with dir=both: $(printf 'digraph { one -> two [dir=both] }' >both.dot && heads both.dot)"
  echo "GraphML: $(graph-easy --from=txt --as=graphml <graph.txt | grep -E '<graph |<edge' | sed 's/^ *//' | tr '\n' ' ')"
} >seen.txt 2>messages.txt

as_noted seen.txt <<'END'
heads as drawn from Graph::Easy's DOT:
cause->effect: 1
one->two: 1
near->far: 0
read back: [ one ] --> { arrowstyle: open; color: #000000; x-dot-arrowtail: open; } [ two ]
heads as drawn with dir=both: one->two: 2
GraphML: <graph id="G" edgedefault="directed"> <edge source="cause" target="effect"> <edge source="near" target="far"> <edge source="one" target="two"> 
END
