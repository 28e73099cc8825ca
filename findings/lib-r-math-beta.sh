#!/usr/bin/env bash
# lib-r-math.js 2.0.3 (npm, a port of R's nmath): the Beta distribution is wrong in the third decimal where a
#   shape is 2.
#
# Expected: pbeta(x, 1, 2) = 1 - (1-x)^2, as in R, whose nmath the README says is "re-created". Its worked
#   examples stand beside R's output under "Equivalence in js (fidelity)", to all digits printed.
# Seen: near x = 0.12 the result is 0.2248 instead of 0.2256. The other whole shapes up to 40 are right to 1e-7,
#   so a few spot checks do not show it. The binomial with two trials goes through the same code, and so do the
#   median of Beta(2,3) and the upper tail of Beta(30,2).
# Why it matters: Beta(2, b) and Beta(a, 2) are the usual weak priors of a probability table's row, and the
#   posterior after one success from a uniform prior. Tail probabilities and medians of such a row are wrong
#   without a warning.
source "$(dirname "$0")/common.sh"
npm_packages lib-r-math.js@2.0.3

cat >look.mjs <<'END'
import { pbeta, pbinom, qbeta } from "lib-r-math.js";

// I_x(a, b) of whole shapes is a binomial tail: no special function is needed.
function exact(x, a, b) {
  const n = a + b - 1;
  let sum = 0;
  for (let j = a; j <= n; j++) {
    let ways = 1;
    for (let k = 0; k < j; k++) ways = (ways * (n - k)) / (k + 1);
    sum += ways * x ** j * (1 - x) ** (n - j);
  }
  return sum;
}

for (const [x, a, b] of [[0.12, 1, 2], [0.97, 30, 2], [0.3, 2, 23], [0.3, 3, 4], [0.97, 30, 3]])
  console.log(`pbeta(${x}, ${a}, ${b}) = ${pbeta(x, a, b).toFixed(6)}, exactly ${exact(x, a, b).toFixed(6)}`);

console.log(`pbinom(0, 2, 0.15) = ${pbinom(0, 2, 0.15).toFixed(6)}, exactly ${(0.85 ** 2).toFixed(6)}`);

const median = qbeta(0.5, 2, 3);
console.log(`qbeta(0.5, 2, 3) = ${median.toFixed(6)}, where the exact probability is ${exact(median, 2, 3).toFixed(6)}`);
END
node look.mjs >seen.txt

as_noted seen.txt <<'END'
pbeta(0.12, 1, 2) = 0.224797, exactly 0.225600
pbeta(0.97, 30, 2) = 0.761646, exactly 0.761913
pbeta(0.3, 2, 23) = 0.997838, exactly 0.997838
pbeta(0.3, 3, 4) = 0.255690, exactly 0.255690
pbeta(0.97, 30, 3) = 0.929735, exactly 0.929735
pbinom(0, 2, 0.15) = 0.723281, exactly 0.722500
qbeta(0.5, 2, 3) = 0.385406, where the exact probability is 0.499438
END
