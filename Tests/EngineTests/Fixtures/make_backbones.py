"""Writes what torchvision's convolutional layers compute to backbones.h5.

Usage: python make_backbones.py
Needs torch, torchvision, numpy and h5py. Parameters and pictures follow from `uniform`, which the
tests repeat from the parameters' names, so a wrong name or shape shows as a wrong result. Stored are
the first 96 numbers of the output for two pictures of 64 pixels, in evaluation and in training mode.
"""

import pathlib

import h5py
import numpy as np
import torch
import torchvision

HERE = pathlib.Path(__file__).parent
NAMES = [f"vgg{d}{s}" for d in (11, 13, 16, 19) for s in ("", "_bn")]
NAMES += [f"resnet{d}" for d in (18, 34, 50, 101, 152)]
NAMES += [f"densenet{d}" for d in (121, 161, 169, 201)]


def uniform(name, count):
    mask, state = 2**64 - 1, 0xCBF29CE484222325
    for byte in name.encode():
        state = (state ^ byte) * 0x100000001B3 & mask
    with np.errstate(over="ignore"):
        z = np.uint64(state) + np.arange(1, count + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ z >> np.uint64(30)) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ z >> np.uint64(27)) * np.uint64(0x94D049BB133111EB)
        z = z ^ z >> np.uint64(31)
    return (z >> np.uint64(40)).astype(np.float64) / 2**24


def value(name, shape):
    u = uniform(name, int(np.prod(shape))).reshape(shape)
    if name.endswith("running_var"):
        v = 0.5 + u
    elif len(shape) == 4:
        v = (2 * u - 1) * np.sqrt(6 / np.prod(shape[1:]))
    elif name.endswith(("running_mean", "bias")):
        v = 0.2 * (u - 0.5)
    elif "bn2" in name or "bn3" in name:
        v = 0.2 + 0.2 * u
    else:
        v = 0.8 + 0.4 * u
    return torch.tensor(v.astype(np.float32))


def features(name):
    net = getattr(torchvision.models, name)(weights=None)
    with torch.no_grad():
        for key, tensor in net.state_dict().items():
            if tensor.dim() > 0 and not key.startswith(("classifier", "fc")):
                tensor.copy_(value(key, tuple(tensor.shape)))
    if name.startswith("vgg"):
        return net.features
    if name.startswith("densenet"):
        return torch.nn.Sequential(net.features, torch.nn.ReLU())
    return torch.nn.Sequential(*list(net.children())[:-2])


with h5py.File(HERE / "backbones.h5", "w") as file:
    x = torch.tensor(uniform("input", 2 * 3 * 64 * 64).astype(np.float32).reshape(2, 3, 64, 64))
    for name in NAMES:
        for mode in (False, True):
            # In double precision, so that the differences are all of the tested program.
            net = features(name).double().train(mode)
            with torch.no_grad():
                out = net(4 * x.double() - 2)
            group = file.require_group(name)
            values = group.create_dataset("training" if mode else "evaluation", data=out.flatten()[:96].float())
            values.attrs["norm"] = float(out.norm())
        print(name, flush=True)
