"""What is in a file of ours: every dataset with its shape, type, axes, unit and meaning.

    python3 docs/examples/describe.py FILE.h5
"""
import sys

import h5py


def note(item):
    """The note of a dataset, or of the nearest group above it that has one."""
    while "meaning" not in item.attrs and item.name != "/":
        item = item.parent
    return [item.attrs.get(name, "") for name in ("axes", "unit", "meaning")]


def main(path):
    missing = 0
    with h5py.File(path) as file:
        print(f"{path}: {file.attrs.get('format', 'no format')}")
        datasets = []
        file.visititems(lambda _, item: datasets.append(item) if isinstance(item, h5py.Dataset) else None)
        for item in datasets:
            axes, unit, meaning = note(item)
            missing += not meaning
            print(f"{item.name} {list(item.shape)} {item.dtype}: {meaning} [{axes}; {unit}]")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
