"""Writes small made-up data sets in the published layouts of CUB-200-2011 and Stanford Cars.

Usage: python3 make_published.py        (needs NumPy, SciPy and Pillow)
Makes cub/, cars-one-list/, cars-two-lists/ and crops.json, which holds what Pillow crops.
"""
import hashlib
import json
import pathlib
import shutil

import numpy as np
import scipy.io
from PIL import Image

here = pathlib.Path(__file__).parent
random = np.random.default_rng(7)
crops = {}


def picture(path, channel):
    """A noisy photograph of which one channel is bright."""
    path.parent.mkdir(parents=True, exist_ok=True)
    pixels = random.integers(0, 60, (30, 40, 3)).astype(np.uint8)
    pixels[..., channel] += 120
    Image.fromarray(pixels).save(path, quality=90)


def note_crop(name, path, box):
    cropped = Image.open(path).convert("RGB").crop(box)
    crops[name] = {
        "size": list(cropped.size),
        "sha256": hashlib.sha256(cropped.tobytes()).hexdigest(),
    }


def cub():
    root = here / "cub"
    shutil.rmtree(root, ignore_errors=True)
    classes = ["001.Blue_wren", "002.Green_finch", "003.Red_heron"]
    images, labels, splits, boxes, locations = [], [], [], [], []
    corners = [(0.0, 0.0, 40.0, 30.0), (2.5, 3.5, 20.0, 15.0), (4.0, 1.0, 30.5, 24.5), (7.0, 5.0, 12.0, 20.0), (1.0, 2.0, 38.0, 27.0)]
    number = 0
    for index, name in enumerate(classes):
        for position in range(5):
            number += 1
            path = f"{name}/{name[4:]}_{number:04}.jpg"
            picture(root / "images" / path, 2 - index)
            x, y, width, height = corners[position]
            images.append(f"{number} {path}")
            labels.append(f"{number} {index + 1}")
            splits.append(f"{number} {1 if position < 3 else 0}")
            boxes.append(f"{number} {x} {y} {width} {height}")
            locations.append(f"{number} 1 {x + 6.0} {y + 5.0} 1")
            locations.append(f"{number} 2 0.0 0.0 0")
            note_crop(f"cub/{path}", root / "images" / path, (x, y, x + width, y + height))
    (root / "parts").mkdir()
    for name, lines in {
        "images.txt": images,
        "image_class_labels.txt": labels,
        "classes.txt": [f"{i + 1} {name}" for i, name in enumerate(classes)],
        "train_test_split.txt": splits,
        "bounding_boxes.txt": boxes,
        "parts/parts.txt": ["1 beak", "2 left wing"],
        "parts/part_locs.txt": locations,
    }.items():
        (root / name).write_text("\n".join(lines) + "\n")


def struct_array(rows, fields):
    """An array of MATLAB structures, numbers as the smallest unsigned integers as MATLAB saves them."""
    array = np.zeros((1, len(rows)), dtype=[(field, object) for field in fields])
    for column, row in enumerate(rows):
        for field in fields:
            value = row[field]
            array[0, column][field] = value if isinstance(value, str) else np.array([[value]], dtype=np.float64 if value > 255 else np.uint8)
    return array


def cars():
    names = ["AM General Hummer SUV 2000", "Ram C/V Cargo Van Minivan 2012"]
    cell = np.empty((1, len(names)), dtype=object)
    cell[0, :] = names
    fields = ["bbox_x1", "bbox_y1", "bbox_x2", "bbox_y2", "class"]
    corners = [(1, 1, 40, 30), (5, 3, 33, 28), (2, 6, 20, 25)]

    def rows(root, folder, count, first, split):
        rows = []
        for number in range(first, first + count):
            label = number % len(names)
            file = f"{number:06}.jpg" if split is None else f"{number:05}.jpg"
            picture(root / folder / file, label)
            x1, y1, x2, y2 = corners[number % 3]
            note_crop(f"{root.name}/{folder}/{file}", root / folder / file, (x1, y1, x2, y2))
            rows.append({"bbox_x1": x1, "bbox_y1": y1, "bbox_x2": x2, "bbox_y2": y2, "class": label + 1, "fname": file, "relative_im_path": f"{folder}/{file}", "test": 1 if number % 6 > 3 else 0})
        return rows

    root = here / "cars-one-list"
    shutil.rmtree(root, ignore_errors=True)
    annotations = struct_array(rows(root, "car_ims", 12, 0, None), ["relative_im_path"] + fields + ["test"])
    scipy.io.savemat(root / "cars_annos.mat", {"annotations": annotations, "class_names": cell}, do_compression=True)

    root = here / "cars-two-lists"
    shutil.rmtree(root, ignore_errors=True)
    (root / "devkit").mkdir(parents=True)
    train = struct_array(rows(root, "cars_train", 8, 1, "train"), fields + ["fname"])
    test = struct_array(rows(root, "cars_test", 4, 1, "test"), fields + ["fname"])
    unlabelled = struct_array(rows(root, "cars_test", 4, 1, "test"), fields[:4] + ["fname"])
    scipy.io.savemat(root / "devkit/cars_train_annos.mat", {"annotations": train}, do_compression=True)
    scipy.io.savemat(root / "devkit/cars_test_annos.mat", {"annotations": unlabelled})
    scipy.io.savemat(root / "cars_test_annos_withlabels.mat", {"annotations": test})
    scipy.io.savemat(root / "devkit/cars_meta.mat", {"class_names": cell})


cub()
cars()
(here / "crops.json").write_text(json.dumps(crops, indent=1, sort_keys=True) + "\n")
