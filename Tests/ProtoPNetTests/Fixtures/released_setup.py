"""The networks and pictures that scripts run the released code on, and the tests build again.

The released code must be importable. Parameters and pictures follow from `uniform`.
"""

import pathlib
import sys

import numpy as np
import torch

sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "EngineTests" / "Fixtures"))
import model as released  # noqa: E402
import preprocess  # noqa: E402
import train_and_test  # noqa: E402
from reproducible import uniform, value  # noqa: E402

CLASSES, PER_CLASS, DEPTH = 4, 3, 16
COEFFICIENTS = {"crs_ent": 1, "clst": 0.8, "sep": -0.08, "l1": 1e-4}
SIZE = 64


class Wrapped:
    """What DataParallel looks like to the released functions."""

    def __init__(self, module):
        self.module = module

    def __call__(self, x):
        return self.module(x)

    def __getattr__(self, name):
        return getattr(self.module, name)


def picture(index):
    """Blocks of 8 pixels in colours of the class, with noise; uint8 [SIZE, SIZE, 3]."""
    noise = uniform(f"picture {index}", SIZE * SIZE * 3).reshape(SIZE, SIZE, 3)
    tint = uniform(f"tint {index % CLASSES}", SIZE * SIZE * 3 // 64).reshape(SIZE // 8, -1, 3)
    tint = tint.repeat(8, axis=0).repeat(8, axis=1)
    return np.floor(255 * (0.4 * noise + 0.6 * tint)).astype(np.uint8)


def parameter(name, shape):
    """`value`, but normalisations leave most activations positive.

    A deep network at random has so many rectifiers near 0 that rounding alone turns its gradients.
    """
    v = value(name, shape)
    if len(shape) == 1 and ("norm" in name or "bn" in name or "downsample" in name):
        if name.endswith("weight"):
            return 0.5 * v
        if name.endswith("bias"):
            return v + (0.25 if "bn3" in name or "downsample" in name else 1)
    return v


PICTURES = torch.tensor(np.stack([picture(i) for i in range(24)])).permute(0, 3, 1, 2).double() / 255
LABELS = torch.arange(24) % CLASSES


def normalized(pictures):
    return preprocess.preprocess_input_function(pictures.clone())


def network(name):
    net = released.construct_PPNet(
        name, pretrained=False, img_size=SIZE, prototype_shape=(CLASSES * PER_CLASS, DEPTH, 1, 1),
        num_classes=CLASSES, add_on_layers_type="regular")
    with torch.no_grad():
        for key, tensor in net.state_dict().items():
            prefix, _, rest = key.partition(".")
            if tensor.dim() > 0 and prefix in ("features", "add_on_layers"):
                # VGG's and DenseNet's own names begin with `features.`, as torchvision's do.
                tensor.copy_(parameter(rest if prefix == "features" else key, tuple(tensor.shape)))
        net.prototype_vectors.copy_(torch.tensor(
            uniform("prototypes", net.prototype_vectors.numel())).view(net.prototype_shape))
    return Wrapped(net.double())


class KeepGradients:
    """An optimiser that clears gradients and takes no step."""

    def __init__(self, net):
        self.net = net

    def zero_grad(self):
        for parameter in self.net.parameters():
            parameter.grad = None

    def step(self):
        pass


def trained(net, optimizer, data):
    """The costs that the released loop logs for one pass."""
    lines = []
    train_and_test.train(net, data, optimizer, class_specific=True, coefs=COEFFICIENTS,
                         log=lines.append)
    logged = {line.split(":")[0].strip(): line.split("\t")[-1].rstrip("%") for line in lines}
    return [float(logged[k]) for k in ("cross ent", "cluster", "separation", "avg separation", "l1")]


def summary(name, tensor):
    """Norm, product with a vector drawn from the name, first 8 elements."""
    values = tensor.detach().double().flatten().numpy()
    direction = 2 * uniform(f"direction {name}", values.size) - 1
    return np.concatenate([[np.linalg.norm(values), values @ direction], values[:8]])


def parameter_name(key):
    prefix, _, rest = key.partition(".")
    if prefix == "features":
        return f"backbone/{rest}"
    return f"add_on_layers/{rest}" if prefix == "add_on_layers" else key


def stack(group, rows):
    names = sorted(rows)
    group["names"] = np.array([n.encode() for n in names])
    width = max(len(rows[n]) for n in names)
    rows = np.array([np.pad(rows[n], (0, width - len(rows[n]))) for n in names])
    group.create_dataset("values", data=rows.astype(np.float32), compression=9)
