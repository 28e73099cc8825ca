#!/usr/bin/env bash
# PSPP 1.6.2 (Debian): DESCRIPTIVES' "Valid N (listwise)" counts all rows, gaps or not.
#
# Expected: listwise means over the whole list: the rows in which every variable has a value. So it is in SPSS,
#   whose table this is, and by the manual's words LISTWISE excludes a row with any missing value. Valid and
#   missing together are the rows.
# Seen: five rows, of which two are complete, give valid 5 and missing 3. With /MISSING=LISTWISE the same line
#   says 2, and CORRELATIONS uses 2.
# Why it matters: it is where one looks up how many rows a regression or a structure search on complete rows will
#   have, before gaps are filled. It says that none will be lost.
source "$(dirname "$0")/common.sh"
debian pspp=1.6.2-2

cat >look.sps <<'END'
DATA LIST LIST NOTABLE /a b.
BEGIN DATA.
1 1
2 .
. 3
4 4
. .
END DATA.
DESCRIPTIVES a b.
DESCRIPTIVES a b /MISSING=LISTWISE.
CORRELATIONS a b.
END
pspp -O format=csv -o told.csv look.sps >pspp.log
awk -F, '/listwise/ { print $1 ": " $2 } /^a,Pearson/ { pair = 1 } pair && /^,N,/ { print "rows of the correlation: " $4; pair = 0 }' told.csv >seen.txt

as_noted seen.txt <<'END'
Valid N (listwise): 5
Missing N (listwise): 3
Valid N (listwise): 2
Missing N (listwise): 3
rows of the correlation: 2
END
