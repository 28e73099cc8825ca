#!/usr/bin/env bash
# foreign 0.8.84 (R, Debian) against liac-arff 2.5.0 (Python): read.arff drops the categories that an ARFF file
#   declares.
#
# Expected: {low,medium,high} in an ARFF header declares the values of a nominal attribute, in that order. R's
#   factors hold both a set of levels and an order, and the manual says nothing to the contrary.
# Seen: the levels are those that occur, sorted by alphabet: high before low, and medium is gone. liac-arff keeps
#   the declaration. write.arff puts the new levels into the header, so a round trip changes the file's
#   declaration.
# Why it matters: the states of a node come from there. A network learned from a sample without "medium" has no
#   such state (and tables of another shape than those learned in Weka from the same file), and as.integer() of an
#   ordered answer runs backwards.
source "$(dirname "$0")/common.sh"
debian r-cran-foreign=0.8.84-1 python3-liac-arff=2.5.0-3

cat >table.arff <<'END'
@RELATION answers
@ATTRIBUTE risk {low,medium,high}
@ATTRIBUTE age NUMERIC
@DATA
low,31
high,64
END
cat >look.py <<'END'
import arff
with open("table.arff") as file:
    print("liac-arff:", ", ".join(arff.load(file)["attributes"][0][1]))
END
cat >look.R <<'END'
rows <- foreign::read.arff("table.arff")
cat("foreign:", toString(levels(rows$risk)), "\n")
cat("codes of low and high:", as.integer(rows$risk), "\n")
foreign::write.arff(rows, "again.arff")
cat("written again:", grep("attribute risk", readLines("again.arff"), value = TRUE), "\n")
END
{
  /usr/bin/python3 look.py
  Rscript look.R
} >seen.txt

as_noted seen.txt <<'END'
liac-arff: low, medium, high
foreign: high, low 
codes of low and high: 2 1 
written again: @attribute risk {'high','low'} 
END
