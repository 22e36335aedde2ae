"""Trains torchvision's backbones with a linear layer in PyTorch and writes what happens to baselines.json.

Usage: python make_baselines.py
Needs torch, torchvision and numpy. Parameters and pictures follow from `uniform`, which the tests repeat
from the names, so the file holds results alone, in double precision. Stored for every network, each
part from the same start and on the same 8 pictures:

    logits    [8, 4], with running statistics
    warmUp    the cross entropy of 5 steps of Adam on the linear layer, the backbone in training mode
    joint     the cross entropy of 10 steps of Adam on everything, at a tenth of the published rates,
              at which rounding grows slowly
    weight, bias    the linear layer after the joint steps
    backbone  by name: norm, product with a drawn vector and first 8 elements after the joint steps
"""

import json
import pathlib
import sys

import numpy as np
import torch
import torchvision

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE.parents[1] / "EngineTests" / "Fixtures"))
from reproducible import uniform, value  # noqa: E402

CLASSES, SIZE = 4, 64


def picture(index):
    """Blocks of 8 pixels in colours of the class, with noise, normalised for ImageNet; [3, 64, 64]."""
    noise = uniform(f"picture {index}", SIZE * SIZE * 3).reshape(SIZE, SIZE, 3)
    tint = uniform(f"tint {index % CLASSES}", 8 * 8 * 3).reshape(8, 8, 3)
    tint = tint.repeat(8, axis=0).repeat(8, axis=1)
    pixels = np.floor(255 * (0.4 * noise + 0.6 * tint)) / 255
    return ((pixels - [0.485, 0.456, 0.406]) / [0.229, 0.224, 0.225]).transpose(2, 0, 1)


def parameter(name, shape):
    """`value`, but normalisations leave most activations positive, so that rounding turns few of them."""
    v = value(name, shape)
    if len(shape) == 1 and ("norm" in name or "bn" in name or "downsample" in name):
        if name.endswith("weight"):
            return 0.5 * v
        if name.endswith("bias"):
            return v + (0.25 if "bn3" in name or "downsample" in name else 1)
    return v


class Baseline(torch.nn.Module):
    def __init__(self, name):
        super().__init__()
        self.backbone = getattr(torchvision.models, name)(weights=None)
        channels = self.remove_classifier()
        self.linear = torch.nn.Linear(channels, CLASSES)
        with torch.no_grad():
            for key, tensor in self.backbone.state_dict().items():
                if tensor.dim() > 0:
                    tensor.copy_(torch.as_tensor(parameter(key, tuple(tensor.shape))))
            weight = 2 * uniform("linear weight", CLASSES * channels) - 1
            self.linear.weight.copy_(torch.tensor(weight).view(CLASSES, channels) / channels ** 0.5)
            self.linear.bias.copy_(torch.tensor(uniform("linear bias", CLASSES) - 0.5))
        self.double()

    def remove_classifier(self):
        """Leaves torchvision's own forward pass up to the mean over the map; returns the channels."""
        backbone = self.backbone
        if isinstance(backbone, torchvision.models.ResNet):
            channels = backbone.fc.in_features
            backbone.fc = torch.nn.Identity()
        else:
            channels = 512
            backbone.avgpool = torch.nn.AdaptiveAvgPool2d(1)
            backbone.classifier = torch.nn.Identity()
        return channels

    def forward(self, x):
        return self.linear(self.backbone(x))


def train(model, groups, steps):
    optimizer = torch.optim.Adam(groups, weight_decay=1e-3)
    model.train()
    costs = []
    for _ in range(steps):
        cost = torch.nn.functional.cross_entropy(model(PICTURES), LABELS)
        optimizer.zero_grad()
        cost.backward()
        optimizer.step()
        costs.append(cost.item())
    return costs


def summary(name, tensor):
    v = tensor.detach().numpy().ravel()
    direction = 2 * uniform(f"direction {name}", v.size) - 1
    return [float(np.linalg.norm(v)), float(v @ direction)] + v[:8].tolist()


PICTURES = torch.tensor(np.stack([picture(i) for i in range(8)]))
LABELS = torch.arange(8) % CLASSES

results = {}
for name in ["vgg11", "resnet18"]:
    model = Baseline(name).eval()
    with torch.no_grad():
        logits = model(PICTURES)
    linear = list(model.linear.parameters())
    warm_up = train(model, [{"params": linear, "lr": 3e-3}], 5)
    model = Baseline(name)
    joint = train(model, [{"params": list(model.backbone.parameters()), "lr": 1e-5},
                          {"params": list(model.linear.parameters()), "lr": 3e-4}], 10)
    state = {key: tensor for key, tensor in model.backbone.state_dict().items()
             if tensor.dim() > 0 and not key.startswith("classifier")}
    keys = [key for key in state if key.endswith(("weight", "running_mean"))]
    kept = [keys[0], keys[1], keys[-2], keys[-1]]
    results[name] = {
        "logits": logits.flatten().tolist(),
        "warmUp": warm_up,
        "joint": joint,
        "weight": summary("linear weight", model.linear.weight),
        "bias": model.linear.bias.tolist(),
        "backbone": {key: summary(key, state[key]) for key in kept},
    }
    print(name, warm_up, joint, kept)

(HERE / "baselines.json").write_text(json.dumps(results, indent=1) + "\n")
