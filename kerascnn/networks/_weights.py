"""Weights for a network: those that Keras offers for ImageNet, or a file.

Networks of kerascnn look at pictures in [0, 1]. The weights of keras.applications were trained on other scales; with
them the network gets a first layer, `preprocess`, that brings [0, 1] to theirs, so that it still looks at [0, 1].

| networks                   | what the weights expect                          | how they get it                      |
|----------------------------|--------------------------------------------------|--------------------------------------|
| VGG, ResNet                | BGR in 0 to 255, minus the mean of ImageNet      | `preprocess`; BGR by turning the     |
|                            |                                                  | first convolution's kernels round    |
| MobileNet, MobileNetV2     | RGB in −1 to 1                                   | `preprocess`                         |
| EfficientNet               | RGB, minus the mean, by the standard deviation   | the layer `normalization`            |
"""

from pathlib import Path
from typing import Any

import keras
import numpy as np

from kerascnn.errors import InputError
from kerascnn.language import _
from kerascnn.loading import clean_weights
from kerascnn.networks import _imagenet as imagenet
from kerascnn.networks import typed

__all__ = ["APPLICATIONS", "check_offered", "fill", "load", "preprocessed", "take"]

# A scale and an offset: to 0 to 255 less the mean of ImageNet's pictures in red, green and blue; to -1 to 1.
CAFFE = (255.0, (-123.68, -116.779, -103.939))
SYMMETRIC = (2.0, -1.0)
# The standard deviation of ImageNet's pictures in red, green and blue, 0 to 1.
DEVIATION = (0.229, 0.224, 0.225)

CONVOLUTIONS = 200_000_000
"""Bytes; VGG-19's convolutions take 80 million, and with the dense layers it is 575 million."""
PREPROCESS = "preprocess"
# What keras.applications calls each network, and the scale and the offset that bring [0, 1] to its pictures.
APPLICATIONS: dict[str, tuple[str, Any]] = {
    **{f"vgg{depth}": (f"VGG{depth}", CAFFE) for depth in (16, 19)},
    **{f"resnet{depth}_keras": (f"ResNet{depth}", CAFFE) for depth in (50, 101, 152)},
    "mobilenet": ("MobileNet", SYMMETRIC),
    "mobilenetv2": ("MobileNetV2", SYMMETRIC),
    **{f"efficientnetb{number}": (f"EfficientNetB{number}", None) for number in range(8)},
}


def load(model: keras.Model, source: str | Path, *, width: float = 1.0) -> keras.Model:
    """Give a network weights.

    Args:
        model: a network of `kerascnn.networks`, as it was built.
        source: "imagenet" for those of keras.applications, fetched when they are not yet here; a `.h5` file that was
            fetched from there; or a `.keras` or `.weights.h5` file that this network was saved to.
        width: what the model was built with.

    Returns:
        A network for pictures in [0, 1]. With weights of keras.applications it is another one than `model`, with
        `preprocess` as its first layer where it is needed; with another number of classes than ImageNet's 1,000 its
        last layer is as it was.

    Raises:
        InputError: there is no such file, the file does not fit the network, or Keras offers no weights for it.
        WorkError: they cannot be fetched.
    """
    if source == "imagenet":
        check_offered(model)
    source = imagenet.fetched(model.name, width) if source == "imagenet" else Path(source)
    if not source.is_file():
        raise InputError(_("{path} does not exist; expected a file of weights, or imagenet").format(path=source))
    if source.suffix == ".keras" or source.name.endswith(".weights.h5"):
        return _own(model, source)
    loaded = take(model, _application(model, source, width))
    if APPLICATIONS[model.name][1] is None:
        _divide_again(loaded.get_layer("normalization"))
    return loaded


def _own(model: keras.Model, path: Path) -> keras.Model:
    try:
        # Only what a process of its own has copied out of the file is read here.
        with clean_weights(path) as weights:
            model.load_weights(weights)
    except InputError:
        raise
    # What Keras raises for a damaged file, or one of another network, is of many kinds.
    except Exception as error:
        text = _("{path} does not hold weights of {network} as it was built; build it as it was when they were saved")
        raise InputError(text.format(path=path, network=model.name)) from error
    return model


def preprocessed(model: keras.Model) -> keras.Model:
    """The same network with the layer before it that brings [0, 1] to the scale of the weights of keras.applications.

    A network that has such a layer of its own is given back as it is.

    Raises:
        InputError: Keras offers no weights for it.
    """
    check_offered(model)
    scale = APPLICATIONS[model.name][1]
    return model if scale is None else _behind(keras.layers.Rescaling(*scale, name=PREPROCESS), model)


def fill(model: keras.Model, source: str | Path, *, width: float = 1.0, head: bool = True) -> None:
    """Give a network that `preprocessed` made the weights of keras.applications; a head of other classes stays.

    Args:
        model: the network.
        source: "imagenet", which fetches them when they are not yet here; or a file that was fetched from there.
        width: what the model was built with.
        head: off for the convolutions of VGG alone: the file without dense layers has a seventh of the size.

    Raises:
        InputError: there is no such file, or it does not fit the network.
        WorkError: they cannot be fetched.
    """
    check_offered(model)
    path = imagenet.fetched(model.name, width, head=head) if source == "imagenet" else Path(source)
    if not path.is_file():
        raise InputError(_("{path} does not exist; expected a file of weights, or imagenet").format(path=path))
    if not head:
        whole = path.stat().st_size > CONVOLUTIONS
        _copy_convolutions(model, _application(model, path, width, head=whole))
        return
    _copy(model, _application(model, path, width))
    if APPLICATIONS[model.name][1] is None:
        _divide_again(model.get_layer("normalization"))


def check_offered(model: keras.Model) -> None:
    """Check that Keras offers weights for a network.

    Raises:
        InputError: it does not; the message lists those for which it does.
    """
    if model.name not in APPLICATIONS:
        raise _no_weights(model)


def _no_weights(model: keras.Model) -> InputError:
    text = _("Keras offers no ImageNet weights for {network}; it does for: {names}")
    return InputError(text.format(network=typed(model.name), names=", ".join(map(typed, sorted(APPLICATIONS)))))


def _application(model: keras.Model, source: Path, width: float, *, head: bool = True) -> keras.Model:
    """The network of keras.applications with its weights, with its last layers or without them."""
    if model.name not in APPLICATIONS:
        raise _no_weights(model)
    application = getattr(keras.applications, APPLICATIONS[model.name][0])
    settings = {"alpha": width} if model.name.startswith("mobilenet") else {}
    try:
        with clean_weights(source) as weights:
            return application(weights=str(weights), include_top=head, **settings)
    except InputError:
        raise
    except Exception as error:
        text = _("{source} does not hold the weights that Keras offers for {network} with {width:g} times the filters")
        raise InputError(text.format(source=source, network=model.name, width=width)) from error


def take(model: keras.Model, application: keras.Model) -> keras.Model:
    """Take the weights of a network of keras.applications, layer for layer.

    Args:
        model: the same network of `kerascnn.networks`.
        application: the network of keras.applications, for 1,000 classes.

    Returns:
        A network for pictures in [0, 1] that says what `application` says of the same pictures on its scale.

    Raises:
        InputError: a layer does not fit.
    """
    _copy(model, application)
    return preprocessed(model)


def _copy(model: keras.Model, application: keras.Model) -> None:
    """Copy the weights layer for layer; those of a last layer of other classes are left as they are."""
    *body, head = [layer for layer in model.layers if layer.weights]
    for layer in [*body, head] if model.output_shape == application.output_shape else body:
        try:
            layer.set_weights(_twin(layer, application).get_weights())
        except ValueError as error:
            text = _(
                "the weights of Keras do not fit the layer {layer} of {network}; "
                "build it with its own input shape, width and normalization"
            )
            raise InputError(text.format(layer=layer.name, network=model.name)) from error
    scale = APPLICATIONS[model.name][1]
    if scale is None:
        model.get_layer("normalization").finalize_state()
    if scale is CAFFE:
        _turn_channels(body[0])


def _copy_convolutions(model: keras.Model, application: keras.Model) -> None:
    convolutions = [layer for layer in model.layers if isinstance(layer, keras.layers.Conv2D)]
    for layer in convolutions:
        layer.set_weights(application.get_layer(layer.name).get_weights())
    _turn_channels(convolutions[0])


def _twin(layer: keras.layers.Layer, application: keras.Model) -> keras.layers.Layer:
    if isinstance(layer, keras.layers.Normalization):  # Keras numbers the names of those
        return next(other for other in application.layers if isinstance(other, keras.layers.Normalization))
    return application.get_layer(layer.name)


def _behind(first: keras.layers.Layer, model: keras.Model) -> keras.Model:
    """The same network, whose pictures go through `first` before anything else."""
    second = model.layers[1].name

    def call(layer: keras.layers.Layer, *inputs: Any, **settings: Any) -> Any:
        return layer(*map(first, inputs), **settings) if layer.name == second else layer(*inputs, **settings)

    longer = keras.models.clone_model(model, call_function=call)
    longer.set_weights(model.get_weights())
    return longer


def _turn_channels(conv: keras.layers.Layer) -> None:
    """Let a convolution that expects BGR take RGB."""
    kernel, *bias = conv.get_weights()
    conv.set_weights([kernel[:, :, ::-1], *bias])


def _divide_again(normalization: keras.layers.Layer) -> None:
    """Divide by the root of the deviation once more, as Keras does with EfficientNet's weights for ImageNet.

    They hold the deviation where the layer expects its square (tensorflow/tensorflow issue 49930), for which Keras adds
    a layer of its own.
    """
    mean, variance, *count = normalization.get_weights()
    normalization.set_weights([mean, variance * np.array(DEVIATION, variance.dtype), *count])
    normalization.finalize_state()
