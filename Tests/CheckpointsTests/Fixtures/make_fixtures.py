"""Makes the fixtures of the tests of Checkpoints, beside this script.

Needs numpy, h5py, torch, safetensors and onnx. All values follow from `ramp`, which the tests repeat:
element i of a tensor is (i - 4) / 4, exact in every format used.
"""

import collections
import functools
import pathlib

import h5py
import numpy as np
import onnx
import torch
from onnx import TensorProto, helper
from safetensors.torch import save_file

HERE = pathlib.Path(__file__).parent


def ramp(*shape, dtype=np.float32):
    return ((np.arange(np.prod(shape)) - 4) / 4).astype(dtype).reshape(shape)


def checkpoint(name):
    """A checkpoint as somebody else would write it: other types, compression, fixed-length text."""
    with h5py.File(HERE / name, "w") as file:
        file.attrs["format"] = "protopnet-checkpoint"
        file.attrs["format_version"] = np.int32(1)
        file.attrs["experiment"] = "name: wrens\n"
        file.attrs["experiment_digest"] = np.bytes_(b"0123")
        file.attrs["architecture"] = "vgg16"
        file.attrs["image_size"] = 64
        file.attrs["class_names"] = ["wren", "Zaunkönig"]
        file.attrs["stage"] = "cycle-1/projection"
        file.attrs["epoch"] = 12
        file.attrs["seed"] = np.uint64(2**64 - 1)
        file.attrs["created_by"] = "make_fixtures.py"
        group = file.create_group("input")
        group.attrs["mean"] = np.float64([0.5, 0.25, 0.125])
        group.attrs["std"] = np.float32([0.5, 0.25, 0.125])
        group.attrs["resize"] = [64, 64]
        file["parameters/backbone/features.0.weight"] = ramp(2, 3, 3, 3, dtype=np.float64)
        file.create_dataset(
            "parameters/backbone/features.0.bias", data=ramp(2), chunks=(1,), compression="gzip"
        )
        file["prototypes/vectors"] = ramp(3, 4, 1, 1)
        file["prototypes/vectors"].attrs["similarity"] = "log"
        file["prototypes/vectors"].attrs["epsilon"] = 1e-4
        file["prototypes/class"] = np.int64([0, 0, 1])
        file["prototypes/source/image"] = ["a.jpg", "b.jpg", "ü.jpg"]
        file["prototypes/source/image_digest"] = np.array([b"1", b"22", b"333"])
        file["prototypes/source/cell"] = np.int16([[0, 1], [2, 3], [4, 5]])
        file["prototypes/source/pixel_box"] = np.int32([[0, 8, 1, 9]] * 3)
        file["prototypes/source/squared_distance"] = ramp(3)
        file["last_layer/weight"] = ramp(2, 3)


def foreign():
    with h5py.File(HERE / "foreign.h5", "w") as file:
        file["entry/data"] = ramp(2, 2)


def self_linked():
    """A file of weights whose parameters contain themselves."""
    with h5py.File(HERE / "self-linked.h5", "w") as file:
        file.attrs["format"] = "protopnet-weights"
        file.attrs["format_version"] = 1
        group = file.create_group("parameters")
        group["again"] = group


def safetensors():
    save_file(
        {
            "half": torch.tensor(ramp(2, 3)).half(),
            "brain": torch.tensor(ramp(3, 2)).bfloat16(),
            "single": torch.tensor(ramp(2, 2, 2)),
            "double": torch.tensor(ramp(5)).double(),
            "scalar": torch.tensor(-1.0),
            "empty": torch.zeros(0, 3),
            "num_batches_tracked": torch.tensor(7),
        },
        HERE / "types.safetensors",
        metadata={"format": "pt"},
    )


def onnx_model():
    raw = [
        helper.make_tensor("raw", TensorProto.FLOAT, [2, 3], ramp(2, 3).tobytes(), raw=True),
        helper.make_tensor("floats", TensorProto.FLOAT, [3, 2], ramp(3, 2).ravel()),
        helper.make_tensor(
            "half", TensorProto.FLOAT16, [4], ramp(4, dtype=np.float16).tobytes(), raw=True
        ),
        helper.make_tensor(
            "double", TensorProto.DOUBLE, [4], ramp(4, dtype=np.float64).tobytes(), raw=True
        ),
        helper.make_tensor("scalar", TensorProto.FLOAT, [], [-1.0]),
        helper.make_tensor("steps", TensorProto.INT64, [2], [1, 2]),
    ]
    graph = helper.make_graph(
        [helper.make_node("Identity", ["raw"], ["out"])],
        "graph",
        [],
        [helper.make_tensor_value_info("out", TensorProto.FLOAT, [2, 3])],
        initializer=raw,
    )
    onnx.save(
        helper.make_model(graph, producer_name="make_fixtures.py"), HERE / "types.onnx"
    )


def torch_files():
    """The same tensors in both forms of torch.save, as a state dict and as a whole module."""

    def no_source(_):
        raise OSError("the former form keeps the source of classes, which has no place in a fixture")

    torch.serialization.get_source_lines_and_file = no_source
    base = torch.tensor(ramp(4, 6))
    state = collections.OrderedDict(
        half=torch.tensor(ramp(2, 3)).half(),
        brain=torch.tensor(ramp(3, 2)).bfloat16(),
        single=torch.tensor(ramp(2, 2, 2)),
        double=torch.tensor(ramp(5)).double(),
        scalar=torch.tensor(-1.0),
        empty=torch.zeros(0, 3),
        parameter=torch.nn.Parameter(torch.tensor(ramp(3))),
        # Views: strides that are not row-major, offsets, and one storage for three tensors.
        transposed=base.t(),
        column=base[:, 1],
        corner=base[2:, 3:],
        num_batches_tracked=torch.tensor(7),
    )
    net = torch.nn.Sequential(torch.nn.Conv2d(1, 2, 3), torch.nn.BatchNorm2d(2))
    with torch.no_grad():
        net[0].weight.copy_(torch.tensor(ramp(2, 1, 3, 3)))
        net[1].running_var.copy_(torch.tensor(ramp(2)))
    for form, zipped in (("zip", True), ("legacy", False)):
        save = functools.partial(torch.save, _use_new_zipfile_serialization=zipped)
        save(state, HERE / f"types-{form}.pth")
        save(net, HERE / f"module-{form}.pth")
    torch.save({"epoch": 3, "state_dict": state}, HERE / "wrapped.pth", pickle_protocol=4)


if __name__ == "__main__":
    checkpoint("checkpoint.h5")
    foreign()
    self_linked()
    safetensors()
    onnx_model()
    torch_files()
