"""Build the data files that ship from the publishers' own: `python -m kerascnn.datasets.embed DIR`.

`DIR` holds `mnist/` (IDX files) and `cifar-10-batches-bin/` or `cifar-10-batches-py/`. The same input gives the same
bytes. The sample of CIFAR-10 is the first 200 training and the first 100 test images of each class, in the order of
the publisher's files. Two lines are printed for `embedded.SHA256`.
"""

import io
import sys
import zipfile
from pathlib import Path

import numpy as np
import numpy.typing as npt

from kerascnn import files
from kerascnn.datasets import embedded, sources
from kerascnn.datasets.dataset import Arrays, Labels
from kerascnn.datasets.known import KNOWN

TRAIN_PER_CLASS = 200
TEST_PER_CLASS = 100


def first_of_each_class(labels: Labels, count: int) -> npt.NDArray[np.intp]:
    """The positions of the first `count` labels of each class, in their order in `labels`.

    >>> first_of_each_class(np.array([1, 1, 0, 1, 0, 0]), 2).tolist()
    [0, 1, 2, 4]
    """
    return np.sort(np.concatenate([np.flatnonzero(labels == label)[:count] for label in np.unique(labels)]))


def sample(arrays: Arrays) -> Arrays:
    """The sample of CIFAR-10."""
    train = first_of_each_class(arrays.train_labels, TRAIN_PER_CLASS)
    test = first_of_each_class(arrays.test_labels, TEST_PER_CLASS)
    return Arrays(
        arrays.train_images[train], arrays.train_labels[train], arrays.test_images[test], arrays.test_labels[test]
    )


def packed(members: dict[str, npt.NDArray[np.uint8]]) -> bytes:
    """The bytes of a compressed `.npz`; unlike `numpy.savez_compressed`, without the time of day in them."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, array in members.items():
            content = io.BytesIO()
            np.lib.format.write_array(content, np.ascontiguousarray(array), version=(1, 0), allow_pickle=False)
            member = zipfile.ZipInfo(f"{name}.npy", date_time=(1980, 1, 1, 0, 0, 0))
            member.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(member, content.getvalue(), compresslevel=9)
    return buffer.getvalue()


def embed(folder: Path) -> None:
    """Write the files that ship, and print their fingerprints."""
    for facts in KNOWN.values():
        if not facts.ships:
            continue
        found = sources.find(folder, facts)
        if found is None:
            sys.exit(f"no files of {facts.title} in {folder}")
        arrays = found.arrays()  # not `sources.read`, which compares MNIST with what ships: this becomes it
        if sources.published_as(arrays.test_labels) is not facts:
            sys.exit(f"{found.place} does not hold the whole of {facts.title}; nothing of it is written")
        if facts.ships == "sample":
            arrays = sample(arrays)
        colour = facts.shape[2] == 3
        content = packed(
            {
                "train_images": embedded.differences(arrays.train_images) if colour else arrays.train_images,
                "train_labels": arrays.train_labels.astype(np.uint8),
                "test_images": embedded.differences(arrays.test_images) if colour else arrays.test_images,
                "test_labels": arrays.test_labels.astype(np.uint8),
            }
        )
        files.write(embedded.path(facts), content)
        print(f'"{facts.name}": "{embedded.fingerprint(arrays)}",  # {len(content):,} bytes')


if __name__ == "__main__":
    embed(Path(sys.argv[1]))
