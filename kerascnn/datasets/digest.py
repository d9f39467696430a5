"""One number that tells whether two data sets are the same."""

import hashlib
from typing import Any

import numpy as np

from kerascnn.datasets.dataset import Dataset
from kerascnn.datasets.on_disk import PicturesOnDisk

__all__ = ["fingerprint"]


def fingerprint(dataset: Dataset) -> str:
    """A SHA-256 of a data set's pictures and labels, in their order.

    Of pictures that stay on disk it takes the names and the lengths of the files, since reading them all would take as
    long as an epoch.

    Returns:
        64 hexadecimal digits.
    """
    digest = hashlib.sha256()
    parts: tuple[Any, ...] = (dataset.train_images, dataset.train_labels, dataset.test_images, dataset.test_labels)
    for part in parts:
        digest.update(f"{part.dtype} {part.shape}\n".encode())
        if isinstance(part, PicturesOnDisk):
            if part.fit != "stretch":  # as all were in earlier versions
                digest.update(f"{part.fit}\n".encode())
            for path in part.files:
                digest.update(
                    f"{path.parent.name}/{path.name} {path.stat().st_size}\n".encode(errors="surrogateescape")
                )
        else:
            digest.update(np.ascontiguousarray(part).data)
    return digest.hexdigest()
