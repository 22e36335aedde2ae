"""Times the paper's released model in PyTorch: the peer of `protopnet-bench compare`.

Usage: python3 pytorch_peer.py --released DIR [--channels-last] [--compile] [--bfloat16] [--tf32] [--device cuda] --architecture NAME
           --work forward|warm-up|joint --batch-size N [--repetitions N] [--image-size N] [--threads N]

DIR is a checkout of the released code. Weights and pictures are random; 2000 prototypes of 128
channels, 200 classes. With --bfloat16 the network runs in autocast. A warm-up step runs the frozen backbone forward in training mode, too, as
train_and_test.py does. Prints one line of JSON with the keys of `protopnet-bench step`.
"""

import argparse
import json
import os
import resource
import sys
import time
import warnings

parser = argparse.ArgumentParser()
parser.add_argument("--released", required=True)
parser.add_argument("--channels-last", action="store_true")
parser.add_argument("--compile", action="store_true")
parser.add_argument("--bfloat16", action="store_true")
parser.add_argument("--tf32", action="store_true")
parser.add_argument("--device", default="cpu")
parser.add_argument("--architecture", required=True)
parser.add_argument("--work", choices=["forward", "warm-up", "joint"], required=True)
parser.add_argument("--batch-size", type=int, required=True)
parser.add_argument("--repetitions", type=int, default=5)
parser.add_argument("--image-size", type=int, default=224)
parser.add_argument("--threads", type=int, default=os.cpu_count())
options = parser.parse_args()

warnings.filterwarnings("ignore")
sys.path.insert(0, options.released)

import torch  # noqa: E402
import torch.nn.functional as functional  # noqa: E402

torch.set_num_threads(options.threads)
torch.manual_seed(0)
if options.device != "cpu":
    torch.backends.cudnn.allow_tf32 = torch.backends.cuda.matmul.allow_tf32 = options.tf32
import model as released  # noqa: E402


def peak_megabytes():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


base = peak_megabytes()
network = released.construct_PPNet(
    options.architecture, pretrained=False, img_size=options.image_size,
    prototype_shape=(2000, 128, 1, 1), num_classes=200, add_on_layers_type="regular").to(options.device)
pictures = torch.randn(options.batch_size, 3, options.image_size, options.image_size).to(options.device)
labels = torch.randint(0, 200, (options.batch_size,)).to(options.device)
if options.channels_last:
    network = network.to(memory_format=torch.channels_last)
    pictures = pictures.to(memory_format=torch.channels_last)
own = network.prototype_class_identity.t().bool().to(options.device)
run = torch.compile(network) if options.compile else network

network.train(options.work != "forward")
groups = [{"params": network.add_on_layers.parameters(), "lr": 3e-3, "weight_decay": 1e-3},
          {"params": [network.prototype_vectors], "lr": 3e-3}]
for parameter in network.features.parameters():
    parameter.requires_grad = options.work == "joint"
if options.work == "joint":
    groups.append({"params": network.features.parameters(), "lr": 1e-4, "weight_decay": 1e-3})
optimizer = torch.optim.Adam(groups)


def compute():
    with torch.autocast(options.device.split(":")[0], torch.bfloat16, enabled=options.bfloat16):
        return run(pictures)


def step():
    if options.work == "forward":
        with torch.no_grad():
            compute()
        return
    logits, distances = (result.float() for result in compute())
    mine = own[labels]
    cluster = distances.masked_fill(~mine, float("inf")).min(dim=1).values.mean()
    separation = distances.masked_fill(mine, float("inf")).min(dim=1).values.mean()
    cost = functional.cross_entropy(logits, labels) + 0.8 * cluster - 0.08 * separation
    optimizer.zero_grad()
    cost.backward()
    optimizer.step()
    cost.item()


seconds = []
for repetition in range(options.repetitions + 2):
    started = time.perf_counter()
    step()
    if repetition >= 2:
        seconds.append(time.perf_counter() - started)
name = f"torch {torch.__version__.split('+')[0]}"
name += " channels-last" if options.channels_last else ""
name += " compiled" if options.compile else ""
name += " bfloat16" if options.bfloat16 else ""
name += " tf32" if options.tf32 else ""
name += f" on {options.device}" if options.device != "cpu" else ""
print(json.dumps({
    "engine": name, "precision": "bfloat16" if options.bfloat16 else "float32", "architecture": options.architecture, "work": options.work,
    "batchSize": options.batch_size, "seconds": seconds, "peakMegabytes": peak_megabytes(),
    "baseMegabytes": base}))
