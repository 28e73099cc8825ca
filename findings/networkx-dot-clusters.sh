#!/usr/bin/env bash
# networkx 2.8.8 with pydot 1.4.2 (Debian): nodes and arcs that stand in a subgraph or cluster of a DOT file are lost.
#
# Expected: read_dot "returns a NetworkX MultiGraph or MultiDiGraph from the graph with the passed path". In DOT a subgraph is a
#   part of its graph: what is declared in a cluster, which only draws a frame, is in the graph, as Graphviz draws it.
# Seen: of four arcs one is left, and of five nodes two, without a word. from_pydot walks the nodes and edges of the outermost
#   level; subgraphs are looked into only where one is an end of an edge.
# Why it matters: graphs of models are drawn with frames (plates, waves of a panel, blocks of measurements), which are clusters.
#   What is then learnt, simulated or adjusted for is another network.
source "$(dirname "$0")/common.sh"
debian python3-networkx=2.8.8-1 python3-pydot=1.4.2-1

cat >model.dot <<'END_OF_DOT'
digraph {
  a -> b;
  subgraph cluster_follow_up { label = "follow-up"; b -> c; c -> d; e }
  subgraph { rank = same; a -> e }
}
END_OF_DOT
/usr/bin/python3 -W ignore - >seen.txt <<'END_OF_PYTHON'
import networkx

for what, text in (("in clusters", open("model.dot").read()), ("side by side", "digraph { a -> b; b -> c; c -> d; e; a -> e }")):
    with open("graph.dot", "w") as file:
        file.write(text)
    graph = networkx.nx_pydot.read_dot("graph.dot")
    print(f"{what}: nodes", *sorted(graph.nodes), "arcs", *(f"{x}->{y}" for x, y in sorted(graph.edges())))
END_OF_PYTHON

as_noted seen.txt <<'END_OF_NOTE'
in clusters: nodes a b arcs a->b
side by side: nodes a b c d e arcs a->b a->e b->c c->d
END_OF_NOTE
