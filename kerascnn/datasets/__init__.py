"""Data sets: MNIST (shipped whole), Fashion-MNIST, CIFAR-10 (a sample is shipped), and any folder of images.

    >>> import kerascnn as kc
    >>> digits = kc.datasets.load("mnist")
    >>> digits.train_images.shape, digits.test_images.shape
    ((60000, 28, 28, 1), (10000, 28, 28, 1))

The names below are imported when they are first used; NumPy comes with them, Keras and TensorFlow do not.
"""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kerascnn.datasets.choice import choose
    from kerascnn.datasets.dataset import Dataset, SampleWarning, SkippedWarning
    from kerascnn.datasets.digest import fingerprint
    from kerascnn.datasets.folder import ImageFolder, open_folder
    from kerascnn.datasets.known import names
    from kerascnn.datasets.sources import load

__all__ = [
    "Dataset",
    "ImageFolder",
    "SampleWarning",
    "SkippedWarning",
    "choose",
    "fingerprint",
    "load",
    "names",
    "open_folder",
]

_HOMES = {
    "Dataset": "dataset",
    "ImageFolder": "folder",
    "SampleWarning": "dataset",
    "SkippedWarning": "dataset",
    "choose": "choice",
    "fingerprint": "digest",
    "load": "sources",
    "names": "known",
    "open_folder": "folder",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'kerascnn.datasets' has no attribute {name!r}")
    return getattr(importlib.import_module(f"kerascnn.datasets.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
