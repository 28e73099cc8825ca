#!/usr/bin/env bash
# lava 1.7.2.1 (R, Debian): gof() and BIC() of the same structural equation model give two BICs, and they choose
#   different models.
#
# Expected: one BIC, -2 log-likelihood + parameters * log(rows). BIC() of a lava fit is that, with attr(logLik,
#   "nobs") = 200 rows; the manual of gof() names no other definition.
# Seen: gof()$BIC takes the logarithm of rows times endogenous variables, here log(600). Its AIC and
#   log-likelihood are those of AIC() and logLik(). lavaan's BIC differs between the two models as BIC() does.
# Why it matters: BIC decides on arcs. In the data below the arc x -> w is kept by BIC() and by lavaan, and
#   dropped by gof(). The more endogenous variables, the more arcs go.
source "$(dirname "$0")/common.sh"
debian r-cran-lava=1.7.2.1+dfsg-1 r-cran-lavaan=0.6.14-1 r-cran-mass=7.3-58.2-1

cat >look.R <<'END'
suppressMessages({library(lava); library(lavaan)})
# Rows whose sample covariance is exactly that of x -> m -> y -> w with a weak x -> w besides.
paths <- rbind(x = c(0, 0, 0, 0), m = c(0.6, 0, 0, 0), y = c(0, 0.5, 0, 0), w = c(0.17, 0, 0.4, 0))
total <- solve(diag(4) - paths)
set.seed(1)
rows <- as.data.frame(MASS::mvrnorm(200, rep(0, 4), total %*% t(total), empirical = TRUE))
names(rows) <- c("x", "m", "y", "w")

difference <- function(f) f[2] - f[1]
fits <- list(estimate(lvm(m ~ x, y ~ m, w ~ y), rows), estimate(lvm(m ~ x, y ~ m, w ~ y + x), rows))
others <- list(sem("m ~ x\ny ~ m\nw ~ y", rows), sem("m ~ x\ny ~ m\nw ~ y + x", rows))
cat(sprintf("lava of the chain: BIC() %.3f, gof()$BIC %.3f; AIC() %.3f, gof()$AIC %.3f\n",
  BIC(fits[[1]]), gof(fits[[1]])$BIC, AIC(fits[[1]]), gof(fits[[1]])$AIC))
cat(sprintf("the arc x -> w changes BIC by %.3f by BIC(), %.3f by gof(), %.3f by lavaan\n",
  difference(sapply(fits, BIC)), difference(sapply(fits, function(f) gof(f)$BIC)), difference(sapply(others, BIC))))
likelihood <- as.numeric(logLik(fits[[1]]))
cat(sprintf("-2 log-likelihood + 9 log(200) = %.3f, + 9 log(600) = %.3f\n", -2 * likelihood + 9 * log(200), -2 * likelihood + 9 * log(600)))
END
Rscript look.R >seen.txt 2>messages.txt

as_noted seen.txt <<'END'
lava of the chain: BIC() 1752.724, gof()$BIC 1762.611; AIC() 1723.039, gof()$AIC 1723.039
the arc x -> w changes BIC by -0.022 by BIC(), 1.077 by gof(), -0.022 by lavaan
-2 log-likelihood + 9 log(200) = 1752.724, + 9 log(600) = 1762.611
END
