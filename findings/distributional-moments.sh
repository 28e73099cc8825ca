#!/usr/bin/env bash
# distributional 0.3.1 (R, Debian): skewness and excess kurtosis of the beta, Weibull, negative binomial and
#   hypergeometric distributions are those of no such distribution.
#
# Expected: skewness() and kurtosis() of a distribution are its third and fourth standardised moments; the manual
#   gives them as formulas. The package's own densities, means and variances agree with R.
# Seen: the beta's skewness is (a + b + 1) times too large, the Weibull's has the wrong sign, the negative binomial's is
#   off by a tenth, and the hypergeometric's excess kurtosis is nearly 0. The sums and integrals beside them are of
#   the package's own density().
# Why it matters: a column's kind is chosen, or starting values found, by matching moments; nothing tells that these
#   moments belong to another distribution.
source "$(dirname "$0")/common.sh"
debian r-cran-distributional=0.3.1-1

cat >look.R <<'END'
suppressMessages(library(distributional))
told <- function(d) c(skewness(d), kurtosis(d))
shown <- function(name, d, standardised) {
  moments <- sapply(3:4, standardised)
  cat(sprintf("%-26s told %8.4f %8.4f   by its density %8.4f %8.4f\n", name, told(d)[1], told(d)[2], moments[1], moments[2] - 3))
}
continuous <- function(name, d, from, to) {
  at <- function(power) integrate(function(x) ((x - mean(d)) / sqrt(variance(d)))^power * density(d, x)[[1]], from, to, rel.tol = 1e-9)$value
  shown(name, d, at)
}
counts <- function(name, d, most) {
  x <- 0:most
  shown(name, d, function(power) sum(((x - mean(d)) / sqrt(variance(d)))^power * density(d, x)[[1]]))
}
continuous("gamma(2, 3)", dist_gamma(2, 3), 0, 20)
continuous("beta(2, 3)", dist_beta(2, 3), 0, 1)
continuous("Weibull(2, 3)", dist_weibull(2, 3), 0, 40)
counts("Poisson(3)", dist_poisson(3), 60)
counts("negative binomial(3, 0.4)", dist_negative_binomial(3, .4), 400)
counts("hypergeometric(5, 7, 4)", dist_hypergeometric(5, 7, 4), 4)
END
Rscript look.R >seen.txt

as_noted seen.txt <<'END'
gamma(2, 3)                told   1.4142   3.0000   by its density   1.4142   3.0000
beta(2, 3)                 told   1.7143  -0.6429   by its density   0.2857  -0.6429
Weibull(2, 3)              told  -0.5476   9.2651   by its density   0.6311   0.2451
Poisson(3)                 told   0.5774   0.3333   by its density   0.5774   0.3333
negative binomial(3, 0.4)  told   1.2780   2.0480   by its density   1.1926   2.0889
hypergeometric(5, 7, 4)    told   0.0793   0.0000   by its density   0.0793  -0.2657
END
