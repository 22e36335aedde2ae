"""McNemar's exact test of two networks on the same pictures.

    python3 docs/examples/mcnemar.py RUN/checks/predictions-STAGE.h5 OTHER/checks/predictions-STAGE.h5
"""
import sys
from math import comb

import h5py
import numpy


def correct(path):
    """The pictures' names, and whether each is classified correctly; NaN counts as wrong."""
    with h5py.File(path) as file:
        logits, labels = file["logits"][...], file["labels"][...]
        whole = ~numpy.isnan(logits).any(axis=1)
        predicted = numpy.where(whole, numpy.nan_to_num(logits, nan=-numpy.inf).argmax(axis=1), -1)
        return file["images"].asstr()[...], predicted == labels


def p_value(one, other):
    """The two-sided probability of so unequal a division of the pictures on which they differ."""
    count = one + other
    tail = sum(comb(count, k) for k in range(min(one, other) + 1))
    return min(1.0, 2 * tail / 2**count)


def main(first, second):
    (names, left), (others, right) = correct(first), correct(second)
    if list(names) != list(others):
        print("the files are of different pictures")
        return 1
    one, other = int((left & ~right).sum()), int((~left & right).sum())
    print(f"accuracy {100 * left.mean():.1f} and {100 * right.mean():.1f} % of {len(names)} pictures")
    print(f"only the first is right {one} times, only the second {other} times")
    print(f"McNemar's exact p = {p_value(one, other):.3g}")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
