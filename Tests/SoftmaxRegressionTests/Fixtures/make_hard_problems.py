"""Writes sparse softmax regressions that are hard on a solver, with optima that other programs found.

Usage: python make_hard_problems.py hard-problems.h5
Needs NumPy, SciPy, CVXPY with Clarabel, and h5py. Similarities far from zero, of very different sizes, all but equal,
repeated, constant or none; classes that their own features separate, or that no example has; penalties from 1e-10
to 10. The programs get columns of one size, with and without a mean, and the penalties and limits of
their weights with them, so that they do better than on the problem as it stands. The smallest objective of theirs, evaluated on
the problem as it stands, is the reference. All go to standard error; Clarabel gives up on many of these, and
L-BFGS-B stops early on others, so the references are bounds from above.
"""

import sys

import cvxpy as cp
import h5py
import numpy as np
from scipy.optimize import minimize


class Problem:
    """Features s [n, P] of 32-bit numbers, labels y, the class of every feature, λ and B."""

    def __init__(self, s, labels, classes, penalty=1e-4, limit=100.0):
        self.s = np.asarray(s, np.float32).astype(float)
        self.y, self.classes = np.asarray(labels), np.asarray(classes)
        self.penalty, self.limit = penalty, float(np.float32(limit))
        self.class_count = int(self.classes.max()) + 1
        self.off = self.classes[None] != np.arange(self.class_count)[:, None]
        # What the programs see: columns t with mean 0 and deviation 1, weights times the deviation, and for
        # each class an intercept that the weights determine.
        self.mean, self.scale = self.s.mean(0), self.s.std(0)
        flat = self.scale <= 1e-14 * np.abs(self.s).max(0)
        self.scale[flat] = np.where(self.mean[flat] == 0, 1, np.abs(self.mean[flat]))
        self.t = (self.s - self.mean) / self.scale
        self.shift = self.mean / self.scale
        self.one_hot = np.eye(self.class_count)[self.y]

    def objective(self, weight):
        logits = self.s @ weight.T
        top = logits.max(1)
        rest = np.log(np.exp(logits - top[:, None]).sum(1))
        entropy = top + rest - logits[np.arange(len(self.y)), self.y]
        return entropy.mean() + self.penalty * np.abs(weight[self.off]).sum()

    def allowed(self, scaled):
        """Weights of the problem as it stands, from those of the scaled columns."""
        weight = scaled / self.scale
        return np.where(self.off, weight, np.clip(weight, -self.limit, self.limit))

    def by_cone_program(self, is_centred, is_limited):
        """Weights of columns divided by their deviation, or None where Clarabel gives up."""
        weight = cp.Variable(self.off.shape)
        largest = np.abs(self.s).max(0)
        scale = self.scale if is_centred else np.where(largest == 0, 1, largest)
        within = []
        if is_centred:
            intercept = cp.Variable((1, len(self.off)))
            logits = self.t @ weight.T + np.ones((len(self.y), 1)) @ intercept
            within.append(intercept[0] == weight @ self.shift)
        else:
            logits = (self.s / scale) @ weight.T
        loss = cp.sum(cp.log_sum_exp(logits, axis=1)) - cp.sum(cp.multiply(self.one_hot, logits))
        costs = self.off * (len(self.y) * self.penalty / scale)
        total = loss + cp.sum(cp.multiply(costs, cp.abs(weight)))
        if is_limited:
            free = ~self.off
            limits = np.broadcast_to(self.limit * scale, free.shape)[free]
            within.append(cp.abs(weight[free]) <= limits)
        program = cp.Problem(cp.Minimize(total), within)
        options = dict(tol_gap_abs=1e-8, tol_gap_rel=1e-8, tol_feas=1e-8, max_iter=300)
        try:
            program.solve(solver=cp.CLARABEL, **options)
        except cp.SolverError:
            return None
        return None if weight.value is None else weight.value * (self.scale / scale)

    def by_descent(self, start):
        size = self.off.size
        cost = (self.off * (self.penalty / self.scale)).ravel()
        limits = np.where(self.off, np.inf, self.limit * self.scale).ravel()

        def value(x):
            weight = (x[:size] - x[size:]).reshape(self.off.shape)
            logits = self.t @ weight.T + weight @ self.shift
            logits -= logits.max(1, keepdims=True)
            p = np.exp(logits)
            total = p.sum(1, keepdims=True)
            own = logits[np.arange(len(self.y)), self.y]
            entropy = (np.log(total[:, 0]) - own).mean()
            residuals = (p / total - self.one_hot) / len(self.y)
            gradient = (residuals.T @ self.t + residuals.sum(0)[:, None] * self.shift).ravel()
            return (
                entropy + cost @ (x[:size] + x[size:]),
                np.concatenate([gradient + cost, cost - gradient]),
            )

        x = np.concatenate([np.maximum(start.ravel(), 0), np.maximum(-start.ravel(), 0)])
        x = np.minimum(x, np.concatenate([limits, limits]))
        bounds = [(0, None if np.isinf(limit) else limit) for limit in limits] * 2
        options = dict(maxiter=3000, maxfun=6000, ftol=1e-16, gtol=1e-13, maxcor=60)
        x = minimize(value, x, jac=True, bounds=bounds, options=options, method="L-BFGS-B").x
        return (x[:size] - x[size:]).reshape(self.off.shape)

    def best(self, name):
        found = {"zeros": np.zeros(self.off.shape)}
        for is_centred in (False, True):
            for is_limited in (False, True):
                weight = self.by_cone_program(is_centred, is_limited)
                if weight is not None:
                    found[f"Clarabel {is_centred:d}{is_limited:d}"] = weight
        values = {key: self.objective(self.allowed(weight)) for key, weight in found.items()}
        found["SciPy"] = self.by_descent(found["zeros"])
        found["SciPy after it"] = self.by_descent(found[min(values, key=values.get)])
        values = {key: self.objective(self.allowed(weight)) for key, weight in found.items()}
        best = min(values, key=values.get)
        print(name, best, values, file=sys.stderr, flush=True)
        return float(values[best]), best


def distances(rng, labels, classes, noise, depth=6):
    """Squared distances of a patch of each example to prototypes at noisy places of their class."""
    centres = rng.random((max(labels.max(), classes.max()) + 1, depth)) * 1.6
    prototypes = centres[classes] + 0.25 * rng.standard_normal((len(classes), depth))
    patches = centres[labels] + noise * rng.standard_normal((len(labels), depth))
    return ((patches[:, None] - prototypes[None]) ** 2).sum(-1)


def onto(values, low, high, digits):
    """The values, moved and stretched to lie from low to high, rounded."""
    share = (values - values.min()) / (values.max() - values.min())
    return np.round(low + share * (high - low), digits)


def draw(kind, seed, noise=0.6):
    """Labels, classes and similarities of one of two kinds."""
    rng = np.random.default_rng(seed)
    if kind == "far":
        count, class_count, low, high, digits = 30, 5, -27000, -11400, 0
        classes = np.repeat(np.arange(5), 2)
    else:
        count, class_count, low, high, digits = 102, 17, -175, -35, 2
        classes = np.repeat(np.arange(17), 3)
    labels = np.arange(count) % class_count
    if noise is None:
        values = rng.random((count, len(classes)))
    else:
        values = -distances(rng, labels, classes, noise)
    return onto(values, low, high, digits), labels, classes


def cases():
    for seed in range(8):
        noise = [1.0, None, 0.3, 2.0][seed % 4]
        yield f"far-{seed}", Problem(*draw("far", seed, noise))
    for seed in range(4):
        noise = [1.0, None, 0.3, 2.0][seed % 4]
        yield f"wide-{seed}", Problem(*draw("wide", seed, noise))
    for penalty in (1e-10, 1e-6, 1e-2, 1.0, 10.0):
        yield f"far-penalty-{penalty:g}", Problem(*draw("far", 20), penalty)
        yield f"wide-penalty-{penalty:g}", Problem(*draw("wide", 20), penalty)
        yield f"far-separable-{penalty:g}", Problem(*draw("far", 21, 0.05), penalty)
        yield f"wide-separable-{penalty:g}", Problem(*draw("wide", 21, 0.05), penalty)
    # Limits that hold weights of large features, and of small ones.
    yield "far-limited", Problem(*draw("far", 22, 0.3), 1e-4, 1e-4)
    yield "wide-limited", Problem(*draw("wide", 22, 0.3), 1e-4, 0.02)

    s, labels, classes = draw("far", 23)
    yield "rows-twice", Problem(np.tile(s, (2, 1)), np.tile(labels, 2), classes)
    yield "columns-twice", Problem(np.tile(s, (1, 2)), labels, np.tile(classes, 2))
    yield "columns-of-others-twice", Problem(np.tile(s, (1, 2)), labels, np.tile(classes, 2)[::-1])
    yield "rows-of-other-labels", Problem(np.tile(s, (2, 1)), np.append(labels, labels[::-1]), classes)
    constant = s.copy()
    constant[:, ::3] = -20000
    yield "constant-columns", Problem(constant, labels, classes)
    yield "all-constant", Problem(np.full(s.shape, -20000.0), labels, classes)
    yield "zeros", Problem(np.zeros(s.shape), labels, classes)
    yield "class-without-examples", Problem(s, np.where(labels == 2, 3, labels), classes)
    yield "one-label", Problem(s, np.zeros(30, int), classes)
    yield "one-example", Problem(s[:1], labels[:1], classes)
    yield "one-class", Problem(s[:, :1], np.zeros(30, int), classes[:1])
    two = (classes < 2).nonzero()[0]
    yield "two-classes", Problem(s[:, two], labels % 2, classes[two])
    yield "feature-per-class", Problem(s[:, ::2], labels, classes[::2])

    # Columns that are equal but for a little noise.
    for offset, noise in ((-20000, 1000), (-20000, 10), (-20000, 0.1), (5, 1e-3), (5, 1e-5), (-1, 1)):
        for penalty in (1e-4, 1e-8):
            rng = np.random.default_rng(31)
            labels = np.arange(40) % 4
            classes = np.repeat(np.arange(4), 3)
            values = offset + noise * rng.standard_normal((40, 1)) * np.ones(12)
            values += 0.03 * noise * rng.standard_normal((40, 12))
            yield f"equal-{offset}-{noise:g}-{penalty:g}", Problem(values, labels, classes, penalty)
            values = offset + noise * rng.standard_normal((40, 12))
            yield f"noise-{offset}-{noise:g}-{penalty:g}", Problem(values, labels, classes, penalty)

    # Sizes.
    rng = np.random.default_rng(32)
    labels = np.arange(60) % 4
    classes = np.repeat(np.arange(4), 3)
    d = distances(rng, labels, classes, 0.6)
    s = np.log((d + 1) / (d + 1e-4))
    for exponent in (-20, -10, -5, -3, 3, 5, 8):
        yield f"size-1e{exponent}", Problem(s * 10.0**exponent, labels, classes)
        yield f"linear-size-1e{exponent}", Problem(-d * 10.0**exponent, labels, classes)
    for name, exponents in (
        ("wide", np.linspace(-20, 8, 12)),
        ("middle", np.linspace(-4, 4, 12)),
        ("shuffled", rng.permutation(np.linspace(-6, 8, 12))),
    ):
        for penalty in (1e-4, 1e-2):
            yield f"mixed-{name}-{penalty:g}", Problem(s * 10.0**exponents, labels, classes, penalty)


if __name__ == "__main__":
    names = sys.argv[2:]
    with h5py.File(sys.argv[1], "w", track_order=True) as file:
        for name, problem in cases():
            if names and not any(part in name for part in names):
                continue
            group = file.create_group(name)
            group.create_dataset(
                "similarities",
                data=problem.s.astype(np.float32),
                compression="gzip",
                shuffle=True,
            )
            group["labels"] = problem.y.astype(np.int32)
            group["prototype_class"] = problem.classes.astype(np.int32)
            group.attrs["penalty"] = problem.penalty
            group.attrs["limit"] = problem.limit
            group.attrs["objective"], group.attrs["found_by"] = problem.best(name)
