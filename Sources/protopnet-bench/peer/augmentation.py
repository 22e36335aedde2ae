"""Measures offline augmentation against Augmentor 0.2.12 on the same photos in one run.

    python augmentation.py PHOTOS PROTOPNET [--photos 500] [--copies 10] [--threads 2]

PHOTOS has a directory per class, PROTOPNET is the built program. Augmentor is driven as img_aug.py drives
it: rotation, skew and shear, each followed by a flip and processed `copies` times per class, on as many
threads as it takes by itself. Both write JPEG files of quality 75 to a temporary folder and are timed as
a whole: the program with its start, its digests and its manifest. The processor time does not depend on
what else the machine does, the elapsed time does.
"""

import argparse
import contextlib
import io
import json
import os
import resource
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

import Augmentor
import PIL

arguments = argparse.ArgumentParser()
arguments.add_argument("photos_folder", type=Path)
arguments.add_argument("program", type=Path)
arguments.add_argument("--photos", type=int, default=500)
arguments.add_argument("--copies", type=int, default=10)
arguments.add_argument("--threads", type=int, default=2)
given = arguments.parse_args()

EXPERIMENT = """
name: augmentation
data:
  source: image-folder
  folder: pictures
  test: train
  image-size: 64
  augmentation: {preset: as-released-code, rotation: N, skew: N, shear: N, folder: ours}
backbone: {architecture: vgg11}
schedule: {cycles: [{joint: {epochs: 1}}]}
"""


def augment_with_augmentor(source, target):
    for folder in sorted(source.iterdir()):
        for prepare in [
            lambda p: p.rotate(probability=1, max_left_rotation=15, max_right_rotation=15),
            lambda p: p.skew(probability=1, magnitude=0.2),
            lambda p: p.shear(probability=1, max_shear_left=10, max_shear_right=10),
        ]:
            pipeline = Augmentor.Pipeline(str(folder), output_directory=str(target / folder.name))
            prepare(pipeline)
            pipeline.flip_left_right(probability=0.5)
            for _ in range(given.copies):
                pipeline.process()


def processor_seconds(whose):
    usage = resource.getrusage(whose)
    return usage.ru_utime + usage.ru_stime


with tempfile.TemporaryDirectory() as name:
    work = Path(name)
    photos = sorted(given.photos_folder.glob("*/*.jpg"))
    photos = photos[:: max(1, len(photos) // given.photos)][: given.photos]
    train = work / "pictures" / "train"
    for photo in photos:
        (train / photo.parent.name).mkdir(parents=True, exist_ok=True)
        shutil.copy(photo, train / photo.parent.name)
    (work / "e.yaml").write_text(EXPERIMENT.replace("N", str(given.copies)))

    load = os.getloadavg()[0]
    start = time.perf_counter()
    command = [given.program.resolve(), "data", "augment", "e.yaml", "--threads", str(given.threads)]
    subprocess.run(command, cwd=work, check=True, stdout=subprocess.DEVNULL)
    ours = time.perf_counter() - start
    our_processor = processor_seconds(resource.RUSAGE_CHILDREN)

    before = processor_seconds(resource.RUSAGE_SELF)
    start = time.perf_counter()
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        augment_with_augmentor(train, work / "augmentor")
    theirs = time.perf_counter() - start
    their_processor = processor_seconds(resource.RUSAGE_SELF) - before

    def count(folder):
        return sum(1 for _ in (work / folder).glob("*/*.jpg"))

    expected = len(photos) * given.copies * 3
    assert (count("ours"), count("augmentor")) == (expected, expected)
    print(
        json.dumps(
            {
                "photos": len(photos),
                "outputs": expected,
                "threads": given.threads,
                "load_before": round(load, 2),
                "pillow": PIL.__version__,
                "images_per_second": round(expected / ours, 1),
                "augmentor_images_per_second": round(expected / theirs, 1),
                "ratio": round(theirs / ours, 2),
                "processor_milliseconds_per_image": round(1000 * our_processor / expected, 2),
                "augmentor_processor_milliseconds_per_image": round(1000 * their_processor / expected, 2),
                "processor_ratio": round(their_processor / our_processor, 2),
            }
        )
    )
