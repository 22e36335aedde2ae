"""Times one whole cycle of the released recipe on 500 photos beside the released code.

    python cycle.py PHOTOS PROTOPNET WEIGHTS --released DIR [--output FILE]

PHOTOS has train/ and test/ with a directory per class; the first 10 classes that have 50 photos for
training are taken, 50 of each for training and all for testing. PROTOPNET is the built program, WEIGHTS the
ImageNet weights of VGG-16 (`make weights`), DIR a checkout of the released code.

The cycle: 5 warm-up epochs, 5 joint epochs, projection onto the 500 photos, 20 passes over the last layer,
of VGG-16 at 224x224 with 2,000 prototypes of 128 channels, batch 80, on the photos augmented 4 times. Our
time is that of the whole command, evaluations on the test photos after every stage, checkpoints and pictures
of 10 prototypes included; only the augmented photos were made before, as for the released code. The
released code's time is extrapolated from its own passes over 3 batches of the same photos
(released_cycle.py); its push and the test that its main.py runs after every epoch, after the push and after
every pass over the last layer are measured whole. Its checkpoints are left out.

FILE, JSON, gets each part when it is done; parts that it has already are not run again.
"""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

arguments = argparse.ArgumentParser()
arguments.add_argument("photos_folder", type=Path)
arguments.add_argument("program", type=Path)
arguments.add_argument("weights", type=Path)
arguments.add_argument("--released", type=Path, required=True)
arguments.add_argument("--output", type=Path)
given = arguments.parse_args()

CLASSES, PHOTOS, COPIES, BATCH = 10, 50, 4, 80
WARM_UP, JOINT, LAST_LAYER = 5, 5, 20
# The batches of the released code's timed passes.
BATCHES = 3

EXPERIMENT = f"""
name: cycle
data:
  source: image-folder
  folder: pictures
  image-size: 224
  augmentation:
    {{preset: as-released-code, rotation: 1, skew: 1, shear: 1, distortion: 1, folder: augmented}}
backbone: {{architecture: vgg16, weights: {given.weights.resolve()}}}
add-on-layers: {{channels: 128}}
prototypes: {{per-class: {2000 // CLASSES}}}
optimizer: {{batch-size: {BATCH}}}
schedule:
  warm-up: {{epochs: {WARM_UP}}}
  cycles: [{{joint: {{epochs: {JOINT}}}, last-layer: {{epochs: {LAST_LAYER}}}}}]
pictures: {{prototypes: 10}}
"""


def write(result):
    text = json.dumps(result, indent=1)
    if given.output:
        given.output.write_text(text + "\n")
    return text


result = {}
if given.output and given.output.exists():
    result = json.loads(given.output.read_text())
with tempfile.TemporaryDirectory() as name:
    work = Path(name)
    classes = [c for c in sorted((given.photos_folder / "train").iterdir())
               if len(list(c.glob("*.jpg"))) >= PHOTOS][:CLASSES]
    assert len(classes) == CLASSES, f"only {len(classes)} classes have {PHOTOS} photos"
    for split, limit in [("train", PHOTOS), ("test", None)]:
        for folder in classes:
            target = work / "pictures" / split / folder.name
            target.mkdir(parents=True)
            for photo in sorted((given.photos_folder / split / folder.name).glob("*.jpg"))[:limit]:
                shutil.copy(photo, target)
    (work / "cycle.yaml").write_text(EXPERIMENT)
    program = given.program.resolve()
    subprocess.run([program, "data", "augment", "cycle.yaml"], cwd=work, check=True)

    if "ours" not in result:
        start = time.perf_counter()
        subprocess.run([program, "run", "cycle.yaml", "--results", "results"], cwd=work, check=True)
        seconds = time.perf_counter() - start
        record = json.loads(next(work.glob("results/**/record.json")).read_text())
        result["ours"] = {"seconds": round(seconds, 1), "stages": {
            stage["name"]: stage["evaluation"] for stage in record["stages"]}}
        write(result)
    if "released" not in result:
        line = subprocess.run(
            [sys.executable, Path(__file__).with_name("released_cycle.py"), given.released.resolve(),
             work / "pictures", work / "augmented", str(CLASSES), str(BATCHES)],
            check=True, capture_output=True, text=True).stdout
        result["released"] = json.loads(line.splitlines()[-1])
        write(result)

measured = result["released"]["seconds"]
passes = CLASSES * PHOTOS * COPIES / BATCH / BATCHES
cycle = {
    "warm-up": WARM_UP * passes * measured["warm-up"],
    "joint": JOINT * passes * measured["joint"],
    "projection": measured["projection"],
    "last-layer": LAST_LAYER * passes * measured["last-layer"],
    "tests": (WARM_UP + JOINT + 1 + LAST_LAYER) * measured["test"],
}
result["released"]["cycle_seconds"] = {stage: round(value, 1) for stage, value in cycle.items()}
result["ratio"] = round(sum(cycle.values()) / result["ours"]["seconds"], 2)
print(write(result))
