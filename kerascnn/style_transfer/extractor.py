"""The feature maps of a network for pictures of another size than it was trained on.

A convolution has no size of its own: what is behind the last layer that is looked at, dense layers among it, is cut
off, and the rest looks at any picture.
"""

import difflib
from collections.abc import Sequence
from typing import Any, NamedTuple

import keras
from keras import ops

from kerascnn.errors import InputError
from kerascnn.language import _
from kerascnn.prediction.inputs import Inputs
from kerascnn.quiet import without_warnings
from kerascnn.shapes.places import shown

__all__ = ["Extractor", "Place", "default_layers", "find", "places"]

NAMES_SHOWN = 12
LEAST_PLACES = 2
"""Rows and columns of a map; the Gram matrix of a single place knows no texture."""
COARSEST = 8
"""Pixels between two places of the content layer's maps, at most, where nobody chooses it."""
ACTIVATIONS = (
    *(keras.layers.Activation, keras.layers.ReLU, keras.layers.LeakyReLU),
    *(keras.layers.PReLU, keras.layers.ELU),
)


class Place(NamedTuple):
    """A layer whose outputs have rows and columns.

    Attributes:
        name: the layer's.
        stride: pixels of the picture between two places of its maps.
        channels: how many maps.
        activated: whether they have gone through an activation function.
        convolves: whether the layer is a convolution.
    """

    name: str
    stride: int
    channels: int
    activated: bool
    convolves: bool


def places(model: keras.Model) -> list[Place]:
    """The layers of a network whose outputs have rows and columns, in their order.

    Raises:
        InputError: there is none, the layers have their channels first, or are not known, as in a subclassed model.
    """
    try:
        height, width = model.inputs[0].shape[1:3]
        outputs = [(layer, layer.output) for layer in model.layers]
    except (AttributeError, TypeError, ValueError) as error:
        text = _("the layers of {network} are not known; expected a Sequential or a functional model")
        raise InputError(text.format(network=shown(model.name))) from error
    found = []
    for layer, output in outputs:
        shape: tuple[Any, ...] = tuple(getattr(output, "shape", ()))
        if isinstance(layer, keras.layers.InputLayer) or len(shape) != 4 or None in shape[1:]:
            continue
        if getattr(layer, "data_format", "") == "channels_first":
            text = _("the layer {layer} has its channels first; expected a network with channels last")
            raise InputError(text.format(layer=shown(layer.name)))
        function = getattr(getattr(layer, "activation", None), "__name__", "linear")
        activated = isinstance(layer, ACTIVATIONS) or function != "linear"
        convolves = isinstance(layer, keras.layers.Conv2D)
        stride = max(1, round(max(height / shape[1], width / shape[2])))
        found.append(Place(layer.name, stride, shape[3], activated, convolves))
    if not any(place.activated or place.convolves for place in found):
        text = _("{network} has no layer with rows and columns to look at; expected a convolutional network")
        raise InputError(text.format(network=shown(model.name)))
    return found


def default_layers(known: Sequence[Place]) -> tuple[str, tuple[str, ...]]:
    """The layer for the content, and those for the style, where nobody chooses.

    Style is taken from the first activation of each size of feature map, five at most, as Gatys has it in VGG
    (`block1_conv1` to `block5_conv1`); content from the second one of the coarsest size with at most eight pixels from
    place to place (`block4_conv2`): coarse enough to let a texture change, fine enough to know where things are.

    Args:
        known: from `places`.
    """
    useful = [place for place in known if place.activated] or [place for place in known if place.convolves]
    sizes: dict[int, list[str]] = {}
    for place in useful:
        sizes.setdefault(place.stride, []).append(place.name)
    strides = sorted(sizes)[:5]
    of_content = sizes[max((stride for stride in strides if stride <= COARSEST), default=strides[0])]
    return of_content[min(1, len(of_content) - 1)], tuple(sizes[stride][0] for stride in strides)


def find(known: Sequence[Place], name: str) -> Place:
    """A layer by its name.

    Raises:
        InputError: there is none that has rows and columns; the message lists some that have, the closest first.
    """
    for place in known:
        if place.name == name:
            return place
    names = [place.name for place in known]
    near = difflib.get_close_matches(name[:60], names, n=NAMES_SHOWN, cutoff=0)
    text = _("the network has no layer {name} with rows and columns; the closest are: {names}")
    raise InputError(text.format(name=shown(name), names=", ".join(map(shown, near))))


class Extractor:
    """A network that gives the feature maps of some of its layers, for pictures of one size.

    Args:
        model: any Sequential or functional network; it is copied, and not changed.
        inputs: what it wants to be fed, as `kerascnn.prediction.inputs.inputs_of` finds out.
        names: the layers.
        size: height and width of the pictures, in pixels.
        average_pooling: put averages in the place of maxima, as Gatys does: slopes then reach all pixels, and the
            result has fewer specks.

    Raises:
        InputError: the network cannot look at pictures of this size, or a map of a layer has a single row or column.

    Attributes:
        names: the layers.
        shapes: `(height, width, channels)` of the maps of each.
    """

    def __init__(
        self,
        model: keras.Model,
        inputs: Inputs,
        names: Sequence[str],
        size: tuple[int, int],
        *,
        average_pooling: bool = True,
    ) -> None:
        self.names = tuple(dict.fromkeys(names))
        self.inputs = inputs
        known = places(model)
        outputs = [model.get_layer(find(known, name).name).output for name in self.names]
        with without_warnings():
            self._model = _resized(keras.Model(model.inputs, outputs), (*size, inputs.shape[2]), average_pooling)
        self.shapes: dict[str, tuple[int, int, int]] = {
            name: tuple(output.shape[1:]) for name, output in zip(self.names, self._model.outputs, strict=True)
        }
        for name, (rows, columns, _channels) in self.shapes.items():
            if min(rows, columns) < LEAST_PLACES:
                text = _(
                    "of pictures of {height}×{width} pixels the layer {layer} has maps of {rows}×{columns}; expected "
                    "at least 2×2: choose a larger --size, or an earlier layer"
                )
                raise InputError(
                    text.format(height=size[0], width=size[1], layer=shown(name), rows=rows, columns=columns)
                )

    def maps(self, picture: Any) -> dict[str, Any]:
        """What the layers put out.

        Args:
            picture: `(height, width, channels)` in [0, 1], an array or a tensor.

        Returns:
            For each layer a tensor `(height, width, channels)`.
        """
        given = self.inputs.of_unit(ops.convert_to_tensor(picture, "float32")[None])
        outputs = self._model(given, training=False)
        listed = outputs if isinstance(outputs, (list, tuple)) else [outputs]
        return {name: output[0] for name, output in zip(self.names, listed, strict=True)}


def _resized(part: keras.Model, shape: tuple[int, int, int], average_pooling: bool) -> keras.Model:
    """A copy of a network for pictures of another size, computing in float32 however it was trained.

    Raises:
        InputError: a layer takes one size alone, or the picture is too small for it.
    """

    def copied(layer: keras.layers.Layer) -> keras.layers.Layer:
        config = layer.get_config()
        kind: Any = layer.__class__
        if average_pooling and isinstance(layer, keras.layers.MaxPooling2D):
            kind = keras.layers.AveragePooling2D
        return kind.from_config(config | {"dtype": "float32"})

    try:
        found = keras.models.clone_model(part, input_tensors=[keras.Input(shape)], clone_function=copied)
        found.set_weights(part.get_weights())
    # What layers raise for a size that is not theirs is of many kinds.
    except Exception as error:
        text = _("{network} cannot look at pictures of {height}×{width} pixels: {reason}")
        reason = shown(str(error).strip().partition("\n")[0], 120) or type(error).__name__
        raise InputError(
            text.format(network=shown(part.name), height=shape[0], width=shape[1], reason=reason)
        ) from error
    return found
