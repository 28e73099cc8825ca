#!/usr/bin/env bash
# rmutil 1.1.10 (R, Debian): the multiplicative binomial's probabilities do not sum to 1.
#
# Expected: the manual writes p(y) = c(n, m, s) choose(n, y) m^y (1-m)^(n-y) s^(y(n-y)) with c "a normalizing
#   constant".
# Seen: for s = 1, the binomial, all is right. For s = 1.2 and n = 10 the sum is 3.3 and for s = 0.9 it is 0.27,
#   the odds of two counts are not those of the formula either, and pmultbinom gives a third answer: P(y <= 5) is
#   3.31 by the sum, 0.03 by pmultbinom, 0.82 by the formula.
# Why it matters: s is the parameter of interest, for counts with more or less spread than binomial ones. As the
#   sum changes with s, so does the log-likelihood, and a fit finds a spread that the data do not have.
source "$(dirname "$0")/common.sh"
debian r-cran-rmutil=1.1.10-1

cat >look.R <<'END'
suppressMessages(library(rmutil))
n <- 10
m <- 0.4
for (s in c(0.9, 1, 1.2)) {
  weights <- choose(n, 0:n) * m^(0:n) * (1 - m)^(n:0) * s^(0:n * n:0)
  exact <- weights / sum(weights)
  told <- dmultbinom(0:n, n, m, s)
  cat(sprintf("s = %.1f: sum %.4f; P(y <= 5) by sum %.4f, by pmultbinom %.4f, by the formula %.4f; odds of 5 against 3 are %.3f, by the formula %.3f\n",
    s, sum(told), sum(told[1:6]), pmultbinom(5, n, m, s), sum(exact[1:6]), told[6] / told[4], exact[6] / exact[4]))
}
END
Rscript look.R >seen.txt

as_noted seen.txt <<'END'
s = 0.9: sum 0.2744; P(y <= 5) by sum 0.2310, by pmultbinom 0.9960, by the formula 0.8628; odds of 5 against 3 are 9.478, by the formula 0.612
s = 1.0: sum 1.0000; P(y <= 5) by sum 0.8338, by pmultbinom 0.8338, by the formula 0.8338; odds of 5 against 3 are 0.933, by the formula 0.933
s = 1.2: sum 3.3124; P(y <= 5) by sum 3.3123, by pmultbinom 0.0330, by the formula 0.8235; odds of 5 against 3 are 0.017, by the formula 1.935
END
