"""Theorem 2.1 for one picture step by step, or for all pictures, from the distances in a file.

    python3 docs/examples/theorem.py RUN/checks/theorem-2.1-1.h5 --image 0
"""
import argparse
import math
import sys

import h5py
import numpy

NAMES = ["premises fail", "lead too small", "certified", "violated"]


def interval(lows, highs):
    """What all prototypes allow together, for 0 < delta < 1."""
    return max([0.0, *lows]), min([1.0, *highs])


def check(file, image, show=lambda text: None):
    """The verdict's code for one picture, with the last layer of premise A4; its premises are compared, too."""
    classes, shift = file["prototype_class"][...], file["shift"][...]
    before, after = file["nearest_distance_before"][image], file["nearest_distance_after"][image]
    epsilon, count = file.attrs["epsilon"], file.attrs["prototypes_per_class"]
    class_count = file["logits_before_theorem"].shape[1]

    def logits(distances):
        similarities = numpy.log((distances**2 + 1) / (distances**2 + epsilon))
        return numpy.array([similarities[classes == k].sum() for k in range(class_count)])

    first, second = logits(before), logits(after)
    winner = int(first.argmax())
    others = numpy.delete(first, winner)
    show(f"predicted class {winner}, logit {first[winner]:.4f}, lead {first[winner] - others.max():.4f}")

    a1 = bool((file["nearest_cell_before"][image] == file["nearest_cell_after"][image]).all())
    show(f"A1, the nearest patches stay: {a1}")
    own, other = classes == winner, classes != winner
    with numpy.errstate(divide="ignore", invalid="ignore"):
        # A2b: (s/r)(2 + s/r) <= delta <= 1 - r^2, Euclidean lengths s and r.
        ratio = numpy.where(shift == 0, 0, shift / before)
        b = interval(ratio[own] * (2 + ratio[own]), 1 - before[own] ** 2)
        # A2a: q(2 + q) <= delta <= 2 - 1/(1 - q)^2 with q = (s + sqrt(epsilon))/r.
        q = (shift[other] + math.sqrt(epsilon)) / before[other]
        a = interval(q * (2 + q), numpy.where(q < 1, 2 - 1 / (1 - q) ** 2, -numpy.inf))
    low, high = max(a[0], b[0]), min(a[1], b[1])
    show(f"A2a allows delta in {a[0]:.4f}..{a[1]:.4f}, A2b in {b[0]:.4f}..{b[1]:.4f}")
    show(f"A3, every class has as many prototypes: {count > 0}")
    premises = [a1, a[0] <= a[1], b[0] <= b[1], count > 0]
    if premises != list(file["premises"][image][:4]):
        sys.exit(f"picture {image}: the file has other premises than {premises}")
    ends = numpy.array([low, high] if low <= high else [math.nan, math.nan])
    if not numpy.allclose(ends, [file["delta_low"][image], file["delta_high"][image]], rtol=1e-9, atol=1e-12, equal_nan=True):
        sys.exit(f"picture {image}: the file has other ends of delta than {ends}")
    if not (a1 and count > 0 and low <= high):
        return 0
    delta = low if abs(low - 0.5) >= abs(high - 0.5) else high
    bound = count * math.log((1 + delta) * (2 - delta))
    fall, rise = first[winner] - second[winner], numpy.delete(second - first, winner).max()
    show(f"delta {delta:.4f}, bound {bound:.4f}; the logit fell by {fall:.4f}, another rose by {rise:.4f}")
    if max(fall, rise) > bound + 1e-9 * (1 + bound):
        return 3
    if first[winner] - others.max() < 2 * bound:
        return 1
    return 2 if int(second.argmax()) == winner else 3


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("file")
    parser.add_argument("--image", type=int, help="the picture's index; all where it is not given")
    arguments = parser.parse_args()
    with h5py.File(arguments.file) as file:
        verdicts, names = file["verdict"][...], file["images"].asstr()[...]
        if arguments.image is None:
            found = [check(file, image) for image in range(len(verdicts))]
            for code, name in enumerate(NAMES):
                print(f"{name}: {found.count(code)} of {len(found)}")
            return 0 if (numpy.array(found) == verdicts).all() else 1
        print(names[arguments.image])
        code = check(file, arguments.image, print)
        print(f"verdict {code}, {NAMES[code]}; the file says {verdicts[arguments.image]}")
        return 0 if code == verdicts[arguments.image] else 1


if __name__ == "__main__":
    sys.exit(main())
