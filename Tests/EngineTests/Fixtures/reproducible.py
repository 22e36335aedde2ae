"""Numbers that scripts and tests compute alike, so that fixtures hold results alone.

The tests' side is `ReproducibleValues` in Tests/TestSupport.
"""

import numpy as np
import torch


def uniform(name, count):
    """Numbers in [0, 1): SplitMix64 from the FNV-1a hash of the name, 24 bits of each."""
    mask, state = 2**64 - 1, 0xCBF29CE484222325
    for byte in name.encode():
        state = (state ^ byte) * 0x100000001B3 & mask
    with np.errstate(over="ignore"):
        z = np.uint64(state) + np.arange(1, count + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ z >> np.uint64(30)) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ z >> np.uint64(27)) * np.uint64(0x94D049BB133111EB)
        z = z ^ z >> np.uint64(31)
    return (z >> np.uint64(40)).astype(np.float64) / 2**24


def value(name, shape):
    """A parameter's value, of a size that keeps deep networks' features in bounds."""
    u = uniform(name, int(np.prod(shape))).reshape(shape)
    if name.endswith("running_var"):
        v = 0.5 + u
    elif len(shape) == 4:
        v = (2 * u - 1) * np.sqrt(6 / np.prod(shape[1:]))
    elif name.endswith(("running_mean", "bias")):
        v = 0.2 * (u - 0.5)
    elif "bn2" in name or "bn3" in name:
        # The ends of residual branches, kept small so that depth does not let the sum grow.
        v = 0.2 + 0.2 * u
    else:
        v = 0.8 + 0.4 * u
    return torch.tensor(v.astype(np.float32))
