"""Runs the released code's training on four devices and writes what it computes to released-shares.h5.

Usage: python make_released_shares.py CLONE
CLONE is a checkout of the paper's released code. Needs torch, numpy and h5py. The devices are imitated: a batch
is divided as torch.nn.DataParallel does, by torch.chunk, and the outputs are joined; each part has batch
statistics of its own, and the first one's running statistics stay. 22 pictures make parts of 6, 6, 6 and 4.
Stored for every network, as in released-networks.h5: costs, the gradient of every parameter, what the released
code's own rounding changes in it, and the running statistics.
"""

import pathlib
import sys

import h5py
import numpy as np
import torch

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, sys.argv[1])
sys.path.insert(0, str(HERE.parents[1] / "EngineTests" / "Fixtures"))
import train_and_test  # noqa: E402
from released_setup import (  # noqa: E402
    LABELS, PICTURES, KeepGradients, Wrapped, network, normalized, parameter_name, stack, summary, trained)

NETWORKS = ["vgg16", "vgg19", "resnet18", "resnet34", "resnet152", "densenet121", "densenet161"]
COUNT, DEVICES = 22, 4

torch.Tensor.cuda = lambda self, *_, **__: self


class Devices(Wrapped):
    """DataParallel on several devices, one after the other."""

    def __call__(self, x):
        parts = []
        for chunk in x.chunk(DEVICES):
            buffers = {k: v.clone() for k, v in self.module.named_buffers()}
            parts.append((torch.func.functional_call(self.module, buffers, (chunk,)), buffers))
        self.statistics = {k: v for k, v in parts[0][1].items() if "running_" in k}
        return tuple(torch.cat(outputs) for outputs in zip(*(part[0] for part in parts)))


def found(name, precision, layout=torch.contiguous_format, nudge=0):
    net = Devices(network(name).module.to(precision, memory_format=layout))
    train_and_test.joint(net, log=lambda *_: None)
    x = normalized(PICTURES[:COUNT]).to(precision)
    for _ in range(nudge):
        x = torch.nextafter(x, torch.full_like(x, torch.inf))
    costs = trained(net, KeepGradients(net), [(x.contiguous(memory_format=layout), LABELS[:COUNT])])[:4]
    gradients = {parameter_name(key): parameter.grad.double()
                 for key, parameter in net.module.named_parameters()
                 if parameter.requires_grad and key != "last_layer.weight"}
    statistics = {parameter_name(k): v for k, v in net.statistics.items()}
    return costs, gradients, statistics


torch.manual_seed(0)
with h5py.File(HERE / "released-shares.h5", "w") as file:
    for name in NETWORKS:
        costs, gradients, statistics = found(name, torch.float64)
        group = file.create_group(f"{name}/gradients")
        group["costs"] = costs
        stack(group, {key: summary(key, value) for key, value in gradients.items()})
        rounding = np.zeros(len(gradients))
        for layout in (torch.contiguous_format, torch.channels_last):
            for nudge in (0, 1):
                _, rounded, _ = found(name, torch.float32, layout, nudge)
                rounding = np.maximum(rounding, [
                    float((rounded[key] - gradients[key]).norm()) for key in sorted(gradients)])
        group["rounding"] = rounding
        part = file.create_group(f"{name}/statistics")
        if statistics:
            stack(part, {key: summary(key, value) for key, value in statistics.items()})
        print(name, flush=True)
