#!/usr/bin/env bash
# probability-distributions 0.9.1 (npm): negative binomial draws with mean mu have the mean mu + size - 1, and
#   none is below size - 1.
#
# Expected: name and arguments (n, size, p, mu) are those of R. With mu given, p is size / (size + mu), which
#   makes mu the mean number of misses before the size-th hit: R's rnbinom(n, size, mu = mu).
# Seen: the draw is the number of trials minus 1 instead of minus size. It is right for size 1 (the default), the
#   mean is 2 too large for size 3, and the smallest draw is size - 1. It is neither the number of misses nor that
#   of trials.
# Why it matters: counts with more spread than Poisson ones are simulated so, and the share of zeros is what tells
#   such models apart. A fit to these draws recovers neither the mean nor the dispersion.
source "$(dirname "$0")/common.sh"
npm_packages probability-distributions@0.9.1
debian r-base-core=4.2.2.20221110-2

cat >look.cjs <<'END'
const PD = require("probability-distributions");
// Its source of randomness may be replaced: here a generator with a fixed start (Park and Miller's).
let state = 20;
PD.prng = () => (state = (state * 48271) % 2147483647) / 2147483647;
for (const size of [1, 3]) {
  const draws = PD.rnbinom(40000, size, undefined, 4);
  const mean = draws.reduce((sum, x) => sum + x, 0) / draws.length;
  console.log(`size ${size}, mu 4: mean ${mean.toFixed(1)}, smallest ${Math.min(...draws)}`);
}
END
{
  node look.cjs
  Rscript -e 'set.seed(1); for (size in c(1, 3)) { x <- rnbinom(40000, size, mu = 4)
    cat(sprintf("R, size %d, mu 4: mean %.1f, smallest %d\n", size, mean(x), min(x))) }'
} >seen.txt

as_noted seen.txt <<'END'
size 1, mu 4: mean 4.0, smallest 0
size 3, mu 4: mean 6.0, smallest 2
R, size 1, mu 4: mean 4.0, smallest 0
R, size 3, mu 4: mean 4.0, smallest 0
END
