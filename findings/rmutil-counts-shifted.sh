#!/usr/bin/env bash
# rmutil 1.1.10 (R, Debian): two count distributions are shifted by one against their own probabilities, in
#   opposite directions.
#
# Expected: P(y <= q) is the sum of the probabilities up to q, and the p-quantile is the smallest count whose
#   cumulative probability reaches p, as in R's count distributions and in this package's betabinom, consul,
#   doublebinom, doublepois and multpois.
# Seen: ppvfpois(q) is the sum below q (so ppvfpois(0) = 0), and its quantiles are one too large. pgammacount is
#   right, but its quantile is the root of a continuous function, rounded to the nearest count instead of up:
#   mostly one too small. With s = 1 the gamma count is Poisson, and qgammacount's median is 2 where qpois says 3.
# Why it matters: residuals and calibration of counts (randomised quantile residuals, PIT) go through these
#   functions. A shift by one is a bias that looks like a badly fitted model.
source "$(dirname "$0")/common.sh"
debian r-cran-rmutil=1.1.10-1

cat >look.R <<'END'
suppressMessages(library(rmutil))
show <- function(...) cat(paste(...), "\n", sep = "")
probabilities <- dpvfpois(0:60, 3, 1, 0.3)
smallest <- function(p) which(cumsum(probabilities) >= p)[1] - 1
show("power variance Poisson, P(y <= 0..3): by sum", toString(sprintf("%.4f", cumsum(probabilities)[1:4])))
show("  by ppvfpois", toString(sprintf("%.4f", ppvfpois(0:3, 3, 1, 0.3))))
p <- c(0.05, 0.25, 0.5, 0.75)
show("quantiles of", toString(p), "by sum", toString(sapply(p, smallest)), "by qpvfpois", toString(qpvfpois(p, 3, 1, 0.3)))
show("gamma count with s = 1, quantiles of", toString(p), "by qgammacount", toString(qgammacount(p, 3, 1)), "by qpois", toString(qpois(p, 3)))
show("  largest difference of pgammacount and ppois:", sprintf("%.1e", max(abs(pgammacount(0:10, 3, 1) - ppois(0:10, 3)))))
END
Rscript look.R >seen.txt

as_noted seen.txt <<'END'
power variance Poisson, P(y <= 0..3): by sum 0.0991, 0.2822, 0.4832, 0.6555
  by ppvfpois 0.0000, 0.0991, 0.2822, 0.4832
quantiles of 0.05, 0.25, 0.5, 0.75 by sum 0, 1, 3, 4 by qpvfpois 1, 2, 4, 5
gamma count with s = 1, quantiles of 0.05, 0.25, 0.5, 0.75 by qgammacount 0, 1, 2, 4 by qpois 1, 2, 3, 4
  largest difference of pgammacount and ppois: 5.6e-17
END
