#!/usr/bin/env bash
# sna 2.7-1 (R, Debian): read.dot makes two nodes of every variable in the middle of a path, one for each side it
#   stands on.
#
# Expected: the manual says that it reads Graphviz's DOT format and refers to its grammar, in which blanks and
#   semicolons are no part of a name. The rows and columns of the result are named by the nodes.
# Seen: what stands left and right of "->" is taken as it is: "  b " before the arrow and " b;" behind it are
#   different nodes. The chain of three nodes below becomes two separate pairs. The same text without blanks and
#   semicolons is read as a chain.
# Why it matters: DOT files are usually written with blanks and semicolons, by people and by Graphviz. The
#   adjacency matrix is square and holds as many arcs as the file, but no path longer than one: no variable
#   depends on its grandparents.
source "$(dirname "$0")/common.sh"
debian r-cran-sna=2.7-1-1 graphviz=2.42.2-7+deb12u1

cat >look.R <<'END'
suppressMessages(library(sna))
texts <- list(usual = c("digraph {", "  a -> b;", "  b -> c;", "}"), bare = c("digraph {", "a->b", "b->c", "}"))
for (name in names(texts)) {
  writeLines(texts[[name]], "graph.dot")
  arcs <- read.dot("graph.dot")
  reached <- sum(is.finite(geodist(arcs)$gdist) & geodist(arcs)$gdist > 0)
  cat(sprintf("%s: %d nodes (%s), %d pairs joined by a path\n", name, nrow(arcs), paste0("'", rownames(arcs), "'", collapse = " "), reached))
  cat("  Graphviz:", sub(" .*", "", trimws(system("gc -n graph.dot", intern = TRUE))), "nodes\n")
}
END
Rscript look.R >seen.txt

as_noted seen.txt <<'END'
usual: 4 nodes ('  a ' ' b;' '  b ' ' c;'), 2 pairs joined by a path
  Graphviz: 3 nodes
bare: 3 nodes ('a' 'b' 'c'), 3 pairs joined by a path
  Graphviz: 3 nodes
END
