"""A classifier slid over a larger picture: all windows in one pass, as convolutions, instead of one after the other.

Sermanet et al. 2013, "OverFeat" (arXiv:1312.6229), section 3.5, and deck E: a dense layer is a convolution whose kernel
is as large as the map that it looks at. Of a larger picture it gives a map of scores, one for each window, and what
windows have in common is computed once.
"""

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from kerascnn.errors import InputError
from kerascnn.language import _
from kerascnn.quiet import start_keras
from kerascnn.shapes.places import shown

if TYPE_CHECKING:
    import keras

__all__ = ["Sliding", "crops", "fully_convolutional", "windows"]


class Sliding(NamedTuple):
    """A classifier that looks at all windows of a picture at once.

    Attributes:
        model: takes `(batch, height, width, channels)` of any size from the window's on, and gives the scores of each
            window, `(batch, rows, columns, classes)`.
        window: height and width of a window.
        stride: pixels from window to window.
    """

    model: "keras.Model"
    window: tuple[int, int]
    stride: int

    def boxes(self, rows: int, columns: int) -> npt.NDArray[np.float64]:
        """`(rows, columns, 4)` xyxy, where the windows lie."""
        top, left = np.meshgrid(np.arange(rows) * self.stride, np.arange(columns) * self.stride, indexing="ij")
        corner = np.stack([left, top, left + self.window[1], top + self.window[0]], axis=2)
        return corner.astype(float)


def fully_convolutional(classifier: "keras.Model") -> Sliding:
    """Turn a classifier into a network of convolutions alone that scores all windows of a picture in one pass.

    Flattening disappears, the dense layer behind it becomes a convolution as large as the map that it looked at, other
    dense layers become convolutions of 1×1, and an average or a maximum over the whole map one over a window of its
    size. The weights are the classifier's own.

    Within a window the scores are those of the window cut out, which takes convolutions and poolings without padding:
    at the border of a cut-out window padding is zeros, and within a picture there is what lies beside the window.

    Args:
        classifier: a chain of layers, from pictures of one size to a score per class.

    Raises:
        InputError: a layer pads its input, is none that can slide, or the layers are no chain.
    """
    start_keras()
    import keras

    chain = _chain(classifier)
    height, width, channels = classifier.input_shape[1:]
    x = inputs = keras.Input((None, None, channels))
    stride, size, flat = 1, (height, width), False
    pairs: list[tuple[Any, Any]] = []
    for layer in chain:
        given = layer.input.shape
        if isinstance(layer, keras.layers.Flatten):
            flat, size = True, tuple(given[1:3])
        elif isinstance(layer, keras.layers.Dense):
            kernel = size if flat or len(given) == 4 else (1, 1)
            made = _convolution(layer, kernel)
            x, flat = made(x), False
            pairs.append((layer, made))
            size = (1, 1)
        elif isinstance(layer, (keras.layers.GlobalAveragePooling2D, keras.layers.GlobalMaxPooling2D)):
            kind = keras.layers.AveragePooling2D
            if isinstance(layer, keras.layers.GlobalMaxPooling2D):
                kind = keras.layers.MaxPooling2D
            x = kind(tuple(given[1:3]), strides=1, name=layer.name)(x)
            size = (1, 1)
        else:
            _check_slides(layer)
            made = layer.__class__.from_config(layer.get_config())
            x = made(x)
            pairs.append((layer, made))
            stride *= max(_strides(layer))
    model = keras.Model(inputs, x, name=f"{classifier.name}_sliding")
    for layer, made in pairs:
        made.set_weights(
            [np.reshape(new, old.shape) for new, old in zip(layer.get_weights(), made.weights, strict=True)]
        )
    return Sliding(model, (height, width), stride)


def _chain(classifier: "keras.Model") -> list[Any]:
    """The layers one after the other, without the input.

    Raises:
        InputError: they branch, or the model does not take pictures.
    """
    import keras

    if len(classifier.input_shape) != 4 or None in classifier.input_shape[1:] or len(classifier.output_shape) != 2:
        text = _("{network} takes {shape}; expected a classifier of pictures of one size")
        raise InputError(text.format(network=shown(classifier.name), shape=shown(str(classifier.input_shape))))
    layers = [layer for layer in classifier.layers if not isinstance(layer, keras.layers.InputLayer)]
    before = None
    for layer in layers:
        many = isinstance(layer, keras.Model) or isinstance(layer.input, list)
        if many or (before is not None and layer.input._keras_history.operation is not before):
            text = _("{network}: the layers are no chain at {layer}; branches, such as shortcuts, cannot slide here")
            raise InputError(text.format(network=shown(classifier.name), layer=shown(layer.name)))
        before = layer
    return layers


def _convolution(dense: Any, kernel: tuple[int, int]) -> Any:
    import keras

    return keras.layers.Conv2D(
        dense.units, kernel, activation=dense.activation, use_bias=dense.use_bias, name=dense.name
    )


def _strides(layer: Any) -> tuple[int, ...]:
    strides = getattr(layer, "strides", (1, 1))
    return tuple(strides) if isinstance(strides, (tuple, list)) else (strides, strides)


def _check_slides(layer: Any) -> None:
    """Check that a layer treats all places alike.

    Raises:
        InputError: it pads, or is none that is known to slide.
    """
    import keras

    kinds = keras.layers
    name = shown(layer.name)
    sizes = getattr(layer, "kernel_size", None) or getattr(layer, "pool_size", None) or (1,)
    if getattr(layer, "padding", "valid") != "valid" and max(*sizes, *_strides(layer)) > 1:
        text = _(
            "the layer {layer} pads its input ({padding}): what lies beside a window would be seen within it, and the "
            "scores would be others; expected padding valid, as the variant course of mnist-cnn has it"
        )
        raise InputError(text.format(layer=name, padding=layer.padding))
    if len(set(_strides(layer))) > 1:
        text = _("the layer {layer} has the strides {strides}; expected the same down and across")
        raise InputError(text.format(layer=name, strides=_strides(layer)))
    pointwise = (
        *(
            kinds.Activation,
            kinds.ReLU,
            kinds.LeakyReLU,
            kinds.PReLU,
            kinds.ELU,
            kinds.BatchNormalization,
            kinds.Dropout,
        ),
        *(kinds.Rescaling, kinds.SpatialDropout2D, kinds.Softmax),
    )
    sliding = (kinds.Conv2D, kinds.DepthwiseConv2D, kinds.SeparableConv2D, kinds.MaxPooling2D, kinds.AveragePooling2D)
    if (
        not isinstance(layer, (*pointwise, *sliding))
        or getattr(layer, "data_format", "channels_last") != "channels_last"
    ):
        text = _("the layer {layer} is a {kind}, which cannot slide over a larger picture here")
        raise InputError(text.format(layer=name, kind=type(layer).__name__))


def windows(sliding: Sliding, picture: np.ndarray) -> npt.NDArray[np.float32]:
    """The scores of all windows of a picture, in one pass.

    Args:
        sliding: as `fully_convolutional` gives it.
        picture: `(height, width, channels)`, as the classifier is fed, usually in [0, 1].

    Returns:
        `(rows, columns, classes)`.

    Raises:
        InputError: the picture is smaller than a window.
    """
    _check_size(sliding, picture)
    # As `predict` does, which compiles the network once for each size of picture.
    found = np.asarray(sliding.model.predict_on_batch(picture[None].astype("float32")))[0]
    sides = zip(picture.shape, sliding.window, strict=False)
    # A pooling may leave the last rows of a window out; a window of which these lie outside is none of the picture.
    rows, columns = (1 + (side - window) // sliding.stride for side, window in sides)
    return found[:rows, :columns]


def crops(sliding: Sliding, picture: np.ndarray) -> np.ndarray:
    """The same windows cut out, row by row: `(rows * columns, height, width, channels)`.

    Raises:
        InputError: the picture is smaller than a window.
    """
    _check_size(sliding, picture)
    seen = np.lib.stride_tricks.sliding_window_view(picture, sliding.window, axis=(0, 1))
    seen = seen[:: sliding.stride, :: sliding.stride].transpose(0, 1, 3, 4, 2)
    return seen.reshape(-1, *seen.shape[2:])


def _check_size(sliding: Sliding, picture: np.ndarray) -> None:
    if picture.ndim != 3 or picture.shape[0] < sliding.window[0] or picture.shape[1] < sliding.window[1]:
        text = _("the picture has the shape {shape}; expected at least one window of {height}×{width}")
        raise InputError(
            text.format(shape="×".join(map(str, picture.shape)), height=sliding.window[0], width=sliding.window[1])
        )
