"""Plants values that are no numbers in networks and writes where the released code loses its numbers.

Usage: python make_not_numbers.py CLONE > not-numbers.json
CLONE is a checkout of the paper's released code. Needs torch and numpy. The networks are those of
released_setup.py in single precision, on its first 3 pictures. A plant is a tensor's name in the
state dict (or "picture", of which the second is meant), a place in row-major order and a value. Of each
come the 4 logits and the 12 minimum distances of every picture as one text: '.' a finite number, 'n'
NaN, '+' and '-' infinities.
"""

import json
import sys

import torch

sys.path.insert(0, sys.argv[1])
from released_setup import PICTURES, network, normalized  # noqa: E402

FIRST = {"vgg11": "features.features.0.weight", "resnet18": "features.conv1.weight",
         "densenet121": "features.features.conv0.weight"}
INNER = {"vgg11": "features.features.11.weight", "resnet18": "features.layer2.0.conv2.weight",
         "densenet121": "features.features.denseblock2.denselayer3.conv1.weight"}
NORMAL = {"resnet18": "features.layer1.0.bn2", "densenet121": "features.features.norm0"}
BAD = ["nan", "inf", "-inf"]


def plants(name):
    for bad in BAD:
        yield FIRST[name], 40, bad
        yield INNER[name], 7, bad
        yield "picture", 777, bad
        yield "add_on_layers.0.weight", 5, bad
        yield "add_on_layers.2.bias", 3, bad
        yield "prototype_vectors", 21, bad
        yield "last_layer.weight", 17, bad
        if name == "vgg11":
            yield "features.features.0.bias", 9, bad
        if name in NORMAL:
            for part in ("weight", "bias", "running_mean", "running_var"):
                yield f"{NORMAL[name]}.{part}", 2, bad
    yield FIRST[name], 40, "3e38"
    yield "picture", 777, "3e38"
    if name in NORMAL:
        yield f"{NORMAL[name]}.running_var", 2, "-1"


def codes(tensor):
    return "".join("n" if x != x else "+" if x == float("inf") else "-" if x == -float("inf") else "."
                   for x in tensor.flatten().tolist())


cases = []
for name in FIRST:
    for tensor, index, value in plants(name):
        net = network(name).module.float().eval()
        pictures = normalized(PICTURES[:3]).float().contiguous()
        with torch.no_grad():
            target = pictures[1] if tensor == "picture" else net.state_dict()[tensor]
            target.view(-1)[index] = float(value)
            logits, distances = net(pictures)
        cases.append({"network": name, "tensor": tensor, "index": index, "value": value,
                      "logits": codes(logits), "distances": codes(distances)})
        print(cases[-1], file=sys.stderr, flush=True)
print("[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]")
