#!/usr/bin/env bash
# ruby-statistics 2.1.1 (Debian): one-sample t-tests have n degrees of freedom, two-sample tests Welch's error
#   with the pooled degrees.
#
# Expected: (mean - m) / (s / sqrt n) has Student's distribution with n - 1 degrees. For two groups either
#   Student's test (pooled variance, n1 + n2 - 2) or Welch's (separate variances, Satterthwaite's degrees) must be
#   meant; the README says nothing of it.
# Seen: the one-sample test uses n. The two-sample test divides by the error of separate variances and takes n1 +
#   n2 - 2 degrees: its p is that of neither test. For the three and ten values below it is half of Welch's. R's
#   tests stand beside it.
# Why it matters: with the few rows for which one tests at all (five folds, a handful of seeds) a degree of
#   freedom too many turns a difference that is none into a significant one.
source "$(dirname "$0")/common.sh"
debian ruby-statistics=2.1.1-2 r-base-core=4.2.2.20221110-2

cat >look.rb <<'END'
require "statistics"
T = Statistics::StatisticalTest::TTest
one = T.perform(0.05, :two_tail, 1.5, [1.9, 3.1, 1.6, 5.2])
few, many = [9.0, 2.0, 12.5], [2.1, 2.4, 1.9, 2.2, 2.6, 2.3, 2.0, 2.5, 2.2, 2.3]
two = T.perform(0.05, :two_tail, few, many)
puts format("one sample: t = %.4f, p = %.4f", one[:t_score], one[:p_value])
puts format("two samples: t = %.4f, p = %.4f", two[:t_score], two[:p_value])
END
cat >look.R <<'END'
one <- t.test(c(1.9, 3.1, 1.6, 5.2), mu = 1.5)
few <- c(9, 2, 12.5); many <- c(2.1, 2.4, 1.9, 2.2, 2.6, 2.3, 2, 2.5, 2.2, 2.3)
welch <- t.test(few, many); student <- t.test(few, many, var.equal = TRUE)
cat(sprintf("R, one sample: t = %.4f, p = %.4f\n", one$statistic, one$p.value))
cat(sprintf("R, Welch: t = %.4f, p = %.4f\nR, Student: t = %.4f, p = %.4f\n", welch$statistic, welch$p.value, student$statistic, student$p.value))
END
{
  ruby look.rb
  Rscript look.R
} >seen.txt

as_noted seen.txt <<'END'
one sample: t = 1.7748, p = 0.1506
two samples: t = 1.8084, p = 0.0979
R, one sample: t = 1.7748, p = 0.1740
R, Welch: t = 1.8084, p = 0.2121
R, Student: t = 3.7068, p = 0.0035
END
