#!/usr/bin/env bash
# Graph::Easy 0.76 (Perl, Debian) against Graphviz 2.42.2: an edge into a set that holds an edge itself goes to other
#   nodes.
#
# Expected: in DOT, s -> { t -> u } has an edge from s to every node of the set, t and u, besides t -> u. The parser's manual
#   refers to Graphviz for the rules and names no exception for sets.
# Seen: only the first node of the edge inside is taken, so s -> u is lost; and where a node stands before that edge, or
#   behind it, an edge between the two is made up that nobody wrote. There is no message.
# Why it matters: an arc less and an arc more is another network, with other conditional independences. Sets are how people
#   write a factor and its items, or a treatment and all that it acts on.
source "$(dirname "$0")/common.sh"
debian libgraph-easy-perl=0.76-3 graphviz=2.42.2-7+deb12u1

for text in 's -> { t -> u }' 's -> { r; t -> u }' 's -> { t -> u; v }' 's -> { t; u; v }'; do
  echo "digraph { $text }" >graph.dot
  graphviz=$(dot -Tplain graph.dot | awk '/^edge/ { print $2 "->" $3 }' | sort | tr '\n' ' ')
  easy=$(graph-easy --from=graphviz --as=txt <graph.dot | awk '/-->/ { print $2 "->" $6 }' | sort | tr '\n' ' ')
  printf '%s\n  Graphviz:    %s\n  Graph::Easy: %s\n' "$text" "${graphviz% }" "${easy% }"
done >seen.txt 2>messages.txt

as_noted seen.txt <<'END'
s -> { t -> u }
  Graphviz:    s->t s->u t->u
  Graph::Easy: s->t t->u
s -> { r; t -> u }
  Graphviz:    s->r s->t s->u t->u
  Graph::Easy: r->u s->r s->t t->u
s -> { t -> u; v }
  Graphviz:    s->t s->u s->v t->u
  Graph::Easy: s->t t->u t->v
s -> { t; u; v }
  Graphviz:    s->t s->u s->v
  Graph::Easy: s->t s->u s->v
END
