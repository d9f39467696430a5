"""The settings of a layer as its configuration has them: numbers within bounds, words that are known."""

from typing import Any

from kerascnn.shapes.layers import Shape
from kerascnn.shapes.notation import LARGEST
from kerascnn.shapes.saved.archive import Config

__all__ = [
    "MOST_AXES",
    "BadValueError",
    "axes",
    "axis",
    "margins",
    "padding",
    "rate",
    "sizes",
    "target",
    "whole",
    "window",
]

MOST_AXES = 8


class BadValueError(Exception):
    """A setting of a layer that cannot be: its name."""


def whole(config: Config, key: str, default: int | None = None, *, least: int = 1) -> int:
    """A whole number of at least `least`.

    Raises:
        BadValueError: it is none, as do all that follow.
    """
    value = config.get(key, default)
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= LARGEST:
        raise BadValueError(key)
    return value


def sizes(config: Config, key: str, default: int | None = None, *, least: int = 1) -> tuple[int, ...]:
    """One number for all axes, or one for each of up to three."""
    value = config.get(key, default)
    found = value if isinstance(value, list) else [value]
    if not 1 <= len(found) <= 3:
        raise BadValueError(key)
    return tuple(whole({key: each}, key, least=least) for each in found)


def padding(config: Config) -> Any:
    """One of Keras's words."""
    if config.get("padding") not in ("same", "valid", "causal"):
        raise BadValueError("padding")
    return config["padding"]


def window(config: Config) -> dict[str, Any]:
    """What layers with a kernel have in common."""
    return {
        "kernel": sizes(config, "kernel_size"),
        "stride": sizes(config, "strides", 1),
        "padding": padding(config),
        "dilation": sizes(config, "dilation_rate", 1),
        "bias": config.get("use_bias") is not False,
    }


def margins(config: Config, key: str) -> tuple[tuple[int, int], ...]:
    """How much in front of and behind each axis."""
    value = config.get(key)
    pairs = value if isinstance(value, list) and value and isinstance(value[0], list) else [value]
    if len(pairs) > 3:
        raise BadValueError(key)
    return tuple((sizes({key: pair}, key, least=0)[0], sizes({key: pair}, key, least=0)[-1]) for pair in pairs)


def axis(config: Config, key: str = "axis", default: int = -1) -> int:
    """An axis, the batch being 0; the configurations of Keras 2 have it in a list."""
    found = axes(config, key, default)
    if len(found) != 1:
        raise BadValueError(key)
    return found[0]


def axes(config: Config, key: str = "axis", default: int | None = -1) -> tuple[int, ...]:
    """One axis or several, the batch being 0; none where it says None."""
    value = config.get(key, default)
    found = value if isinstance(value, list) else [] if value is None else [value]
    if len(found) > MOST_AXES:
        raise BadValueError(key)
    return tuple(whole({key: each}, key, least=-MOST_AXES) for each in found)


def target(config: Config, key: str) -> Shape:
    """A shape in which one axis may be -1, which a size that is open stands for as well."""
    value = config.get(key)
    value = [-1 if each is None else each for each in value] if isinstance(value, list) else value
    if not isinstance(value, list) or not 1 <= len(value) <= MOST_AXES or value.count(-1) > 1:
        raise BadValueError(key)
    return tuple(each if each == -1 else whole({key: each}, key) for each in value)


def rate(config: Config) -> float:
    """A share from 0 to 1."""
    found = config.get("rate")
    if not isinstance(found, (int, float)) or not 0 <= found <= 1:
        raise BadValueError("rate")
    return float(found)
