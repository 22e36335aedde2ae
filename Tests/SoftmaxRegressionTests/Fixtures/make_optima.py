"""Solves small sparse softmax regressions by two programs that share nothing with this one.

Usage: python make_optima.py > optima.json
Needs NumPy, SciPy and CVXPY with Clarabel. Each problem is solved as an exponential-cone program by
Clarabel, and by L-BFGS-B on W = A - B with A, B >= 0, from Clarabel's solution and from the
initial weights; the smallest objective is the reference. All three go to standard error, with
the number of free weights at their limit.
"""

import json
import sys

import cvxpy as cp
import numpy as np
from scipy.optimize import minimize


def objective(weight, problem):
    s, y, off, penalty, _ = problem
    logits = s @ weight.T
    top = logits.max(1)
    entropy = top + np.log(np.exp(logits - top[:, None]).sum(1)) - logits[np.arange(len(y)), y]
    return entropy.mean() + penalty * np.abs(weight[off]).sum()


def by_cone_program(problem):
    s, y, off, penalty, limit = problem
    weight = cp.Variable(off.shape)
    logits = s @ weight.T
    one_hot = np.eye(off.shape[0])[y]
    loss = cp.sum(cp.log_sum_exp(logits, axis=1)) - cp.sum(cp.multiply(one_hot, logits))
    total = loss / len(y) + penalty * cp.sum(cp.multiply(off.astype(float), cp.abs(weight)))
    within = cp.abs(cp.multiply((~off).astype(float), weight)) <= limit
    program = cp.Problem(cp.Minimize(total), [within])
    program.solve(
        solver=cp.CLARABEL, tol_gap_abs=1e-12, tol_gap_rel=1e-11, tol_feas=1e-11, max_iter=500
    )
    # An interior-point method's weights may lie outside by its tolerance.
    return np.where(off, weight.value, np.clip(weight.value, -limit, limit)), program.status


def by_descent(problem, start):
    s, y, off, penalty, limit = problem
    size = off.size
    one_hot = np.eye(off.shape[0])[y]

    def value(x):
        weight = (x[:size] - x[size:]).reshape(off.shape)
        logits = s @ weight.T
        logits -= logits.max(1, keepdims=True)
        p = np.exp(logits)
        p /= p.sum(1, keepdims=True)
        gradient = ((p - one_hot).T @ s / len(y)).ravel()
        cost = penalty * off.ravel()
        total = -np.log(p[np.arange(len(y)), y]).mean() + cost @ (x[:size] + x[size:])
        return total, np.concatenate([gradient + cost, cost - gradient])

    x = np.concatenate([np.maximum(start.ravel(), 0), np.maximum(-start.ravel(), 0)])
    options = dict(maxiter=200_000, maxfun=400_000, ftol=1e-16, gtol=1e-12, maxcor=60)
    for _ in range(5):
        bounds = [(0, None if is_off else limit) for is_off in off.ravel()] * 2
        x = minimize(value, x, jac=True, bounds=bounds, options=options, method="L-BFGS-B").x
    return (x[:size] - x[size:]).reshape(off.shape)


def features(rng, labels, classes, noise, depth=6):
    """Log similarities of one patch of each kind to prototypes at noisy places of their class."""
    centres = rng.random((labels.max() + 1, depth)) * 1.6
    prototypes = centres[classes] + 0.25 * rng.standard_normal((len(classes), depth))
    patches = centres[labels] + noise * rng.standard_normal((len(labels), depth))
    d = ((patches[:, None] - prototypes[None]) ** 2).sum(-1)
    return np.log((d + 1) / (d + 1e-4)), d


def cases():
    rng = np.random.default_rng(7)
    labels = np.arange(160) % 4
    classes = np.repeat(np.arange(4), 3)
    yield "overlapping", *features(rng, labels, classes, 0.6)[:1], labels, classes, 1e-3, 100
    labels = np.arange(200) % 5
    classes = np.repeat(np.arange(5), 3)
    s, _ = features(rng, labels, classes, 0.4)
    labels = np.where(rng.random(200) < 0.1, rng.integers(0, 5, 200), labels)
    yield "wrong-labels", s, labels, classes, 1e-4, 100
    yield "wrong-labels-limited", s, labels, classes, 1e-4, 0.5
    classes = np.array([0, 0, 0, 0, 1, 2, 2])
    labels = np.arange(120) % 3
    s, _ = features(rng, labels, classes, 0.7)
    s[:, 1] = s[:, 0]
    yield "uneven-with-duplicates", s, labels, classes, 2e-3, 100
    labels = np.arange(150) % 3
    classes = np.repeat(np.arange(3), 4)
    yield "linear", -features(rng, labels, classes, 0.6)[1], labels, classes, 1e-2, 100
    # Without a limit, growing the third class's free weights harms nothing and never stops helping.
    labels = np.arange(120) % 3
    classes = np.repeat(np.arange(3), 2)
    s, _ = features(rng, labels, classes, 0.6)
    s[np.ix_(labels == 2, classes != 2)] = 0
    s[np.ix_(labels != 2, classes == 2)] = 0
    yield "partly-unattained", s, labels, classes, 1e-3, 100
    yield "partly-limited", s, labels, classes, 1e-3, 12
    # The features of a class's own tell all classes apart.
    labels = np.arange(120) % 4
    classes = np.repeat(np.arange(4), 3)
    s, _ = features(rng, labels, classes, 0.2)
    yield "separable", s, labels, classes, 1e-3, 2.5


def best_of_both(name, problem):
    """The smallest objective of the two programs, all of which go to standard error."""
    s, y, off, penalty, limit = problem
    cone, status = by_cone_program(problem)
    descent = by_descent(problem, cone)
    cold = by_descent(problem, (~off).astype(float))
    values = [float(objective(w, problem)) for w in (cone, descent, cold)]
    limited = int((np.abs(descent[~off]) >= limit * (1 - 1e-9)).sum())
    print(name, status, values, limited, file=sys.stderr)
    return min(values)


if __name__ == "__main__":
    results = []
    for name, s, labels, classes, penalty, limit in cases():
        s = s.astype(np.float32).astype(float)
        off = classes[None] != np.arange(labels.max() + 1)[:, None]
        results.append(
            dict(
                name=name,
                labels=labels.tolist(),
                freeClass=classes.tolist(),
                penalty=penalty,
                freeLimit=limit,
                # The shortest decimals that are these 32-bit numbers.
                features=[float(str(x)) for x in s.astype(np.float32).ravel()],
                objective=best_of_both(name, (s, labels, off, penalty, limit)),
            )
        )
    print(json.dumps({"problems": results}))
