"""The classic kernels by name, each with its source, and kernels written as text."""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from kerascnn.errors import InputError, unknown
from kerascnn.filters.matrices import Array, parse
from kerascnn.language import N_, _

__all__ = ["KERNELS", "Kernel", "kernel", "named"]

COURSE = N_("the course's decks")


@dataclass(frozen=True)
class Kernel:
    """A kernel: rows of weights, what they are divided by, what it does, and who says so."""

    rows: tuple[tuple[int, ...], ...]
    purpose: str
    source: str
    divisor: int = 1

    @property
    def weights(self) -> Array:
        """(height, width), float64; each weight is the closest to its fraction."""
        return np.array([[float(Fraction(weight, self.divisor)) for weight in row] for row in self.rows])


KERNELS = {
    "identity": Kernel(((0, 0, 0), (0, 1, 0), (0, 0, 0)), N_("leaves the image as it is"), N_("by definition")),
    "vertical": Kernel(
        ((1, 0, -1), (1, 0, -1), (1, 0, -1)), N_("vertical edges, positive from bright to dark"), COURSE
    ),
    "horizontal": Kernel(
        ((1, 1, 1), (0, 0, 0), (-1, -1, -1)), N_("horizontal edges, positive from bright to dark"), COURSE
    ),
    "sobel-x": Kernel(
        ((1, 0, -1), (2, 0, -2), (1, 0, -1)),
        N_("vertical edges, smoothed along them"),
        N_("Sobel and Feldman 1968, with the sign of the course's decks"),
    ),
    "sobel-y": Kernel(
        ((1, 2, 1), (0, 0, 0), (-1, -2, -1)),
        N_("horizontal edges, smoothed along them"),
        N_("Sobel and Feldman 1968, with the sign of the course's decks"),
    ),
    "prewitt-x": Kernel(
        ((-1, 0, 1), (-1, 0, 1), (-1, 0, 1)), N_("vertical edges, positive from dark to bright"), "Prewitt 1970"
    ),
    "prewitt-y": Kernel(
        ((-1, -1, -1), (0, 0, 0), (1, 1, 1)), N_("horizontal edges, positive from dark to bright"), "Prewitt 1970"
    ),
    "scharr-x": Kernel(
        ((3, 0, -3), (10, 0, -10), (3, 0, -3)), N_("vertical edges, alike in every direction"), "Scharr 2000"
    ),
    "scharr-y": Kernel(
        ((3, 10, 3), (0, 0, 0), (-3, -10, -3)), N_("horizontal edges, alike in every direction"), "Scharr 2000"
    ),
    "edge": Kernel(((0, -1, 0), (-1, 4, -1), (0, -1, 0)), N_("edges in every direction (high-pass)"), COURSE),
    "laplacian": Kernel(
        ((0, 1, 0), (1, -4, 1), (0, 1, 0)),
        N_("the sum of both second differences"),
        N_("Gonzalez and Woods, Digital Image Processing, section 3.6"),
    ),
    "outline": Kernel(
        ((-1, -1, -1), (-1, 8, -1), (-1, -1, -1)),
        N_("edges in every direction, diagonals too"),
        N_("Gonzalez and Woods, Digital Image Processing, section 3.6"),
    ),
    "blur": Kernel(((1, 1, 1), (1, 1, 1), (1, 1, 1)), N_("the mean of nine pixels (low-pass)"), COURSE, 9),
    "gaussian": Kernel(
        ((1, 2, 1), (2, 4, 2), (1, 2, 1)),
        N_("blur in which near pixels count more (binomial weights)"),
        N_("Gonzalez and Woods, Digital Image Processing, section 3.5"),
        16,
    ),
    "gaussian-5": Kernel(
        ((1, 4, 6, 4, 1), (4, 16, 24, 16, 4), (6, 24, 36, 24, 6), (4, 16, 24, 16, 4), (1, 4, 6, 4, 1)),
        N_("blur over five pixels (binomial weights)"),
        "Burt and Adelson 1983",
        256,
    ),
    "sharpen": Kernel(
        ((0, -1, 0), (-1, 5, -1), (0, -1, 0)),
        N_("the image plus its edges"),
        N_("Gonzalez and Woods, Digital Image Processing, section 3.6"),
    ),
    "emboss": Kernel(
        ((-2, -1, 0), (-1, 1, 1), (0, 1, 2)),
        N_("relief lit from one corner"),
        N_("the manual of GIMP, convolution matrix"),
    ),
}
"""Each classic kernel by name, as correlation uses it: it is not turned."""

# Bare names that a student types.
ALIASES = {"sobel": "sobel-x", "prewitt": "prewitt-x", "scharr": "scharr-x", "box": "blur"}


def named(name: str) -> Kernel:
    """The kernel of a name.

    >>> named("sobel-x").rows
    ((1, 0, -1), (2, 0, -2), (1, 0, -1))

    Raises:
        InputError: there is none; the closest name is given.
    """
    key = ALIASES.get(name, name)
    if key not in KERNELS:
        raise unknown(_("kernel"), name, KERNELS)
    return KERNELS[key]


def kernel(text: str) -> Array:
    """The weights that a name or a matrix written as text stands for.

    >>> kernel("0 -1 0; -1 4 -1; 0 -1 0")
    array([[ 0., -1.,  0.],
           [-1.,  4., -1.],
           [ 0., -1.,  0.]])
    >>> float(kernel("blur").sum())
    1.0

    Raises:
        InputError: no such name, or the text is no matrix.
    """
    word = text.strip()
    if word[:1].isalpha():
        return named(word.lower()).weights
    if not word:
        raise InputError(_('the kernel is empty; give a name such as sobel-x, or a matrix such as "1 0 -1; 1 0 -1"'))
    return parse(_("kernel"), word)
