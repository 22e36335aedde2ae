"""Theorem 2.1 and its sharper form for one picture step by step, or for all, from the distances in a file.

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


def best(low, high):
    """The delta of the least (1 + delta)(2 - delta): the end farther from one half."""
    return low if abs(low - 0.5) >= abs(high - 0.5) else high


def check(file, image, show=lambda text: None):
    """The verdicts' codes for one picture, with the last layer of premise A4; its premises are compared, too."""
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
    fall, rise = first[winner] - second[winner], numpy.delete(second - first, winner).max()
    show(f"the logit fell by {fall:.4f}, another rose by {rise:.4f}")

    def verdict(needed, greatest_fall, greatest_rise):
        tolerance = 1e-9 * (1 + needed)
        if fall > greatest_fall + tolerance or rise > greatest_rise + tolerance:
            return 3
        if first[winner] - others.max() < needed:
            return 1
        return 2 if int(second.argmax()) == winner else 3

    paper = 0
    if a1 and count > 0 and low <= high:
        delta = best(low, high)
        bound = count * math.log((1 + delta) * (2 - delta))
        show(f"delta {delta:.4f}: a lead of twice {bound:.4f} is needed")
        paper = verdict(2 * bound, bound, bound)
    # The sharper form: S2b without nearness, S2a without epsilon, no A1, and the lead of one bound.
    with numpy.errstate(divide="ignore", invalid="ignore"):
        q = ratio[other]
        low = max([0.0, *(ratio[own] * (2 + ratio[own]))])
        high = min([1.0, *numpy.where(q < 1, 2 - 1 / (1 - q) ** 2, -numpy.inf)])
    sharper = 0
    if count > 0 and low <= high:
        delta = best(low, high)
        fall_bound, rise_bound = count * math.log(1 + delta), count * math.log(2 - delta)
        show(f"sharper form: delta {delta:.4f}, a lead of {fall_bound + rise_bound:.4f} is needed")
        sharper = verdict(fall_bound + rise_bound, fall_bound, rise_bound)
    return paper, sharper


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("file")
    parser.add_argument("--image", type=int, help="the picture's index; all where it is not given")
    arguments = parser.parse_args()
    with h5py.File(arguments.file) as file:
        names = file["images"].asstr()[...]
        verdicts = numpy.stack([file["verdict"][...], file["sharper_verdict"][...]], axis=1)
        if arguments.image is None:
            found = numpy.array([check(file, image) for image in range(len(verdicts))])
            for column, form in enumerate(["Theorem 2.1", "its sharper form"]):
                counts = [f"{(found[:, column] == code).sum()} {name}" for code, name in enumerate(NAMES)]
                print(f"{form}, {len(found)} pictures: {', '.join(counts)}")
            return 0 if (found == verdicts).all() else 1
        print(names[arguments.image])
        found = check(file, arguments.image, print)
        for form, code, said in zip(["Theorem 2.1", "sharper form"], found, verdicts[arguments.image]):
            print(f"{form}: verdict {code}, {NAMES[code]}; the file says {said}")
        return 0 if (numpy.array(found) == verdicts[arguments.image]).all() else 1


if __name__ == "__main__":
    sys.exit(main())
