#!/usr/bin/env bash
# PSPP 1.6.2 (Debian): the negative binomial counts misses where the geometric distribution counts trials.
#
# Expected: the geometric distribution is the negative binomial of one success. The manual gives both X >= 1 (NEGBIN) or X > 0 (GEOM), the number of
#   trials up to the last success, so with N = 1 they agree, and the probabilities over the allowed X sum to 1.
# Seen: GEOM does that. NEGBIN is the probability of X misses, whose smallest value is 0: with N = 1 it is one place ahead of GEOM, over the
#   X that the manual allows it sums to 1 - P^N, here 0.7, and CDF.NEGBIN(1, 1, 0.3) is 0.51 instead of 0.3.
# Why it matters: a count model written for trials (SPSS syntax with these names) gives each row the likelihood of another count, and no error.
source "$(dirname "$0")/common.sh"
debian pspp=1.6.2-2

{
  echo 'DATA LIST LIST NOTABLE /x.'
  echo 'BEGIN DATA.'
  seq 1 200
  cat <<'END'
END DATA.
COMPUTE geometric = PDF.GEOM(x, 0.3).
COMPUTE negative = PDF.NEGBIN(x, 1, 0.3).
COMPUTE upto = CDF.GEOM(x, 0.3).
COMPUTE nupto = CDF.NEGBIN(x, 1, 0.3).
SAVE TRANSLATE /OUTFILE='told.csv' /TYPE=CSV /FIELDNAMES /CELLS=VALUES.
END
} >look.sps
pspp look.sps
awk -F, 'NR > 1 {
    g += $2; n += $3
    if ($1 <= 3) printf "X = %d: PDF.GEOM %.4f, PDF.NEGBIN with N = 1 %.4f; CDF.GEOM %.4f, CDF.NEGBIN %.4f\n", $1, $2, $3, $4, $5
  }
  END { printf "sum over X = 1..200: GEOM %.4f, NEGBIN %.4f\n", g, n }' told.csv >seen.txt

as_noted seen.txt <<'END'
X = 1: PDF.GEOM 0.3000, PDF.NEGBIN with N = 1 0.2100; CDF.GEOM 0.3000, CDF.NEGBIN 0.5100
X = 2: PDF.GEOM 0.2100, PDF.NEGBIN with N = 1 0.1470; CDF.GEOM 0.5100, CDF.NEGBIN 0.6570
X = 3: PDF.GEOM 0.1470, PDF.NEGBIN with N = 1 0.1029; CDF.GEOM 0.6570, CDF.NEGBIN 0.7599
sum over X = 1..200: GEOM 1.0000, NEGBIN 0.7000
END
