"""Makes state dicts and whole networks at random, imports each, and compares every tensor.

    python random_state_dicts.py PROGRAM RELEASED [--count 300] [--seed 1] [--only N]

PROGRAM is the built `protopnet`, RELEASED a folder with the released ProtoPNet code. Needs torch,
torchvision, timm, numpy and h5py. Some files carry a planted reason for refusal, which the program's
message must name. Prints a line for every surprise, and how many of all files came out as expected.
"""

import argparse
import collections
import dataclasses
import datetime
import decimal
import enum
import fractions
import functools
import gzip
import pathlib
import pickle
import random
import subprocess
import sys
import tempfile
import uuid

import h5py
import numpy as np
import torch
import torch.nn as nn

ARCHITECTURES = (
    "vgg11 vgg13 vgg16 vgg19 vgg11_bn vgg13_bn vgg16_bn vgg19_bn resnet18 resnet34 resnet50 "
    "resnet101 resnet152 densenet121 densenet161 densenet169 densenet201"
).split()
DTYPES = [torch.float32, torch.float16, torch.bfloat16, torch.float64]
PREFIXES = [
    "", "", "", "module.", "model.", "_orig_mod.", "module._orig_mod.", "ppnet.", "net.",
    "backbone.", "encoder.", "student.net.", "model.module.",
]


class Color(enum.Enum):
    RED = 1


@dataclasses.dataclass
class Settings:
    rate: float = 0.1
    names: tuple = ("a", "b")


class Trainer:
    """A training loop of somebody's own, pickled with its network."""

    def __init__(self, **members):
        self.__dict__.update(members)


Point = collections.namedtuple("Point", "x y")


def function_of_mine(x):
    return x


def objects(draw):
    """Twenty and some Python types that lie beside tensors in people's files."""
    parameter = nn.Parameter(torch.ones(2))
    adam = torch.optim.Adam([parameter])
    parameter.sum().backward()
    adam.step()
    history = collections.defaultdict(list)
    history["loss"] += [0.3, 0.2]
    return {
        "float64": np.float64(0.74), "namespace": argparse.Namespace(lr=1e-3, data=pathlib.Path("/x")),
        "path": pathlib.PurePosixPath("/a/b"), "ordered": collections.OrderedDict(a=1, b=[2]),
        "history": history, "ids": {1, "x", 2.5}, "frozen": frozenset({3, "y"}),
        "when": datetime.datetime(2024, 1, 31, 12), "took": datetime.timedelta(hours=3),
        "dtype": torch.float32, "device": torch.device("cpu"), "big": 2**200 - 7, "seed": 2**63 + 5,
        "negative": -3, "complex": complex(1, 2), "bytes": b"ab\x00\xff", "bytearray": bytearray(b"x" * 9),
        "rng": torch.get_rng_state(), "numpy_rng": np.random.RandomState(draw.randrange(99)).get_state(),
        "python_rng": random.Random(1).getstate(), "array": np.zeros((6, 5)), "ints": np.arange(3),
        "range": range(9), "slice": slice(1, 2), "decimal": decimal.Decimal("0.1"),
        "fraction": fractions.Fraction(1, 3), "uuid": uuid.UUID(int=5), "counter": collections.Counter("ab"),
        "queue": collections.deque([1, 2], maxlen=3), "partial": functools.partial(int, base=2),
        "color": Color.RED, "settings": Settings(), "function": function_of_mine, "type": Trainer,
        "point": Point(1, 2), "size": torch.Size([1, 2]), "optimizer": adam.state_dict(), "none": None,
        "flag": True, "text": "Zaunkönig", "nested": {"a": {"b": [{"c": (1, [2, {3}])}]}},
        "generator": np.random.default_rng(1), "int64": np.int64(5), "adam": adam, 7: "a key",
        "scheduler": torch.optim.lr_scheduler.StepLR(adam, 5).state_dict(), "ellipsis": ...,
    }


def fill(tensors, draw):
    """Values that all the types hold exactly."""
    generator = torch.Generator().manual_seed(draw.randrange(2**31))
    with torch.no_grad():
        for name, tensor in tensors.items():
            if tensor.is_floating_point() and not name.endswith(("last_layer.weight", "ones")):
                values = torch.randint(-100, 100, tensor.shape, generator=generator) / 64
                tensor.copy_(values)


def ppnet(draw, released, architecture):
    """A PPNet of the released code whose backbone is cut after its first or second block."""
    name = f"{architecture}_features"
    if architecture.startswith("vgg"):
        import vgg_features as module

        first = {"11": [64, "M", 128, "M"]}.get(architecture[3:5], [64, 64, "M", 128, 128, "M"])
        features, cut = module.VGG_features(first, batch_norm=architecture.endswith("bn")), "block-2"
    elif architecture.startswith("resnet"):
        import resnet_features as module

        features, cut = getattr(module, name)(pretrained=False), "block-1"
        for later in ("layer2", "layer3", "layer4"):
            delattr(features, later)
    else:
        import densenet_features as module

        growth, stem = (48, 96) if architecture == "densenet161" else (32, 64)
        features, cut = module.DenseNet_features(growth, (6,), stem), "block-1"
    classes, per_class = draw.choice([(2, 2), (3, 2), (3, 3), (4, 1)])
    kind = draw.choice(["regular", "bottleneck"])
    depth = draw.choice([8, 16])
    network = released.PPNet(
        features, 64, (classes * per_class, depth, 1, 1), [8, 4, 6, 2.5], classes,
        prototype_activation_function="log", add_on_layers_type=kind,
    )
    if architecture.startswith("densenet"):
        del features.features.norm5, features.features.final_relu
    fill(network.state_dict(), draw)
    experiment = (
        f"name: tiny\ndata: {{source: image-folder, folder: nowhere, image-size: 64}}\n"
        f"backbone: {{architecture: {architecture}, cut-after: {cut}}}\n"
        f"add-on-layers: {{kind: {kind}, channels: {depth}}}\n"
        f"prototypes: {{per-class: {per_class}}}\nengine: {{threads: 1}}\n"
        "schedule: {warm-up: {epochs: 1}, cycles: [{joint: {epochs: 1}}]}\n"
    )
    return network, experiment


def expected_of(network):
    """The datasets of the checkpoint that a PPNet should become."""
    result = {}
    for name, tensor in network.state_dict().items():
        if name == "ones" or name.endswith("num_batches_tracked"):
            continue
        path = {"prototype_vectors": "prototypes/vectors", "last_layer.weight": "last_layer/weight"}.get(name)
        path = path or "parameters/" + name.replace("features.", "backbone/", 1).replace(
            "add_on_layers.", "add_on_layers/", 1
        ) if name.startswith(("features.", "add_on_layers.")) else path
        result[path] = tensor.float().numpy().copy()
    result["prototypes/class"] = network.prototype_class_identity.argmax(1).numpy()
    return result


def backbone(draw, architecture):
    """A whole backbone of torchvision or timm, without a classifier's many numbers."""
    import timm
    import torchvision

    with torch.device("meta"):
        if draw.random() < 0.5:
            network = torchvision.models.get_model(architecture, weights=None)
        else:
            network = timm.create_model(architecture, pretrained=False)
    state = collections.OrderedDict()
    for name, tensor in network.state_dict().items():
        is_head = name.startswith(("classifier.", "fc.", "head.", "pre_logits."))
        state[name] = torch.zeros(2 if is_head else tensor.shape, dtype=tensor.dtype)
    fill(state, draw)
    expected = {
        "parameters/" + name: tensor.float().numpy().copy()
        for name, tensor in state.items()
        if not name.startswith(("classifier.", "fc.", "head.", "pre_logits."))
        and not name.endswith("num_batches_tracked")
    }
    return state, expected


def wrapped(draw, tensors):
    """Tensors within what people save with them."""
    extras = objects(draw)
    chosen = {key: extras[key] for key in draw.sample(list(extras), draw.randrange(0, 9))}
    key = draw.choice(["state_dict", "model", "net", "model_state_dict", "weights", "best", "params"])
    form = draw.randrange(7)
    if form == 0:
        return tensors
    if form == 1:
        return {"checkpoint": {key: tensors, "epoch": 3}, **chosen}
    if form == 2:
        return [chosen, tensors]
    if form == 3:
        return Trainer(**{key: tensors}, **{str(name): value for name, value in chosen.items()})
    items = list({key: tensors, **chosen}.items())
    draw.shuffle(items)
    return collections.OrderedDict(items) if form == 4 else dict(items)


def save(draw, thing, path):
    form = draw.random()
    protocol = draw.choice([2, 3, 4, 5])
    if form < 0.12:
        with open(path, "wb") as file:
            pickle.dump(thing, file, protocol=draw.choice([0, 1, protocol]))
    else:
        torch.save(thing, path, pickle_protocol=protocol, _use_new_zipfile_serialization=form > 0.35)


def plant(draw, network, state):
    """Something that no import may take over: the file's object, and words of the message."""
    kinds = ["nan", "infinite", "missing", "misshapen", "stranger", "two", "complex", "integers", "quantized"]
    if network is not None:
        kinds += ["activation", "relu", "size", "classless", "pruned", "shared", "epsilon", "leaky"]
    kind = draw.choice(kinds)
    state = collections.OrderedDict((name, tensor.clone()) for name, tensor in state.items())
    names = [
        name for name, tensor in state.items()
        if tensor.is_floating_point() and tensor.dim() in (1, 4)
        and not name.startswith(("classifier.", "fc.", "head.", "pre_logits.", "ones"))
    ]
    name = draw.choice(names)
    short = name.split("features.", 1)[-1] if network is not None else name
    if kind in ("nan", "infinite"):
        state[name].flatten()[0] = float("nan") if kind == "nan" else float("-inf")
        return kind, state, ["not finite", short.replace("add_on_layers.", "")]
    if kind == "missing":
        del state[name]
        missing = "prototype_vectors" if name == "prototype_vectors" else "missing"
        return kind, state, [missing]
    if kind == "misshapen":
        state[name] = torch.ones(3, 2, 1, 1)
        return kind, state, ["prototype_vectors" if name == "prototype_vectors" else "has the shape"]
    if kind == "stranger":
        state["stranger.weight"] = torch.ones(2)
        return kind, state, ["'stranger.weight'"]
    if kind == "two":
        other = collections.OrderedDict((key, value + 1) for key, value in state.items())
        return kind, {"state_dict": state, "ema": other}, ["would fit", "'ema'", "--key"]
    if kind in ("complex", "integers", "quantized"):
        state[name] = {
            "complex": lambda: state[name].to(torch.complex64),
            "integers": lambda: state[name].to(torch.int32),
            "quantized": lambda: torch.quantize_per_tensor(state[name].float(), 0.1, 0, torch.qint8),
        }[kind]()
        return kind, state, [kind]
    if kind == "activation":
        network.prototype_activation_function = function_of_mine
        return kind, network, ["__main__.function_of_mine"]
    if kind == "relu":
        network.add_on_layers[-1] = nn.ReLU()
        return kind, network, ["ReLU", "Sigmoid"]
    if kind == "size":
        network.img_size = 224
        return kind, network, ["224 pixels"]
    if kind == "classless":
        owner = network.prototype_class_identity.argmax(1)
        network.prune_prototypes((owner == 0).nonzero().flatten().tolist())
        return kind, network, ["no prototype of class 0"]
    if kind == "pruned":
        network.prune_prototypes([0])
        return kind, network.state_dict(), ["pruned"] if network.num_prototypes % network.num_classes else ["no"]
    if kind == "shared":
        network.prototype_class_identity[0, :] = 1
        return kind, network, ["prototype 0"]
    if kind == "epsilon":
        network.epsilon = 0
        return kind, network, ["epsilon"]
    network.features.add_module("extra", nn.LeakyReLU())
    return kind, network, ["LeakyReLU"]


def vary(draw, network):
    """Changes a network as its owner may, to something that an import takes over."""
    facts = {}
    if draw.random() < 0.4:
        network.prototype_activation_function = "linear"
    elif draw.random() < 0.5:
        network.epsilon = draw.choice([1e-2, np.float64(1e-5), torch.tensor(0.25)])
    if draw.random() < 0.4:
        owner = network.prototype_class_identity.argmax(1)
        spare = [int(i) for i in range(1, len(owner)) if owner[i] == owner[i - 1]]
        network.prune_prototypes(draw.sample(spare, draw.randrange(len(spare) + 1)))
    if draw.random() < 0.3:
        network.register_buffer("scratch", torch.ones(3), persistent=False)
    if draw.random() < 0.3:
        network.bound_boxes = np.zeros((6, 5))
    if draw.random() < 0.3:
        network.features.register_forward_hook(function_of_mine)
    if draw.random() < 0.3:
        network.last_layer.weight.my_tag = {"x": Color.RED}
    if draw.random() < 0.3:
        network = network.to(memory_format=torch.channels_last)
    facts["similarity"] = network.prototype_activation_function
    facts["epsilon"] = float(network.epsilon)
    return network, facts


def junk(draw, path):
    """A file that is none of tensors."""
    kind, contents, words = draw.choice([
        ("page", b"<!DOCTYPE html><html>" * 30, "web page"), ("empty", b"", "is empty"),
        ("pointer", b"version https://git-lfs.github.com/spec/v1\noid sha256:aa\nsize 1\n", "Git LFS"),
        ("gzip", gzip.compress(b"x" * 99), "gzip"), ("text", b"epoch 3 loss 0.2\n" * 9, "a text"),
        ("pickle", pickle.dumps([{"a": 1}, Color.RED]), "neither a state dict nor a module"),
        ("tar", b"a" + b"\0" * 256 + b"ustar" + b"\0" * 250, "tar archive"),
    ])
    path.write_bytes(contents)
    return kind, [words]


def case(index, seed, program, released, folder):
    """Makes a file, imports it and compares; returns what it was and what was wrong."""
    draw = random.Random(f"{seed}-{index}")
    architecture = ARCHITECTURES[index % len(ARCHITECTURES)]
    suffix = draw.choice([".pth", ".pt", ".bin", ".ckpt", ".pth.tar", "-20240131.pth", ""])
    path, output = folder / f"file{suffix}", folder / "out.h5"
    whole = draw.random() < 0.7
    words, facts, label = None, {}, architecture
    network = experiment = None
    if whole:
        network, experiment = ppnet(draw, released, architecture)
        state = network.state_dict()
    else:
        state, expected = backbone(draw, architecture)
    fate = draw.random()
    if fate < 0.06:
        kind, words = junk(draw, path)
        label += " " + kind
    elif fate < 0.3:
        kind, thing, words = plant(draw, network, state)
        save(draw, thing, path)
        label += " planted " + kind
    else:
        if whole and draw.random() < 0.5:
            network, facts = vary(draw, network)
            thing = nn.DataParallel(network) if draw.random() < 0.2 else network
            label += " module"
        else:
            prefix = draw.choice(PREFIXES)
            dtypes = [draw.choice(DTYPES)] if draw.random() < 0.7 else DTYPES
            inner = draw.random() < 0.2
            thing = collections.OrderedDict()
            for name, tensor in state.items():
                if inner and name.startswith(("features.", "layer1.")):
                    name = name.replace(".", ".module.", 1)
                tensor = tensor.to(draw.choice(dtypes)) if tensor.is_floating_point() else tensor
                thing[prefix + name] = tensor
            if draw.random() < 0.1:
                thing = {n: t.float().numpy() for n, t in thing.items()}
            label += f" '{prefix}'"
        if whole:
            expected = expected_of(network)
        save(draw, wrapped(draw, thing), path)
    if whole:
        (folder / "e.yaml").write_text(experiment)
        command = ["checkpoint", "import", path, "--experiment", folder / "e.yaml"]
    else:
        command = ["weights", "import", path, "--architecture", architecture]
    output.unlink(missing_ok=True)
    run = subprocess.run([program, *command, "--output", output], capture_output=True, text=True)
    message = run.stderr
    if words is not None:
        lines = message.strip().splitlines()
        wrong = [word for word in words if word not in message]
        # A function of the file's maker leaves its name alone, which is said.
        codes = [0] if kind == "activation" else [1, 2, 3]
        if run.returncode not in codes or len(lines) > 20 or len(message) > 4000:
            wrong.append(f"exit {run.returncode}, {len(lines)} lines")
        return label, f"{wrong} in {message[:400]}" if wrong else ""
    if run.returncode != 0:
        return label, f"exit {run.returncode}: {message[:400]}"
    with h5py.File(output) as file:
        found = {}
        file.visititems(lambda n, o: found.update({n: o[()]}) if isinstance(o, h5py.Dataset) else None)
        wrong = [n for n in expected if n not in found or not np.array_equal(found[n], expected[n])]
        wrong += [n for n in found if n not in expected]
        if facts:
            attributes = file["prototypes/vectors"].attrs
            if attributes["similarity"] != facts["similarity"]:
                wrong.append("similarity")
            if facts["similarity"] == "log" and not np.isclose(attributes["epsilon"], facts["epsilon"], 1e-6):
                wrong.append("epsilon")
    return label, f"differ: {wrong[:5]}" if wrong else ""


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program")
    parser.add_argument("released")
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", type=int)
    arguments = parser.parse_args()
    sys.path.insert(0, arguments.released)
    import model as released

    torch.set_num_threads(1)
    right = 0
    indices = range(arguments.count) if arguments.only is None else [arguments.only]
    for index in indices:
        with tempfile.TemporaryDirectory() as folder:
            folder = pathlib.Path(folder)
            label, problem = case(index, arguments.seed, arguments.program, released, folder)
        right += not problem
        if problem:
            print(f"{index} {label}: {problem}", flush=True)
    print(f"{right} of {len(indices)}")
    return 0 if right == len(indices) else 1


if __name__ == "__main__":
    sys.exit(main())
