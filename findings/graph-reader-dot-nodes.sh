#!/usr/bin/env bash
# Graph::Reader::Dot of Graph::ReadWrite 2.10 (Perl, Debian): a node that is declared without attributes and has no
#   edge is lost.
#
# Expected: in DOT a name alone is a node, c; as well as c [latent=true]; Graphviz draws both.
# Seen: c; is passed over, so that a graph of nodes alone is empty. c [latent=true]; is kept. Graph::Writer::Dot of the same
#   package writes nodes as names alone, and what it writes is not what is read again.
# Why it matters: a variable without arcs is independent of all others. Lost from the graph, it is lost from the model too.
source "$(dirname "$0")/common.sh"
debian libgraph-readwrite-perl=2.10-1 graphviz=2.42.2-7+deb12u1

cat >look.pl <<'END'
use Graph;
use Graph::Reader::Dot;
use Graph::Writer::Dot;

sub nodes { join " ", sort shift->vertices }
for my $text ('digraph g { c; a -> b; }', 'digraph g { c [latent=true]; a -> b; }', 'digraph g { a; b; c; }') {
  open my $file, '>', 'g.dot';
  print $file $text;
  close $file;
  my $drawn = join ' ', sort map { /^node (\S+)/ ? $1 : () } `dot -Tplain g.dot`;
  print "$text: nodes [", nodes(Graph::Reader::Dot->new->read_graph('g.dot')), "], Graphviz draws [$drawn]\n";
}
my $graph = Graph->new;
$graph->add_edge('a', 'b');
$graph->add_vertex('c');
Graph::Writer::Dot->new->write_graph($graph, 'own.dot');
print "[", nodes($graph), "] written and read again: [", nodes(Graph::Reader::Dot->new->read_graph('own.dot')), "]\n";
END
perl look.pl >seen.txt 2>messages.txt

as_noted seen.txt <<'END'
digraph g { c; a -> b; }: nodes [a b], Graphviz draws [a b c]
digraph g { c [latent=true]; a -> b; }: nodes [a b c], Graphviz draws [a b c]
digraph g { a; b; c; }: nodes [], Graphviz draws [a b c]
[a b c] written and read again: [a b]
END
