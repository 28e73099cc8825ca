#!/usr/bin/env bash
# liac-arff 2.5.0 (Python, Debian) against Weka 3.6.14 and foreign 0.8.84 (R): an ARFF attribute of type integer
#   loses its fractions.
#
# Expected: ARFF's page says of the types that integer is treated as numeric, as real is. 1.7 is a valid value of
#   an integer attribute, and Weka, whose format it is, keeps it.
# Seen: liac-arff cuts it to 1, and -0.9 to 0, without a word. R's read.arff knows no integer and refuses the file
#   ("Invalid type specification"). The three agree where the type is numeric.
# Why it matters: the type stands in many published ARFF files whose columns are then scaled or imputed (means,
#   halves). The same file gives different tables, and in one of them all deviations below 1 are zero.
source "$(dirname "$0")/common.sh"
debian python3-liac-arff=2.5.0-3 weka=3.6.14-3 r-cran-foreign=0.8.84-1

cat >look.py <<'END'
import sys
import arff
with open(sys.argv[1]) as file:
    print("  liac-arff:", *[row[0] for row in arff.load(file)["data"]])
END
for type in integer numeric; do
  printf '@relation scores\n@attribute score %s\n@attribute arm {a,b}\n@data\n1.7,a\n-0.9,b\n2,b\n' $type >$type.arff
  echo "type $type"
  echo "  Weka:" $(java -cp /usr/share/java/weka.jar weka.core.converters.CSVSaver -i $type.arff | sed -n '2,$s/,.*//p')
  /usr/bin/python3 look.py $type.arff
  echo "  foreign:" $(Rscript -e "cat(tryCatch(foreign::read.arff('$type.arff')\$score, error = conditionMessage))")
done >seen.txt

as_noted seen.txt <<'END'
type integer
  Weka: 1.7 -0.9 2
  liac-arff: 1 0 2
  foreign: Invalid type specification.
type numeric
  Weka: 1.7 -0.9 2
  liac-arff: 1.7 -0.9 2.0
  foreign: 1.7 -0.9 2
END
