#!/usr/bin/env bash
# ruby-statistics 2.1.1 (Debian): a chi-squared statistic below 1 gives the p-value minus infinity and rejects the
#   best fits.
#
# Expected: the smaller the statistic, the larger p. Counts 18, 22, 20, 20 against 20 each have the statistic 0.4
#   and p = 0.94.
# Seen: the distribution function is a Simpson sum of 10,000 * round(x / 2) steps, so below x = 1 it has none and
#   divides by zero. p is minus infinity, and the result says alternative: true. With one degree of freedom the
#   integrand is infinite at 0, and the same comes of every statistic.
# Why it matters: it is the test of independence in constraint-based searches for a discrete network, and one
#   degree of freedom is the test of two binary variables. Independent pairs get an arc, just because they are so
#   clearly independent.
source "$(dirname "$0")/common.sh"
debian ruby-statistics=2.1.1-2 r-base-core=4.2.2.20221110-2

cat >look.rb <<'END'
require "statistics"
[[18, 22, 20, 20], [15, 25, 20, 20], [18, 22]].each do |counts|
  expected = counts.sum / counts.size
  found = Statistics::StatisticalTest::ChiSquaredTest.goodness_of_fit(0.05, expected, counts)
  puts format("%s: p = %.3f, null kept: %s", counts, found[:p_value], found[:null])
end
END
{
  ruby look.rb
  Rscript -e 'for (counts in list(c(18, 22, 20, 20), c(15, 25, 20, 20), c(18, 22))) {
    test <- chisq.test(counts)
    cat(sprintf("R: statistic %.2f, %d degrees, p = %.3f\n", test$statistic, test$parameter, test$p.value)) }'
} >seen.txt

as_noted seen.txt <<'END'
[18, 22, 20, 20]: p = -Inf, null kept: false
[15, 25, 20, 20]: p = 0.475, null kept: true
[18, 22]: p = -Inf, null kept: false
R: statistic 0.40, 3 degrees, p = 0.940
R: statistic 2.50, 3 degrees, p = 0.475
R: statistic 0.40, 1 degrees, p = 0.527
END
