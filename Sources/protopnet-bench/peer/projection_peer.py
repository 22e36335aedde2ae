"""Times the released projection in PyTorch: the peer of `protopnet-bench projection`.

Usage: python3 projection_peer.py --released DIR --folder DIR --batch-size N [--repetitions N]
           [--threads N]

The released DIR is a checkout of the released code, whose push.py runs as it is but for `cuda()`,
which leaves tensors where they are. The folder holds what the benchmark put there: `shape.json`
with the extents [images, D, H, W] and the numbers of prototypes and classes, and the little-endian
files `latent.f32`, `prototypes.f32` and `labels.i32`. The backbone is replaced by the identity, so the
latent maps stand for the pictures: no picture is read, none is written, and the maps that push.py
upsamples to the pictures' size keep theirs. The projected prototypes go to `projected.f32`.
Prints one line of JSON: the seconds of each pass over all images, and those of its distances alone.
"""

import argparse
import json
import os
import pathlib
import sys
import time
import warnings

parser = argparse.ArgumentParser()
parser.add_argument("--released", required=True)
parser.add_argument("--folder", type=pathlib.Path, required=True)
parser.add_argument("--batch-size", type=int, required=True)
parser.add_argument("--repetitions", type=int, default=3)
parser.add_argument("--threads", type=int, default=os.cpu_count())
options = parser.parse_args()

warnings.filterwarnings("ignore")
sys.path.insert(0, options.released)

import numpy  # noqa: E402
import torch  # noqa: E402

torch.set_num_threads(options.threads)
torch.Tensor.cuda = lambda tensor: tensor
import model as released  # noqa: E402
import push  # noqa: E402

shape = json.loads((options.folder / "shape.json").read_text())
latent = torch.from_numpy(
    numpy.fromfile(options.folder / "latent.f32", "<f4").reshape(shape["latent"]))
labels = torch.from_numpy(numpy.fromfile(options.folder / "labels.i32", "<i4").astype("i8"))
prototypes = torch.from_numpy(
    numpy.fromfile(options.folder / "prototypes.f32", "<f4")
    .reshape(shape["prototypes"], shape["latent"][1], 1, 1))

network = released.construct_PPNet(
    "vgg16", pretrained=False, img_size=224, prototype_shape=tuple(prototypes.shape),
    num_classes=shape["classes"], add_on_layers_type="regular")
network.features = torch.nn.Identity()
network.add_on_layers = torch.nn.Identity()
network.eval()
parallel = torch.nn.DataParallel(network)


class Loader(list):
    """The batches, cut beforehand, as push.py asks a loader for them."""

    batch_size = options.batch_size


loader = Loader(zip(latent.split(options.batch_size), labels.split(options.batch_size)))


def project():
    network.prototype_vectors.data.copy_(prototypes)
    push.push_prototypes(loader, parallel, log=lambda text: None)


def measure_distances():
    with torch.no_grad():
        for pictures, _ in loader:
            network.push_forward(pictures)


def seconds(work):
    work()
    measured = []
    for _ in range(options.repetitions):
        started = time.perf_counter()
        work()
        measured.append(time.perf_counter() - started)
    return measured


project_seconds = seconds(project)
network.prototype_vectors.detach().numpy().astype("<f4").tofile(options.folder / "projected.f32")
network.prototype_vectors.data.copy_(prototypes)
print(json.dumps({
    "engine": f"torch {torch.__version__.split('+')[0]}", "seconds": project_seconds,
    "distanceSeconds": seconds(measure_distances)}))
