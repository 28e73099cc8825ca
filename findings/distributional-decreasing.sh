#!/usr/bin/env bash
# distributional 0.3.1 (R, Debian): the distribution function of a falling transformation falls from 1 to 0, and its
#   quantiles stand in reverse.
#
# Expected: a distribution that arithmetic makes of another one, such as 0 - dist_gamma(2, 3) or 1 / dist_gamma(2, 3), has
#   the distribution function of the random variable that is written there.
# Seen: cdf() of both is P(X >= x), so that the one of -X is 1 far on the left, and the "10 %" quantile is the one of
#   90 %. Densities are right, and so are normal and log-normal distributions, which have rules of their own.
# Why it matters: intervals, p-values and ranks of rows under 1 / X, the inverse gamma that is the usual prior of a variance, say
#   the opposite of what is meant, and each number looks like a probability.
source "$(dirname "$0")/common.sh"
debian r-cran-distributional=0.3.1-1

cat >look.R <<'END'
suppressMessages(library(distributional))
shown <- function(name, d, points, right, quantile10) {
  cat(sprintf("%s: cdf at %s is %s, P(X <= x) is %s\n", name, toString(points), toString(round(sapply(points, function(x) cdf(d, x)), 4)), toString(round(right, 4))))
  cat(sprintf("  10 %% quantile %.4f, right is %.4f\n", quantile(d, 0.1), quantile10))
}
shown("0 - gamma", 0 - dist_gamma(2, 3), c(-2, -0.5, -0.1), pgamma(c(2, 0.5, 0.1), 2, 3, lower.tail = FALSE), -qgamma(0.9, 2, 3))
shown("1 / gamma", 1 / dist_gamma(2, 3), c(0.5, 1, 4), pgamma(1 / c(0.5, 1, 4), 2, 3, lower.tail = FALSE), 1 / qgamma(0.9, 2, 3))
shown("1 - uniform", 1 - dist_uniform(0, 1), c(0.1, 0.2), c(0.1, 0.2), 0.1)
shown("0 - normal(1, 2)", 0 - dist_normal(1, 2), c(-3, 0), pnorm(c(-3, 0), -1, 2), qnorm(0.1, -1, 2))
END
Rscript look.R >seen.txt

as_noted seen.txt <<'END'
0 - gamma: cdf at -2, -0.5, -0.1 is 0.9826, 0.4422, 0.0369, P(X <= x) is 0.0174, 0.5578, 0.9631
  10 % quantile -0.1773, right is -1.2966
1 / gamma: cdf at 0.5, 1, 4 is 0.9826, 0.8009, 0.1734, P(X <= x) is 0.0174, 0.1991, 0.8266
  10 % quantile 5.6411, right is 0.7713
1 - uniform: cdf at 0.1, 0.2 is 0.9, 0.8, P(X <= x) is 0.1, 0.2
  10 % quantile 0.9000, right is 0.1000
0 - normal(1, 2): cdf at -3, 0 is 0.1587, 0.6915, P(X <= x) is 0.1587, 0.6915
  10 % quantile -3.5631, right is -3.5631
END
