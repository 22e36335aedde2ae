"""The head of a ProtoPNet, computed from a checkpoint and latent maps.

    protopnet evaluate CHECKPOINT.h5 --dataset PICTURES --latents LATENTS.h5
    python3 docs/examples/logits.py CHECKPOINT.h5 LATENTS.h5
"""
import sys

import h5py
import numpy


def logits(latents, prototypes, weight, epsilon):
    """Logits [N, K] of latent maps [N, D, H, W]; epsilon is None for the similarity -d."""
    images, channels, height, width = latents.shape
    _, _, rows, columns = prototypes.shape
    vectors = prototypes.reshape(len(prototypes), -1)
    nearest = numpy.full((images, len(prototypes)), numpy.inf)
    for row in range(height - rows + 1):
        for column in range(width - columns + 1):
            patches = latents[:, :, row : row + rows, column : column + columns].reshape(images, -1)
            differences = patches[:, None, :] - vectors[None, :, :]
            nearest = numpy.minimum(nearest, (differences**2).sum(axis=2))
    if epsilon is None:
        similarities = -nearest
    else:
        similarities = numpy.log((nearest + 1) / (nearest + epsilon))
    return similarities @ weight.T


def main(checkpoint, latent_file):
    with h5py.File(checkpoint) as file:
        vectors = file["prototypes/vectors"]
        prototypes, weight = vectors[...].astype(float), file["last_layer/weight"][...].astype(float)
        epsilon = vectors.attrs.get("epsilon") if vectors.attrs["similarity"] == "log" else None
        names = list(file.attrs["class_names"])
    with h5py.File(latent_file) as file:
        latents, expected = file["latents"][...].astype(float), file["logits"][...]
        images, labels = file["images"].asstr()[...], file["labels"][...]
    found = logits(latents, prototypes, weight, epsilon)
    apart = numpy.abs(found - expected).max()
    correct = (found.argmax(axis=1) == labels).mean()
    print(f"{len(images)} pictures, {len(prototypes)} prototypes of {len(names)} classes")
    print(f"{images[0]}: {names[found[0].argmax()]}, logit {found[0].max():.4f}")
    print(f"accuracy {100 * correct:.1f} %; logits at most {apart:.1e} from the file's")
    # The program computes in single precision.
    return 0 if apart < 1e-3 * max(1, numpy.abs(expected).max()) else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
