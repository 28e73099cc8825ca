#!/usr/bin/env bash
# gv2gml of Graphviz 2.42.2 (Debian): a name with a quotation mark is cut off there, so that two nodes get one name.
#
# Expected: a text of GML stands between quotation marks and holds none; " is written as &quot; (Himsolt 1997; networkx writes
#   it so). The manual of gv2gml and gml2gv names no characters that are lost.
# Seen: the mark is written as it is. gml2gv ends the text there and passes over the rest without a word, with exit code 0;
#   networkx stops with an error.
# Why it matters: questions of a questionnaire are named with what was asked. pain "now" and pain "later" are one name
#   afterwards, and whoever matches columns by name takes one for the other.
source "$(dirname "$0")/common.sh"
debian graphviz=2.42.2-7+deb12u1 python3-networkx=2.8.8-1

cat >graph.dot <<'END'
digraph { "pain \"now\"" -> sleep; "pain \"later\"" -> sleep; mood -> sleep }
END
names() { sed -n 's/.*[[]name=\("[^"]*"\|[a-z]*\)[],].*/\1/p' | tr '\n' ' '; }
{
  echo "gv2gml: $(gv2gml graph.dot | sed -n 's/^ *name //p' | tr '\n' ' ')"
  gml=$(gv2gml graph.dot | gml2gv) && echo "gml2gv, exit code $?: $(names <<<"$gml")"
  gv2gml graph.dot >graph.gml
  echo "networkx: $(/usr/bin/python3 -c 'import networkx
try: print(sorted(networkx.read_gml("graph.gml", label="name").nodes))
except Exception as error: print(type(error).__name__)')"
  sed 's/name "pain "\([a-z]*\)""/name "pain \&quot;\1\&quot;"/' graph.gml >right.gml
  echo "networkx of the same with &quot;: $(/usr/bin/python3 -c 'import networkx
print(sorted(networkx.read_gml("right.gml", label="name").nodes))')"
} >seen.txt 2>messages.txt

as_noted seen.txt <<'END'
gv2gml: "pain "now"" "sleep" "pain "later"" "mood" 
gml2gv, exit code 0: "pain " sleep "pain " mood 
networkx: NetworkXError
networkx of the same with &quot;: ['mood', 'pain "later"', 'pain "now"', 'sleep']
END
