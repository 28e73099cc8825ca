#!/usr/bin/env bash
# pomegranate 0.14.8 (Python, Debian): kernel densities have the mass of their bandwidth, not 1.
#
# Expected: GaussianKernelDensity.log_probability is a log-density like that of the package's NormalDistribution,
#   with which it shares the interface and can be mixed in a network's nodes, mixtures and hidden Markov models.
#   One point with bandwidth h is N(point, h^2).
# Seen: the Gaussian kernel lacks the factor 1/h, so its mass is h; the triangular one lacks 1/h^2, so its mass is
#   h^2; the uniform one has mass 2h. At h = 1 (the default) the first two are right, which is where a test would
#   look.
# Why it matters: log-likelihoods by these nodes differ by log h a row. Bandwidths cannot be compared by held-out
#   likelihood (the widest wins), and a mixture or classifier with such a component gives it weight in proportion
#   to its bandwidth.
source "$(dirname "$0")/common.sh"
debian python3-pomegranate=0.14.8-3+b1

cat >look.py <<'END'
import numpy as np
import pomegranate as pg

grid = np.linspace(-40, 40, 800001)
step = grid[1] - grid[0]
for width in (0.5, 1, 2):
    told = [f"{kind} {np.exp(getattr(pg, kind + 'KernelDensity')([0.3], bandwidth=width).log_probability(grid)).sum() * step:.2f}"
            for kind in ("Gaussian", "Triangle", "Uniform")]
    print(f"bandwidth {width}: mass " + ", ".join(told))
kernel, normal = pg.GaussianKernelDensity([0.3], bandwidth=0.5), pg.NormalDistribution(0.3, 0.5)
print(f"one point, bandwidth 0.5, at 0.7: kernel {kernel.log_probability(0.7):.4f}, normal {normal.log_probability(0.7):.4f}")
both = pg.NaiveBayes([kernel, pg.NormalDistribution(0.3, 0.5)])
print(f"classes of equal prior and equal density: {np.round(both.predict_proba(np.array([[0.7]])), 4).tolist()[0]}")
END
/usr/bin/python3 -W ignore look.py >seen.txt

as_noted seen.txt <<'END'
bandwidth 0.5: mass Gaussian 0.50, Triangle 0.25, Uniform 1.00
bandwidth 1: mass Gaussian 1.00, Triangle 1.00, Uniform 2.00
bandwidth 2: mass Gaussian 2.00, Triangle 4.00, Uniform 4.00
one point, bandwidth 0.5, at 0.7: kernel -1.2389, normal -0.5458
classes of equal prior and equal density: [0.3333, 0.6667]
END
