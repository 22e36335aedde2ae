"""Writes hierarchical-bootstrap.json: intervals of a mean over seeds and images, by NumPy alone.

    python3 make_hierarchical_bootstrap.py [--coverage]

Written from the definition in docs/statistics.md, apart from the program. `--coverage` prints, instead
of writing, how often such intervals hold the truth; the figures stand in that document.
"""

import json
import pathlib
import sys

import numpy


def resampled_means(differences, count, random):
    """differences [S, N] → [count]: seeds drawn with replacement, then images, common to all seeds."""
    seeds, images = differences.shape
    means = numpy.empty(count)
    for index in range(count):
        chosen = differences[random.integers(seeds, size=seeds)] if seeds > 1 else differences
        means[index] = chosen[:, random.integers(images, size=images)].mean()
    return means


def coverage(seeds, seed_deviation, trials=2000, count=1000, images=300, discordant=0.05):
    """The share of trials whose interval holds 0, and the share that a verdict decides, at no difference."""
    random = numpy.random.default_rng(11)
    held = decided = 0
    for _ in range(trials):
        shift = random.normal(0, seed_deviation, seeds)[:, None]
        draws = random.random((seeds, images))
        better = numpy.clip(discordant / 2 + shift / 2, 0, 1)
        worse = numpy.clip(discordant / 2 - shift / 2, 0, 1)
        differences = (draws < better).astype(float) - (draws > 1 - worse)
        means = resampled_means(differences, count, random)
        low, high = numpy.percentile(means, [2.5, 97.5])
        own = differences.mean(1)
        held += low <= 0 <= high
        decided += (low > 0 and (own > 0).all()) or (high < 0 and (own < 0).all())
    return held / trials, decided / trials


if "--coverage" in sys.argv:
    for seeds in (1, 3, 5, 10):
        for deviation in (0, 0.01, 0.03):
            print(seeds, "seeds, deviation", deviation, *coverage(seeds, deviation))
    sys.exit()

random = numpy.random.default_rng(5)
cases = []
for seeds, images, shift in [(1, 80, 0.1), (2, 40, 0.05), (3, 60, 0.0), (3, 500, -0.03), (5, 120, 0.08)]:
    level = shift + random.normal(0, 0.05, seeds)
    differences = numpy.array([
        random.choice([-1, 0, 1], images, p=[0.1 - s / 2, 0.8, 0.1 + s / 2])
        for s in numpy.clip(level, -0.15, 0.15)
    ])
    means = resampled_means(differences, 100_000, random)
    low, high = numpy.percentile(means, [2.5, 97.5])
    cases.append({
        "differences": differences.tolist(),
        "low": float(low), "high": float(high), "standardError": float(means.std()),
    })

pathlib.Path(__file__).with_name("hierarchical-bootstrap.json").write_text(json.dumps({
    "numpy": numpy.__version__, "cases": cases,
}) + "\n")
