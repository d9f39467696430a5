"""The patches of a data set that excite each unit of a layer most."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np

from kerascnn import checks
from kerascnn.errors import InputError
from kerascnn.insight.backend import compiled
from kerascnn.insight.inside import Inside
from kerascnn.insight.receptive import receptive_fields, window
from kerascnn.insight.watched_layer import WatchedLayer
from kerascnn.language import _
from kerascnn.prediction import Network
from kerascnn.prediction.inputs import as_unit
from kerascnn.shapes.fields import Field

__all__ = ["Strongest", "strongest_patches"]

LARGEST_BATCH = 256
ACTIVATIONS = 2**23
"""Numbers of one batch's feature maps that may be in memory: 32 MB of the layer that has most."""


@dataclass(frozen=True)
class Strongest:
    """Where in a data set the units of a layer answer most strongly; of each picture only the strongest place counts.

    A unit is a channel of the feature maps. The first axis of the arrays is the rank, the strongest first.

    Attributes:
        layer: the name of the layer: a convolution.
        measured: the layer whose outputs were compared: the convolution, or what follows it directly.
        values: `(k, units)`, the unit's output; −inf where there are fewer than k pictures.
        pictures: `(k, units)`, the picture's number.
        rows: `(k, units)`, the row in the feature map.
        columns: `(k, units)`, the column in the feature map.
        fields: the measured layer's receptive field, along the rows and along the columns.
        activated: whether what was compared has gone through an activation function.
    """

    layer: str
    measured: str
    values: np.ndarray
    pictures: np.ndarray
    rows: np.ndarray
    columns: np.ndarray
    fields: tuple[Field, ...]
    activated: bool

    @property
    def exciting(self) -> np.ndarray:
        """Bool, `(k, units)`: where there is a picture, and behind an activation the output is above zero."""
        return self.values > (0 if self.activated else -np.inf)

    @property
    def silent(self) -> np.ndarray:
        """The units that no picture excites."""
        return np.flatnonzero(~self.exciting[0])

    def cut(self, images: Any, units: Sequence[int] | np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Cut the patches of some units out of their pictures.

        A patch is the unit's receptive field; where that is as large as the picture, it is the whole picture.

        Args:
            images: what `strongest_patches` was given.
            units: numbers of units.

        Returns:
            `(units, k, height, width, channels)`, the patches; and bool, `(units, k, height, width)`, where the unit
            sees something of the picture: nowhere where the patch does not excite the unit, and not where the receptive
            field lies outside the picture.
        """
        count, chosen = len(self.values), np.asarray(units, np.intp)
        numbers = np.unique(self.pictures[:, chosen][self.exciting[:, chosen]])
        needed = dict(zip(numbers.tolist(), images[numbers], strict=True)) if len(numbers) else {}
        blank = window(self.fields, (0, 0))
        shape = (len(chosen), count, blank.height, blank.width)
        patches = np.zeros((*shape, images.shape[-1]), images.dtype)
        seen = np.zeros(shape, bool)
        for number, unit in enumerate(chosen):
            for rank in np.flatnonzero(self.exciting[:, unit]):
                place = int(self.rows[rank, unit]), int(self.columns[rank, unit])
                picture = needed[int(self.pictures[rank, unit])]
                patches[number, rank], seen[number, rank] = window(self.fields, place).cut(picture)
        return patches, seen


class _Best:
    """The k largest values of each unit so far; of equal ones, the first that came."""

    def __init__(self, k: int, units: int) -> None:
        self.values = np.full((k, units), -np.inf, "float32")
        self.pictures = np.full((k, units), -1, np.int64)
        self.places = np.zeros((k, units), np.int64)

    def add(self, values: np.ndarray, places: np.ndarray, first: int) -> None:
        """Take in a batch, `(n, units)`, whose first picture is number `first`."""
        rising = np.flatnonzero(values.max(axis=0) > self.values[-1])
        if not len(rising):
            return
        joined = np.concatenate([self.values[:, rising], values[:, rising]])
        order = np.argsort(-joined, axis=0, kind="stable")[: len(self.values)]
        numbers = np.broadcast_to(np.arange(first, first + len(values))[:, None], (len(values), len(rising)))
        for mine, theirs in ((self.pictures, numbers), (self.places, places[:, rising])):
            mine[:, rising] = np.take_along_axis(np.concatenate([mine[:, rising], theirs]), order, axis=0)
        self.values[:, rising] = np.take_along_axis(joined, order, axis=0)


def strongest_patches(
    model: keras.Model | Network,
    images: Any,
    *,
    layers: Sequence[str] = (),
    k: int = 9,
    batch_size: int | None = None,
    progress: Callable[[int], None] = lambda done: None,
) -> list[Strongest]:
    """Find the places of a data set that excite each unit of a layer most: Zeiler and Fergus's picture.

    The network works once on each picture. Within that pass the largest output of each unit and its place are found,
    and nothing else leaves it, so that memory does not grow with the number of pictures.

    What is compared is what a named layer puts out, with the activation that it applies itself. A ReLU changes nothing
    in the order of what it lets through. Behind an activation, outputs that are not above zero are no excitement.

    Args:
        model: a Sequential or a functional model that takes one picture, or a saved one.
        images: `(n, height, width, channels)` uint8, or anything that gives such pictures for an array of indices.
        layers: names of layers with rows and columns; by default all convolutions, each compared at the
            first activation behind it (`Inside.unit`).
        k: how many patches a unit.
        batch_size: pictures at once; by default as many as keep a batch's feature maps within 32 MB, at most 256.
        progress: called with the number of pictures done.

    Returns:
        One for each layer.

    Raises:
        InputError: there is no such layer, its outputs have no rows and columns, or its receptive field is not known.

    Source:
        Zeiler and Fergus (2014), Visualizing and understanding convolutional networks, figure 2.
    """
    checks.whole("k", k, at_least=1)
    inside = Inside(model, tuple(images.shape[1:]))
    units = {name: inside.place(name) for name in layers} or inside.units()
    if not units:
        if not any(each.spatial for each in inside.seen):
            raise InputError(_("the network has no layer with rows and columns; expected a convolutional network"))
        raise InputError(_("the network has no convolution; name a layer with rows and columns"))
    fields = _fields(inside, units)
    best = {name: _Best(k, seen.shape[-1]) for name, seen in units.items()}
    peaks = compiled(lambda pictures: _peaks(inside, pictures, units))
    size = batch_size or _batch_size(units)
    for first in range(0, len(images), size):
        batch = as_unit(images[np.arange(first, min(first + size, len(images)))])
        for name, (values, places) in peaks(batch).items():
            to_numpy = keras.ops.convert_to_numpy
            best[name].add(to_numpy(values), to_numpy(places).astype(np.int64), first)
        progress(first + len(batch))
    return [_strongest(name, units[name], found, fields[name]) for name, found in best.items()]


def _peaks(inside: Inside, pictures: Any, units: dict[str, WatchedLayer]) -> dict[str, tuple[Any, Any]]:
    """For each layer the largest output of each unit, and its place counted row by row, each `(n, units)`.

    `argmax` along an axis that is not the last is slow on a CPU; the smallest place that has the largest value is not.
    """
    ops, found = keras.ops, {}
    outputs = inside.outputs(pictures, list({seen.name for seen in units.values()}))
    for name, seen in units.items():
        rows, columns, channels = seen.shape
        maps = ops.cast(ops.reshape(outputs[seen.name], (-1, rows * columns, channels)), "float32")
        values = ops.max(maps, axis=1, keepdims=True)
        numbers = ops.reshape(ops.arange(rows * columns, dtype="int32"), (1, rows * columns, 1))
        places = ops.min(ops.where(maps >= values, numbers, rows * columns - 1), axis=1)
        found[name] = (ops.squeeze(values, axis=1), places)
    return found


def _fields(inside: Inside, units: dict[str, WatchedLayer]) -> dict[str, tuple[Field, ...]]:
    known = receptive_fields(inside.model, inside.shape)
    found: dict[str, tuple[Field, ...]] = {}
    for name, seen in units.items():
        fields = known.get(seen.name, ())
        if len(fields) != 2 or any(field.step is None for field in fields):
            text = _(
                "the receptive field of the layer {name} is not known: a layer in front of it is of an unknown kind"
            )
            raise InputError(text.format(name=seen.name))
        found[name] = fields
    return found


def _batch_size(units: dict[str, WatchedLayer]) -> int:
    largest = max(rows * columns * channels for rows, columns, channels in (seen.shape for seen in units.values()))
    return max(1, min(LARGEST_BATCH, ACTIVATIONS // largest))


def _strongest(name: str, seen: WatchedLayer, best: _Best, fields: tuple[Field, ...]) -> Strongest:
    rows, columns = np.divmod(best.places, seen.shape[1])
    return Strongest(name, seen.name, best.values, best.pictures, rows, columns, fields, seen.activated)
