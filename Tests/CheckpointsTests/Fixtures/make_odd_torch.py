"""Makes files of tensors as people have them, beside this script: `odd-*`.

Needs torch, numpy and onnx. Values are those of `ramp`, as in make_fixtures.py.
"""

import argparse
import collections
import datetime
import decimal
import enum
import pathlib
import pickle
import zipfile

import numpy as np
import onnx
import torch
import torch.nn as nn
from onnx import TensorProto, helper

HERE = pathlib.Path(__file__).parent


class Color(enum.Enum):
    RED = 1


class Trainer:
    def __init__(self, **members):
        self.__dict__.update(members)


class PPNet(nn.Module):
    """The attributes of the released code's PPNet that say more than its state dict."""

    def __init__(self, classes, activation="log", epsilon=1e-4, last=None):
        super().__init__()
        count, class_count = len(classes), max(classes) + 1
        self.img_size = 32
        self.epsilon = epsilon
        self.prototype_activation_function = activation
        self.prototype_class_identity = torch.zeros(count, class_count)
        self.prototype_class_identity[range(count), classes] = 1
        self.features = nn.Sequential(nn.Conv2d(3, 2, 3), nn.ReLU())
        self.add_on_layers = nn.Sequential(
            nn.Conv2d(2, 2, 1), nn.ReLU(), nn.Conv2d(2, 2, 1), last or nn.Sigmoid()
        )
        self.prototype_vectors = nn.Parameter(ramp(count, 2, 1, 1))
        self.ones = nn.Parameter(torch.ones(count, 2, 1, 1), requires_grad=False)
        self.last_layer = nn.Linear(count, class_count, bias=False)
        self.last_layer.weight.data = 1.5 * self.prototype_class_identity.t() - 0.5
        self.register_buffer("scratch", torch.ones(2), persistent=False)


def ramp(*shape, dtype=np.float32):
    return torch.tensor(((np.arange(np.prod(shape)) - 4) / 4).astype(dtype).reshape(shape))


def negated(distances):
    return -distances


def objects():
    history = collections.defaultdict(list)
    history["loss"].append(0.3)
    return {
        "float": np.float64(0.5), "namespace": argparse.Namespace(lr=1e-3, path=pathlib.PurePath("x")),
        "history": history, "set": {1, "a"}, "frozen": frozenset({2}), "dtype": torch.float16,
        "when": datetime.datetime(2024, 1, 31), "long": -(2**300), "bytes": b"\xff\n", "color": Color.RED,
        "array": bytearray(b"xy"), "complex": 1j, "decimal": decimal.Decimal("0.1"), "queue": collections.deque([1]),
        "random": np.random.RandomState(1).get_state()[:1], "type": Trainer, "function": negated, 5: "five",
    }


def state():
    return collections.OrderedDict(a=ramp(2, 3), b=nn.Parameter(ramp(4)))


def files():
    """Odd objects beside a state dict, in every protocol and form."""
    for protocol in range(6):
        thing = {**objects(), "weights": state()}
        with open(HERE / f"odd-plain-{protocol}.pkl", "wb") as file:
            pickle.dump(thing, file, protocol=protocol)
    for protocol in (2, 4, 5):
        torch.save({**objects(), "net": state()}, HERE / f"odd-zip-{protocol}.pth", pickle_protocol=protocol)
    torch.save(
        Trainer(model=state(), **{str(k): v for k, v in objects().items()}), HERE / "odd-object.pth",
        pickle_protocol=4, _use_new_zipfile_serialization=False,
    )
    torch.save([3, {"best": {"inner": state()}}], HERE / "odd-nested.pth")
    other = collections.OrderedDict((name, tensor * 2) for name, tensor in state().items())
    torch.save({"model": state(), "ema": other}, HERE / "odd-two.pth")
    tied = state()
    torch.save({"model": tied, "again": collections.OrderedDict(tied)}, HERE / "odd-tied.pth")


def arrays():
    """Dictionaries of NumPy arrays."""
    column = np.asfortranarray(ramp(2, 3).numpy())
    thing = {
        "single": ramp(2, 2).numpy(), "half": ramp(3).numpy().astype("f2"), "column": column,
        "big": ramp(4).numpy().astype(">f8"), "steps": np.arange(3), "names": np.array(["a"], dtype=object),
    }
    for protocol in (2, 5):
        torch.save(thing, HERE / f"odd-arrays-{protocol}.pth", pickle_protocol=protocol)
    with open(HERE / "odd-arrays-0.pkl", "wb") as file:
        pickle.dump(thing, file, protocol=0)


def tensors():
    """Tensors that are not read, beside one that is."""
    torch.save(
        {
            "good": ramp(2, 3), "complex": torch.ones(2, dtype=torch.complex64),
            "quantized": torch.quantize_per_tensor(torch.ones(2), 0.1, 0, torch.qint8),
            "sparse": torch.eye(2).to_sparse(), "meta": torch.ones(2, device="meta"),
            "steps": torch.tensor([1, 2]), "flag": torch.tensor(True), "float8": torch.ones(2).to(torch.float8_e4m3fn),
        },
        HERE / "odd-tensors.pth",
    )
    tagged = nn.Parameter(ramp(2, 2))
    tagged.tag = {"x": Color.RED}
    buffer = ramp(3)
    buffer.tag = 1
    torch.save({"tagged": tagged, "buffer": buffer}, HERE / "odd-tagged.pth")
    script = HERE / "odd-script.pt"
    torch.jit.script(nn.Linear(1, 1)).save(str(script))
    with zipfile.ZipFile(script) as archive:
        # What is left out are places in the source code on the machine.
        entries = {n: archive.read(n) for n in archive.namelist() if not n.endswith(".debug_pkl")}
    with zipfile.ZipFile(script, "w") as archive:
        for name, contents in entries.items():
            archive.writestr(name, contents)


def networks():
    """Whole networks with facts of their own."""
    torch.save(PPNet([0, 0, 1, 1]), HERE / "odd-ppnet.pth")
    torch.save(PPNet([0, 0, 0, 1, 1, 2], "linear"), HERE / "odd-ppnet-pruned.pth", pickle_protocol=5)
    torch.save({"net": nn.DataParallel(PPNet([0, 1], epsilon=np.float64(0.01)))}, HERE / "odd-ppnet-epsilon.pth")
    torch.save(PPNet([0, 1], negated), HERE / "odd-ppnet-function.pth", pickle_protocol=4)
    torch.save(PPNet([0, 1], last=nn.ReLU()), HERE / "odd-ppnet-relu.pth")
    torch.save(PPNet([0, 2]), HERE / "odd-ppnet-classless.pth")
    strides = PPNet([0, 1])
    layers = nn.Sequential(nn.Conv2d(3, 2, 3, stride=2), nn.LeakyReLU(), nn.BatchNorm2d(2, eps=1e-3))
    strides.features = nn.Sequential(collections.OrderedDict(features=layers))
    torch.save(strides, HERE / "odd-ppnet-strides.pth")
    torch.save(PPNet([0, 0, 0, 1, 1, 2]).state_dict(), HERE / "odd-ppnet-bare.pth")


def onnx_external():
    """A model with its values in a file beside it."""
    tensors = [
        helper.make_tensor(name, TensorProto.FLOAT, shape, ramp(*shape).numpy().tobytes(), raw=True)
        for name, shape in (("first", [2, 3]), ("second", [4]))
    ]
    graph = helper.make_graph(
        [helper.make_node("Identity", ["first"], ["out"])], "graph", [],
        [helper.make_tensor_value_info("out", TensorProto.FLOAT, [2, 3])], initializer=tensors,
    )
    onnx.save(
        helper.make_model(graph), HERE / "odd-external.onnx", save_as_external_data=True,
        location="odd-external.onnx.data", size_threshold=0,
    )


if __name__ == "__main__":
    torch.manual_seed(0)
    files()
    arrays()
    tensors()
    networks()
    onnx_external()
