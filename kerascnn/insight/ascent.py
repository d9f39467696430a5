"""The picture that excites a unit most, found by climbing the gradient."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np

from kerascnn import checks
from kerascnn.arrays import with_axes
from kerascnn.errors import InputError
from kerascnn.insight.backend import value_and_gradient
from kerascnn.insight.inside import Inside
from kerascnn.insight.receptive import receptive_fields, window
from kerascnn.language import _
from kerascnn.prediction import Network

__all__ = ["Climbed", "ascent"]

STEPS = 96
RATE = 0.05
"""How far a step changes a pixel on average; pixels are from 0 to 1."""
NOISE = 0.02


@dataclass(frozen=True)
class Climbed:
    """Pictures that were changed until a unit answered strongly.

    Attributes:
        pictures: `(units, height, width, channels)`, float32 in [0, 1]: what the unit in the middle of the feature map
            sees, or the whole picture where that is as large.
        seen: bool, `(units, height, width)`, where the unit sees something.
        values: `(units,)`, the unit's output before its activation.
    """

    pictures: np.ndarray
    seen: np.ndarray
    values: np.ndarray


def ascent(
    model: keras.Model | Network,
    layer: str,
    units: Sequence[int] | np.ndarray,
    *,
    shape: tuple[int, int, int] | None = None,
    steps: int = STEPS,
    seed: int = 0,
) -> Climbed:
    """Change grey pictures until they excite units: gradient ascent, with jitter and blur.

    For each unit, the output in the middle of its feature map climbs, from a grey picture with a little noise. A
    gradient is scaled to the same average size in each step. So that what comes out is more than fine noise, each step
    shifts the picture at random (jitter) and each fourth one blurs it, the more the larger the receptive field is; a
    field of less than eight pixels needs neither.

    What climbs is the output before the layer's activation, since a ReLU's slope is zero where a unit is silent.

    Args:
        model: a Sequential or a functional model that takes one picture, or a saved one.
        layer: the name of a layer with rows and columns.
        units: numbers of channels.
        shape: `(height, width, channels)` of the picture, where the model does not fix it.
        steps: how often the picture is changed.
        seed: the same seed gives the same pictures on the same machine.

    Raises:
        InputError: there is no such layer, its outputs have no rows and columns, or its receptive field is not known.

    Source:
        Yosinski et al. (2015), Understanding neural networks through deep visualization, for the blur; Mordvintsev,
        Olah and Tyka (2015), Inceptionism, for the jitter.
    """
    checks.whole("steps", steps, at_least=1)
    checks.whole("seed", seed, at_least=0)
    inside = Inside(model, shape)
    seen = inside.place(layer)
    middle = (seen.shape[0] // 2, seen.shape[1] // 2)
    chosen = [int(unit) for unit in with_axes(_("list of units"), units, "units")]
    if not all(0 <= unit < seen.shape[2] for unit in chosen):
        text = _("the units are {units}; expected numbers from 0 to {last}")
        raise InputError(text.format(units=", ".join(map(str, chosen[:8])), last=seen.shape[2] - 1))

    def outputs(pictures: Any) -> Any:
        maps = inside.unactivated(pictures, layer)[:, middle[0], middle[1]]
        return keras.ops.sum(maps * keras.ops.one_hot(chosen, seen.shape[2]), axis=1)

    fields = receptive_fields(inside.model, inside.shape)[layer]
    view = window(fields, middle)
    climb = value_and_gradient(outputs)
    pictures = _climbed(climb, (len(chosen), *inside.shape), steps, seed, reach=min(view.height, view.width))
    values, _slopes = climb(pictures)
    cut = [view.cut(picture) for picture in pictures]
    return Climbed(np.stack([patch for patch, _seen in cut]), np.stack([mask for _patch, mask in cut]), values)


def _climbed(climb: Any, shape: tuple[int, ...], steps: int, seed: int, *, reach: int) -> np.ndarray:
    chance = np.random.default_rng(seed)
    pictures = (0.5 + NOISE * chance.standard_normal(shape)).astype("float32")
    jitter = reach // 8
    for step in range(steps):
        down, right = (int(each) for each in chance.integers(-jitter, jitter + 1, 2))
        _values, slopes = climb(np.roll(pictures, (down, right), axis=(1, 2)))
        slopes = np.roll(slopes, (-down, -right), axis=(1, 2))
        size = np.abs(slopes).sum(axis=(1, 2, 3), keepdims=True)
        count = np.maximum(1, (slopes != 0).sum(axis=(1, 2, 3), keepdims=True))
        pictures = np.clip(pictures + RATE * slopes * count / np.maximum(size, 1e-12), 0, 1)
        if jitter and step % 4 == 3 and step < steps - 4:
            pictures = _blurred(pictures)
    return pictures


def _blurred(pictures: np.ndarray) -> np.ndarray:
    """Each pixel a mean of its neighbours, with the weights 1 6 1 along each axis."""
    for axis in (1, 2):
        edges = [(0, 0)] * 4
        edges[axis] = (1, 1)
        wide = np.pad(pictures, edges, mode="edge")
        before, after = (np.roll(wide, shift, axis=axis) for shift in (1, -1))
        inner = tuple(slice(1, -1) if each == axis else slice(None) for each in range(4))
        pictures = ((before + 6 * wide + after) / 8)[inner]
    return pictures.astype("float32")
