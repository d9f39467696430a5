"""What is known of each data set: its size, its classes, what of it ships inside the package. Rows, not ifs."""

from dataclasses import dataclass
from typing import Literal

from kerascnn.errors import unknown
from kerascnn.language import _

__all__ = ["KNOWN", "Known", "known", "names"]


@dataclass(frozen=True)
class Known:
    """One data set's facts.

    Attributes:
        name: the word to load it by.
        title: the name that its publishers gave it.
        shape: height, width and channels of one image, in pixels.
        class_names: one name a class, in the order of the labels 0, 1, 2, ...
        train: number of training images.
        test: number of test images.
        ships: what of it is inside the package: everything, a sample, or nothing.
        folders: how its publishers' archives and common scripts name the folder, or the `.npz`, with its data.
        test_labels: SHA-256 of the labels of the published test set, a byte each; it tells data sets apart whose
            files have the same names.
    """

    name: str
    title: str
    shape: tuple[int, int, int]
    class_names: tuple[str, ...]
    train: int
    test: int
    ships: Literal["full", "sample", None]
    folders: tuple[str, ...]
    test_labels: str


KNOWN = {
    row.name: row
    for row in (
        Known(
            name="mnist",
            title="MNIST",
            shape=(28, 28, 1),
            class_names=("0", "1", "2", "3", "4", "5", "6", "7", "8", "9"),
            train=60_000,
            test=10_000,
            ships="full",
            folders=("mnist", "MNIST", "MNIST/raw"),
            test_labels="ddeff807876a9661a1110d45c266c86239a3a1b7d37da0c3716a7a683c852ff5",
        ),
        Known(
            name="fashion-mnist",
            title="Fashion-MNIST",
            shape=(28, 28, 1),
            class_names=(
                "T-shirt/top",
                "Trouser",
                "Pullover",
                "Dress",
                "Coat",
                "Sandal",
                "Shirt",
                "Sneaker",
                "Bag",
                "Ankle boot",
            ),
            train=60_000,
            test=10_000,
            ships=None,
            folders=("fashion-mnist", "fashion_mnist", "FashionMNIST", "FashionMNIST/raw"),
            test_labels="3d0e6c6ea990b53b6f8f500a41cac93881d981b315f84578b7d915342ade01e9",
        ),
        Known(
            name="cifar10",
            title="CIFAR-10",
            shape=(32, 32, 3),
            class_names=(
                "airplane",
                "automobile",
                "bird",
                "cat",
                "deer",
                "dog",
                "frog",
                "horse",
                "ship",
                "truck",
            ),
            train=50_000,
            test=10_000,
            ships="sample",
            folders=(
                "cifar10",
                "cifar-10",
                "cifar-10-batches-bin",
                "cifar-10-batches-py",
                "cifar-10-batches-py-target/cifar-10-batches-py",
            ),
            test_labels="cec8a24a1e92aa2ecaa0bbd3dbfa86bf6cd8759fbd209a832824c8cf0afca9d5",
        ),
    )
}


def names() -> tuple[str, ...]:
    """The names that `load` knows.

    >>> names()
    ('mnist', 'fashion-mnist', 'cifar10')
    """
    return tuple(KNOWN)


def known(name: str) -> Known:
    """The facts of one data set.

    Raises:
        InputError: there is none of that name; the sentence lists them.
    """
    if name not in KNOWN:
        raise unknown(_("data set"), name, KNOWN)
    return KNOWN[name]
