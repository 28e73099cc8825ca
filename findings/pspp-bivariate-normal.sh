#!/usr/bin/env bash
# PSPP 1.6.2 (Debian): CDF.BVNOR, the distribution function of two correlated normals, gives 6.28 at the centre.
#
# Expected: P(X0 <= x0, X1 <= x1). The manual names it a distribution function of two standard normals with
#   correlation rho and puts 0 <= P <= 1 among the constraints. At (0, 0) it is 1/4 for rho = 0 and 1/3 for rho =
#   1/2.
# Seen: 6.283 and 5.441. The result falls as the arguments rise, and is the same at (2, 2) and (-2, -2). PDF.BVNOR
#   is right.
# Why it matters: these quadrant probabilities are what tetrachoric and polychoric correlations, and the
#   thresholds of ordinal factor models, are made of. A likelihood of a 2 x 2 table by this function means
#   nothing, and its logarithm hides that it is of no probability.
source "$(dirname "$0")/common.sh"
debian pspp=1.6.2-2 r-cran-mvtnorm=1.1-3-1+b1

cat >look.sps <<'END'
DATA LIST LIST NOTABLE /x0 x1 rho.
BEGIN DATA.
0 0 0
0 0 0.5
0.5 -0.3 0.4
2 2 0
-2 -2 0
END DATA.
COMPUTE density = PDF.BVNOR(x0, x1, rho).
COMPUTE probability = CDF.BVNOR(x0, x1, rho).
SAVE TRANSLATE /OUTFILE='told.csv' /TYPE=CSV /FIELDNAMES /CELLS=VALUES.
END
pspp look.sps
cat >look.R <<'END'
suppressMessages(library(mvtnorm))
for (i in seq_len(nrow(told <- read.csv("told.csv")))) with(told[i, ], {
  S <- matrix(c(1, rho, rho, 1), 2)
  cat(sprintf("(%g, %g), rho %g: density %.4f (R %.4f), probability %.4f (R %.4f)\n", x0, x1, rho,
    density, dmvnorm(c(x0, x1), sigma = S), probability, pmvnorm(upper = c(x0, x1), corr = S)))
})
END
Rscript look.R >seen.txt

as_noted seen.txt <<'END'
(0, 0), rho 0: density 0.1592 (R 0.1592), probability 6.2832 (R 0.2500)
(0, 0), rho 0.5: density 0.1838 (R 0.1838), probability 5.4414 (R 0.3333)
(0.5, -0.3), rho 0.4: density 0.1321 (R 0.1321), probability 4.3793 (R 0.3171)
(2, 2), rho 0: density 0.0029 (R 0.0029), probability 0.1151 (R 0.9550)
(-2, -2), rho 0: density 0.0029 (R 0.0029), probability 0.1151 (R 0.0005)
END
