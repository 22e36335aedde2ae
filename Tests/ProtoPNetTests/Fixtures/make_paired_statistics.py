"""Writes paired-statistics.json: McNemar tests by statsmodels and SciPy, bootstrap intervals by SciPy.

    python3 make_paired_statistics.py

Made with Python 3.11, NumPy, SciPy and statsmodels; the versions are in the file.
"""

import json
import pathlib

import numpy
import scipy
import statsmodels
from scipy.stats import binomtest, bootstrap
from statsmodels.stats.contingency_tables import mcnemar

tests = []
for first, second in [(0, 0), (0, 1), (5, 5), (1, 9), (9, 1), (0, 12), (30, 52), (101, 140),
                      (600, 700), (1500, 1502), (40, 1200)]:
    p = mcnemar([[100, first], [second, 7]], exact=True).pvalue
    p = 1.0 if first + second == 0 else float(p)
    if first + second > 0:
        other = binomtest(first, first + second, 0.5).pvalue
        assert abs(p - other) <= 1e-9 * other, (p, other)
    tests.append({"onlyFirst": first, "onlySecond": second, "pValue": p})

intervals = []
for seeds, counts in [(1, {-1: 30, 0: 400, 1: 52}), (1, {-1: 4, 0: 50, 1: 6}),
                      (3, {-2: 3, -1: 20, 0: 150, 1: 41, 2: 5, 3: 9})]:
    differences = numpy.repeat(list(counts), list(counts.values())) / seeds
    result = bootstrap((differences,), numpy.mean, n_resamples=200_000, batch=2_000,
                       method="percentile", random_state=numpy.random.default_rng(7))
    intervals.append({
        "seedCount": seeds,
        "values": list(counts),
        "counts": list(counts.values()),
        "low": float(result.confidence_interval.low),
        "high": float(result.confidence_interval.high),
        "standardError": float(result.standard_error),
    })

pathlib.Path(__file__).with_name("paired-statistics.json").write_text(json.dumps({
    "versions": {m.__name__: m.__version__ for m in (numpy, scipy, statsmodels)},
    "tests": tests,
    "intervals": intervals,
}, indent=1) + "\n")
