"""`.npz` files with `x_train`, `y_train`, `x_test` and `y_test`, as `keras.datasets` stores MNIST.

What a member's header says is compared with its size before memory is taken for it, and pickles are refused.
"""

import math
import zipfile
from pathlib import Path

from kerascnn import bounded_zip, system_errors
from kerascnn.datasets import npy
from kerascnn.datasets.dataset import MOST_IMAGES, Arrays, checked
from kerascnn.datasets.known import Known
from kerascnn.errors import InputError
from kerascnn.git_lfs import check_no_pointer
from kerascnn.language import _

__all__ = ["find", "read"]

LABEL_BYTES = 8


def find(folder: Path, facts: Known) -> Path | None:
    """The file in `folder` that is named after the data set, as `cifar10.npz` or `fashion_mnist.npz`; else None."""
    paths = [folder / f"{name}.npz" for name in facts.folders]
    return next((path for path in paths if path.is_file()), None)


def read(path: Path, facts: Known) -> Arrays:
    """Read a data set.

    Raises:
        InputError: it is no `.npz`, is damaged, or holds something else.
    """
    check_no_pointer(path)
    largest = MOST_IMAGES * math.prod(facts.shape)
    try:
        with bounded_zip.zip_archive(path) as archive:
            x_train, y_train, x_test, y_test = (
                npy.array(archive, name, most=most)
                for name, most in (
                    ("x_train", largest),
                    ("y_train", MOST_IMAGES * LABEL_BYTES),
                    ("x_test", largest),
                    ("y_test", MOST_IMAGES * LABEL_BYTES),
                )
            )
    except (zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        system_errors.raise_of_system(error.__cause__ or error, path)
        text = _("{path}: damaged, or no .npz with the arrays x_train, y_train, x_test and y_test; get the file again")
        raise InputError(text.format(path=path)) from error
    return Arrays(*checked(x_train, y_train, facts, path), *checked(x_test, y_test, facts, path))
