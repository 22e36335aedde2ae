"""Runs EvalProtoPNet's consistency and stability on drawn activations and writes part-scores.h5.

Usage: python make_part_scores.py CLONE
CLONE is a checkout of hqhQAQ/EvalProtoPNet. Needs torch, torchvision, numpy, h5py, OpenCV and tqdm.
Its scores run unchanged on a network that returns the drawn activations, and on annotations in
place of CUB's. Stored:

    maps          activations [2, N, prototypes of the class, 7, 7], without and with noise
    labels        [N]
    places        rows and columns of the parts in 224×224 pixels [N, parts, 2], -1 where not visible
    hits          which parts each prototype finds [P, pictures of the class, parts], without noise
    consistency, stability   the scores in per cent, attributes
"""

import pathlib
import sys
import types

import cv2
import h5py
import numpy as np
import torch

CLASSES, PER_CLASS, PARTS, PICTURES, SIZE = 4, 3, 5, 10, 224
HERE = pathlib.Path(__file__).parent
random = np.random.default_rng(1)
torch.Tensor.cuda = lambda self, *_, **__: self

labels = np.repeat(np.arange(CLASSES), PICTURES)
count = len(labels)
boxes = {i: tuple(int(v) for v in (x, y, x + w, y + h)) for i, (x, y, w, h) in enumerate(zip(
    random.integers(0, 60, count), random.integers(0, 60, count),
    random.integers(90, 300, count), random.integers(90, 300, count)))}
locations, places = {}, np.full((count, PARTS, 2), -1)
for i in range(count):
    x1, y1, x2, y2 = boxes[i]
    locations[i] = [(part + 1, float(random.uniform(x1, x2)), float(random.uniform(y1, y2)))
                    for part in range(PARTS) if random.uniform() < 0.7]
    for part, x, y in locations[i]:
        places[i, part - 1] = int(SIZE * ((y - y1) / (y2 - y1))), int(SIZE * ((x - x1) / (x2 - x1)))


def drawn(keeping):
    """Activations with a peak at the prototype's part in most pictures that show it."""
    maps = random.uniform(0, 1, (count, PER_CLASS, 7, 7)).astype(np.float32)
    for i in range(count):
        for j in range(PER_CLASS):
            row, column = places[i, j]
            if row >= 0 and random.uniform() < keeping:
                maps[i, j, row * 7 // SIZE, column * 7 // SIZE] += 2
    return maps


maps = np.stack([drawn(0.95), drawn(0.8)])
# Two equally high cells, whose first pixel counts.
maps[0, 0, 0, 1, 1] = maps[0, 0, 0, 5, 5] = 9

local_parts = types.ModuleType("util.local_parts")
local_parts.id_to_path = {i: ("folder", "file.jpg") for i in range(count)}
local_parts.id_to_part_loc = locations
local_parts.id_to_bbox = boxes
local_parts.part_num = PARTS
local_parts.in_bbox = (
    lambda loc, box: box[0] <= loc[0] <= box[1] and box[2] <= loc[1] <= box[3])
datasets = types.ModuleType("util.datasets")
datasets.Cub2011Eval = lambda *_, **__: [
    (torch.zeros(3, SIZE, SIZE), int(labels[i]), i) for i in range(count)]
cv2.imread = lambda *_: np.zeros((SIZE, SIZE, 3), np.uint8)
sys.path.insert(0, sys.argv[1])
import util  # noqa: E402, F401
sys.modules["util.local_parts"], sys.modules["util.datasets"] = local_parts, datasets
loader = torch.utils.data.DataLoader
torch.utils.data.DataLoader = lambda data, batch_size, **_: loader(data, batch_size=batch_size)
from util import eval_interpretability as scores  # noqa: E402


class Network:
    """Returns the drawn activations, picture by picture; the second pass is the noisy one."""

    img_size, num_prototypes_per_class = SIZE, PER_CLASS

    def __init__(self):
        self.taken = 0

    def eval(self):
        pass

    def push_forward(self, pictures):
        n = len(pictures)
        everything = torch.zeros(n, CLASSES * PER_CLASS, 7, 7)
        for position in range(n):
            draw, i = divmod(self.taken + position, count)
            first = labels[i] * PER_CLASS
            everything[position, first:first + PER_CLASS] = torch.tensor(maps[draw, i])
        self.taken += n
        return None, everything


arguments = types.SimpleNamespace(data_path="", test_batch_size=8, nb_classes=CLASSES)
hits, _ = scores.get_corresponding_object_parts(Network(), arguments, 36)
with h5py.File(HERE / "part-scores.h5", "w") as file:
    file["maps"], file["labels"] = maps, labels.astype(np.int32)
    file["places"] = places.astype(np.int32)
    file["hits"] = np.stack(hits).astype(np.int32)
    file.attrs["consistency"] = scores.evaluate_consistency(Network(), arguments)
    file.attrs["stability"] = float(scores.evaluate_stability(Network(), arguments))
    print(dict(file.attrs))
