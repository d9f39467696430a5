"""How a row of numbers in CIFAR's files is a picture."""

import numpy as np
import numpy.typing as npt

__all__ = ["images_of"]

Pixels = npt.NDArray[np.uint8]


def images_of(rows: Pixels) -> Pixels:
    """Images `(n, 32, 32, 3)` from rows `(n, 3072)`: the red plane, the green one, the blue one."""
    return rows.reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1)
