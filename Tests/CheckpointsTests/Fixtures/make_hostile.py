"""Makes checkpoints that ask for more than they hold, beside this script. Needs numpy and h5py.

Each is `checkpoint.h5` with `parameters/backbone/features.0.weight` (or what is named below) replaced.
"""

import pathlib
import shutil

import h5py
import numpy as np

HERE = pathlib.Path(__file__).parent
WEIGHT = "parameters/backbone/features.0.weight"


def changed(name, change):
    shutil.copy(HERE / "checkpoint.h5", HERE / name)
    with h5py.File(HERE / name, "r+") as file:
        change(file)


def external_link(file):
    del file[WEIGHT]
    file[WEIGHT] = h5py.ExternalLink("checkpoint.h5", "/" + WEIGHT)


def soft_link(file):
    file["elsewhere"] = file[WEIGHT][...]
    del file[WEIGHT]
    file[WEIGHT] = h5py.SoftLink("/elsewhere")


def external_storage(file):
    del file[WEIGHT]
    file.create_dataset(
        WEIGHT, (2, 3, 3, 3), "<f4", external=[("/proc/version", 0, 216)]
    )


def virtual(file):
    del file[WEIGHT]
    layout = h5py.VirtualLayout((2, 3, 3, 3), "<f4")
    layout[...] = h5py.VirtualSource("checkpoint.h5", WEIGHT, (2, 3, 3, 3))
    file.create_virtual_dataset(WEIGHT, layout)


def linked_often(file):
    """A megabyte of zeros, packed to a kilobyte, under a hundred names."""
    first = file.create_dataset(
        "parameters/many/0", data=np.zeros(1 << 18, "<f4"), chunks=(1 << 18,), compression="gzip"
    )
    for index in range(1, 100):
        file[f"parameters/many/{index}"] = first


def packed(file):
    """Two hundred megabytes of zeros in two hundred kilobytes."""
    file.create_dataset(
        "parameters/zeros", (50 << 20,), "<f4", chunks=(1 << 20,), compression="gzip", fillvalue=None
    )
    for start in range(0, 50 << 20, 1 << 20):
        file["parameters/zeros"][start : start + (1 << 20)] = 0


changed("external-link.h5", external_link)
changed("soft-link.h5", soft_link)
changed("external-storage.h5", external_storage)
changed("virtual.h5", virtual)
changed("linked-often.h5", linked_often)
changed("packed.h5", packed)
