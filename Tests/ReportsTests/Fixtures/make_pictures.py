"""Draws the stand-ins for prototype pictures: a toy bird, its box and its activation, 64 px."""

from pathlib import Path

from PIL import Image, ImageDraw

here = Path(__file__).parent / "pictures"
here.mkdir(exist_ok=True)
BODIES = ["#c0392b", "#2471a3", "#b7950b", "#1e8449"]


def bird(body: str, flip: bool) -> Image.Image:
    image = Image.new("RGB", (64, 64), "#b9d7ea")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 50, 63, 63), fill="#7d9b62")
    draw.ellipse((14, 24, 48, 48), fill=body)
    draw.polygon([(16, 34), (2, 28), (4, 42)], fill=body)
    draw.ellipse((38, 12, 56, 30), fill=body)
    draw.polygon([(55, 19), (63, 22), (55, 25)], fill="#e67e22")
    draw.ellipse((46, 17, 50, 21), fill="#101010")
    draw.ellipse((20, 30, 38, 42), fill="#f4f1e6")
    return image.transpose(Image.Transpose.FLIP_LEFT_RIGHT) if flip else image


for index, body in enumerate(BODIES):
    image = bird(body, index % 2 == 1)
    box = [(36, 8, 60, 32), (16, 24, 40, 48), (14, 26, 38, 50), (4, 8, 28, 32)][index]
    image.crop(box).quantize(16).save(here / f"{index}-crop.png", optimize=True)
    boxed = image.copy()
    ImageDraw.Draw(boxed).rectangle(box, outline="#ffe600", width=2)
    boxed.quantize(16).save(here / f"{index}-box.png", optimize=True)
    overlay = image.convert("L").convert("RGB")
    middle = ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
    pixels = overlay.load()
    for y in range(64):
        for x in range(64):
            heat = max(0.0, 1 - ((x - middle[0]) ** 2 + (y - middle[1]) ** 2) ** 0.5 / 26)
            heat = round(heat * 6) / 6
            red, green, blue = (40 + int(215 * heat), int(200 * heat * (1.3 - heat)), int(170 * (1 - heat)))
            pixels[x, y] = tuple(int(0.5 * a + 0.5 * b) for a, b in zip(pixels[x, y], (red, green, blue)))
    overlay.quantize(24).save(here / f"{index}-overlay.png", optimize=True)
print(sum(f.stat().st_size for f in here.glob("*.png")), "bytes")
