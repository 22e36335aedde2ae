"""Makes the fixtures of WarpSourceTests and of bicubic resizing with Pillow, from 444.jpg.rgb.

Run in this folder: python make_warp_fixtures.py
Pillow must be older than 13, which resizes columns first where that is faster and so rounds differently.
Files hold 8-bit RGB samples in row-major order.
"""

from pathlib import Path

import PIL
from PIL import Image

assert int(PIL.__version__.split(".")[0]) < 13, "Pillow 13 resizes in another order"
SIZE = (43, 37)
picture = Image.frombytes("RGB", SIZE, Path("444.jpg.rgb").read_bytes())
T, BICUBIC = Image.Transform, Image.Resampling.BICUBIC

for width, height in [(64, 64), (43, 20), (7, 5), (51, 37)]:
    resized = picture.resize((width, height), BICUBIC)
    Path(f"bicubic-{width}x{height}.rgb").write_bytes(resized.tobytes())

WARPS = {
    "warp-identity": (SIZE, T.AFFINE, (1, 0, 0, 0, 1, 0)),
    # Beyond every edge of the picture.
    "warp-affine": ((60, 50), T.AFFINE, (0.9, -0.3, 2.25, 0.25, 1.1, -7.5)),
    "warp-perspective": (SIZE, T.PERSPECTIVE, (0.8, 0.05, 1.5, -0.1, 0.9, 3.01, -0.002, 0.004)),
    # North-west, south-west, south-east and north-east corner.
    "warp-quad": ((30, 20), T.QUAD, (-3, 2, 5, 33, 41, 36, 38, -4)),
    "warp-mesh": (
        (50, 40),
        T.MESH,
        [
            ((0, 0, 20, 15), (0, 0, 1, 14, 24, 20, 19, -1)),
            ((20, 15, 43, 37), (24, 20, 19, 37, 43, 37, 43, 16)),
        ],
    ),
}
for name, (size, method, data) in WARPS.items():
    Path(f"{name}.rgb").write_bytes(picture.transform(size, method, data, BICUBIC).tobytes())
