#!/usr/bin/env bash
# PSPP 1.6.2 (Debian): REGRESSION's covariance matrix of the coefficients stands under the wrong variables.
#
# Expected: /STATISTICS=BCOV prints "the covariance matrix for the estimated model coefficients" (manual); the
#   square roots of its diagonal are the standard errors in the table of coefficients above it.
# Seen: rows and columns are labelled x and z, but hold the intercept and x: the matrix includes the intercept and
#   is labelled from its first row on. The variance of x is where that of z should be, and that of z is not
#   printed.
# Why it matters: the matrix is what the error of a sum of effects (a path through a mediator, a contrast, a
#   prediction) is computed from. It is symmetric and positive definite, so nothing looks wrong.
source "$(dirname "$0")/common.sh"
debian pspp=1.6.2-2 r-base-core=4.2.2.20221110-2

cat >look.sps <<'END'
SET FORMAT=F8.4.
DATA LIST LIST NOTABLE /x y z.
BEGIN DATA.
1 2 1
2 4 1
3 6 3
4 7 2
5.5 9.1 2
7 8 2
3 9 3
2 1 3
9 12 3
END DATA.
REGRESSION /VARIABLES=x z /DEPENDENT=y /STATISTICS=COEFF BCOV.
END
pspp -O format=csv -o told.csv look.sps >pspp.log
{
  echo "PSPP, coefficient and standard error:"
  sed -n 's/^\((Constant)\|x\|z\),\([^,]*\),\([^,]*\),.*/  \1 \2 \3/p' told.csv
  echo "PSPP, covariances, columns x and z:"
  sed -n 's/^Covariances,/  /p; s/^,\(z,.*\)/  \1/p' told.csv
  Rscript -e 'd <- data.frame(x = c(1, 2, 3, 4, 5.5, 7, 3, 2, 9), y = c(2, 4, 6, 7, 9.1, 8, 9, 1, 12), z = c(1, 1, 3, 2, 2, 2, 3, 3, 3))
    v <- vcov(lm(y ~ x + z, d)); cat("R, covariances of (Intercept), x, z:\n"); for (i in 1:3) cat(" ", sprintf("%.2f", v[i, ]), "\n")'
} >seen.txt

as_noted seen.txt <<'END'
PSPP, coefficient and standard error:
  (Constant) .9531 2.2548
  x 1.0982 .3131
  z .4719 .9871
PSPP, covariances, columns x and z:
  x,5.0841,-.1666
  z,-.1666,.0980
R, covariances of (Intercept), x, z:
  5.08 -0.17 -1.74 
  -0.17 0.10 -0.10 
  -1.74 -0.10 0.97 
END
