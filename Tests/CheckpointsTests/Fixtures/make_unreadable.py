"""Makes HDF5 files that cannot be read for a reason of their own, beside this script. Needs numpy and h5py.

`lzf.h5` is packed by a filter that h5py brings and HDF5 has not, `skipped.h5` names a filter that its chunks were
not packed by, and `swmr.h5` was never closed by its writer.
"""

import os
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


def lzf(file):
    values = np.tile(file[WEIGHT][:, :1, :1], (1, 3, 3, 1))
    del file[WEIGHT]
    file.create_dataset(WEIGHT, data=values, chunks=(2, 3, 3, 3), compression="lzf")


def skipped(file):
    values = file[WEIGHT][...]
    del file[WEIGHT]
    properties = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    properties.set_chunk((2, 3, 3, 3))
    properties.set_filter(32015, h5py.h5z.FLAG_OPTIONAL)
    space = h5py.h5s.create_simple((2, 3, 3, 3))
    dataset = h5py.h5d.create(
        file["parameters/backbone"].id, b"features.0.weight", h5py.h5t.IEEE_F32LE, space, properties
    )
    dataset.write(h5py.h5s.ALL, h5py.h5s.ALL, values)


def swmr():
    file = h5py.File(HERE / "swmr.h5", "w", libver="latest")
    file.attrs["format"] = "protopnet-checkpoint"
    file.create_dataset("rows", (4,), "<f4", maxshape=(None,), chunks=(4,))
    file.swmr_mode = True
    file["rows"][:] = 1
    file.flush()
    # A writer that is killed.
    os._exit(0)


changed("lzf.h5", lzf)
changed("skipped.h5", skipped)
swmr()
