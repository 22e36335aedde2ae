"""Tells how far PyTorch's own bfloat16 is from its float32: the control of `protopnet-bench deviation --precision`.

    python bfloat16_control.py --released DIR [--architectures NAME…] [--batch-size 16] [--steps 20]

DIR is a checkout of the released code. Both networks start from the same random parameters and take the same
joint steps with the paper's rates; bfloat16 is autocast of the forward pass. The pictures are of noise around
each label's own mean, four batches in turns. Prints a line of JSON for each network: the relative deviations, by
norms, of the first batch's logits and of its parameters' gradients, and the largest one of the total cost.
"""

import argparse
import copy
import json
import statistics
import sys
import warnings

parser = argparse.ArgumentParser()
parser.add_argument("--released", required=True)
parser.add_argument("--architectures", nargs="+", default=[
    "vgg16", "vgg19", "resnet34", "resnet152", "densenet121", "densenet161"])
parser.add_argument("--batch-size", type=int, default=16)
parser.add_argument("--steps", type=int, default=20)
options = parser.parse_args()

warnings.filterwarnings("ignore")
sys.path.insert(0, options.released)

import torch  # noqa: E402
import torch.nn.functional as functional  # noqa: E402
import model as released  # noqa: E402

LABELS = torch.arange(options.batch_size) * 7 % 200


def batches():
    torch.manual_seed(1)
    means = torch.randn(options.batch_size, 3, 1, 1)
    return [means + torch.randn(options.batch_size, 3, 224, 224) for _ in range(4)]


def train(network, pictures, enabled):
    own = network.prototype_class_identity.t().bool()[LABELS]
    optimizer = torch.optim.Adam([
        {"params": network.features.parameters(), "lr": 1e-4, "weight_decay": 1e-3},
        {"params": network.add_on_layers.parameters(), "lr": 3e-3, "weight_decay": 1e-3},
        {"params": [network.prototype_vectors], "lr": 3e-3}])
    costs, first = [], None
    for step in range(options.steps):
        with torch.autocast("cpu", torch.bfloat16, enabled=enabled):
            results = network(pictures[step % len(pictures)])
        logits, distances = (result.float() for result in results)
        cluster = distances.masked_fill(~own, float("inf")).min(dim=1).values.mean()
        separation = distances.masked_fill(own, float("inf")).min(dim=1).values.mean()
        cost = functional.cross_entropy(logits, LABELS) + 0.8 * cluster - 0.08 * separation
        optimizer.zero_grad()
        cost.backward()
        if first is None:
            first = {"logits": logits.detach().clone(), **{
                name: parameter.grad.clone() for name, parameter in network.named_parameters()
                if parameter.grad is not None}}
        optimizer.step()
        costs.append(cost.item())
    return costs, first


def relative(value, reference):
    return ((value - reference).norm() / reference.norm()).item()


for architecture in options.architectures:
    torch.manual_seed(0)
    network = released.construct_PPNet(
        architecture, pretrained=False, img_size=224, prototype_shape=(2000, 128, 1, 1),
        num_classes=200, add_on_layers_type="regular").train()
    other = copy.deepcopy(network)
    pictures = batches()
    exact, exact_first = train(network, pictures, False)
    rounded, rounded_first = train(other, pictures, True)
    gradients = sorted(
        (relative(rounded_first[name], value), name)
        for name, value in exact_first.items() if name != "logits" and value.norm() > 0)
    print(json.dumps({
        "engine": f"torch {torch.__version__.split('+')[0]}", "architecture": architecture,
        "batchSize": options.batch_size, "steps": options.steps,
        "logitDeviation": relative(rounded_first["logits"], exact_first["logits"]),
        "gradients": {"median": statistics.median(value for value, _ in gradients),
                      "worst": gradients[-1][0], "worstName": gradients[-1][1]},
        "largestTotalDeviation": max(abs(a - b) / abs(a) for a, b in zip(exact, rounded))}), flush=True)
