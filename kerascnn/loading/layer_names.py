"""Which layer an array of a file of weights belongs to."""

import re
from typing import Any

from kerascnn.shapes.saved import Config

__all__ = ["layer_at", "snake_case"]


def layer_at(config: Config, place: str) -> str:
    """The name of the layer whose weights lie at a place, "" where that cannot be told.

    Keras puts the weights of a model's layers under their kinds, numbered in the order of the layers:
    `/layers/conv2d_1/vars/0` belongs to the second Conv2D.

    Args:
        config: of the model, not checked.
        place: the array's place in the file.
    """
    parts = place.strip("/").split("/")
    inner: Any = config.get("config")
    layers = inner.get("layers") if isinstance(inner, dict) else None
    if parts[0] == "model_weights" and len(parts) > 2:
        return parts[1]  # the older kind: a group for each layer, by its name
    if parts[0] != "layers" or len(parts) < 2 or not isinstance(layers, list):
        return ""
    met: dict[str, int] = {}
    for layer in layers:
        if not isinstance(layer, dict):
            continue
        kind = snake_case(str(layer.get("class_name")))
        number = met.get(kind, 0)
        met[kind] = number + 1
        if parts[1] == (f"{kind}_{number}" if number else kind):
            settings = layer.get("config")
            name = str(settings.get("name", "")) if isinstance(settings, dict) else ""
            within = layer_at(layer, "/".join(parts[2:]))
            return f"{name}/{within}" if within else name
    return ""


def snake_case(kind: str) -> str:
    """A class's name as Keras writes it in small letters.

    >>> snake_case("BatchNormalization"), snake_case("Conv2D")
    ('batch_normalization', 'conv2d')
    """
    apart = re.sub(r"(.)([A-Z][a-z]+)", r"\1_\2", re.sub(r"\W+", "", kind))
    return re.sub(r"([a-z])([A-Z])", r"\1_\2", apart).lower()
