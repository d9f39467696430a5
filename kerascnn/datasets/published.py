"""Where the publishers' files are, how long, and with which SHA-256. Rows, not ifs."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

__all__ = ["PUBLISHED", "Remote", "sha256_of"]


@dataclass(frozen=True)
class Remote:
    """One published file.

    Attributes:
        path: where it goes, relative to the folder with the data.
        size: its length in bytes; nothing longer is taken.
        sha256: of the file as it is sent; empty where its publisher gives none.
        urls: where it is, the first first.
        unpack: for an archive, the members that are taken out of it, in its folder of the same name as `path`.
        md5: of the file as it is sent, where its publisher gives that instead.
        exact: whether `size` is its length; else it is the most that is taken.
    """

    path: str
    size: int
    sha256: str
    urls: tuple[str, ...]
    unpack: tuple[str, ...] = ()
    md5: str = ""
    exact: bool = True

    def is_in(self, path: Path) -> bool:
        """Whether a file has the sum that its publisher gives; without one any has."""
        if self.sha256:
            return sha256_of(path) == self.sha256
        with path.open("rb") as file:
            return not self.md5 or hashlib.file_digest(file, "md5").hexdigest() == self.md5


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


GOOGLE = "https://storage.googleapis.com/tensorflow/tf-keras-datasets"
ZALANDO = "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com"
TORONTO = "https://www.cs.toronto.edu/~kriz"


def _fashion(name: str, size: int, sha256: str) -> Remote:
    return Remote(f"fashion-mnist/{name}", size, sha256, (f"{GOOGLE}/{name}", f"{ZALANDO}/{name}"))


# The sums of MNIST and CIFAR-10 stand in keras.datasets, those of Fashion-MNIST in the checksums of TensorFlow
# Datasets (url_checksums/fashion_mnist.txt).
PUBLISHED: dict[str, tuple[Remote, ...]] = {
    "mnist": (
        Remote(
            "mnist.npz",
            11_490_434,
            "731c5ac602752760c8e48fbffcf8c3b850d9dc2a2aedcf2cc48468fc17b673d1",
            (f"{GOOGLE}/mnist.npz",),
        ),
    ),
    "fashion-mnist": (
        _fashion(
            "train-images-idx3-ubyte.gz", 26_421_880, "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84"
        ),
        _fashion(
            "train-labels-idx1-ubyte.gz", 29_515, "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845"
        ),
        _fashion(
            "t10k-images-idx3-ubyte.gz", 4_422_102, "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073"
        ),
        _fashion(
            "t10k-labels-idx1-ubyte.gz", 5_148, "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5"
        ),
    ),
    "cifar10": (
        Remote(
            "cifar-10-batches-py",
            170_498_071,
            "6d958be074577803d12ecdefd02955f39262c83c16fe9348329d7fe0b5c001ce",
            (f"{TORONTO}/cifar-10-python.tar.gz",),
            unpack=("data_batch_1", "data_batch_2", "data_batch_3", "data_batch_4", "data_batch_5", "test_batch"),
        ),
    ),
}
