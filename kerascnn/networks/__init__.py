"""The networks of the course, by name.

    >>> model = build("mnist-cnn", input_shape=(28, 28, 1), num_classes=10)
    >>> model.count_params()
    61762

One module a family; the functions in its `__all__` are the networks (`mnist_cnn` is the network `mnist-cnn`).
Adding a network is adding such a function: no list of networks is kept anywhere.
"""

import importlib
import inspect
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin

from kerascnn.errors import InputError, unknown
from kerascnn.language import N_, _
from kerascnn.networks._registry import (
    Publication,
    backbones,
    check_name,
    names,
    published,
    remark,
    sources,
    task_title,
)
from kerascnn.quiet import start_keras

if TYPE_CHECKING:
    import keras

__all__ = [
    "Publication",
    "backbones",
    "build",
    "check_name",
    "check_offered",
    "copy_layers",
    "feature_maps",
    "features",
    "fill",
    "fill_backbone",
    "function",
    "layer",
    "names",
    "of_imagenet",
    "preprocessed",
    "published",
    "remark",
    "task_title",
    "typed",
    "variants",
]


class _StartKerasQuietly:
    """Lets a network's own module be imported in silence; it is asked before the module is looked for."""

    @staticmethod
    def find_spec(name: str, *_where: object) -> None:
        """Find nothing: others do."""
        if name.startswith(f"{__name__}."):
            start_keras()


sys.meta_path.insert(0, _StartKerasQuietly)


SETTINGS = {"num_classes": N_("number of classes"), "input_shape": N_("shape of the input")}
"""What a person calls some settings."""


def function(name: str) -> Callable[..., "keras.Model"]:
    """The function that builds a network, in a module that is imported now.

    Raises:
        InputError: there is no such network.
    """
    check_name(name)
    start_keras()
    module = importlib.import_module(f"kerascnn.networks.{sources()[name].module}")
    return getattr(module, name.replace("-", "_"))


def variants(name: str) -> tuple[str, ...]:
    """The variants of a network, the default first; empty for a network that has only one form."""
    parameter = inspect.signature(function(name)).parameters.get("variant")
    return tuple(parameter.annotation.__args__) if parameter else ()


def typed(model: str) -> str:
    """How a network that has a model's name is asked for.

    >>> typed("resnet50_keras"), typed("mnist_cnn_course"), typed("vgg16"), typed("unet_resnet18")
    ('resnet50', 'mnist-cnn --variant course', 'vgg16', 'unet --backbone resnet18')
    """
    plain = model.replace("_", "-")
    name = max((each for each in names() if f"{plain}-".startswith(f"{each}-")), key=len, default="")
    variant = plain[len(name) + 1 :]
    if not name or not variant:
        return name or model
    if variants(name)[:1] == (variant,):
        return name
    return f"{name} --variant {variant}" if variant in variants(name) else f"{name} --backbone {variant}"


def build(name: str, *, weights: str | Path | None = None, **settings: Any) -> "keras.Model":
    """Build a network by its name.

    Args:
        name: one of `names()`.
        weights: "imagenet" for those that Keras offers, a `.h5` file fetched from there, or a `.keras` or `.weights.h5`
            file that this network was saved to; by default random ones. Of a network with a backbone they are those of
            the backbone: "imagenet", such a `.h5` file, the folder of a run, or a `.keras` file.
        settings: as the network's own function takes them; None for its default. Those of a classifier are
            `input_shape`, `(height, width, channels)`; `num_classes`, at least 2; and where there is a choice
            `variant`, one of `variants(name)`; `width`, how many times as many filters, rounded to a multiple of 8; and
            `normalization`, "batch", "group" or "none".

    Returns:
        A model, not compiled. A classifier turns float images in [0, 1] into one probability per class.

    Raises:
        InputError: an unknown name or variant, a setting that the network does not have, too few classes, or pictures
            that are too small for it, or weights that do not fit.
        WorkError: the weights cannot be fetched.
    """
    given = {setting: value for setting, value in settings.items() if value is not None}
    for setting, value in given.items():
        _check_setting(name, setting, value)
    backbone = given.get("backbone")
    if backbone is not None and weights is not None:
        model = function(name)(**{"preprocess": of_imagenet(weights)} | given)
        fill_backbone(model, backbone, weights)
        return model
    model = function(name)(**given)
    if weights is None:
        return model
    from kerascnn.networks._weights import load

    return load(model, weights, width=given.get("width", 1.0))


def preprocessed(model: "keras.Model") -> "keras.Model":
    """The same network with the layer before it that the weights of keras.applications expect.

    Raises:
        InputError: Keras offers no weights for it; the message lists the networks for which it does.
    """
    from kerascnn.networks._weights import preprocessed

    return preprocessed(model)


def check_offered(model: "keras.Model") -> None:
    """Check that Keras offers weights for a network.

    Raises:
        InputError: it does not; the message lists the networks for which it does.
    """
    from kerascnn.networks._weights import check_offered

    check_offered(model)


def fill(model: "keras.Model", source: str | Path, *, width: float = 1.0, head: bool = True) -> None:
    """Give a network that `preprocessed` made the weights of keras.applications; a head of other classes stays.

    Args:
        model: the network.
        source: "imagenet", which fetches them when they are not yet here; or a `.h5` file that was fetched from there.
        width: what the model was built with.
        head: off for the convolutions of VGG alone, from the file without dense layers or a file with them.

    Raises:
        InputError: there is no such file, or it does not fit the network.
        WorkError: they cannot be fetched.
    """
    from kerascnn.networks._weights import fill

    fill(model, source, width=width, head=head)


def _check_setting(name: str, setting: str, value: Any) -> None:
    parameter = inspect.signature(function(name)).parameters.get(setting)
    if parameter is None:
        text = _("the network {name} has no {setting} to choose")
        raise InputError(text.format(name=name, setting=_(SETTINGS[setting]) if setting in SETTINGS else setting))
    choices = get_args(parameter.annotation) if get_origin(parameter.annotation) is Literal else ()
    if choices and value not in choices:
        raise unknown(setting, value, choices)


def features(model: "keras.Model", stride: int) -> "keras.Model":
    """The part of a network that ends with its last feature map of a stride: the backbone of another network.

    The layers are shared with `model`, and so are their weights.

        >>> features(build("resnet18"), 16).output_shape
        (None, 14, 14, 256)

    Args:
        model: takes pictures `(height, width, channels)`.
        stride: how many pixels of the picture lie between two places of the map.

    Returns:
        A model whose output is `(batch, height/stride, width/stride, channels)`, rounded up or down.

    Raises:
        InputError: no map of the network has that stride; the message lists those that there are.
    """
    import keras

    found = feature_maps(model)
    if not found:
        raise InputError(
            _("{network} has no feature maps to look at; choose a backbone such as resnet18").format(network=model.name)
        )
    if stride not in found:
        text = _("{network} has no feature map of stride {stride}; expected one of {strides}")
        strides = ", ".join(map(str, sorted(found)))
        raise InputError(text.format(network=model.name, stride=stride, strides=strides))
    (picture,) = model.inputs
    return keras.Model(picture, found[stride], name=f"{model.name}_features")


def feature_maps(model: "keras.Model") -> dict[int, Any]:
    """The last feature map of each stride of a network.

        >>> sorted(feature_maps(build("resnet18")))
        [1, 2, 4, 8, 16, 32]

    Args:
        model: takes pictures `(height, width, channels)`.

    Returns:
        Symbolic tensors `(batch, height/stride, width/stride, channels)`, rounded up or down, by their strides.
    """
    import keras

    height, width = model.input_shape[1:3]
    found: dict[int, Any] = {}
    for each in model.layers:
        output = each.output
        if len(getattr(output, "shape", ())) == 4 and not isinstance(each, keras.layers.ZeroPadding2D):
            found[round(max(height / output.shape[1], width / output.shape[2]))] = output
    return found


def of_imagenet(weights: str | Path | None) -> bool:
    """Whether weights are those of keras.applications: "imagenet", or a `.h5` file that was fetched from there."""
    return str(weights) == "imagenet" or (str(weights).endswith(".h5") and not str(weights).endswith(".weights.h5"))


def fill_backbone(model: "keras.Model", backbone: str, weights: str | Path) -> None:
    """Give the layers that a network has of its backbone what they learned elsewhere.

    Args:
        model: built with this backbone; with `preprocess` for weights of keras.applications.
        backbone: the name, with a variant behind a colon or without.
        weights: "imagenet" or a `.h5` file of keras.applications; the folder of a run or a `.keras` file.

    Raises:
        InputError: there are no such weights, or they are of another network.
        WorkError: they cannot be fetched.
    """
    from kerascnn.networks._backbone import fill_backbone

    fill_backbone(model, backbone, weights)


def copy_layers(layers: Sequence["keras.Layer"], model: "keras.Model", path: Path) -> None:
    """Give layers the weights that those of the same names have in a saved network.

    Args:
        layers: that get them.
        model: the network that they are of, which says what is looked at.
        path: a `.keras` file, or the folder of a run.

    Raises:
        InputError: the file is missing or damaged, or holds another network.
    """
    from kerascnn.networks._backbone import copy_layers

    copy_layers(layers, model, path)


def layer(model: "keras.Model", name: str) -> "keras.Layer":
    """The layer of a network that has this name; its `output` is what a model that ends there gives.

    Raises:
        InputError: there is none; the message lists those that exist, the closest first.
    """
    found = {each.name: each for each in model.layers}
    if name not in found:
        raise unknown(_("layer"), name, found)
    return found[name]
