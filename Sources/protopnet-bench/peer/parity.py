"""Compares a training step's gradients with the released code's in double precision.

    python parity.py BENCH --released DIR [--architectures NAME ...] [--batch-size N] [--image-size N]
        [--residual-scale X] [--steps N] [--output FILE]

BENCH is the built protopnet-bench, DIR a checkout of the released code; needs torch, numpy and h5py. Of
every backbone, `BENCH gradients` writes one batch in training mode with direct convolutions: random
parameters, 2,000 prototypes of 128 channels, 200 classes. The released model and its training loop repeat it
in double precision twice:

- as it is. Single precision leaves some of the millions of activations on the other side of a ReLU's zero,
  another cell the largest of a pooling's window, or another patch the nearest. There the gradient jumps, so
  that two exact programs may differ.
- on the same side: ReLUs pass where they passed in the program, poolings take the program's cells and the
  prototype layer its nearest patches. What is left is the rounding of the gradients themselves.

The released code in single precision is compared in the same two ways, the second time on its own side. A
gradient's deviation is the norm of the difference over that of the gradient or, if that is larger, over a
hundredth of the largest gradient's norm: those before a normalisation vanish but for rounding.

With --steps, PyTorch in single precision also takes so many joint steps of the released code on the batch, at its
rates, and again with the pictures moved to the next floats: `peerControl` is how far the total costs come apart,
which `BENCH deviation --control` measures of the program.

Prints a Markdown table; FILE, JSON, gets all figures.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import h5py
import torch
import torch.nn.functional as functional

arguments = argparse.ArgumentParser()
arguments.add_argument("bench")
arguments.add_argument("--released", required=True)
arguments.add_argument("--architectures", nargs="+", default=[
    "vgg16", "vgg19", "resnet34", "resnet152", "densenet121", "densenet161"])
arguments.add_argument("--batch-size", type=int, default=8)
arguments.add_argument("--image-size", type=int, default=224)
arguments.add_argument("--residual-scale", type=float, default=1)
arguments.add_argument("--steps", type=int, default=0)
arguments.add_argument("--output", type=Path)
given = arguments.parse_args()

sys.path.insert(0, given.released)
import model as released  # noqa: E402
import train_and_test  # noqa: E402

torch.Tensor.cuda = lambda self, *_, **__: self
COEFFICIENTS = {"crs_ent": 1, "clst": 0.8, "sep": -0.08, "l1": 1e-4}
ASKED = 1e-3
relu, max_pool2d = functional.relu, functional.max_pool2d


class Sides:
    """The sides that a network's decisions fall on: found in one run, or imposed on another."""

    def __init__(self, count, rectified=None, nearest=None):
        self.count, self.rectified, self.nearest = count, rectified or [], nearest
        self.imposes = rectified is not None
        self.position = 0

    def __enter__(self):
        functional.relu, functional.max_pool2d = self.relu, self.max_pool2d
        return self

    def __exit__(self, *_):
        functional.relu, functional.max_pool2d = relu, max_pool2d

    def relu(self, x, inplace=False):
        self.position += 1
        if self.position > self.count:  # of the distances, which are far from 0
            return relu(x)
        if self.imposes:
            return x * (self.rectified[self.position - 1] > 0)
        self.rectified.append(relu(x))
        return self.rectified[-1]

    def max_pool2d(self, x, kernel_size, stride=None, padding=0, *_, **__):
        whole = isinstance(kernel_size, tuple)
        if self.imposes:
            cells = self.nearest if whole else max_pool2d(
                self.rectified[self.position - 1], kernel_size, stride, padding,
                return_indices=True)[1]
            return x.flatten(2).gather(2, cells.flatten(2)).view_as(cells)
        values, cells = max_pool2d(x, kernel_size, stride, padding, return_indices=True)
        if whole:
            self.nearest = cells
        return values


class Wrapped:
    """What DataParallel looks like to the released functions."""

    def __init__(self, module):
        self.module = module

    def __call__(self, x):
        output = self.module(x)
        self.logits = output[0].detach().double()
        return output

    def __getattr__(self, name):
        return getattr(self.module, name)


class KeepGradients:
    """An optimiser that clears gradients and takes no step."""

    def __init__(self, net):
        self.net = net

    def zero_grad(self):
        self.net.module.zero_grad()

    def step(self):
        pass


def name_of(key):
    prefix, _, rest = key.partition(".")
    return {"features": f"backbone/{rest}", "add_on_layers": f"add_on_layers/{rest}",
            "prototype_vectors": "prototypes"}.get(prefix)


def network(file, precision):
    """The released model with the program's parameters, in the joint stage."""
    net = released.construct_PPNet(
        file.attrs["architecture"], pretrained=False, img_size=given.image_size,
        prototype_shape=(2000, 128, 1, 1), num_classes=200, add_on_layers_type="regular")
    with torch.no_grad():
        for key, value in net.state_dict().items():
            path = f"parameters/{name_of(key)}"
            if name_of(key) and path in file:
                value.copy_(torch.tensor(file[path][()]).view(value.shape))
    net = Wrapped(net.to(precision))
    train_and_test.joint(net, log=lambda *_: None)
    return net


def batch_of(file, precision):
    return (torch.tensor(file["pictures"][()]).to(precision),
            torch.tensor(file["labels"][()]).long())


def step(file, precision, sides):
    """The logits of the batch, and the gradients by the program's names."""
    net, batch = network(file, precision), batch_of(file, precision)
    with sides:
        train_and_test.train(net, [batch], KeepGradients(net), class_specific=True,
                             coefs=COEFFICIENTS, log=lambda *_: None)
    return net.logits, {name_of(key): parameter.grad.double()
                        for key, parameter in net.module.named_parameters()
                        if name_of(key) and parameter.grad is not None}


def totals(file, moves):
    """The total cost before each of the joint steps of PyTorch in single precision."""
    net, (pictures, labels) = network(file, torch.float32), batch_of(file, torch.float32)
    if moves:
        pictures = torch.nextafter(pictures, torch.full_like(pictures, torch.inf))
    module = net.module
    optimizer = torch.optim.Adam([
        {"params": module.features.parameters(), "lr": 1e-4, "weight_decay": 1e-3},
        {"params": module.add_on_layers.parameters(), "lr": 3e-3, "weight_decay": 1e-3},
        {"params": module.prototype_vectors, "lr": 3e-3}])
    found = []
    for _ in range(given.steps):
        lines = []
        train_and_test.train(net, [(pictures, labels)], optimizer, class_specific=True,
                             coefs=COEFFICIENTS, log=lines.append)
        costs = {line.split(":")[0].strip(): line.split("\t")[-1] for line in lines}
        found.append(sum(COEFFICIENTS[key] * float(costs[name]) for key, name in [
            ("crs_ent", "cross ent"), ("clst", "cluster"), ("sep", "separation"), ("l1", "l1")]))
    return torch.tensor(found)


def nearest(file):
    """The nearest cell of every prototype, of the program's latent maps."""
    latent = torch.tensor(file["latent"][()]).double().flatten(2)
    prototypes = torch.tensor(file["parameters/prototypes"][()]).double().flatten(1)
    squares = (latent ** 2).sum(1)[:, None] - 2 * torch.einsum("ndc,pd->npc", latent, prototypes)
    return squares.argmin(2)[:, :, None, None]


def deviation(found, truth):
    return float((found - truth).norm() / truth.norm())


def compared(found, truth):
    """How many gradients are off by more than what is asked, and the worst one."""
    largest = max(float(value.norm()) for value in truth.values())
    deviations = {
        name: float((found[name].view_as(value) - value).norm())
        / max(float(value.norm()), largest / 100) for name, value in truth.items()}
    worst = max(deviations, key=deviations.get)
    return {"over": sum(value > ASKED for value in deviations.values()),
            "worst": deviations[worst], "worstName": worst}


def measured(architecture, folder):
    path = folder / f"{architecture}.h5"
    subprocess.run([given.bench, "gradients", path, "--architecture", architecture, "--batch-size",
                    str(given.batch_size), "--image-size", str(given.image_size),
                    "--residual-scale", str(given.residual_scale)], check=True)
    with h5py.File(path) as file:
        count = len(file["rectified"])
        ours = {}
        file["gradients"].visititems(
            lambda name, item: ours.update({name: torch.tensor(item[()]).double()})
            if isinstance(item, h5py.Dataset) else None)
        rectified = [torch.tensor(file[f"rectified/{i}"][()]) for i in range(count)]
        free = Sides(count)
        logits, truth = step(file, torch.float64, free)
        output = deviation(torch.tensor(file["logits"][()]).double(), logits)
        tipped = sum(int(((a > 0) != (b > 0)).sum()) for a, b in zip(rectified, free.rectified))
        activations = sum(a.numel() for a in rectified)
        del free
        _, imposed = step(file, torch.float64, Sides(count, rectified, nearest(file)))
        del rectified
        single = Sides(count)
        rounded_logits, rounded = step(file, torch.float32, single)
        _, theirs = step(file, torch.float64, Sides(count, single.rectified, single.nearest))
        del single
        control = {}
        if given.steps:
            costs = totals(file, moves=False)
            apart = ((totals(file, moves=True) - costs) / costs).abs().max()
            control = {"peerControl": {"steps": given.steps, "largestTotalDeviation": float(apart)}}
    path.unlink()
    assert ours.keys() == truth.keys(), ours.keys() ^ truth.keys()
    return {"architecture": architecture, "batchSize": given.batch_size,
            "imageSize": given.image_size, "residualScale": given.residual_scale,
            "gradients": len(truth), "activations": activations,
            "activationsOnTheOtherSide": tipped, "logits": output, "ours": compared(ours, truth),
            "oursOnTheSameSide": compared(ours, imposed),
            "peer": f"torch {torch.__version__.split('+')[0]}",
            "peerLogits": deviation(rounded_logits, logits),
            "peerInSinglePrecision": compared(rounded, truth),
            "peerInSinglePrecisionOnTheSameSide": compared(rounded, theirs)} | control


results = []
with tempfile.TemporaryDirectory() as folder:
    for architecture in given.architectures:
        results.append(measured(architecture, Path(folder)))
        print(json.dumps(results[-1]), file=sys.stderr, flush=True)
        if given.output:
            given.output.write_text(json.dumps(results, indent=2) + "\n")
print("| network | logits | gradients | over 1e-3 | activations on the other side "
      "| worst on the same side | PyTorch in single precision: over 1e-3 | worst on its side |")
print("|---|---:|---:|---:|---:|---:|---:|---:|")
for row in results:
    print(f"| {row['architecture']} | {row['logits']:.0e} | {row['gradients']} | {row['ours']['over']} "
          f"| {row['activationsOnTheOtherSide']} of {row['activations'] / 1e6:.0f} million "
          f"| {row['oursOnTheSameSide']['worst']:.0e} "
          f"| {row['peerInSinglePrecision']['over']} "
          f"| {row['peerInSinglePrecisionOnTheSameSide']['worst']:.0e} |")
