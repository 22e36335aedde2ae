"""Makes the fixtures of the augmentation tests with Augmentor 0.2.12, whose random numbers are given.

Run in this folder: python make_augmentor_fixtures.py
Pillow must be older than 13, which resizes columns first where that is faster and so rounds differently.
augmentor.json lists the pictures and the cases; augmentor.rgb holds the 8-bit RGB samples of all
pictures and results in that order.
"""

import json
from pathlib import Path

import numpy as np
import PIL
from Augmentor import Operations
from PIL import Image

assert int(PIL.__version__.split(".")[0]) < 13, "Pillow 13 resizes in another order"


class Given:
    """Stands for the module `random`; hands out the numbers of a case in the order they are asked for."""

    def __init__(self, values):
        self.values = list(values)

    def take(self, *_):
        return self.values.pop(0)

    randint = choice = uniform = take


def perform(operation, values, image):
    Operations.random = Given(values)
    result = operation.perform_operation([image])[0]
    assert not Operations.random.values, "numbers left over"
    return result


def picture(width, height, seed):
    """Smooth waves and some noise, so that filters and transforms have something to do."""
    random = np.random.default_rng(seed)
    y, x = np.mgrid[0:height, 0:width]
    planes = [
        0.5 + 0.4 * np.sin(0.31 * (c + 1) * x + 0.17 * y) + 0.2 * np.cos(0.4 * y * (c + 1)) for c in range(3)
    ]
    values = np.stack(planes, -1) + random.uniform(-0.1, 0.1, (height, width, 3))
    return Image.fromarray((np.clip(values, 0, 1) * 255).astype(np.uint8))


PICTURES = [picture(52, 38, 1), picture(31, 44, 2)]
SKEWS = {
    "tilt-left": ("TILT", 0),
    "tilt-right": ("TILT_LEFT_RIGHT", 1),
    "tilt-top": ("TILT_TOP_BOTTOM", 2),
    "tilt-bottom": ("TILT", 3),
    "corner-top-left-horizontally": ("CORNER", 0),
    "corner-top-left-vertically": ("CORNER", 1),
    "corner-top-right-horizontally": ("CORNER", 2),
    "corner-top-right-vertically": ("CORNER", 3),
    "corner-bottom-right-horizontally": ("CORNER", 4),
    "corner-bottom-right-vertically": ("CORNER", 5),
    "corner-bottom-left-horizontally": ("CORNER", 6),
    "corner-bottom-left-vertically": ("CORNER", 7),
}
cases, results = [], []


def add(index, kind, parameters, result):
    assert result.size == PICTURES[index].size
    cases.append({"picture": index, kind: parameters})
    results.append(result)


for index, image in enumerate(PICTURES):
    for degrees in [-15, -6, -1, 0, 3, 15]:
        values = [degrees, 0, 0] if degrees < 0 else [0, degrees, 1]
        result = perform(Operations.RotateRange(1, 15, 15), values, image)
        add(index, "rotation", {"degrees": degrees, "frame": "released"}, result)

    for number, (direction, (kind, drawn)) in enumerate(SKEWS.items()):
        # Each direction on one of the two pictures, with another amount.
        if number % 2 != index:
            continue
        amount = 1 + 2 * number % 9
        result = perform(Operations.Skew(1, "RANDOM", 0.2), [amount, kind, drawn], image)
        add(index, "skew", {"direction": direction, "pixels": amount}, result)

    for axis, letter in [("horizontal", "x"), ("vertical", "y")]:
        for drawn, degrees in [(-10.5, -9), (-1.5, -1), (0.3, 1), (10.9, 11)]:
            result = perform(Operations.Shear(1, 10, 10), [drawn, letter], image)
            add(index, "shear", {"degrees": degrees, "axis": axis, "frame": "released"}, result)

    random = np.random.default_rng(3 + index)
    moves = random.integers(-5, 6, (81, 2)).tolist()
    result = perform(Operations.Distort(1, 10, 10, 5), sum(moves, []), image)
    add(index, "distortion", {"moves": moves}, result)

listing = {"pictures": [{"width": p.width, "height": p.height} for p in PICTURES], "cases": cases}
Path("augmentor.json").write_text(json.dumps(listing, separators=(",", ":")) + "\n")
Path("augmentor.rgb").write_bytes(b"".join(image.tobytes() for image in PICTURES + results))
print(len(cases), "cases")
