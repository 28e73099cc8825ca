#!/usr/bin/env bash
# PSPP 1.6.2 (Debian): with weights the Kruskal-Wallis statistic is negative, and Mann-Whitney's,
#   Kolmogorov-Smirnov's and Cronbach's differ.
#
# Expected: manual, WEIGHT: a positive whole weight W "yields the same statistical output as would replicating the
#   case W times". DESCRIPTIVES and the t-test do so.
# Seen: for nine rows of weights 1 to 3, against the same rows written out: chi-squared -19.3 instead of 4.2 (a
#   sum of squares), U 0.5 instead of 3, a Kolmogorov-Smirnov test against a normal with another mean than
#   DESCRIPTIVES prints, and an alpha of the unweighted rows.
# Why it matters: a table of counts is read with weights, so these are the tests of grouped and survey data. A
#   p-value of 1.000 beside a negative chi-squared is easily taken for "no difference"; here p = 0.12, and for U
#   it is 0.04 instead of 0.17.
source "$(dirname "$0")/common.sh"
debian pspp=1.6.2-2

rows='1 2 1 2
2 4 1 1
3 6 3 1
4 7 2 3
5.5 9.1 2 1
7 8 2 1
3 9 3 2
2 1 3 1
9 12 3 1'
run() {
  cat >look.sps <<END
SET FORMAT=F8.3.
DATA LIST LIST NOTABLE /x y z w.
BEGIN DATA.
$2
END DATA.
$1
DESCRIPTIVES y /STATISTICS=MEAN.
T-TEST GROUPS=z(1,3) /VARIABLES=y.
NPAR TESTS /KRUSKAL-WALLIS y BY z(1,3).
NPAR TESTS /MANN-WHITNEY y BY z(1,3).
NPAR TESTS /K-S(NORMAL)=y.
RELIABILITY /VARIABLES=x y z.
END
  pspp -O format=csv -o told.csv look.sps >pspp.log
  awk -F, '
    /^y,/ && before ~ /^,N,Mean/ { print "  mean of y " $3 }
    /^y,Equal variances assumed/ { print "  t " $5 }
    /^Chi-Square,/ { print "  Kruskal-Wallis chi-squared " $2 }
    /^Asymp. Sig.,/ { print "    its p " $2 }
    /^y,/ && before ~ /^,Mann-Whitney U/ { print "  Mann-Whitney U " $2 ", p " $5 }
    /^Normal Parameters,Mean/ { print "  Kolmogorov-Smirnov against the mean " $3 }
    before ~ /^Cronbach/ { print "  alpha " $1 }
    { before = $0 }' told.csv
}
{
  echo weighted
  run "WEIGHT BY w." "$rows"
  echo written out
  run "" "$(echo "$rows" | awk '{ for (i = 0; i < $4; i++) print }')"
} >seen.txt

as_noted seen.txt <<'END'
weighted
  mean of y 6.392
  t -1.873
  Kruskal-Wallis chi-squared -19.257
    its p 1.000
  Mann-Whitney U .500, p .037
  Kolmogorov-Smirnov against the mean 4.469
  alpha .734
written out
  mean of y 6.392
  t -1.873
  Kruskal-Wallis chi-squared 4.210
    its p .122
  Mann-Whitney U 3.000, p .174
  Kolmogorov-Smirnov against the mean 6.392
  alpha .742
END
