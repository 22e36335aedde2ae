"""Times one whole cycle of the released recipe on 500 photos beside the released code.

    python cycle.py PHOTOS PROTOPNET WEIGHTS --released DIR [--output FILE]

PHOTOS has train/ and test/ with a directory per class; the first 10 classes that have 50 photos for
training are taken, 50 of each for training and all for testing. PROTOPNET is the built program, WEIGHTS the
ImageNet weights of VGG-16 (`make weights`), DIR a checkout of the released code.

The cycle: 5 warm-up epochs, 5 joint epochs, projection onto the 500 photos, 20 passes over the last layer,
of VGG-16 at 224x224 with 2,000 prototypes of 128 channels, batch 80, on the photos augmented 4 times. Our
time is that of the whole command, evaluations on the test photos after every stage, checkpoints and pictures
of 10 prototypes included; only the augmented photos were made before, as for the released code. The
released code's time is extrapolated from its steps on random pictures in memory, without evaluations,
loading, checkpoints or pictures: epochs x batches x the median of 3 steps. A pass over the last layer and
the projection count as forward passes alone.
"""

import argparse
import json
import shutil
import statistics
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


def released_step(work):
    """The median seconds of the released model's step on a batch."""
    peer = Path(__file__).parents[2] / "Sources/protopnet-bench/peer/pytorch_peer.py"
    line = subprocess.run(
        [sys.executable, peer, "--released", given.released, "--architecture", "vgg16",
         "--work", work, "--batch-size", str(BATCH), "--repetitions", "3"],
        check=True, capture_output=True, text=True).stdout
    return statistics.median(json.loads(line)["seconds"])


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

    start = time.perf_counter()
    subprocess.run([program, "run", "cycle.yaml", "--results", "results"], cwd=work, check=True)
    ours = time.perf_counter() - start
    record = json.loads(next(work.glob("results/**/record.json")).read_text())

steps = {work: released_step(work) for work in ["warm-up", "joint", "forward"]}
batches = CLASSES * PHOTOS * COPIES / BATCH
theirs = {
    "warm-up": WARM_UP * batches * steps["warm-up"],
    "joint": JOINT * batches * steps["joint"],
    "projection": batches / COPIES * steps["forward"],
    "last-layer": LAST_LAYER * batches * steps["forward"],
}
result = {
    "ratio": round(sum(theirs.values()) / ours, 2),
    "seconds": round(ours, 1),
    "released_seconds_extrapolated": {stage: round(value, 1) for stage, value in theirs.items()},
    "released_step_seconds": {work: round(value, 2) for work, value in steps.items()},
    "stages": record["stages"],
}
text = json.dumps(result, indent=1)
print(text)
if given.output:
    given.output.write_text(text + "\n")
