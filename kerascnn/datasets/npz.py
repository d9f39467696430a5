"""`.npz` files with `x_train`, `y_train`, `x_test` and `y_test`, as `keras.datasets` stores MNIST.

What a member's header says is compared with its size before memory is taken for it, and pickles are refused.
"""

import math
import zipfile
import zlib
from pathlib import Path

import numpy as np
import numpy.typing as npt

from kerascnn.datasets.dataset import MOST_IMAGES, Arrays, checked
from kerascnn.datasets.known import Known
from kerascnn.errors import InputError
from kerascnn.language import _

__all__ = ["find", "read"]

LABEL_BYTES = 8
DEFLATE_AT_MOST = 1032


def find(folder: Path, facts: Known) -> Path | None:
    """The file in `folder` that is named after the data set, as `cifar10.npz` or `fashion_mnist.npz`; else None."""
    paths = [folder / f"{name}.npz" for name in facts.folders]
    return next((path for path in paths if path.is_file()), None)


def read(path: Path, facts: Known) -> Arrays:
    """Read a data set.

    Raises:
        InputError: it is no `.npz`, is damaged, or holds something else.
    """
    largest = MOST_IMAGES * math.prod(facts.shape)
    try:
        with path.open("rb") as file, zipfile.ZipFile(file) as archive:
            x_train, y_train, x_test, y_test = (
                _member(archive, f"{name}.npy", most)
                for name, most in (
                    ("x_train", largest),
                    ("y_train", MOST_IMAGES * LABEL_BYTES),
                    ("x_test", largest),
                    ("y_test", MOST_IMAGES * LABEL_BYTES),
                )
            )
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, ValueError, RuntimeError, OSError) as error:
        text = _("{path}: damaged, or no .npz with the arrays x_train, y_train, x_test and y_test; get the file again")
        raise InputError(text.format(path=path)) from error
    return Arrays(*checked(x_train, y_train, facts, path), *checked(x_test, y_test, facts, path))


def _member(archive: zipfile.ZipFile, name: str, most: int) -> npt.NDArray[np.generic]:
    member = archive.getinfo(name)
    with archive.open(member) as file:
        version = np.lib.format.read_magic(file)
        header = {(1, 0): np.lib.format.read_array_header_1_0, (2, 0): np.lib.format.read_array_header_2_0}[version]
        shape, fortran_order, dtype = header(file)
        length = math.prod(shape) * dtype.itemsize
        if length > min(most, member.compress_size * DEFLATE_AT_MOST):
            raise ValueError("more data than fits")
        # One byte more than promised: reading to the end is what makes zipfile compare the checksum.
        content = file.read(length + 1)
        if len(content) != length:
            raise ValueError("the header and the data differ in length")
    # `frombuffer` makes no objects: a header that says "O", which stands for a pickle, is a ValueError here.
    return np.frombuffer(content, dtype).reshape(shape, order="F" if fortran_order else "C")
