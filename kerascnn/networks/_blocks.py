"""What the networks are put together from."""

from math import gcd
from typing import Any, Literal

from keras import layers

__all__ = ["Normalization", "normalized", "scaled"]

Normalization = Literal["batch", "group", "none"]

GROUPS = 32


def scaled(channels: int, width: float) -> int:
    """`width` times as many channels: the nearest multiple of 8, though never a tenth less than asked for.

    This is the rule of MobileNetV2 and EfficientNet; here every network with a `width` follows it.

    >>> scaled(64, 1.0), scaled(64, 0.5), scaled(64, 0.01), scaled(32, 1.1)
    (64, 32, 8, 32)
    """
    wanted = channels * width
    nearest = max(8, int(wanted + 4) // 8 * 8)
    return nearest if nearest >= 0.9 * wanted else nearest + 8


def normalized(x: Any, kind: Normalization, *, name: str, epsilon: float = 1e-3, momentum: float = 0.99) -> Any:
    """Normalise feature maps: a layer `name` for "batch", `name` with `gn` for `bn` for "group", no layer for "none".

    Groups are 32, as Wu and He (2018, arXiv:1803.08494) have them, or fewer where the channels do not divide by them or
    a group would have one channel alone, of which nothing is left once the map is a single pixel.

    Args:
        x: `(batch, height, width, channels)`.
        kind: what normalises.
        name: of the layer, ending in `bn`.
        epsilon: what is added to the variance.
        momentum: of batch normalisation's moving averages.
    """
    if kind == "none":
        return x
    if kind == "group":
        group_name = name.replace("bn", "gn").replace("BN", "GN")
        return layers.GroupNormalization(gcd(GROUPS, x.shape[-1] // 2), epsilon=epsilon, name=group_name)(x)
    return layers.BatchNormalization(epsilon=epsilon, momentum=momentum, name=name)(x)
