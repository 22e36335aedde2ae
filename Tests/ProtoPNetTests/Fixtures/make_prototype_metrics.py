"""Computes the cards of prototypes from their definitions, in NumPy, and writes prototype-metrics/.

Usage: python make_prototype_metrics.py
Needs numpy and Pillow; where torch and cv2 are there, the bicubic upsampling is held against theirs.
Every definition is written out once more, from the papers and docs, and shares nothing with the program. Stored:

    pictures/<class>/<n>.png      drawn pictures of several sizes, and masks/ of the same paths
    cards.json                    the network's head, the parts, and what the cards must say

The layers before the head are stood in for by means of 8×8 blocks of the normalised picture, [3, 4, 4]. A draw of
noise shifts these maps by `draw` columns, in a circle, and scales them by 1 + draw / 10.
"""

import json
import pathlib
import shutil

import numpy as np
from PIL import Image

S, GRID, DEPTH = 32, 4, 3
MEAN, DEVIATION = 0.45, 0.25
HERE = pathlib.Path(__file__).parent / "prototype-metrics"
random = np.random.default_rng(7)
shutil.rmtree(HERE, ignore_errors=True)

# Of class 1 a pruning left one prototype, class 3 has no pictures, prototype 4 equals 3.
PROTOTYPE_CLASS = [0, 0, 1, 2, 2, 2, 3, 3]
CLASSES, P = 4, len(PROTOTYPE_CLASS)
LABELS = [0] * 5 + [1] * 4 + [2] * 6
PARTS = ["left wing", "right wing", "beak", "tail"]
DRAWS = 2


# --- Pictures, masks, parts -------------------------------------------------------------------------

def write(n, label):
    height, width = (40, 28) if n % 3 == 1 else (32, 32)
    blocks = random.integers(20, 235, (8, 8, 3))
    pixels = np.kron(blocks, np.ones((5, 5, 1)))[:height, :width]
    pixels = np.clip(pixels + random.integers(-15, 16, pixels.shape), 0, 255).astype(np.uint8)
    if n == 2:  # Cells 1 and 14 are the same, pixel for pixel.
        pixels[24:32, 16:24] = pixels[0:8, 8:16]
    if n == 4:  # All cells are the same: no map says anything.
        pixels[:] = 90
    mask = np.zeros((height, width), bool)
    top, left = random.integers(0, 12, 2)
    mask[top:top + 14, left:left + 12] = True
    if n == 7:
        mask[:] = False
    if n == 8:
        mask[:] = True
    points = [None if random.uniform() < 0.25 else
              [float(random.uniform(0, width)), float(random.uniform(0, height))] for _ in PARTS]
    if n == 4:
        points = [None] * len(PARTS)
    path = f"{'abcd'[label]}/{n:02}.png"
    for folder, image in [("pictures", Image.fromarray(pixels)),
                          ("masks/pictures", Image.fromarray((255 * mask).astype(np.uint8)))]:
        file = HERE / folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        image.save(file)
    return {"path": path, "label": label, "width": width, "height": height, "points": points}, \
        pixels, mask


entries, raw, masks = zip(*[write(n, label) for n, label in enumerate(LABELS)])
N = len(entries)


def picture(pixels):
    resized = np.asarray(Image.fromarray(pixels).resize((S, S), Image.BILINEAR), np.float64)
    return ((resized / 255 - MEAN) / DEVIATION).transpose(2, 0, 1)


inputs = np.stack([picture(p) for p in raw])
sampled = []
for entry, mask in zip(entries, masks):
    rows = ((2 * np.arange(S) + 1) * entry["height"]) // (2 * S)
    columns = ((2 * np.arange(S) + 1) * entry["width"]) // (2 * S)
    sampled.append(mask[np.ix_(rows, columns)])
places = [[None if p is None else (S * p[0] / e["width"], S * p[1] / e["height"])
           for p in e["points"]] for e in entries]


# --- The network ------------------------------------------------------------------------------------

def latents(x):
    return x.reshape(-1, DEPTH, GRID, S // GRID, GRID, S // GRID).mean((3, 5))


def noisy(z, draw):
    return np.roll(z, -draw, axis=3) * (1 + draw / 10)


prototypes = np.round(random.uniform(-1.2, 1.2, (P, DEPTH)), 3).astype(np.float32)
prototypes[4] = prototypes[3]
weight = np.round(random.normal(0, 0.3, (CLASSES, P)), 3).astype(np.float32)
for j, k in enumerate(PROTOTYPE_CLASS):
    weight[k, j] = 0.8 + j / 20
weight[0, 6], weight[1, 7], weight[2, 0] = 0, 0.0005, 0
weight[:, 5] = [-0.3, -0.2, -0.1, 0]  # Speaks for no class.


def similarities(z, function):
    """[n, P, 4, 4] of latent maps [n, D, 4, 4]."""
    d = ((z[:, None] - prototypes[None, :, :, None, None].astype(np.float64)) ** 2).sum(2)
    return np.log((d + 1) / (d + 1e-4)) if function == "log" else -d


def argmax(values):
    """The first of the largest, where single precision tells no difference."""
    values = np.asarray(values).ravel()
    return int(np.flatnonzero(values >= values.max() - 1e-6 * abs(values.max()))[0])


def pooled(s):
    cells = np.array([[argmax(m) for m in row] for row in s])
    return s.reshape(len(s), P, -1).max(2), cells


# --- Upsampling -------------------------------------------------------------------------------------

def kernel(size, out):
    a = -0.75
    matrix = np.zeros((out, size))
    for o in range(out):
        x = (o + 0.5) * size / out - 0.5
        base = int(np.floor(x))
        for tap in range(base - 1, base + 3):
            t = abs(x - tap)
            if t <= 1:
                w = (a + 2) * t ** 3 - (a + 3) * t ** 2 + 1
            else:
                w = a * t ** 3 - 5 * a * t ** 2 + 8 * a * t - 4 * a
            matrix[o, min(max(tap, 0), size - 1)] += w
    return matrix


UP = kernel(GRID, S)


def upsample(m):
    return UP @ m @ UP.T


check = random.uniform(0, 1, (GRID, GRID))
try:
    import cv2
    assert np.abs(cv2.resize(check, (S, S), interpolation=cv2.INTER_CUBIC) - upsample(check)).max() < 1e-9
    import torch
    stretched = torch.nn.functional.interpolate(
        torch.tensor(check)[None, None], (S, S), mode="bicubic", align_corners=False)
    assert np.abs(stretched[0, 0].numpy() - upsample(check)).max() < 1e-9
    print("upsampling equals cv2's and torch's")
except ImportError:
    print("upsampling was not compared")


def first_pixel(up):
    return divmod(argmax(up), S)


def peak_pixel(m):
    row, column = divmod(argmax(m), GRID)
    step = S // GRID
    window = upsample(m)[row * step:(row + 1) * step, column * step:(column + 1) * step]
    r, c = divmod(argmax(window), step)
    return row * step + r, column * step + c


# --- The cards --------------------------------------------------------------------------------------

def mean(values):
    values = [v for v in values if v is not None and not np.isnan(v)]
    return float(np.mean(values)) if values else None


def own(label):
    return [j for j, k in enumerate(PROTOTYPE_CLASS) if k == label]


def huang(maps, noisy_maps):
    reach = int(round(36 * S / 224))

    def hits(s, i, j):
        r, c = first_pixel(upsample(s[i, j]))
        found = []
        for point in places[i]:
            if point is None:
                found.append(False)
                continue
            row, column = int(point[1]), int(point[0])
            found.append(max(0, r - reach) <= row <= min(S, r + reach)
                         and max(0, c - reach) <= column <= min(S, c + reach))
        return found

    best, stable = [], [[] for _ in noisy_maps]
    per_part = {}
    for j, k in enumerate(PROTOTYPE_CLASS):
        images = [i for i in range(N) if LABELS[i] == k]
        if not images:
            continue
        plain = [hits(maps, i, j) for i in images]
        shares = []
        for part in range(len(PARTS)):
            visible = sum(places[i][part] is not None for i in images)
            shares.append(sum(h[part] for h in plain) / max(1, visible))
        best.append(max(shares))
        per_part[j] = shares
        for draw, s in enumerate(noisy_maps):
            stable[draw].append(np.mean([hits(s, i, j) == p for i, p in zip(images, plain)]))
    return {"consistency": float(np.mean([b >= 0.8 for b in best])), "meanHitShare": mean(best),
            "stability": mean([np.mean(s) for s in stable])}, per_part


def purity(g, cells, support):
    side = int(round(32 * S / 224))
    step = round((S - side) / (GRID - 1))

    def start(index):
        return S - side if index == GRID - 1 else min(index * step, S - side)

    names = ["wing", "beak", "tail"]
    pure, most = [], []
    for j in range(P):
        if weight[:, j].max() <= 1e-5:
            continue
        top = sorted(range(N), key=lambda i: (-g[i, j], i))[:10]
        presences = {name: [] for name in names}
        for i in top:
            row, column = divmod(cells[i, j], GRID)
            top_edge, left_edge = start(row), start(column)

            def inside(p):
                return left_edge <= p[0] <= left_edge + side and top_edge <= p[1] <= top_edge + side

            wings = [inside(p) for p in places[i][:2] if p is not None]
            if wings:
                presences["wing"].append(max(wings))
            for name, point in zip(names[1:], places[i][2:]):
                if point is not None:
                    presences[name].append(inside(point))
        best, best_sum, frequent, frequent_sum = None, 0, 0.0, 0
        for name in names:
            seen = presences[name]
            if len(seen) < max(support, 1):
                continue
            value, total = np.mean(seen), sum(seen)
            if best is None or value > best or (value == best and value > 0 and total > best_sum):
                best, best_sum = value, total
            if total > frequent_sum:
                frequent, frequent_sum = value, total
        if best is not None:
            pure.append(best)
            most.append(frequent)
    return {"purity": mean(pure), "deviation": float(np.std(pure)), "mostFoundPurity": mean(most),
            "partRelatedShare": float(np.mean(np.array(pure) > 0.5))}, len(pure)


def relevance(maps, g, negative):
    hit, energy, relevant = [], [], []
    for i in range(N):
        for j in sorted(own(LABELS[i]), key=lambda j: (-g[i, j], j))[:10]:
            up = upsample(maps[i, j])
            hit.append(float(sampled[i][peak_pixel(maps[i, j])]))
            if negative:
                extent = up.max() - up.min()
                up = (up - up.min()) / extent if extent > 1e-6 * np.abs(up).max() else 0 * up
            total = up.sum()
            energy.append(0.0 if abs(total) < 1e-9 else up[sampled[i]].sum() / total)
            threshold = np.sort(up.ravel())[int(0.9 * S * S)]
            chosen = up > threshold + 1e-6 * abs(threshold)
            relevant.append(0.0 if not chosen.any() else (chosen & sampled[i]).sum() / chosen.sum())
    return {"hit": mean(hit), "energy": mean(energy), "maskRelevance": mean(relevant)}


def heat(maps, i):
    h = np.mean([upsample(maps[i, j]) for j in own(LABELS[i])], 0)
    if h.max() - h.min() <= 1e-6 * max(abs(h.max()), abs(h.min())):
        return None
    return (h - h.min()) / (h.max() - h.min())


def saliency(maps):
    rows = []
    for i in range(N):
        h, m = heat(maps, i), sampled[i]
        if h is None or not m.any() or m.all():
            continue
        inside, outside = h[m].mean(), h[~m].mean()
        rows.append((inside, outside / inside, ((h >= 0.5) & m).sum() / ((h >= 0.5) | m).sum()))
    columns = np.array(rows).T
    return {"contentHeat": mean(columns[0]), "outsideInside": mean(columns[1]),
            "intersection": mean(columns[2])}, len(rows)


def logits(x, function):
    g, _ = pooled(similarities(latents(x), function))
    return g @ weight.T.astype(np.float64)


def softmax(v):
    e = np.exp(v - v.max())
    return e / e.sum()


def deletion(maps, limited, function):
    pixels = 8 * S
    areas = {"deletion": [], "insertion": []}
    for i in limited:
        h = heat(maps, i)
        if h is None:
            continue
        # As single precision orders them.
        order = np.argsort(-np.round(h.ravel(), 7), kind="stable")
        predicted = argmax(logits(inputs[i][None], function)[0])
        for kind in areas:
            source = inputs[i].reshape(3, -1)
            curve = []
            for step in range(S * S // pixels + 1):
                x = source.copy() if kind == "deletion" else np.zeros_like(source)
                changed = order[:step * pixels]
                x[:, changed] = 0 if kind == "deletion" else source[:, changed]
                curve.append(softmax(logits(x.reshape(1, 3, S, S), function)[0])[predicted])
            areas[kind].append((sum(curve) - (curve[0] + curve[-1]) / 2) / (len(curve) - 1))
    return {k: mean(v) for k, v in areas.items()}, len(areas["deletion"])


def rank(values, j):
    return sorted(range(len(values)), key=lambda i: (-values[i], i)).index(j)


def noise_change(g, cells, noisy_maps, function):
    place, activation, ranks, correct = [], [], [], []
    for s in noisy_maps:
        h, other = pooled(s)
        for i in range(N):
            correct.append(argmax(weight.astype(np.float64) @ h[i]) == LABELS[i])
            for position, j in enumerate(sorted(range(P), key=lambda j: (-g[i, j], j))[:5]):
                a, b = divmod(cells[i, j], GRID), divmod(other[i, j], GRID)
                place.append(abs(a[0] - b[0]) + abs(a[1] - b[1]))
                activation.append(abs(h[i, j] - g[i, j]) / abs(g[i, j]))
                ranks.append(abs(rank(h[i], j) - position))
    before = np.mean([argmax(v) == k for v, k in zip(logits(inputs, function), LABELS)])
    return {"place": mean(place), "activation": mean(activation), "rank": mean(ranks),
            "accuracyChange": float(np.mean(correct) - before)}


def misalignment(maps, g, limited, function):
    place, activation, ranks, change = [], [], [], []
    for i in limited:
        j = sorted(own(LABELS[i]), key=lambda j: (-g[i, j], j))[0]

        def high(m):
            up = upsample(m)
            threshold = np.percentile(up, 90)
            return up >= threshold - 1e-6 * abs(threshold)

        mask = high(maps[i, j])
        hidden = inputs[i] * mask
        after = similarities(latents(hidden[None]), function)
        h, _ = pooled(after)
        changed = high(after[0, j])
        place.append(1 - (mask & changed).sum() / (mask | changed).sum())
        activation.append(abs(h[0, j] - g[i, j]) / abs(g[i, j]))
        ranks.append(abs(rank(h[0], j) - rank(g[i], j)))
        change.append(float(argmax(weight.astype(np.float64) @ h[0]) == LABELS[i])
                      - float(argmax(weight.astype(np.float64) @ g[i]) == LABELS[i]))
    return {"place": mean(place), "activation": mean(activation), "rank": mean(ranks),
            "accuracyChange": mean(change)}


def size(g, function):
    relevant = np.abs(weight).max(0) > 1e-3
    local, predicted, unscaled = [], [], []
    for i in range(N):
        low = g[i].min() if function == "linear" else 0
        scaled = (g[i] - low) / (g[i].max() - low)
        local.append(((scaled > 0.1) & relevant).sum())
        k = argmax(weight.astype(np.float64) @ g[i])
        predicted.append(((scaled > 0.1) & (weight[k] > 1e-3)).sum())
        unscaled.append(((g[i] > 0.1) & relevant).sum())
    positive = [sum(weight[k, j] > 0 for j in own(k)) for k in range(CLASSES)]
    return {"global": float(relevant.sum()), "local": mean(local), "localOfPredicted": mean(predicted),
            "localUnscaled": mean(unscaled), "ownPositive": mean(positive)}


def sparsity():
    return {"sparsity": float((np.abs(weight) <= np.float32(1e-3)).mean()),
            "zeroShare": float((weight == 0).mean()),
            "negativePositive": float((weight < 0).sum() / (weight > 0).sum())}


def score(parts, accuracy):
    unique = len({tuple(np.round(p.astype(np.float64), 8)) for p in prototypes})
    cells = GRID * GRID
    sparse = (CLASSES + CLASSES / cells) / (unique + unique / cells)
    total = (min(sparse, 1) + parts["stability"] + parts["consistency"]) / 3
    return {"unique": float(unique), "uniqueParts": float(unique), "sparsity": sparse, "score": total,
            "objective": total * accuracy, "consistency": parts["consistency"],
            "stability": parts["stability"]}


def cards(function):
    maps = similarities(latents(inputs), function)
    g, cells = pooled(maps)
    noisy_maps = [similarities(noisy(latents(inputs), draw), function) for draw in range(1, DRAWS + 1)]
    limited = [i * N // 10 for i in range(10)]
    parts, per_part = huang(maps, noisy_maps)
    accuracy = float(np.mean([argmax(v) == k for v, k in zip(logits(inputs, function), LABELS)]))
    pure, pure_count = purity(g, cells, 0)
    supported, supported_count = purity(g, cells, 8)
    salient, salient_count = saliency(maps)
    deleted, deleted_count = deletion(maps, limited, function)
    background = [1 - np.mean([sampled[i][peak_pixel(maps[i, j])] for i in range(N)
                               if LABELS[i] == PROTOTYPE_CLASS[j]]) for j in per_part]
    best = [max(shares) for shares in per_part.values()]
    seat = {"partShare": mean([b for b in best if b > 0]),
            "seatedShare": float(np.mean([b > 0 for b in best])), "backgroundShare": mean(background)}
    return {
        "huang-2023/1": parts, "pip-net-purity/1": pure,
        "cabrnet-relevance/1": relevance(maps, g, function == "linear"), "sits-on/1": seat,
        "explanation-size/1": size(g, function), "sparsity/1": sparsity(), "saliency/1": salient,
        "deletion-insertion/1": deleted,
        "location-change/1": noise_change(g, cells, noisy_maps, function),
        "location-misalignment/1": misalignment(maps, g, limited, function),
        "protopnext/1": score(parts, accuracy),
    }, {"supported": supported, "supportedCount": supported_count, "purityCount": pure_count,
        "saliencyCount": salient_count, "deletionCount": deleted_count}


# --- FunnyBirds ---------------------------------------------------------------------------------------

THRESHOLDS = np.linspace(0.01, 0.5, 80)
SUFFICIENT = [[[1], [2, 4]], [[0, 3]], [[2], [1, 3], [0, 4]]]


def ranks(values):
    values = np.asarray(values)
    return np.array([(values < v).sum() + ((values == v).sum() - 1) / 2 for v in values])


def drawn(n):
    def side():
        parts = np.round(random.uniform(-0.2, 1, 5), 2)
        if n == 3:
            parts[:] = 0.5
        return {"parts": parts.tolist(), "things": np.round(random.uniform(-0.1, 0.3, 2 + n % 3), 2).tolist(),
                "total": float(np.round(parts.sum() + 0.5, 2)), "logit": float(np.round(random.uniform(2, 6), 2)),
                "partDrops": [None] + np.round(random.uniform(-0.5, 2, 4), 2).tolist(),
                "thingDrops": np.round(random.uniform(-0.2, 0.6, 2 + n % 3), 2).tolist()}

    label = int(random.integers(3))
    predicted = label if n % 4 else int(random.integers(3))
    classes = lambda: [predicted if random.uniform() < 0.6 else (predicted + 1) % 3 for _ in THRESHOLDS]
    return {"label": label, "predicted": predicted, "ofPredicted": side(), "ofLabel": side(),
            "keptClass": classes(), "removedClass": classes(),
            "sensitivity": [] if n % 2 else [bool(random.uniform() < 0.5) for _ in range(2)]}


def funny(pictures):
    def important(side, t):
        return {p for p, v in enumerate(side["parts"]) if v > t * side["total"]}

    csdc, pc, dc, d = [], [], [], []
    for index, t in enumerate(THRESHOLDS):
        csdc.append(np.mean([max(len(set(s) & important(x["ofLabel"], t)) / len(s)
                                 for s in SUFFICIENT[x["label"]])
                             for x in pictures if x["label"] == x["predicted"]]))
        pc.append(np.mean([x["keptClass"][index] == x["predicted"] for x in pictures]))
        dc.append(np.mean([x["removedClass"][index] != x["predicted"] for x in pictures]))
        shares = []
        for x in pictures:
            side = x["ofPredicted"]
            pairs = [(v, q) for v, q in zip(side["parts"], side["partDrops"]) if q is not None]
            pairs += list(zip(side["things"], side["thingDrops"]))
            irrelevant = [v for v, q in pairs if q < 0.05 * abs(side["logit"])]
            if irrelevant:
                shares.append(1 - np.mean([v > t * side["total"] for v in irrelevant]))
        d.append(np.mean(shares))
    best = int(np.argmax([(a + b + c) / 3 + e for a, b, c, e in zip(csdc, pc, dc, d)]))
    correlations, independent = [], []
    for x in pictures:
        side = x["ofLabel"]
        keep = [p for p, q in enumerate(side["partDrops"]) if q is not None]
        a, b = ranks([side["parts"][p] for p in keep]), ranks([side["partDrops"][p] for p in keep])
        if a.std() > 0 and b.std() > 0:
            correlations.append(np.corrcoef(a, b)[0, 1] / 2 + 0.5)
        side = x["ofPredicted"]
        independent.append(np.mean([q < 0.05 * abs(side["logit"]) for q in side["thingDrops"]]))
    return {"accuracy": mean([x["label"] == x["predicted"] for x in pictures]),
            "threshold": float(THRESHOLDS[best]), "csdc": float(csdc[best]), "pc": float(pc[best]),
            "dc": float(dc[best]), "d": float(d[best]), "sd": mean(correlations),
            "ts": mean([c for x in pictures for c in x["sensitivity"]]), "bi": mean(independent)}


pictures = [drawn(n) for n in range(10)]
expected = {}
for function in ["log", "linear"]:
    values, counts = cards(function)
    expected[function] = {"cards": values, "counts": counts}
(HERE / "cards.json").write_text(json.dumps({
    "imageSize": S, "mean": MEAN, "deviation": DEVIATION, "draws": DRAWS, "parts": PARTS,
    "images": entries, "prototypeClass": PROTOTYPE_CLASS, "prototypes": prototypes.ravel().tolist(),
    "weight": weight.ravel().tolist(), "expected": expected,
    "redrawn": {"pictures": pictures, "sufficientParts": SUFFICIENT, "expected": funny(pictures)},
}, indent=1, default=float))
print(json.dumps(expected, indent=1, default=float))
print(funny(pictures))
