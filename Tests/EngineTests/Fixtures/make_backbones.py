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

from reproducible import uniform, value

HERE = pathlib.Path(__file__).parent
NAMES = [f"vgg{d}{s}" for d in (11, 13, 16, 19) for s in ("", "_bn")]
NAMES += [f"resnet{d}" for d in (18, 34, 50, 101, 152)]
NAMES += [f"densenet{d}" for d in (121, 161, 169, 201)]


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
