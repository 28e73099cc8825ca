#!/usr/bin/env bash
# PSPP 1.6.2 (Debian): the density of the noncentral Beta is not the slope of its distribution function.
#
# Expected: NPDF.BETA and NCDF.BETA stand under one heading of the manual, with the same shapes and noncentrality,
#   so the first is the derivative of the second, and its mass is 1.
# Seen: NCDF.BETA agrees with R's pbeta. NPDF.BETA lacks mass, and the more the larger lambda: what is left is
#   about exp(-lambda / 2), 0.37 at 2 and 0.02 at 8.
# Why it matters: R-squared of a regression with a true effect has this distribution, so it is the likelihood of
#   effect sizes and what powers are planned with. Maximised over the noncentrality, this density tells too small
#   an effect.
source "$(dirname "$0")/common.sh"
debian pspp=1.6.2-2 r-base-core=4.2.2.20221110-2

{
  echo 'DATA LIST LIST NOTABLE /x lambda.'
  echo 'BEGIN DATA.'
  for lambda in 0.5 2 8; do for i in $(seq 1 199); do awk "BEGIN { print $i / 200, $lambda }"; done; done
  cat <<'END'
END DATA.
COMPUTE density = NPDF.BETA(x, 2, 3, lambda).
COMPUTE slope = (NCDF.BETA(x + 0.0001, 2, 3, lambda) - NCDF.BETA(x - 0.0001, 2, 3, lambda)) / 0.0002.
SAVE TRANSLATE /OUTFILE='told.csv' /TYPE=CSV /FIELDNAMES /CELLS=VALUES.
END
} >look.sps
pspp look.sps
cat >look.R <<'END'
told <- read.csv("told.csv")
for (l in c(0.5, 2, 8)) {
  rows <- told[told$lambda == l, ]
  at <- rows[60, ]
  cat(sprintf("lambda %g, x = 0.3: density %.4f, slope of NCDF.BETA %.4f, R's density %.4f; mass of the density %.2f\n",
    l, at$density, at$slope, dbeta(0.3, 2, 3, l), sum(rows$density) / 200))
}
END
Rscript look.R >seen.txt

as_noted seen.txt <<'END'
lambda 0.5, x = 0.3: density 1.3738, slope of NCDF.BETA 1.6516, R's density 1.6516; mass of the density 0.78
lambda 2, x = 0.3: density 0.6489, slope of NCDF.BETA 1.3106, R's density 1.3106; mass of the density 0.37
lambda 8, x = 0.3: density 0.0323, slope of NCDF.BETA 0.3853, R's density 0.3853; mass of the density 0.02
END
