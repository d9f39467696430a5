"""What a model wants to be fed: how large a picture, its axes in which order, and its pixels on which scale.

The scale stands nowhere in a saved model. Many begin with layers that bring pixels to their own scale (`Rescaling`,
`Normalization`, batch normalisation, or the arithmetic of `preprocess_input`), as layers of their own or within a
model that is the first layer. So a model is watched as it takes pictures of one colour, up to its first layer that
weighs what arrives there. What arrives is to lie about zero and to be neither tiny nor huge; of the scales 0 to 1 and 0
to 255 the one is taken that makes it so.
"""

import contextlib
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from kerascnn.errors import InputError, unknown
from kerascnn.language import _
from kerascnn.quiet import without_warnings

if TYPE_CHECKING:
    import keras

__all__ = ["RANGES", "Inputs", "Pixels", "as_unit", "inputs_of"]

Pixels = Literal["0-1", "0-255", "-1-1"]
RANGES: dict[Pixels, tuple[int, int]] = {"0-1": (0, 1), "0-255": (0, 255), "-1-1": (-1, 1)}
"""What black and white are."""

Axes = Literal["hwc", "chw", "hw", "flat"]
SMALLEST = 8
"""Pixels along a side of a picture that is given without a channel or as a vector; below it is no picture."""
ENOUGH = 2**20
"""Numbers by which the scale of what arrives is told, or up to six times as many."""
FARTHEST = 4
"""How many times its spread a scaled picture's middle may lie from zero; of 0 to 1 it is once."""


@dataclass(frozen=True)
class Inputs:
    """What a model wants to be fed.

    Attributes:
        shape: `(height, width, channels)` of a picture; channels are 1 or 3.
        axes: "hwc" as Keras has pictures, "chw" for channels first, "hw" for grey ones without a channel, "flat" for
            one row of numbers, the picture's rows one behind the other.
        pixels: what the model takes black and white as.
        why: how that is known: "asked", "run", by the "layers" or by the "type" of numbers that the model takes;
            "" where nothing says it.
        scaling: the names of the layers by which the model itself scales pixels.
        whole: whether the model takes whole numbers.
    """

    shape: tuple[int, int, Literal[1, 3]]
    axes: Axes
    pixels: Pixels
    why: Literal["asked", "run", "layers", "type", ""] = ""
    scaling: tuple[str, ...] = ()
    whole: bool = False

    def of_unit(self, pictures: Any) -> Any:
        """Pictures as the model wants them.

        Args:
            pictures: `(n, height, width, channels)` in [0, 1], an array or a tensor.
        """
        low, high = RANGES[self.pixels]
        scaled = pictures if (low, high) == (0, 1) else pictures * (high - low) + low
        return self.laid_out(scaled)

    def laid_out(self, pictures: Any) -> Any:
        """Pictures with their axes as the model wants them, their pixels as they are."""
        if self.axes == "hwc" and not self.whole:
            return pictures
        from keras import ops

        if self.whole:
            pictures = ops.round(pictures)
        if self.axes == "chw":
            return ops.transpose(pictures, (0, 3, 1, 2))
        if self.axes == "hw":
            return ops.squeeze(pictures, axis=-1)
        return ops.reshape(pictures, (-1, math.prod(self.shape))) if self.axes == "flat" else pictures

    def sentence(self) -> str:
        """What is done to a picture's pixels, in words."""
        low, high = RANGES[self.pixels]
        if self.why == "layers" and self.scaling:
            text = _("pixels from {low} to {high}, which the model scales by itself ({layers})")
        elif self.why == "layers":
            text = _("pixels from {low} to {high}, which the model scales by itself")
        elif self.why == "asked":
            text = _("pixels from {low} to {high}, as asked")
        elif self.why == "run":
            text = _("pixels from {low} to {high}, as in its training")
        elif self.why == "type":
            text = _("pixels from {low} to {high}, since the model takes whole numbers")
        else:
            text = _("pixels from {low} to {high}, since the model does not scale them (else --pixels)")
        said = text.format(low=low, high=high, layers=", ".join(self.scaling))
        how = {"chw": _("channels first"), "hw": _("without a channel"), "flat": _("as one row of numbers")}
        return f"{said}; {how[self.axes]}" if self.axes in how else said


def as_unit(pictures: np.ndarray) -> np.ndarray:
    """Pictures as float32 in [0, 1]; those that are floats are taken for that."""
    if pictures.dtype == np.uint8:
        return pictures.astype("float32") / np.float32(255)
    return pictures.astype("float32", copy=False)


def inputs_of(
    model: "keras.Model",
    shape: tuple[int, ...] | None = None,
    *,
    pixels: Pixels | None = None,
    of_run: bool = False,
) -> Inputs:
    """Find out what a model wants to be fed.

    Args:
        model: any Keras model.
        shape: `(height, width, channels)` of a picture, where the model does not fix it.
        pixels: the scale, where somebody knows it.
        of_run: whether a training of kerascnn made it: these feed 0 to 1, whatever the layers do.

    Raises:
        InputError: the model takes something else than one picture, or one of an open size and no `shape` is given.
    """
    if pixels is not None and pixels not in RANGES:
        raise unknown(_("range of pixels"), str(pixels), RANGES)
    found, axes = _picture(model, shape)
    if shape is not None and tuple(shape) != tuple(found):
        text = _("the network takes pictures of {shape}, and this is one of {own}")
        raise InputError(text.format(shape="×".join(map(str, found)), own="×".join(map(str, shape))))
    whole = "int" in str(getattr(next(iter(getattr(model, "inputs", None) or ()), None), "dtype", ""))
    if pixels is not None:
        return Inputs(found, axes, pixels, "asked", whole=whole)
    if of_run:
        return Inputs(found, axes, "0-1", "run", whole=whole)
    if whole:
        return Inputs(found, axes, "0-255", "type", whole=True)
    arrived, scaling = _arriving(model, Inputs(found, axes, "0-1"))
    why: Literal["layers", ""] = "" if arrived is None or _untouched(arrived) else "layers"
    wide = arrived is not None and _takes_255(*arrived)
    return Inputs(found, axes, "0-255" if wide else "0-1", why, scaling if why else ())


def _picture(model: "keras.Model", shape: tuple[int, ...] | None) -> tuple[Any, Axes]:
    try:
        takes: Any = model.input_shape
    except AttributeError:  # a subclassed model that has not been called, or in several ways
        takes = None
    if isinstance(takes, (list, dict)):
        if len(takes) > 1:
            text = _("the model takes {n} inputs; expected a network that takes one picture")
            raise InputError(text.format(n=len(takes)))
        takes = next(iter(takes.values() if isinstance(takes, dict) else takes), None)
    sides = tuple(takes[1:]) if isinstance(takes, tuple) else ()
    if len(sides) == 3 and sides[-1] not in (1, 3) and sides[0] in (1, 3) and None not in sides:
        return (*sides[1:], sides[0]), "chw"
    if len(sides) == 3 and None not in sides and sides[-1] in (1, 3):
        return sides, "hwc"
    if len(sides) == 2 and None not in sides and min(sides) >= SMALLEST:
        return (*sides, 1), "hw"
    if len(sides) == 1 and sides[0] is not None:
        for channels in (1, 3):
            side = math.isqrt(sides[0] // channels)
            if side >= SMALLEST and side * side * channels == sides[0]:
                return (side, side, channels), "flat"
    fits = all(side in (None, given) for side, given in zip(sides, shape or (), strict=False))
    if shape is not None and (not sides or (len(sides) == len(shape) and fits)):
        return shape, "hwc"
    said = "×".join(str(side or "?") for side in sides) or "?"
    if len(sides) == 3 and None in sides[:2] and sides[-1] in (1, 3):
        # What has an open size is given one in Python, where its author knows which it was trained with.
        text = _(
            "the model takes {shape}, of an open size; give it the size of its training in Python and save that: "
            'keras.Sequential([keras.Input((64, 64, {channels})), model]).save("model.keras")'
        )
        raise InputError(text.format(shape=said, channels=sides[-1]))
    text = _("the model takes {shape}; expected a network for pictures of a fixed size, grey or RGB")
    raise InputError(text.format(shape=said))


class _ArrivedError(Exception):
    """The pictures have come to the first layer that weighs them."""


def _arriving(model: "keras.Model", inputs: Inputs) -> tuple[tuple[np.ndarray, ...] | None, tuple[str, ...]]:
    """What arrives at the first layer that weighs it, of pixels that are 0, 1 and 255, and who has scaled them."""
    import keras

    from kerascnn.prediction.hooks import hooked, named_layers, replaced

    scales = (keras.layers.Rescaling, keras.layers.Normalization, keras.layers.BatchNormalization)
    leaves = {name: layer for name, layer in named_layers(model) if not isinstance(layer, keras.Model)}
    scalers = {name: layer for name, layer in leaves.items() if isinstance(layer, scales)}
    arrived: list[np.ndarray] = []
    scaling: list[str] = []

    def note(name: str, given: Any, output: Any) -> Any:
        scaling.append(name)
        return output

    def stop(*given: Any, **settings: Any) -> Any:
        arrived.append(_some_of(given[0][0] if isinstance(given[0], (list, tuple)) else given[0]))
        raise _ArrivedError

    with without_warnings(), hooked(scalers, note), contextlib.ExitStack() as stops:
        for name, layer in leaves.items():
            if layer.weights and name not in scalers:
                stops.enter_context(replaced(layer, "call", stop))
        picture = np.empty((1, *inputs.shape), "float32")  # the only one, since it may be large
        for colour in (0, 1, 255):
            picture.fill(colour)
            try:
                model(inputs.laid_out(picture), training=False)
            except _ArrivedError:
                continue
            return None, ()
    return tuple(arrived), tuple(dict.fromkeys(scaling))


def _some_of(arrived: Any) -> np.ndarray:
    """A copy of the numbers of a tensor, or of some of many, evenly chosen from all of its channels."""
    import keras

    numbers = np.ravel(keras.ops.convert_to_numpy(keras.ops.cast(arrived, "float32")))
    step = numbers.size // ENOUGH // 6 * 6 + 1  # odd and no multiple of 3: all channels have their turn
    return numbers[::step].copy()


def _untouched(arrived: tuple[np.ndarray, ...]) -> bool:
    return all(set(np.unique(each)) <= {0, colour} for each, colour in zip(arrived, (0, 1, 255), strict=True))


def _takes_255(dark: np.ndarray, one: np.ndarray, light: np.ndarray) -> bool:
    """Whether what arrives of pixels from 0 to 255 looks more like a scaled picture than what does of 0 to 1."""

    def strangeness(white: np.ndarray) -> float:
        spread, middle = np.abs(white - dark) / 2, np.abs(white + dark) / 2
        moved = spread > 0
        if not moved.any():
            return math.inf
        size = float(np.median(spread[moved]))
        far = float(np.median(middle[moved] / spread[moved])) > FARTHEST
        return math.inf if far else abs(math.log(size))

    return strangeness(light) < strangeness(one)
