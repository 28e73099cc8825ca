#!/usr/bin/env bash
# ruby-distribution 0.7.3 (Debian): the Weibull quantile is a complex number, or of the wrong sign.
#
# Expected: by the README p_value is the inverse of cdf. For shape k and scale s it is s (-log(1 - p))^(1/k),
#   positive.
# Seen: the minus sign stands before s instead of inside the power. A whole root of the negative logarithm is then
#   complex for k = 2 (Ruby answers without an error), negative for k = 1/2, and right by luck for k = 1.
# Why it matters: quantiles are how survival times are drawn and marginals of a copula are inverted. Ruby's
#   arithmetic carries complex numbers through sums and means, so it shows only where something is compared; and
#   for k = 1/2 all drawn times are negative.
source "$(dirname "$0")/common.sh"
debian ruby-distribution=0.7.3+dfsg-1.1

cat >look.rb <<'END'
require "distribution"
W = Distribution::Weibull
scale = 1.5
[1.0, 2.0, 0.5, 3.0].each do |shape|
  quantile = W.p_value(0.3, shape, scale)
  told = quantile.is_a?(Complex) ? format("%.4f%+.4fi", quantile.real, quantile.imaginary) : format("%.4f", quantile)
  right = scale * (-Math.log(0.7))**(1 / shape)
  puts format("shape %.1f: p_value(0.3) = %s; cdf(%.4f) = %.4f", shape, told, right, W.cdf(right, shape, scale))
end
END
ruby look.rb >seen.txt

as_noted seen.txt <<'END'
shape 1.0: p_value(0.3) = 0.5350; cdf(0.5350) = 0.3000
shape 2.0: p_value(0.3) = -0.0000-0.8958i; cdf(0.8958) = 0.3000
shape 0.5: p_value(0.3) = -0.1908; cdf(0.1908) = 0.3000
shape 3.0: p_value(0.3) = -0.5319-0.9213i; cdf(1.0638) = 0.3000
END
