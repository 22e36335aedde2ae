"""Makes trained-last-layer.h5, the last-layer problem of a trained network and its optimum.

Usage: python make_trained_last_layer.py EVIDENCE
EVIDENCE is the file checks/last-layer-2.h5 of a run of experiments/table-1/toy-birds.yaml, seed 1,
VGG-19. Every other picture is taken, without mirror images, with similarities rounded to 16
bits. Own-class similarities nearly tell the classes apart, and many weights become zero in turns,
which is slow for solvers that stop at each. The optimum is found as in make_optima.py.
"""

import pathlib
import sys

import h5py
import numpy as np
from make_optima import best_of_both

with h5py.File(sys.argv[1]) as evidence:
    rows = slice(0, (~evidence["mirrored"][:].astype(bool)).sum(), 2)
    s = evidence["similarities"][rows].astype(np.float16)
    labels = evidence["labels"][rows]
    classes = evidence["prototype_class"][:]
    penalty = float(evidence.attrs["lambda"])
off = classes[None] != np.arange(labels.max() + 1)[:, None]
optimum = best_of_both("trained", (s.astype(float), labels, off, penalty, 100))
with h5py.File(pathlib.Path(__file__).parent / "trained-last-layer.h5", "w") as file:
    file.create_dataset("similarities", data=s.astype(np.float32), compression=9, shuffle=True)
    file["labels"] = labels
    file["prototype_class"] = classes
    file.attrs["penalty"] = penalty
    file.attrs["objective"] = optimum
