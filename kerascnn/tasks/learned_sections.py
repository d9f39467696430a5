"""Sections of a report about what a network for pictures has learned to see, for every task that has one."""

import math
from typing import TYPE_CHECKING

import numpy as np

from kerascnn.language import _, ngettext
from kerascnn.pages.pictures import grid, image, kernels_as_colours, maps_as_greys, thumbnails
from kerascnn.pages.sections import Section, figure, section
from kerascnn.pages.tags import Child, Html, tag
from kerascnn.runs import FinishedRun
from kerascnn.shapes.places import shown

if TYPE_CHECKING:
    import keras

    from kerascnn import insight

__all__ = ["feature_maps", "filters", "patches"]

MOST_FILTERS = 64
MOST_MAPS = 12
MOST_UNITS = 16
MOST_LAYERS = 2
SEARCHED = 2000
"""How many test pictures are searched for patches, evenly chosen: seconds instead of minutes."""
LARGEST = 2**27
"""Bytes of pictures that are searched at most."""
K = 9
LONGEST_REASON = 400
"""Letters of what went wrong."""
SIDE, FILTER_SIDE = 72, 42
"""Pixels of the page along a tile, about; tiles are enlarged before they are joined, so that the lines stay thin."""


def filters(run: FinishedRun, model: "keras.Model") -> Section:
    """The kernels of the first convolution."""
    from kerascnn import insight

    title = _("Filters")
    try:
        name, kernels = insight.kernels(model)
    except Exception as error:  # of many kinds, where TensorFlow refuses a stranger's network
        return section("filters", title, tag("p", shown(str(error), LONGEST_REASON)))
    height, width, channels, count = kernels.shape
    text = ngettext(
        "{layer}: {filters} filter of {height}×{width}×{channels}",
        "{layer}: {filters} filters of {height}×{width}×{channels}",
        count,
    )
    caption = text.format(layer=shown(name), filters=count, height=height, width=width, channels=channels)
    tiles = kernels_as_colours(kernels[..., :MOST_FILTERS])
    colours = _("red is positive, blue negative, white zero")
    if channels == 3:
        colours = _("each in its own colours, from its lowest to its highest weight")
    sheet = grid(_enlarged(tiles, FILTER_SIDE), columns=8, gap=6)
    return section("filters", title, figure(image(sheet, caption), f"{caption}; {colours}", sample=run.data.sample))


def feature_maps(run: FinishedRun, model: "keras.Model", picture: np.ndarray, of_class: str) -> Section:
    """What the layers make of one test picture.

    Args:
        run: whose network.
        model: the network.
        picture: `(height, width, channels)` uint8.
        of_class: what it shows, in words.
    """
    from kerascnn import insight

    title = _("Feature maps")
    try:
        found = insight.feature_maps(model, picture)
    except Exception as error:
        return section("maps", title, tag("p", shown(str(error), LONGEST_REASON)))
    scale = max(1, SIDE // picture.shape[0])
    seen = image(thumbnails(picture[None])[0], of_class, scale=scale, photo=True)
    children: list[Child] = [figure(seen, of_class, sample=run.data.sample)]
    for name, maps in found.items():
        channels = insight.telling_channels(maps, MOST_MAPS)
        height, width, count = maps.shape
        text = _("{layer}, {height}×{width}×{count}: channels {channels}, those that vary most across the picture")
        numbers = ", ".join(map(str, channels.tolist()))
        caption = text.format(layer=shown(name), height=height, width=width, count=count, channels=numbers)
        sheet = grid(_enlarged(maps_as_greys(maps[..., channels]), SIDE), columns=6)
        children.append(figure(image(sheet, caption), caption, sample=run.data.sample))
    text = _("Black is a layer's lowest value, white its highest.")
    return section("maps", title, *children, tag("p", text))


def patches(run: FinishedRun, model: "keras.Model", images: np.ndarray) -> Section:
    """The patches that excite the units of the first convolutions most.

    Args:
        run: whose network.
        model: the network.
        images: `(n, height, width, channels)` uint8, the test pictures.
    """
    from kerascnn import insight

    title = _("Patches that excite a unit")
    most = min(len(images), SEARCHED, max(1, LARGEST // math.prod(images.shape[1:])))
    chosen = np.linspace(0, len(images) - 1, most).round().astype(np.intp)
    searched = images[chosen]
    try:
        units = list(insight.Inside(model, images.shape[1:]).units())[:MOST_LAYERS]
        found = insight.strongest_patches(model, searched, layers=units, k=K) if units else []
    except Exception as error:
        return section("patches", title, tag("p", shown(str(error), LONGEST_REASON)))
    if not found:
        return section("patches", title, tag("p", _("The network has no convolution.")))
    text = _("The nine patches of {count:,} test images that excite each unit most, cut out by its receptive field.")
    drawn = [_layer(run, each, searched) for each in found]
    grey = _("Grey lies outside of the picture, or stands where no further picture excites the unit.")
    return section("patches", title, tag("p", text.format(count=len(searched))), *drawn, tag("p", grey))


def _layer(run: FinishedRun, strongest: "insight.Strongest", images: np.ndarray) -> Html:
    count = strongest.values.shape[1]
    units = np.setdiff1d(np.arange(count), strongest.silent)[:MOST_UNITS]
    field = "×".join(str(math.ceil(each.size)) for each in strongest.fields)
    text = _("{layer}, receptive field {field}: units {units} of {count}")
    numbers = ", ".join(map(str, units.tolist())) or "—"
    caption = text.format(layer=shown(strongest.layer), field=field, units=numbers, count=count)
    if not len(units):
        return tag("p", caption)
    cut, seen = strongest.cut(images, units)
    # What lies outside of the picture is grey, as the lines are.
    cut = np.where(seen[..., None], cut, np.uint8(140))
    blocks = [grid(_enlarged(thumbnails(block), SIDE // 3), columns=3) for block in cut]
    sheet = image(grid(blocks, columns=8, gap=10), caption, photo=True)
    return figure(sheet, caption, sample=run.data.sample)


def _enlarged(tiles: np.ndarray, side: int) -> np.ndarray:
    times = max(1, side // tiles.shape[1])
    return tiles.repeat(times, axis=1).repeat(times, axis=2)
