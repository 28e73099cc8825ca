#!/usr/bin/env bash
# truncnorm 1.0-8 and extraDistr 1.9.1 (R, Debian): a normal truncated to its right tail loses density, quantile
#   and variance.
#
# Expected: the distribution on (9, Inf) is the mirror image of that on (-Inf, -9), and the manuals name no limit
#   for a; both packages' random draws keep to the right distribution there.
# Seen: on the left both packages give the right density and median. On the right truncnorm says density 0 and
#   median 9, extraDistr density Inf and median Inf: both take differences of normal probabilities that are 1 to
#   the last bit. truncnorm's variance is -Inf on either side.
# Why it matters: these are the conditional laws of the latent response in probit, ordinal and tobit nodes, and
#   rows nine deviations off occur there while a fit has not converged. An inverse-cdf draw gives the bound itself
#   or Inf, and a log-likelihood -Inf or Inf.
source "$(dirname "$0")/common.sh"
debian r-cran-truncnorm=1.0-8-3 r-cran-extradistr=1.9.1-1

cat >look.R <<'END'
exact <- c(dnorm(9.1) / pnorm(9, lower.tail = FALSE),
  qnorm(log(0.5) + pnorm(9, lower.tail = FALSE, log.p = TRUE), lower.tail = FALSE, log.p = TRUE))
mass <- integrate(function(x) exp(-(x^2 - 81) / 2), 9, 20, rel.tol = 1e-10)$value
centre <- integrate(function(x) x * exp(-(x^2 - 81) / 2), 9, 20, rel.tol = 1e-10)$value / mass
variance <- integrate(function(x) (x - centre)^2 * exp(-(x^2 - 81) / 2), 9, 20, rel.tol = 1e-10)$value / mass
cat(sprintf("by logarithms and quadrature: density at 9.1 %.4f, median %.4f, variance %.5f\n", exact[1], exact[2], variance))
for (right in c(FALSE, TRUE)) {
  a <- if (right) 9 else -Inf
  b <- if (right) Inf else -9
  x <- if (right) 9.1 else -9.1
  cat(sprintf("truncnorm on (%g, %g): density at %.1f %.4f, median %.4f, variance %.5f\n", a, b, x,
    truncnorm::dtruncnorm(x, a, b), truncnorm::qtruncnorm(0.5, a, b), truncnorm::vtruncnorm(a, b)))
  cat(sprintf("extraDistr on (%g, %g): density at %.1f %.4f, median %.4f\n", a, b, x,
    extraDistr::dtnorm(x, 0, 1, a, b), extraDistr::qtnorm(0.5, 0, 1, a, b)))
}
END
Rscript look.R >seen.txt 2>warnings.txt

as_noted seen.txt <<'END'
by logarithms and quadrature: density at 9.1 3.6848, median 9.0758, variance 0.01151
truncnorm on (-Inf, -9): density at -9.1 3.6848, median -9.0758, variance -Inf
extraDistr on (-Inf, -9): density at -9.1 3.6848, median -9.0758
truncnorm on (9, Inf): density at 9.1 0.0000, median 9.0000, variance -Inf
extraDistr on (9, Inf): density at 9.1 Inf, median Inf
END
