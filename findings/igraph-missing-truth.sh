#!/usr/bin/env bash
# igraph 1.3.5 (R, Debian): a truth value that is missing is written as TRUE, into GraphML, GML and DOT.
#
# Expected: where a node's attribute is NA, write_graph writes NA or nothing, as it does for texts.
# Seen: NA of a logical attribute becomes true in GraphML and 1 in GML and DOT. Read again by igraph itself, nothing is
#   missing any more.
# Why it matters: latent = NA, a role that nobody has decided on, says afterwards that the node is hidden.
source "$(dirname "$0")/common.sh"
debian r-cran-igraph=1.3.5-3

cat >look.R <<'END'
suppressMessages(library(igraph))
g <- graph_from_literal(U -+ X, U -+ Y)
V(g)$latent <- c(TRUE, FALSE, NA)
V(g)$text <- c("yes", "no", NA)
for (format in c("graphml", "gml", "dot")) {
  suppressWarnings(write_graph(g, paste0("g.", format), format))
  lines <- grep("latent|text", readLines(paste0("g.", format)), value = TRUE)
  lines <- trimws(grep("<key", lines, invert = TRUE, value = TRUE))
  cat(format, ": ", paste(lines, collapse = " "), "\n", sep = "")
}
cat("before:", format(V(g)$latent), "\nread back from GraphML:", format(V(read_graph("g.graphml", "graphml"))$latent), "\n")
END
Rscript look.R >seen.txt

as_noted seen.txt <<'END'
graphml: <data key="v_latent">true</data> <data key="v_text">yes</data> <data key="v_latent">false</data> <data key="v_text">no</data> <data key="v_latent">true</data> <data key="v_text">NA</data>
gml: latent 1 text "yes" latent 0 text "no" latent 1 text "NA"
dot: latent=1 text=yes latent=0 text=no latent=1 text=NA
before:  TRUE FALSE    NA 
read back from GraphML:  TRUE FALSE  TRUE 
END
