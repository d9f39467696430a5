"""A network as the backbone of another: its feature maps are looked at, and its weights may come from elsewhere."""

from collections.abc import Sequence
from pathlib import Path

import keras

from kerascnn.errors import InputError
from kerascnn.language import _
from kerascnn.networks import build, feature_maps, fill, of_imagenet, preprocessed, typed
from kerascnn.shapes.places import shown

__all__ = ["built", "copy_layers", "fill_backbone", "name_of", "pyramid"]

FEWEST_SIZES = 3


def built(backbone: str, input_shape: tuple[int, int, int], preprocess: bool) -> keras.Model:
    """Build the network that is to be the backbone of another.

    Args:
        backbone: its name, with a variant behind a colon or without.
        input_shape: `(height, width, channels)`.
        preprocess: whether it begins with the layer that the weights of keras.applications expect.

    Raises:
        InputError: there is no such network, or it takes no pictures of this size.
    """
    name, _colon, variant = backbone.partition(":")
    model = build(name, input_shape=input_shape, variant=variant or None)
    return preprocessed(model) if preprocess else model


def name_of(network: str, backbone: str | None, variant: str = "") -> str:
    """The name of a model that has a backbone or its own layers.

    >>> name_of("unet", None, "narrow"), name_of("unet", "mnist-cnn:course", "narrow"), name_of("yolo_grid", None)
    ('unet_narrow', 'unet_mnist_cnn_course', 'yolo_grid')
    """
    own = variant if backbone is None else backbone.replace("-", "_").replace(":", "_")
    return f"{network}_{own}" if own else network


def pyramid(model: keras.Model, most: int) -> list[keras.KerasTensor]:
    """The last feature map of each size of a network: its own, half of it, a quarter, and so on.

    Args:
        model: takes pictures `(height, width, channels)`.
        most: how many sizes.

    Returns:
        `(batch, height/2**i, width/2**i, channels)` for each, the largest first.

    Raises:
        InputError: there are fewer than three sizes of which each is half the one before.
    """
    found = feature_maps(model)
    height, width = model.input_shape[1:3]
    maps: list[keras.KerasTensor] = []
    for stride in (2**level for level in range(most)):
        each = found.get(stride)
        if each is None or (each.shape[1] * stride, each.shape[2] * stride) != (height, width):
            break
        maps.append(each)
    if len(maps) < FEWEST_SIZES:
        text = _(
            "the feature maps of {network} for {height}×{width} pixels are not half as large from one to the next; "
            "{advice}"
        )
        even = height % 32 == width % 32 == 0
        advice = _("choose a backbone such as resnet18") if even else _("choose sides that are multiples of 32")
        network = typed(model.name)
        raise InputError(text.format(network=network, height=height, width=width, advice=advice))
    return maps


def fill_backbone(model: keras.Model, backbone: str, weights: str | Path) -> None:
    """Fill a backbone, as `networks.fill_backbone` says."""
    inner = [each for each in model.layers if isinstance(each, keras.Model)]
    whole = inner[0] if inner else model
    own = built(backbone, whole.input_shape[1:], of_imagenet(weights))
    # A head may have a layer of the same name, but not the same layer.
    of_backbone = {each.name: each.get_config() for each in own.layers}
    layers = [each for each in whole.layers if each.weights and each.get_config() == of_backbone.get(each.name)]
    if of_imagenet(weights):
        # VGG's dense layers are for one size of picture, and the convolutions alone are a seventh of the file.
        fill(own, weights, head=not own.name.startswith("vgg"))
        for layer in layers:
            layer.set_weights(own.get_layer(layer.name).get_weights())
            if isinstance(layer, keras.layers.Normalization):
                layer.finalize_state()
        return
    copy_layers(layers, own, Path(weights))


def copy_layers(layers: Sequence[keras.Layer], model: keras.Model, path: Path) -> None:
    """Copy weights, as `networks.copy_layers` says."""
    from kerascnn.loading import load_model
    from kerascnn.shapes.saved import model_file

    path = model_file(path)
    source = load_model(path)
    found = {layer.name: layer for layer in source.layers}
    for layer in layers:
        other = found.get(layer.name)
        mine = [tuple(weight.shape) for weight in layer.weights]
        theirs = None if other is None else [tuple(weight.shape) for weight in other.weights]
        if other is None or mine != theirs:
            _check_channels(path, model, source)
            text = _(
                "{path} holds {other}, whose layers are not those of {network} for such pictures: {layer} is {shape}, "
                "and there {found}; choose its own network and size, or other weights"
            )
            raise InputError(
                text.format(
                    path=shown(str(path), 200),
                    other=shown(typed(source.name)),
                    network=typed(model.name),
                    layer=layer.name,
                    shape=_written(mine),
                    found=_("missing") if theirs is None else _written(theirs),
                )
            )
        layer.set_weights(other.get_weights())


def _check_channels(path: Path, model: keras.Model, source: keras.Model) -> None:
    """Tell pictures in colour from grey ones, which is why most weights do not fit.

    Raises:
        InputError: one network takes the ones, the other the others.
    """
    wanted, there = model.input_shape[-1], source.input_shape[-1]
    if wanted == there or {wanted, there} != {1, 3}:
        return
    names = {1: _("grey pictures (1 channel)"), 3: _("pictures in colour (3 channels)")}
    text = _(
        "{path} learned from {there}, and these are {wanted}; take weights of such pictures, or leave --weights out"
    )
    raise InputError(text.format(path=shown(str(path), 200), there=names[there], wanted=names[wanted]))


def _written(shapes: list[tuple[int, ...]]) -> str:
    return ", ".join("×".join(map(str, shape)) for shape in shapes)
