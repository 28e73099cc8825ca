#!/usr/bin/env bash
# ruby-statistics 2.1.1 (Debian): the two-tailed paired t-test gives a p-value of 1.99 and keeps the null
#   hypothesis.
#
# Expected: a two-tailed p-value does not depend on which group is named first, and no probability exceeds 1.
#   TTest.perform of the same class takes the absolute value of t for :two_tail.
# Seen: paired_test doubles the upper tail at the signed t. With the larger group first p is right (R: 0.0053);
#   with the smaller group first it is 2 minus that, and the result says null: true.
# Why it matters: before and after, model A and model B on the same rows: the order of the two is arbitrary, and
#   half of all real differences are reported as none.
source "$(dirname "$0")/common.sh"
debian ruby-statistics=2.1.1-2 r-base-core=4.2.2.20221110-2

cat >look.rb <<'END'
require "statistics"
before, after = [1, 2, 3, 4, 5.5], [2, 4, 6, 7, 9.1]
[["after, before", after, before], ["before, after", before, after]].each do |order, left, right|
  found = Statistics::StatisticalTest::TTest.paired_test(0.05, :two_tail, left, right)
  puts format("%s: t = %.4f, p = %.4f, null kept: %s", order, found[:t_score], found[:p_value], found[:null])
end
END
{
  ruby look.rb
  Rscript -e 'x <- c(1, 2, 3, 4, 5.5); y <- c(2, 4, 6, 7, 9.1)
    for (p in c(t.test(y, x, paired = TRUE)$p.value, t.test(x, y, paired = TRUE)$p.value)) cat(sprintf("R: p = %.4f\n", p))'
} >seen.txt

as_noted seen.txt <<'END'
after, before: t = 5.4939, p = 0.0053, null kept: false
before, after: t = -5.4939, p = 1.9947, null kept: true
R: p = 0.0053
R: p = 0.0053
END
