"""Writes vgg16.h5: what PyTorch computes for the convolutional layers of VGG-16.

Usage: python3 make_vgg16.py [../../../weights/vgg16-imagenet.h5]
Needs torch, torchvision, h5py and numpy; without the weights file only /formula is renewed.

/formula   output for parameters and a picture given by formulas, which the test repeats
/imagenet  output for the ImageNet weights that `make weights` fetches, on the same picture;
           attribute sha256 is the digest of the file's source
Both are float64, [1, 512, 3, 3], computed in double precision.
"""

import pathlib
import sys

import h5py
import numpy as np
import torch
import torchvision

here = pathlib.Path(__file__).resolve().parent
size = 96

# A picture of smooth waves in 0…255, rows × columns × (red, green, blue).
row, column, channel = np.meshgrid(
    np.arange(size), np.arange(size), np.arange(3), indexing="ij"
)
picture = np.floor(
    127.5 * (1 + np.sin(0.11 * row * (1 + channel)) * np.cos(0.07 * column + channel))
)


def run(network, mean, deviation):
    pixels = (picture / 255 - np.array(mean)) / np.array(deviation)
    batch = torch.from_numpy(pixels.transpose(2, 0, 1)[None].copy())
    with torch.no_grad():
        return network.double().eval()(batch).numpy()


def formula(name, shape):
    """Values of a parameter: waves whose phase depends on the name, scaled to keep the variance."""
    index = np.arange(np.prod(shape), dtype=np.float64)
    phase = sum(name.encode())
    fan = np.prod(shape[1:]) if len(shape) > 1 else 100.0
    values = 2 / np.sqrt(fan) * np.sin(index * 1.7 + phase)
    return torch.from_numpy(values.astype(np.float32).reshape(shape))


network = torchvision.models.vgg16().features
names = {f"features.{key}": value.shape for key, value in network.state_dict().items()}
network.load_state_dict({name[9:]: formula(name, shape) for name, shape in names.items()})
outputs = {"formula": (run(network, [0.5] * 3, [0.25] * 3), {})}

if len(sys.argv) > 1:
    with h5py.File(sys.argv[1]) as weights:
        network = torchvision.models.vgg16().features
        network.load_state_dict(
            {name[9:]: torch.from_numpy(weights["parameters"][name][()]) for name in names}
        )
        result = run(network, weights["input"].attrs["mean"], weights["input"].attrs["std"])
        outputs["imagenet"] = (result, {"sha256": weights.attrs["source_sha256"]})

with h5py.File(here / "vgg16.h5", "a") as file:
    for name, (values, attributes) in outputs.items():
        if name in file:
            del file[name]
        file[name] = values
        file[name].attrs.update(attributes)
        print(name, values.shape, values.min(), values.max(), values.std())
