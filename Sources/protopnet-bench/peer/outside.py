"""Holds what `evaluate --latents` and `gradients` write against the released code in PyTorch.

Usage: python outside.py --released DIR --network vgg11 --state NETWORK.safetensors
           --pictures FOLDER --latents LATENTS.h5 --gradients GRADIENTS.h5

DIR is a checkout of the paper's released code, FOLDER the folder whose paths the HDF5 files name, and the
state what `protopnet checkpoint export` wrote of the same checkpoint. The released network runs in double
precision and, for comparison, in single precision; printed are the largest absolute differences of both
from the files, and for gradients the largest one over all tensors, each as a share of its tensor's largest.
Needs torch, numpy, h5py, safetensors and Pillow.
"""

import argparse
import pathlib
import sys

import h5py
import numpy as np
import torch
from PIL import Image
from safetensors.torch import load_file

parser = argparse.ArgumentParser()
for name in ("released", "network", "state", "pictures", "latents", "gradients"):
    parser.add_argument(f"--{name}", required=True)
options = parser.parse_args()
sys.path.insert(0, options.released)
import model  # noqa: E402

MEAN, STD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)


def texts(dataset):
    return [text.decode() if isinstance(text, bytes) else text for text in dataset[()]]


def network(state, size, classes, precision):
    vectors = state["prototype_vectors"]
    net = model.construct_PPNet(
        options.network, pretrained=False, img_size=size, prototype_shape=tuple(vectors.shape),
        num_classes=classes, add_on_layers_type="regular")
    net.load_state_dict(state, strict=False)
    return net.to(precision).eval()


def inputs(paths, size, precision):
    pictures = []
    for path in paths:
        picture = Image.open(pathlib.Path(options.pictures) / path).convert("RGB")
        picture = picture.resize((size, size), Image.BILINEAR)
        pixels = np.asarray(picture, dtype=np.float64) / 255
        pictures.append(((pixels - MEAN) / STD).transpose(2, 0, 1))
    return torch.tensor(np.stack(pictures)).to(precision)


def forward(net, x):
    latent = net.conv_features(x)
    distances = net._l2_convolution(latent)
    minimum = -torch.nn.functional.max_pool2d(-distances, distances.shape[2:]).flatten(1)
    similarities = net.distance_2_similarity(minimum)
    return latent, minimum, similarities, net.last_layer(similarities)


def objective(net, logits, minimum, labels, weights):
    """The released code's costs; masked minima are taken as minima, which is the same below max_dist."""
    identity = net.prototype_class_identity.to(minimum)
    own = identity[:, labels].T
    largest = float(np.prod(net.prototype_shape[1:]))
    cluster = (largest - ((largest - minimum) * own).max(dim=1).values).mean()
    separation = (largest - ((largest - minimum) * (1 - own)).max(dim=1).values).mean()
    l1 = (net.last_layer.weight * (1 - identity.T)).abs().sum()
    return (weights["crossEntropy"] * torch.nn.functional.cross_entropy(logits, labels)
            + weights["cluster"] * cluster + weights["separation"] * separation
            + weights["lastLayerL1"] * l1)


def parameter_name(path):
    if path == "prototypes/vectors":
        return "prototype_vectors"
    if path == "last_layer/weight":
        return "last_layer.weight"
    return path.replace("backbone/", "features.").replace("add_on_layers/", "add_on_layers.")


state = load_file(options.state)
with h5py.File(options.latents) as file:
    found = {name: file[name][()] for name in
             ("latents", "minimum_squared_distances", "similarities", "logits")}
    paths = texts(file["images"])
    classes = len(file.attrs["class_names"])
size = Image.open(pathlib.Path(options.pictures) / paths[0]).size[0]
for precision in (torch.float64, torch.float32):
    net = network(state, size, classes, precision)
    with torch.no_grad():
        truth = forward(net, inputs(paths, size, precision))
    for (name, values), expected in zip(found.items(), truth):
        print(f"{precision}: {name} {tuple(values.shape)} within "
              f"{np.abs(values - expected.double().numpy()).max():.1e}")

with h5py.File(options.gradients) as file:
    gradients = {}
    file["gradients"].visititems(
        lambda path, item: gradients.update({path: item[()]}) if isinstance(item, h5py.Dataset) else None)
    paths, labels = texts(file["images"]), torch.tensor(file["labels"][()]).long()
    weights = {key[len("coefficient_"):]: value for key, value in file.attrs.items()
               if key.startswith("coefficient_")}
    total, mode = file.attrs["total"], file.attrs["batch_normalization"]
for precision in (torch.float64, torch.float32):
    net = network(state, size, classes, precision)
    net.train(mode == "train")
    _, minimum, _, logits = forward(net, inputs(paths, size, precision))
    loss = objective(net, logits, minimum, labels, weights)
    loss.backward()
    named = dict(net.named_parameters())
    worst, where, absolute = 0, "", 0
    for path, values in gradients.items():
        truth = named[parameter_name(path)].grad.double().numpy()
        difference = np.abs(values - truth).max()
        absolute = max(absolute, difference)
        if difference / np.abs(truth).max() > worst:
            worst, where = difference / np.abs(truth).max(), path
    print(f"{precision}: total within {abs(loss.item() - total):.1e}; {len(gradients)} gradients within "
          f"{absolute:.1e}, {worst:.1e} of the largest of {where}")
