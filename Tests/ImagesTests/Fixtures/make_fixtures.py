"""Makes the fixtures of the Images tests with Pillow, OpenCV and NumPy.

Run in this folder: python make_fixtures.py [PHOTOS]
Pillow must be older than 13, which resizes columns first where that is faster and so rounds differently.
Raw files: .rgb holds 8-bit samples, .f32 little-endian floats, both in row-major order.
With PHOTOS, the flowers17 folder, photos.txt is made too: checksums of decoded and resized photos.
"""

import struct
import sys
import zlib
from pathlib import Path

import cv2
import numpy as np
import PIL
from PIL import Image, PngImagePlugin

assert int(PIL.__version__.split(".")[0]) < 13, "Pillow 13 resizes in another order"
random = np.random.default_rng(17)


def picture(width, height, channels=3, top=255):
    """Smooth waves and some noise, so that filters and transforms have something to do."""
    y, x = np.mgrid[0:height, 0:width]
    planes = [
        0.5 + 0.35 * np.sin(0.31 * (c + 1) * x + 0.17 * y) + 0.15 * np.cos(0.4 * y * (c + 1))
        for c in range(channels)
    ]
    noise = random.uniform(-0.1, 0.1, (height, width, channels))
    values = np.clip(np.stack(planes, -1) + noise, 0, 1) * top
    return values.astype(np.uint8 if top == 255 else np.uint16)


def expect(name):
    """What Pillow reads from a file, as RGB."""
    image = Image.open(name).convert("RGB")
    Path(name + ".rgb").write_bytes(np.asarray(image).tobytes())


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def interlaced(name, pixels):
    """A file in the seven passes of Adam7."""
    height, width, _ = pixels.shape
    raw = b""
    for x0, y0, dx, dy in [
        (0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2),
    ]:
        part = pixels[y0::dy, x0::dx]
        if part.size:
            raw += b"".join(b"\0" + row.tobytes() for row in part)
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 1)
    Path(name).write_bytes(
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(raw)) + chunk(b"IEND", b"")
    )


def png():
    size = (19, 13)
    rgb = picture(*size)
    Image.fromarray(rgb).save("rgb.png")
    Image.fromarray(rgb[..., 0]).save("gray.png")
    Image.fromarray(rgb[..., 0] > 127).save("gray-1bit.png")
    Image.fromarray(picture(*size, 4)).save("rgba.png")
    Image.fromarray(picture(*size, 2), "LA").save("gray-alpha.png")
    Image.fromarray(rgb).quantize(11).save("palette.png")
    Image.fromarray(rgb).quantize(11).save("palette-transparent.png", transparency=bytes([0, 80, 255, 9]))
    gamma = PngImagePlugin.PngInfo()
    gamma.add(b"gAMA", struct.pack(">I", 100_000))
    Image.fromarray(rgb).save("gamma.png", pnginfo=gamma)
    interlaced("interlaced.png", rgb)
    cv2.imwrite("rgb-16bit.png", picture(*size, 3, 65_535))
    for name in [
        "rgb", "gray", "gray-1bit", "rgba", "gray-alpha", "palette", "palette-transparent", "gamma", "interlaced",
        "rgb-16bit",
    ]:
        expect(name + ".png")
    # Pillow clips 16-bit gray instead of shortening it, so that the high bytes are expected from NumPy.
    gray = picture(*size, 1, 65_535)
    cv2.imwrite("gray-16bit.png", gray)
    Path("gray-16bit.png.rgb").write_bytes(np.repeat((gray >> 8).astype(np.uint8), 3, -1).tobytes())
    cv2.imwrite("rgba-16bit.png", picture(*size, 4, 65_535))
    expect("rgba-16bit.png")


def jpeg():
    rgb = Image.fromarray(picture(43, 37))
    rgb.save("420.jpg", quality=75)
    rgb.save("422.jpg", quality=90, subsampling="4:2:2")
    rgb.save("444.jpg", quality=95, subsampling="4:4:4")
    rgb.save("progressive.jpg", quality=60, progressive=True)
    rgb.convert("L").save("gray.jpg", quality=80)
    cmyk = Image.fromarray(picture(43, 37, 4), "CMYK")
    cmyk.save("cmyk.jpg", quality=90)
    # The Adobe marker's last byte tells the transform: 2 makes YCCK of the same numbers.
    data = bytearray(Path("cmyk.jpg").read_bytes())
    data[data.index(b"Adobe") + 11] = 2
    Path("ycck.jpg").write_bytes(data)
    for name in ["420", "422", "444", "progressive", "gray", "cmyk", "ycck"]:
        expect(name + ".jpg")


def resize():
    image = Image.open("444.jpg").convert("RGB")
    for size in [(16, 16), (64, 64), (43, 20), (20, 37), (7, 5), (1, 1), (97, 3), (44, 36)]:
        resized = image.resize(size, Image.Resampling.BILINEAR)
        Path("resized-%dx%d.rgb" % size).write_bytes(np.asarray(resized).tobytes())


def normalized():
    """ToTensor and Normalize as torchvision computes them, in float32."""
    image = np.asarray(Image.open("444.jpg").convert("RGB").resize((16, 16), Image.Resampling.BILINEAR))
    mean = np.float32([0.485, 0.456, 0.406])[:, None, None]
    deviation = np.float32([0.229, 0.224, 0.225])[:, None, None]
    values = (image.transpose(2, 0, 1).astype(np.float32) / np.float32(255) - mean) / deviation
    values.astype("<f4").tofile("normalized-16x16.f32")


def bicubic():
    for (h, w), (height, width) in [((7, 7), (32, 32)), ((7, 7), (37, 50)), ((14, 10), (5, 20)), ((1, 3), (6, 9))]:
        values = random.normal(size=(h, w)).astype(np.float32)
        values.astype("<f4").tofile(f"map-{h}x{w}-to-{height}x{width}.f32")
        cubic = cv2.resize(values, dsize=(width, height), interpolation=cv2.INTER_CUBIC)
        cubic.astype("<f4").tofile(f"upsampled-{h}x{w}-to-{height}x{width}.f32")


def overlay():
    levels = np.arange(256, dtype=np.uint8).reshape(1, -1)
    jet = cv2.applyColorMap(levels, cv2.COLORMAP_JET)[0, :, ::-1]
    Path("jet.rgb").write_bytes(jet.tobytes())
    # As released: floats in 0..1, OpenCV's colours, matplotlib's truncation.
    image = np.asarray(Image.open("rgb.png")).astype(np.float32) / np.float32(255)
    values = random.normal(size=image.shape[:2]).astype(np.float32)
    values.astype("<f4").tofile("heat-map.f32")
    heat = values - np.amin(values)
    heat = heat / np.amax(heat)
    colors = cv2.applyColorMap(np.uint8(255 * heat), cv2.COLORMAP_JET)
    colors = np.float32(colors)[..., ::-1] / 255
    mixed = 0.5 * image + 0.3 * colors
    Path("overlay.rgb").write_bytes((mixed * 255).astype(np.uint8).tobytes())


def boxes():
    """Frames of OpenCV in pictures of 14 x 12, one after the other; corners as listed in the test."""
    frames = []
    for r0, r1, c0, c1 in [(2, 9, 3, 10), (0, 12, 0, 14), (5, 6, 5, 6), (4, 5, 2, 11), (3, 11, 13, 14)]:
        canvas = np.full((12, 14, 3), 60, np.uint8)
        cv2.rectangle(canvas, (c0, r0), (c1 - 1, r1 - 1), color=(255, 255, 0), thickness=2)
        frames.append(canvas)
    Path("boxes.rgb").write_bytes(np.stack(frames).tobytes())


def checksum(pixels):
    samples = np.asarray(pixels).reshape(-1).astype(np.uint64)
    weights = np.arange(samples.size, dtype=np.uint64) % np.uint64(65_521) + np.uint64(1)
    return int(np.sum(samples * weights, dtype=np.uint64))


def photos(root):
    lines = []
    for file in sorted(root.glob("train/*/*.jpg"))[::53]:
        image = Image.open(file).convert("RGB")
        small = image.resize((224, 224), Image.Resampling.BILINEAR)
        lines.append(f"{file.relative_to(root)} {checksum(image)} {checksum(small)}")
    Path("photos.txt").write_text("\n".join(lines) + "\n")


png()
jpeg()
resize()
normalized()
bicubic()
overlay()
boxes()
if len(sys.argv) > 1:
    photos(Path(sys.argv[1]))
