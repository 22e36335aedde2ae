"""Runs the released code on whole networks and writes what it computes to released-networks.h5.

Usage: python make_released_networks.py CLONE
CLONE is a checkout of the paper's released code. Needs torch, numpy, h5py, matplotlib and OpenCV.
Parameters and pictures follow from `uniform`, which the tests repeat from the names, so the file
holds results alone. The released code runs in double precision, so that differences are the tested
program's. Stored for every network, each from the same start:

    evaluation/   logits and minimum distances of 8 pictures with running statistics
    gradients/    costs and the gradient of every parameter on them, by norm, product with a drawn
                  vector, and first 8 elements; `rounding` is the largest norm of what changes where
                  the released code runs in single precision, as it was published: on one thread and
                  on two, with either order of channels, and on pictures moved to the next floats
    joint/        costs of 10 joint steps on them at a tenth of the published rates, at which rounding grows
                  slowly, and the running statistics and prototypes that these leave
    warm-up/      costs of 5 warm-up steps
    projection/   on 24 pictures: source, box, nearest distance and the margin to the second nearest
                  patch, then crops and overlays of the first 3 prototypes
    pruning/      the prototypes that remain of the projected network, and the margins of that choice
    last-layer/   costs of 20 passes over the 24 pictures after projection, and the weight's norm
"""

import os
import pathlib
import sys
import tempfile

import cv2
import h5py
import matplotlib
import numpy as np
import torch

matplotlib.use("Agg")
HERE = pathlib.Path(__file__).parent
sys.path.insert(0, sys.argv[1])
sys.path.insert(0, str(HERE.parents[1] / "EngineTests" / "Fixtures"))
import prune  # noqa: E402
import push  # noqa: E402
import train_and_test  # noqa: E402
from released_setup import (  # noqa: E402
    CLASSES, LABELS, PER_CLASS, PICTURES, KeepGradients, network, normalized, parameter_name, stack, summary,
    trained)

NETWORKS = ["vgg11", "vgg16", "vgg19", "resnet18", "resnet34", "resnet152", "densenet121",
            "densenet161"]

torch.Tensor.cuda = lambda self, *_, **__: self
SILENT = lambda *_: None  # noqa: E731


class Batches(list):
    batch_size = 8


def batches(count, prepare=normalized):
    return Batches((prepare(PICTURES[i:i + 8]), LABELS[i:i + 8]) for i in range(0, count, 8))


def optimizers(net, scale=1):
    decayed = [{"params": net.add_on_layers.parameters(), "lr": 3e-3 * scale, "weight_decay": 1e-3},
               {"params": [net.prototype_vectors], "lr": 3e-3 * scale}]
    features = {"params": net.features.parameters(), "lr": 1e-4 * scale, "weight_decay": 1e-3}
    return (torch.optim.Adam([features] + decayed), torch.optim.Adam(decayed),
            torch.optim.Adam([{"params": net.last_layer.parameters(), "lr": 1e-4}]))


def evaluation(group, name):
    net = network(name)
    net.module.eval()
    with torch.no_grad():
        logits, distances = net(batches(8)[0][0])
    group["logits"], group["minimum_squared_distances"] = logits, distances
    return logits


def found_gradients(name, precision, layout=torch.contiguous_format, nudge=0):
    """Costs and gradients; `nudge` moves every number of the pictures that many floats up."""
    net = network(name)
    net.module.to(precision, memory_format=layout)
    train_and_test.joint(net, log=SILENT)
    (x, y), = batches(8)
    x = x.to(precision)
    for _ in range(nudge):
        x = torch.nextafter(x, torch.full_like(x, torch.inf))
    costs = trained(net, KeepGradients(net), [(x.contiguous(memory_format=layout), y)])
    return costs, {parameter_name(key): parameter.grad.double()
                   for key, parameter in net.module.named_parameters() if parameter.requires_grad}


def gradients(group, name):
    group["costs"], found = found_gradients(name, torch.float64)
    stack(group, {key: summary(key, gradient) for key, gradient in found.items()})
    keys, rounding = sorted(found), np.zeros(len(found))
    thread_count = torch.get_num_threads()
    for threads in (1, 2):
        torch.set_num_threads(threads)
        for layout in (torch.contiguous_format, torch.channels_last):
            for nudge in (0, 1):
                _, rounded = found_gradients(name, torch.float32, layout, nudge)
                rounding = np.maximum(
                    rounding, [float((rounded[key] - found[key]).norm()) for key in keys])
    torch.set_num_threads(thread_count)
    group["rounding"] = rounding


def joint(group, name):
    net = network(name)
    train_and_test.joint(net, log=SILENT)
    optimizer = optimizers(net, scale=0.1)[0]
    group["costs"] = [trained(net, optimizer, batches(8)) for _ in range(10)]
    rows = {parameter_name(k): summary(parameter_name(k), v)
            for k, v in net.module.state_dict().items() if "running_" in k}
    rows["prototypes"] = summary("prototypes", net.prototype_vectors)
    stack(group, rows)


def warm_up(group, name):
    net = network(name)
    train_and_test.warm_only(net, log=SILENT)
    optimizer = optimizers(net)[1]
    group["costs"] = [trained(net, optimizer, batches(8)) for _ in range(5)]


def projection(group, name, folder):
    """Projects; returns the network."""
    net = network(name)
    net.module.eval()
    with torch.no_grad():
        _, maps = net.push_forward(normalized(PICTURES))
    nearest, margins = [], []
    for j in range(net.num_prototypes):
        own = np.sort(maps[LABELS == j // PER_CLASS, j].flatten().numpy())
        nearest.append(own[0])
        margins.append(own[1] - own[0])
    push.push_prototypes(
        batches(24, prepare=lambda x: x), net, class_specific=True,
        preprocess_input_function=normalized, root_dir_for_saving_prototypes=folder,
        epoch_number=0, prototype_img_filename_prefix="crop",
        prototype_self_act_filename_prefix="act", proto_bound_boxes_filename_prefix="bb",
        save_prototype_class_identity=True, log=SILENT)
    epoch = os.path.join(folder, "epoch-0")
    boxes = np.load(os.path.join(epoch, "bb0.npy"))
    group["image"], group["box"] = boxes[:, 0], boxes[:, 1:5]
    group["receptive_field"] = np.load(os.path.join(epoch, "bb-receptive_field0.npy"))[:, 1:5]
    group["squared_distance"], group["margin"] = nearest, margins
    group["prototypes"] = net.prototype_vectors.detach().float().reshape(net.num_prototypes, -1)
    cells = []
    for j in range(net.num_prototypes):
        cells.append(np.unravel_index(int(maps[boxes[j, 0], j].argmin()), maps.shape[2:]))
    group["cell"] = np.array(cells)
    for j in range(3):
        for kind, file in (("crop", f"crop{j}"), ("overlay", f"crop-original_with_self_act{j}")):
            pixels = cv2.cvtColor(cv2.imread(os.path.join(epoch, file + ".png")), cv2.COLOR_BGR2RGB)
            group.create_dataset(f"{kind}-{j}", data=pixels.astype(np.int32), compression=9)
    return net


def last_layer(group, net):
    train_and_test.last_only(net, log=SILENT)
    optimizer = optimizers(net)[2]
    group["costs"] = [trained(net, optimizer, batches(24)) for _ in range(20)]
    group["weight"] = net.last_layer.weight.detach()


def pruning(group, net, folder):
    net.module.eval()
    with torch.no_grad():
        _, maps = net.push_forward(normalized(PICTURES))
    minima = maps.flatten(2).min(dim=2).values.numpy()
    ranked = np.sort(minima, axis=0)
    # The choice depends on which six pictures are nearest: on the sixth and seventh distance.
    group["margin"] = ranked[6] - ranked[5]
    info = prune.prune_prototypes(
        batches(24, prepare=lambda x: x), net, k=6, prune_threshold=3,
        preprocess_input_function=normalized, original_model_dir=folder, epoch_number=0,
        log=SILENT, copy_prototype_imgs=False)
    removed = set(int(row[0]) for row in info)
    group["kept"] = np.array([j not in removed for j in range(minima.shape[1])], dtype=np.int32)
    with torch.no_grad():
        group["logits"], _ = net(normalized(PICTURES[:8]))


torch.manual_seed(0)
with h5py.File(HERE / "released-networks.h5", "w") as file:
    total = 0
    for name in NETWORKS:
        group = file.create_group(name)
        part = {key: group.create_group(key) for key in (
            "evaluation", "gradients", "joint", "warm-up", "projection", "pruning", "last-layer")}
        logits = evaluation(part["evaluation"], name)
        if name in ("vgg19", "resnet34", "densenet121"):
            total = total + logits
        gradients(part["gradients"], name)
        joint(part["joint"], name)
        warm_up(part["warm-up"], name)
        with tempfile.TemporaryDirectory() as folder:
            net = projection(part["projection"], name, folder)
            start = {k: v.clone() for k, v in net.module.state_dict().items()}
            last_layer(part["last-layer"], net)
            net.module.load_state_dict(start)
            pruning(part["pruning"], net, folder + os.sep)
        print(name, flush=True)
    file["ensemble/logits"] = total
