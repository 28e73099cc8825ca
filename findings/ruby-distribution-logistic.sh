#!/usr/bin/env bash
# ruby-distribution 0.7.3 (Debian): Logistic.pdf is no density, its mass is 1.57.
#
# Expected: the derivative of the module's own cdf, exp(-z) / (s (1 + exp(-z))^2) with z = (x - u) / s, which at
#   the centre is 1 / (4s).
# Seen: the square is taken of exp(-z) alone: exp(-z) / (s (1 + exp(-2z))). At the centre this is twice the
#   density, far in the tails it is right, and the whole integrates to pi / 2. cdf and p_value of the module are
#   right.
# Why it matters: the logistic is the base of many flows and the error of ordinal models. A log-likelihood by this
#   density is up to 0.69 nats a row too good, most for the rows at the centre, and models are compared by rewards
#   that differ from row to row.
source "$(dirname "$0")/common.sh"
debian ruby-distribution=0.7.3+dfsg-1.1

cat >look.rb <<'END'
require "distribution"
L = Distribution::Logistic
centre, scale, step = 0.3, 1.5, 1e-4
[0.3, 1.2, 9.3].each do |x|
  slope = (L.cdf(x + step, centre, scale) - L.cdf(x - step, centre, scale)) / (2 * step)
  puts format("x = %.1f: pdf %.5f, slope of cdf %.5f", x, L.pdf(x, centre, scale), slope)
end
mass = (-60_000..60_000).sum { |i| L.pdf(centre + i * 1e-3, centre, scale) * 1e-3 }
puts format("mass %.5f", mass)
END
ruby look.rb >seen.txt

as_noted seen.txt <<'END'
x = 0.3: pdf 0.33333, slope of cdf 0.16667
x = 1.2: pdf 0.28118, slope of cdf 0.15252
x = 9.3: pdf 0.00165, slope of cdf 0.00164
mass 1.57080
END
