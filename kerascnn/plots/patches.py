"""The patches that excite the units of a layer most, a block a unit: Zeiler and Fergus's picture."""

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.figure import Figure

from kerascnn.language import _
from kerascnn.plots.page import figure

if TYPE_CHECKING:
    from kerascnn import insight

__all__ = ["exciting_patches", "unit_patches"]

OUTSIDE = (201, 197, 232, 255)
"""Lavender: what a unit's receptive field has no picture for."""
NOTHING = (255, 255, 255, 255)
BETWEEN = (128, 140, 152, 255)
FINEST = 48
"""Pixels along a patch that the page has room for."""
COARSEST = 16
INCHES = 9.5


def exciting_patches(
    model: Any,
    pictures: "insight.Pictures",
    strongest: "insight.Strongest",
    *,
    most: int = 64,
    climb: Mapping[str, int] | None = None,
) -> Figure:
    """Draw the patches that excite the units of a layer most; units that nothing excites are counted in the title.

    Args:
        model: the network, or a saved one with what is known of it.
        pictures: what was searched.
        strongest: what was found.
        most: at most so many units, the first ones.
        climb: `steps` and `seed` of `kerascnn.insight.ascent`, to draw its pictures beside the patches; None for none.
    """
    from kerascnn import insight

    count = strongest.values.shape[1]
    units = np.setdiff1d(np.arange(count), strongest.silent)[:most]
    field = "×".join(str(math.ceil(each.size)) for each in strongest.fields)
    shown = [_("{layer}, receptive field {field}").format(layer=strongest.layer, field=field), pictures.title]
    if strongest.measured != strongest.layer:
        shown[0] += _(", as {measured} puts it out").format(measured=strongest.measured)
    if len(units) < count:
        shown.append(_("{shown} of {count} units").format(shown=len(units), count=count))
    if len(strongest.silent):
        shown.append(_("{count} that no picture excites").format(count=len(strongest.silent)))
    title = "\n".join([shown[0], "; ".join(shown[1:])])
    if not len(units):
        drawn = figure(6, 2)
        drawn.suptitle(title, fontsize=10)
        return drawn
    climbed = None
    if climb is not None:
        climbed = insight.ascent(model, strongest.measured, units, shape=pictures.images.shape[1:], **climb)
    return unit_patches(*strongest.cut(pictures.images, units), units, climbed=climbed, title=title)


def unit_patches(
    patches: np.ndarray,
    seen: np.ndarray,
    units: Sequence[int] | np.ndarray,
    *,
    climbed: Any = None,
    title: str = "",
) -> Figure:
    """Draw each unit's patches as a block, the strongest at its top left.

    Lavender lies outside of the picture or of the receptive field; a patch that is missing excites the unit no more.

    Args:
        patches: `(units, k, height, width, channels)` uint8, as `kerascnn.insight.Strongest.cut` gives them.
        seen: bool, `(units, k, height, width)`.
        units: their numbers.
        climbed: what `kerascnn.insight.ascent` gives for the same units; each stands at the left of its patches.
        title: the layer, and what was searched.
    """
    blocks = [_block(each, mask) for each, mask in zip(patches, seen, strict=True)]
    if climbed is not None:
        pixels = (climbed.pictures * 255).round().astype(np.uint8)
        made = [_tile(picture, mask) for picture, mask in zip(pixels, climbed.seen, strict=True)]
        blocks = [_beside(_stretched(tile, block.shape[0]), block) for tile, block in zip(made, blocks, strict=True)]
    height, width = blocks[0].shape[:2]
    columns = min(len(blocks), max(1, round((4 if climbed is not None else 8) * _per_row(height, width, climbed))))
    rows = -(-len(blocks) // columns)
    across, down = round(width * 0.12) + 1, round(height * 0.26) + 1
    page = np.zeros((rows * (height + down), columns * (width + across), 4), np.uint8)
    inches = INCHES if columns > 3 else INCHES * columns / 4
    drawn = figure(inches, inches * page.shape[0] / page.shape[1] + 0.9)
    drawn.suptitle(title, fontsize=10)
    axes = drawn.subplots()
    for number, block in enumerate(blocks):
        top, left = (number // columns) * (height + down) + down, (number % columns) * (width + across)
        page[top : top + height, left : left + width] = block
        axes.text(left, top - 0.12 * down - 0.5, str(units[number]), fontsize=7, va="bottom")
    axes.imshow(page, interpolation="nearest" if height < 400 else "antialiased")
    axes.set_axis_off()
    if not seen[(seen.any(axis=(2, 3)))].all():
        drawn.supxlabel(_("lavender: the unit sees nothing of the picture there"), fontsize=8)
    return drawn


def _per_row(height: int, width: int, climbed: Any) -> float:
    """Wider blocks, fewer in a row."""
    usual = 2 if climbed is not None else 1
    return usual * height / width


def _tile(patch: np.ndarray, seen: np.ndarray) -> np.ndarray:
    """A patch in red, green, blue and opacity, no finer than the page and no coarser than what stands between two."""
    side = min(patch.shape[:2])
    step, times = max(1, side // FINEST), max(1, COARSEST // side)
    patch, seen = (each[::step, ::step].repeat(times, axis=0).repeat(times, axis=1) for each in (patch, seen))
    tile = np.full((*patch.shape[:2], 4), 255, np.uint8)
    tile[..., :3] = patch
    tile[~seen] = OUTSIDE if seen.any() else NOTHING
    return tile


def _block(patches: np.ndarray, seen: np.ndarray) -> np.ndarray:
    """The patches of a unit in rows, the strongest at the top left."""
    tiles = [_tile(patch, mask) for patch, mask in zip(patches, seen, strict=True)]
    height, width = tiles[0].shape[:2]
    columns = math.ceil(math.sqrt(len(tiles)))
    gap = max(1, round(height / 16))
    rows = -(-len(tiles) // columns)
    block = np.full((rows * (height + gap) + gap, columns * (width + gap) + gap, 4), BETWEEN, np.uint8)
    for number, tile in enumerate(tiles):
        top, left = (number // columns) * (height + gap) + gap, (number % columns) * (width + gap) + gap
        block[top : top + height, left : left + width] = tile
    return block


def _stretched(tile: np.ndarray, height: int) -> np.ndarray:
    """The tile at another height, each pixel repeated."""
    width = round(tile.shape[1] * height / tile.shape[0])
    rows = np.arange(height) * tile.shape[0] // height
    columns = np.arange(width) * tile.shape[1] // width
    return tile[rows[:, None], columns]


def _beside(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    gap = np.full((left.shape[0], max(1, round(left.shape[0] / 32)), 4), BETWEEN, np.uint8)
    return np.concatenate([left, gap, right], axis=1)
