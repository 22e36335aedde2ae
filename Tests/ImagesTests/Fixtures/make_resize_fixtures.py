"""Makes tall.jpg and wide.jpg, or with them orders-12.txt and orders-13.txt: what Pillow resizes them to.

Run in this folder, with Pillow 12 first and then with Pillow 13: python make_resize_fixtures.py
A line is a picture, width, height and checksum. Pillow 13 begins with the columns where the height shrinks by more
than twice as many pixels as the width.
"""

from pathlib import Path

import numpy as np
import PIL
from PIL import Image

random = np.random.default_rng(13)
version = PIL.__version__.split(".")[0]


def picture(width, height):
    y, x = np.mgrid[0:height, 0:width]
    planes = [0.5 + 0.4 * np.sin(0.09 * (c + 1) * x + 0.05 * y) * np.cos(0.02 * c * y) for c in range(3)]
    values = np.stack(planes, -1) + random.normal(0, 0.04, (height, width, 3))
    return Image.fromarray((np.clip(values, 0, 1) * 255).astype(np.uint8))


def checksum(pixels):
    samples = np.asarray(pixels).reshape(-1).astype(np.uint64)
    weights = np.arange(samples.size, dtype=np.uint64) % np.uint64(65_521) + np.uint64(1)
    return int(np.sum(samples * weights, dtype=np.uint64))


if version == "12":
    picture(90, 210).save("tall.jpg", quality=60)
    picture(210, 90).save("wide.jpg", quality=60)
lines = []
for name in ["tall", "wide"]:
    image = Image.open(f"{name}.jpg").convert("RGB")
    for size in [(64, 64), (32, 32), (90, 64), (120, 64), (40, 100), (40, 111), (32, 240), (300, 300)]:
        resized = image.resize(size, Image.Resampling.BILINEAR)
        lines.append("%s %d %d %d" % (name, *size, checksum(resized)))
Path(f"orders-{version}.txt").write_text("\n".join(lines) + "\n")
