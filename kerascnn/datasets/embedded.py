"""What ships inside the package: the whole of MNIST, and a sample of CIFAR-10. `embed.py` builds the files.

Both are compressed `.npz`, read without pickle; what is read is compared with a SHA-256 of the arrays that stands
here, in the code, and not beside the data.
"""

import hashlib
import zipfile
import zlib
from pathlib import Path

import numpy as np
import numpy.typing as npt

from kerascnn import system_errors
from kerascnn.datasets.dataset import Arrays, Images
from kerascnn.datasets.known import Known
from kerascnn.errors import InputError
from kerascnn.language import _

__all__ = ["SHA256", "differences", "fingerprint", "path", "read", "undo_differences"]

FOLDER = Path(__file__).parent / "data"

SHA256 = {
    "mnist": "1028fd5ff344bf7c78aa00a4e037881e88fc4dfc816faa0123e77b35d46f2c2f",
    "cifar10": "a79e73fd4c982d067c65deeabe81632371425f0bb7e48055eacb7934f4df3826",
}


def path(facts: Known) -> Path:
    """The file of a data set that ships."""
    return FOLDER / (f"{facts.name}.npz" if facts.ships == "full" else f"{facts.name}-sample.npz")


def read(facts: Known) -> Arrays:
    """Read what ships of a data set.

    Raises:
        InputError: the file is missing or not the one that was shipped.
    """
    file = path(facts)
    try:
        with file.open("rb") as opened, np.load(opened, allow_pickle=False) as stored:
            images = [stored["train_images"], stored["test_images"]]
            labels = [stored[name].astype(np.int64) for name in ("train_labels", "test_labels")]
    except (OSError, EOFError, KeyError, ValueError, zipfile.BadZipFile, zlib.error) as error:
        if not isinstance(error, FileNotFoundError):
            system_errors.raise_of_system(error, file)
        raise _not_as_shipped(file) from error
    if facts.shape[2] == 3:
        images = [undo_differences(array) for array in images]
    arrays = Arrays(images[0], labels[0], images[1], labels[1])
    if fingerprint(arrays) != SHA256[facts.name]:
        raise _not_as_shipped(file)
    return arrays


def _not_as_shipped(file: Path) -> InputError:
    text = _("{path} is damaged or missing; install kerascnn again: pip install --force-reinstall --no-deps kerascnn")
    return InputError(text.format(path=file))


def fingerprint(arrays: Arrays) -> str:
    """SHA-256 over the shapes and the bytes of the images and of the labels, each label as one byte."""
    digest = hashlib.sha256()
    for array in (arrays.train_images, arrays.train_labels, arrays.test_images, arrays.test_labels):
        digest.update(f"{array.shape}\n".encode())
        digest.update(np.ascontiguousarray(array, dtype=np.uint8).data)
    return digest.hexdigest()


def differences(images: Images) -> npt.NDArray[np.uint8]:
    """Colour images as differences, which deflate packs by a third better; all arithmetic is modulo 256.

    Red and blue become their difference to green, then every value its difference to the left neighbour, then to
    the one above. The planes come before the rows: `(n, 3, height, width)`.
    """
    planes = images.transpose(0, 3, 1, 2).copy()
    planes[:, 0::2] -= planes[:, 1:2]
    planes = np.diff(planes, axis=3, prepend=np.uint8(0))
    return np.diff(planes, axis=2, prepend=np.uint8(0))


def undo_differences(planes: npt.NDArray[np.uint8]) -> Images:
    """The images `(n, height, width, 3)` that `differences` was given."""
    planes = np.cumsum(planes, axis=2, dtype=np.uint8)
    planes = np.cumsum(planes, axis=3, dtype=np.uint8)
    planes[:, 0::2] += planes[:, 1:2]
    return np.ascontiguousarray(planes.transpose(0, 2, 3, 1))
