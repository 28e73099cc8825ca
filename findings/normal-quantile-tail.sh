#!/usr/bin/env bash
# ruby-distribution 0.7.3 and libstatistics-distributions-perl 1.02 (Debian): the same wrong normal quantile in
#   two languages.
#
# Expected: Distribution::Normal.p_value is the inverse of its own cdf, and the Perl manual promises "5
#   significant digits" of udistr. The quantile of 1e-9 is -5.998.
# Seen: both say 7.174 for it, and below 1e-9 both are off by more. They share the same polynomial in
#   log(4p(1-p)), which serves for p above about 1e-6, and have no other branch. By their own cdf the quantile of
#   1e-9 is that of 4e-13.
# Why it matters: comparing two independent programs is the usual check of a quantile, and here they agree to all
#   digits. Small tails are what thresholds with many tests, and normal scores of extreme ranks (copulas, flows on
#   uniform bases), ask for.
source "$(dirname "$0")/common.sh"
debian ruby-distribution=0.7.3+dfsg-1.1 libstatistics-distributions-perl=1.02-1.1 r-base-core=4.2.2.20221110-2

cat >look.rb <<'END'
require "distribution"
N = Distribution::Normal
[1e-5, 1e-8, 1e-9].each { |p| puts format("Ruby: quantile of %.0e is %.3f, where cdf is %.0e", p, N.p_value(p), N.cdf(N.p_value(p))) }
END
cat >look.pl <<'END'
use Statistics::Distributions qw(udistr uprob);
printf("Perl: upper quantile of %.0e is %.3f, where uprob is %.0e\n", $_, udistr($_), uprob(udistr($_))) for 1e-5, 1e-8, 1e-9;
END
{
  ruby look.rb
  perl look.pl
  Rscript -e 'for (p in c(1e-5, 1e-8, 1e-9)) cat(sprintf("R: quantile of %.0e is %.3f\n", p, qnorm(p)))'
} >seen.txt

as_noted seen.txt <<'END'
Ruby: quantile of 1e-05 is -4.265, where cdf is 1e-05
Ruby: quantile of 1e-08 is -5.797, where cdf is 3e-09
Ruby: quantile of 1e-09 is -7.174, where cdf is 4e-13
Perl: upper quantile of 1e-05 is 4.265, where uprob is 1e-05
Perl: upper quantile of 1e-08 is 5.797, where uprob is 3e-09
Perl: upper quantile of 1e-09 is 7.174, where uprob is 4e-13
R: quantile of 1e-05 is -4.265
R: quantile of 1e-08 is -5.612
R: quantile of 1e-09 is -5.998
END
