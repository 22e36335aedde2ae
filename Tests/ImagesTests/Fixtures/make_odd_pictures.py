"""Makes the pictures of the folder `odd`, and odd.txt: what Pillow 12 makes of them.

Run in this folder: python make_odd_pictures.py
cjpeg of libjpeg-turbo writes the arithmetic coded one. Each line of odd.txt is a name and then width, height and
checksum of the picture that Image.open(name).convert("RGB") gives, or "refused".
"""

import io
import struct
import subprocess
import warnings
import zlib
from pathlib import Path

import cv2
import numpy as np
import PIL
from PIL import Image, PngImagePlugin

assert PIL.__version__.startswith("12."), "odd.txt is about Pillow 12"
warnings.simplefilter("ignore")
folder = Path("odd")
folder.mkdir(exist_ok=True)
for old in folder.iterdir():
    old.unlink()
random = np.random.default_rng(21)


def picture(width=24, height=20, channels=3, top=255):
    y, x = np.mgrid[0:height, 0:width]
    planes = [0.5 + 0.4 * np.sin(0.3 * (c + 1) * x + 0.2 * y) for c in range(channels)]
    values = np.clip(np.stack(planes, -1) + random.uniform(-0.05, 0.05, (height, width, channels)), 0, 1) * top
    return values.astype(np.uint8 if top == 255 else np.uint16)


def save(name, data):
    (folder / name).write_bytes(data)


def encoded(image, kind, **options):
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


rgb = picture()
image = Image.fromarray(rgb)


# JPEG

def segment(data, marker, start=2):
    """Where the segment with a marker begins and ends, before the first scan's samples."""
    position = start
    while True:
        assert data[position] == 0xFF
        length = struct.unpack(">H", data[position + 2:position + 4])[0]
        if data[position + 1] == marker:
            return position, position + 2 + length
        position += 2 + length


def jpeg():
    plain = encoded(image, "JPEG", quality=85)
    save("plain.jpg", plain)
    for name, factor in [("411", 0x411111), ("422", 0x211111), ("440", 0x121111), ("444", 0x111111)]:
        done, data = cv2.imencode(
            ".jpg", rgb[..., ::-1],
            [cv2.IMWRITE_JPEG_SAMPLING_FACTOR, factor, cv2.IMWRITE_JPEG_QUALITY, 85],
        )
        assert done
        save(f"sampling-{name}.jpg", data.tobytes())
    save("gray.jpg", encoded(image.convert("L"), "JPEG"))
    save("one-pixel.jpg", encoded(image.crop((0, 0, 1, 1)), "JPEG"))
    save("rgb-kept.jpg", encoded(image, "JPEG", keep_rgb=True))
    progressive = encoded(image, "JPEG", progressive=True)
    save("progressive.jpg", progressive)
    last = progressive.rindex(b"\xff\xda")
    tables = progressive.rindex(b"\xff\xc4", 0, last)
    save("progressive-without-last-scan.jpg", progressive[:tables] + b"\xff\xd9")
    save("progressive-cut.jpg", progressive[:-60])
    cmyk = encoded(Image.fromarray(picture(channels=4), "CMYK"), "JPEG")
    save("cmyk.jpg", cmyk)
    start, end = segment(cmyk, 0xEE)
    save("cmyk-unmarked.jpg", cmyk[:start] + cmyk[end:])
    ycck = bytearray(cmyk)
    ycck[end - 1] = 2
    save("ycck.jpg", ycck)
    start, end = segment(plain, 0xE0)
    save("without-jfif.jpg", plain[:start] + plain[end:])
    for major in [2, 3]:
        data = bytearray(plain)
        data[start + 9] = major
        save(f"jfif-{major}.jpg", data)
    quantization, _ = segment(plain, 0xDB)
    scan, samples = segment(plain, 0xDA)
    for name, place in [("tables", quantization), ("scan", scan), ("end", len(plain) - 2)]:
        save(f"stray-before-{name}.jpg", plain[:place] + b"\x12\x34\x56" + plain[place:])
    save("stray-escaped.jpg", plain[:quantization] + b"\xff\x00" + plain[quantization:])
    save("filled-before-marker.jpg", plain[:quantization] + b"\xff\xff\xff" + plain[quantization:])
    save("unknown-marker.jpg", plain[:quantization] + b"\xff\x02" + plain[quantization:])
    restart = encoded(image, "JPEG", restart_marker_blocks=1)
    save("restart.jpg", restart)
    place = restart.index(b"\xff\xd1")
    save("restart-missing.jpg", restart[:place] + restart[place + 2:])
    save("restart-wrong.jpg", restart[:place] + b"\xff\xd5" + restart[place + 2:])
    save("restart-twice.jpg", restart[:place] + b"\xff\xd1" + restart[place:])
    for name, offset, bits in [("code", 40, 0xFF), ("bit", 90, 0x10), ("byte", 150, 0xA5)]:
        data = bytearray(plain)
        data[samples + offset] ^= bits
        if data[samples + offset] == 0xFF:
            data[samples + offset] = 0xFE
        save(f"wrong-{name}.jpg", data)
    middle = (samples + len(plain)) // 2
    save("marker-in-samples.jpg", plain[:middle] + b"\xff\xd3" + plain[middle:])
    save("end-in-samples.jpg", plain[:middle] + b"\xff\xd9" + plain[middle:])
    save("without-end.jpg", plain[:-2])
    save("half-an-end.jpg", plain[:-1])
    for count in [3, 30, 200]:
        save(f"cut-by-{count}.jpg", plain[:-count])
    save("cut-in-header.jpg", plain[:300])
    save("trailing.jpg", plain + b"garbage" * 9)
    save("two.jpg", plain + encoded(Image.fromarray(rgb[::-1].copy()), "JPEG"))
    save("mpo.jpg", encoded(image, "MPO", save_all=True, append_images=[image.rotate(90)]))
    exif = Image.Exif()
    exif[0x112] = 6
    save("rotated-by-exif.jpg", encoded(image, "JPEG", exif=exif))
    save("broken-exif.jpg", encoded(image, "JPEG", exif=b"Exif\0\0MM\0*\xff\xff\xff\xff"))
    save("comment.jpg", encoded(image, "JPEG", comment=b"a comment"))
    save("profile.jpg", encoded(image, "JPEG", icc_profile=b"x" * 300))
    frame, _ = segment(plain, 0xC0)
    for name, offset, value in [
        ("extended", 1, 0xC1), ("lossless", 1, 0xC3), ("hierarchical", 1, 0xC5), ("12-bit", 4, 12),
    ]:
        data = bytearray(plain)
        data[frame + offset] = value
        save(f"{name}.jpg", data)
    data = bytearray(plain)
    data[frame + 5:frame + 7] = b"\0\0"
    save("no-lines.jpg", data)
    save("tables-only.jpg", plain[:frame] + b"\xff\xd9")
    ppm = encoded(image, "PPM")
    coded = subprocess.run(["cjpeg", "-arithmetic", "-quality", "85"], input=ppm, stdout=subprocess.PIPE, check=True)
    save("arithmetic.jpg", coded.stdout)


# PNG

def chunk(kind, data, crc=None):
    check = zlib.crc32(kind + data) if crc is None else crc
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)


signature = b"\x89PNG\r\n\x1a\n"
end = chunk(b"IEND", b"")
adam7 = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]


def head(width, height, depth, kind, interlaced=0):
    return chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, kind, 0, 0, interlaced))


def rows(values, depth):
    """The rows of samples [height, width, channels], every filter in turn where bytes allow it."""
    height, width, channels = values.shape
    raw = b""
    above = b""
    for number, row in enumerate(values.reshape(height, width * channels)):
        if depth == 16:
            packed = row.astype(">u2").tobytes()
        elif depth == 8:
            packed = row.astype(np.uint8).tobytes()
        else:
            bits = "".join(format(int(v), f"0{depth}b") for v in row)
            bits += "0" * (-len(bits) % 8)
            packed = bytes(int(bits[i:i + 8], 2) for i in range(0, len(bits), 8))
        above = above or bytes(len(packed))
        step = max(channels * depth // 8, 1)
        kind = number % 5
        out = bytearray()
        for i, value in enumerate(packed):
            a = packed[i - step] if i >= step else 0
            b = above[i]
            c = above[i - step] if i >= step else 0
            p = a + b - c
            nearest = min((abs(p - a), 0, a), (abs(p - b), 1, b), (abs(p - c), 2, c))[2]
            out.append((value - [0, a, b, (a + b) // 2, nearest][kind]) & 255)
        raw += bytes([kind]) + bytes(out)
        above = packed
    return raw


def data(values, depth, interlaced):
    if not interlaced:
        return rows(values, depth)
    parts = [values[y::dy, x::dx] for x, y, dx, dy in adam7]
    return b"".join(rows(part, depth) for part in parts if part.size)


def png():
    samples = picture(13, 11, 4, 65_535)
    for name, kind, channels, depths in [
        ("gray", 0, 1, [1, 2, 4, 8, 16]), ("rgb", 2, 3, [8, 16]), ("palette", 3, 1, [1, 2, 4, 8]),
        ("gray-alpha", 4, 2, [8, 16]), ("rgba", 6, 4, [8, 16]),
    ]:
        for depth in depths:
            for interlaced in [0, 1]:
                values = samples[..., :channels] >> (16 - depth)
                palette = chunk(b"PLTE", random.bytes(3 << depth)) if kind == 3 else b""
                save(
                    f"{name}-{depth}{'-interlaced' if interlaced else ''}.png",
                    signature + head(13, 11, depth, kind, interlaced) + palette
                    + chunk(b"IDAT", zlib.compress(data(values, depth, interlaced), 9)) + end,
                )
    dark = samples[..., :1] >> 7
    save("gray-16-dark.png", signature + head(13, 11, 16, 0) + chunk(b"IDAT", zlib.compress(rows(dark, 16))) + end)
    raw = zlib.compress(rows((samples[..., :1] >> 8) % 16, 8), 9)
    indexed = signature + head(13, 11, 8, 3)
    save("palette-short.png", indexed + chunk(b"PLTE", random.bytes(30)) + chunk(b"IDAT", raw) + end)
    save("palette-missing.png", indexed + chunk(b"IDAT", raw) + end)
    save("palette-cut-color.png", indexed + chunk(b"PLTE", random.bytes(31)) + chunk(b"IDAT", raw) + end)
    save("palette-transparent.png", indexed + chunk(b"PLTE", random.bytes(768))
         + chunk(b"tRNS", bytes([0, 90, 255, 3])) + chunk(b"IDAT", raw) + end)
    save("gray-transparent.png", signature + head(13, 11, 8, 0) + chunk(b"tRNS", b"\0\x80") + chunk(b"IDAT", raw) + end)

    values = samples[..., :3] >> 8
    start = signature + head(13, 11, 8, 2)
    raw = rows(values, 8)
    packed = zlib.compress(raw, 9)
    idat = chunk(b"IDAT", packed)
    plain = start + idat + end
    save("plain.png", plain)
    save("rgb-transparent.png", start + chunk(b"tRNS", bytes(6)) + idat + end)
    save("gamma.png", start + chunk(b"gAMA", struct.pack(">I", 100_000)) + idat + end)
    save("profile.png", start + chunk(b"iCCP", b"x\0\0" + zlib.compress(b"y" * 200)) + idat + end)
    save("unknown-chunk.png", start + chunk(b"abCd", b"what") + idat + end)
    save("unknown-critical-chunk.png", start + chunk(b"ABCD", b"what") + idat + end)
    save("palette-of-rgb.png", start + chunk(b"PLTE", bytes(30)) + idat + end)
    save("many-idat.png", start + b"".join(chunk(b"IDAT", packed[i:i + 40]) for i in range(0, len(packed), 40)) + end)
    save("empty-idat.png", start + chunk(b"IDAT", b"") + idat + chunk(b"IDAT", b"") + end)
    save("parted-idat.png", start + chunk(b"IDAT", packed[:50]) + chunk(b"tEXt", b"a\0b") + chunk(b"IDAT", packed[50:]) + end)
    save("wrong-idat-crc.png", start + chunk(b"IDAT", packed, 7) + end)
    save("wrong-header-crc.png", signature + start[8:-4] + b"abcd" + idat + end)
    save("wrong-text-crc.png", start + chunk(b"tEXt", b"a\0b", 7) + idat + end)
    save("wrong-text-crc-behind.png", start + idat + chunk(b"tEXt", b"a\0b", 7) + end)
    save("wrong-end-crc.png", start + idat + chunk(b"IEND", b"", 7))
    save("without-end.png", start + idat)
    save("without-end-crc.png", plain[:-4])
    save("half-an-end.png", plain[:-6])
    save("without-idat-crc.png", start + idat[:-4])
    save("cut-in-checksum.png", start + idat[:-6])
    save("cut-in-samples.png", start + idat[:-40])
    save("cut-in-text-behind.png", start + idat + chunk(b"tEXt", b"a\0" + b"b" * 90)[:-40])
    save("garbage-behind-idat.png", start + idat + b"\1\2\3\4\5\6\7\x08\x09\x0a\x0b\x0c")
    save("trailing.png", plain + b"garbage" * 9)
    save("wrong-adler.png", start + chunk(b"IDAT", packed[:-4] + b"\1\2\3\4") + end)
    save("without-adler.png", start + chunk(b"IDAT", packed[:-4]) + end)
    save("wrong-data.png", start + chunk(b"IDAT", packed[:60] + b"\xff\xff\xff" + packed[63:]) + end)
    save("too-many-rows.png", start + chunk(b"IDAT", zlib.compress(raw + raw[:40])) + end)
    save("too-few-rows.png", start + chunk(b"IDAT", zlib.compress(raw[:5 * 40])) + end)
    save("too-few-samples.png", start + chunk(b"IDAT", zlib.compress(raw[:5 * 40 + 17])) + end)
    save("unknown-filter.png", start + chunk(b"IDAT", zlib.compress(b"\7" + raw[1:])) + end)
    save("without-header.png", signature + idat + end)
    save("without-samples.png", start + end)
    save("odd-depth.png", signature + head(13, 11, 3, 2) + idat + end)
    save("no-columns.png", signature + head(0, 11, 8, 2) + idat + end)
    save("tall.png", signature + head(1, 900, 8, 0) + chunk(b"IDAT", zlib.compress(bytes(1800))) + end)
    frames = [Image.fromarray(values.astype(np.uint8)), Image.fromarray(255 - values.astype(np.uint8))]
    save("animated.png", encoded(frames[0], "PNG", save_all=True, append_images=frames[1:]))
    save("animated-cut.png", (folder / "animated.png").read_bytes()[:-60])
    text = PngImagePlugin.PngInfo()
    text.add_text("a", "b" * 40, zip=True)
    save("text.png", encoded(frames[0], "PNG", pnginfo=text))


# Others

def others():
    alpha = Image.fromarray(picture(channels=4), "RGBA")
    save("lossy.webp", encoded(image, "WEBP", quality=70))
    save("lossless.webp", encoded(image, "WEBP", lossless=True))
    save("alpha-lossy.webp", encoded(alpha, "WEBP", quality=70))
    save("alpha-lossless.webp", encoded(alpha, "WEBP", lossless=True, exact=True))
    save("animated.webp", encoded(image, "WEBP", save_all=True, append_images=[image.rotate(180)], lossless=True))
    save("exif.webp", encoded(image, "WEBP", exif=b"Exif\0\0MM\0*"))
    save("cut.webp", (folder / "lossy.webp").read_bytes()[:-30])
    save("broken.webp", (folder / "lossless.webp").read_bytes()[:60] + bytes(400))
    save("trailing.webp", (folder / "lossy.webp").read_bytes() + b"garbage")

    bmp = encoded(image, "BMP")
    save("plain.bmp", bmp)
    for kind in ["1", "L", "P"]:
        save(f"mode-{kind}.bmp", encoded(image.convert(kind), "BMP"))
    save("mode-RGBA.bmp", encoded(alpha, "BMP"))
    save("cut.bmp", bmp[:-30])
    width, height = image.size

    def info(bits, compression=0, rows=height, colors=0):
        return struct.pack("<IiiHHIIiiII", 40, width, rows, 1, bits, compression, 0, 0, 0, colors, 0)

    def whole(header, table, samples):
        start = 14 + len(header) + len(table)
        return b"BM" + struct.pack("<IHHI", start + len(samples), 0, 0, start) + header + table + samples

    words = random.integers(0, 1 << 16, (height, width), np.uint16)
    save("16-bit-555.bmp", whole(info(16), b"", words.astype("<u2").tobytes()))
    masks = struct.pack("<III", 0xF800, 0x7E0, 0x1F)
    save("16-bit-565.bmp", whole(info(16, 3), masks, words.astype("<u2").tobytes()))
    save("16-bit-444.bmp", whole(info(16, 3), struct.pack("<III", 0xF00, 0xF0, 0xF), words.astype("<u2").tobytes()))
    longs = random.integers(0, 1 << 32, (height, width), np.uint32)
    save("32-bit-masks.bmp", whole(info(32, 3), struct.pack("<III", 0xFF000000, 0xFF0000, 0xFF00), longs.tobytes()))
    save("32-bit.bmp", whole(info(32), b"", longs.tobytes()))
    save("top-down.bmp", whole(info(24, rows=-height), b"", rgb[..., ::-1].tobytes()))
    nibbles = random.integers(0, 256, (height, width // 2), np.uint8)
    save("4-bit.bmp", whole(info(4, colors=10), random.bytes(40), nibbles.tobytes()))
    core = struct.pack("<IHHHH", 12, width, height, 1, 8)
    save("old-8-bit.bmp", whole(core, random.bytes(768), random.integers(0, 256, (height, width), np.uint8).tobytes()))
    save("run-length.bmp", whole(info(8, 1), random.bytes(1024), (bytes([width, 7, 0, 0]) * height) + b"\0\1"))

    save("plain.ppm", encoded(image, "PPM"))
    save("plain.pgm", encoded(image.convert("L"), "PPM"))
    wide = picture(24, 20, 3, 65_535)
    save("16-bit.pgm", b"P5\n24 20\n65535\n" + wide[..., 0].astype(">u2").tobytes())
    save("12-bit.pgm", b"P5\n24 20\n4095\n" + (wide[..., 0] >> 4).astype(">u2").tobytes())
    save("16-bit.ppm", b"P6\n# by hand\n24 20\n65535\n" + wide.astype(">u2").tobytes())
    save("to-100.ppm", b"P6 24 20 100 " + (rgb % 101).tobytes())
    save("cut.ppm", encoded(image, "PPM")[:-9])
    save("text.ppm", b"P3\n2 1\n255\n1 2 3 4 5 6\n")
    save("bits.ppm", encoded(image.convert("1"), "PPM"))

    save("picture.gif", encoded(image.quantize(32), "GIF"))
    save("picture.tif", encoded(image, "TIFF"))
    save("gif-named.jpg", encoded(image.quantize(32), "GIF"))
    save("png-named.jpg", encoded(image, "PNG"))
    save("webp-named.png", encoded(image, "WEBP"))
    save("jpeg-named.bmp", encoded(image, "JPEG"))
    save("page.jpg", b"<!DOCTYPE html><html><body>Not found</body></html>")
    save("pointer.jpg", b"version https://git-lfs.github.com/spec/v1\noid sha256:" + b"0" * 64 + b"\nsize 12345\n")
    save("empty.jpg", b"")
    save("zeros.jpg", bytes(64))


def checksum(pixels):
    samples = np.asarray(pixels).reshape(-1).astype(np.uint64)
    weights = np.arange(samples.size, dtype=np.uint64) % np.uint64(65_521) + np.uint64(1)
    return int(np.sum(samples * weights, dtype=np.uint64))


jpeg()
png()
others()
lines = []
for file in sorted(folder.iterdir()):
    try:
        with Image.open(file) as opened:
            converted = opened.convert("RGB")
        lines.append(f"{file.name} {converted.width} {converted.height} {checksum(converted)}")
    except Exception:
        lines.append(f"{file.name} refused")
Path("odd.txt").write_text("\n".join(lines) + "\n")
