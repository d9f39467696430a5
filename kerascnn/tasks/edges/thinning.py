"""Edge maps made one pixel wide, and what of them lies where an edge is."""

from typing import Any

from kerascnn.quiet import start_keras

start_keras()  # before the imports below, which would start it aloud

import numpy as np
from keras import ops

from kerascnn.arrays import with_axes
from kerascnn.errors import InputError
from kerascnn.language import _

__all__ = ["near", "thinned"]

ACROSS = ((0, 1), (1, 0), (1, 1), (1, -1))
"""Rows and columns to the next pixel in each of the four directions."""
BESIDE = ((0, 1), (1, 0), (0, -1), (-1, 0))


def _moved(maps: Any, rows: int, columns: int) -> Any:
    """What lies so many rows below and columns to the right of each pixel; 0 beyond the border."""
    height, width = maps.shape[1:3]
    around = ops.pad(maps, ((0, 0), (1, 1), (1, 1)))
    return around[:, 1 + rows : 1 + rows + height, 1 + columns : 1 + columns + width]


def _checked(maps: Any) -> Any:
    """Maps as arrays or tensors of three axes: `ops` gives the shape while a graph is made, too."""
    if not hasattr(maps, "shape"):
        maps = with_axes(_("array of edge maps"), maps, "n, height, width")
    if len(maps.shape) != 3 or (isinstance(maps, np.ndarray) and maps.dtype.kind not in "iuf"):
        text = _("the edge maps have the shape {shape}; expected numbers, (n, height, width)")
        raise InputError(text.format(shape=tuple(maps.shape)))
    return maps


def thinned(maps: Any) -> Any:
    """Keep of an edge map what is highest across an edge, and make everything else 0.

    Across an edge is the direction, of four, in which the map, a little smoothed, falls off most on both sides (as
    Canny 1986 has it with the gradient). A pixel stays where neither of its two neighbours in that direction is higher;
    of two equal ones the one below or to the right stays.

    Args:
        maps: `(n, height, width)` 0 to 1.
    """
    maps = _checked(maps)
    smooth = maps / 2 + sum(_moved(maps, *step) for step in BESIDE) / 8
    falls = []
    for rows, columns in ACROSS:
        second = _moved(smooth, rows, columns) + _moved(smooth, -rows, -columns) - 2 * smooth
        falls.append(second / (rows * rows + columns * columns))  # a diagonal neighbour is √2 away
    direction = ops.argmin(ops.stack(falls, axis=-1), axis=-1)
    stays = [(maps > _moved(maps, rows, columns)) & (maps >= _moved(maps, -rows, -columns)) for rows, columns in ACROSS]
    kept = sum(ops.cast((direction == number) & stay, maps.dtype) for number, stay in enumerate(stays))
    return maps * kept


def near(maps: Any) -> Any:
    """The highest value that is at most one pixel away, up, down, left, right or at the place itself.

    Args:
        maps: `(n, height, width)`.
    """
    found = maps = _checked(maps)
    for step in BESIDE:
        found = ops.maximum(found, _moved(maps, *step))
    return found
