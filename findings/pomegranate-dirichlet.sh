#!/usr/bin/env bash
# pomegranate 0.14.8 (Python, Debian): the Dirichlet log-density has the exponents alpha instead of alpha - 1.
#
# Expected: log_probability of DirichletDistribution(alpha) is that of the Dirichlet; with all alpha 1 it is
#   constant. For two components it is the Beta, and the package's BetaDistribution is right.
# Seen: Dirichlet(1, 1) has its maximum in the middle, 0 at the ends and the mass 1/6. It is a Dirichlet(alpha +
#   1) with the constant of Dirichlet(alpha): so neither the shape nor the mass is right, for any alpha.
# Why it matters: it is the prior of a row of a conditional probability table. It is one count a state stronger
#   than asked for, and pulls every row to equal probabilities where alpha is 1 and should say nothing.
source "$(dirname "$0")/common.sh"
debian python3-pomegranate=0.14.8-3+b1 python3-scipy=1.10.1-2

cat >look.py <<'END'
import numpy as np
import pomegranate as pg
from scipy import stats

grid = (np.arange(20000) + 0.5) / 20000
for alpha in ([1, 1], [2, 3]):
    told = pg.DirichletDistribution(alpha)
    density = np.exp([told.log_probability([x, 1 - x]) for x in grid])
    at = np.exp(told.log_probability([0.3, 0.7]))
    print(f"alpha {alpha}: mass {density.mean():.4f}, mode {grid[density.argmax()]:.2f}; at 0.3 {at:.4f}, "
          f"BetaDistribution {np.exp(pg.BetaDistribution(*alpha).log_probability(0.3)):.4f}, SciPy {stats.beta(*alpha).pdf(0.3):.4f}")
told = pg.DirichletDistribution([1, 2, 3]).log_probability([0.2, 0.3, 0.5])
print(f"alpha [1, 2, 3] at (0.2, 0.3, 0.5): {told:.4f}, SciPy {stats.dirichlet([1, 2, 3]).logpdf([0.2, 0.3, 0.5]):.4f}")
END
/usr/bin/python3 -W ignore look.py >seen.txt

as_noted seen.txt <<'END'
alpha [1, 1]: mass 0.1667, mode 0.50; at 0.3 0.2100, BetaDistribution 1.0000, SciPy 1.0000
alpha [2, 3]: mass 0.2000, mode 0.40; at 0.3 0.3704, BetaDistribution 1.7640, SciPy 1.7640
alpha [1, 2, 3] at (0.2, 0.3, 0.5): -2.0025, SciPy 1.5041
END
