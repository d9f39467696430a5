"""What the configuration of a layer says that is not in the layer that was made of it, since it changes no shape."""

from typing import Any

from kerascnn.shapes.places import shown
from kerascnn.shapes.saved.archive import Config
from kerascnn.shapes.saved.kinds import activation_of

__all__ = ["left_out"]

ANYWHERE: dict[str, Any] = {
    "activity_regularizer": None,
    "bias_constraint": None,
    "bias_regularizer": None,
    "beta_constraint": None,
    "beta_regularizer": None,
    "depthwise_constraint": None,
    "depthwise_regularizer": None,
    "gamma_constraint": None,
    "gamma_regularizer": None,
    "kernel_constraint": None,
    "kernel_regularizer": None,
    "noise_shape": None,
    "pointwise_constraint": None,
    "pointwise_regularizer": None,
}
"""Settings that any layer may have, and what Keras takes for them where nothing is said."""
OF_KIND: dict[str, Config] = {
    "BatchNormalization": {"momentum": 0.99, "epsilon": 0.001},
    "GroupNormalization": {"epsilon": 0.001},
    "LayerNormalization": {"epsilon": 0.001},
    "ELU": {"alpha": 1.0},
    "Softmax": {"axis": -1},
    "ReLU": {"threshold": 0.0},
    "ThresholdedReLU": {"theta": None},
    "kerascnn>LocalResponseNormalization": {"alpha": None, "beta": None, "k": None},
}
"""Those of one kind of layers alone. No layer is made of a ThresholdedReLU's theta, whatever it is."""
ANOTHER = (
    *("Rescaling", "GaussianNoise", "GaussianDropout", "AlphaDropout"),
    *("SpatialDropout1D", "SpatialDropout2D", "SpatialDropout3D"),
)
"""Kinds of which the layer that is made has the shape alone."""


def left_out(kind: str, config: Config) -> str:
    """What a layer's configuration says that is not in the layer, as code would have it; nothing where all is in it.

    >>> left_out("BatchNormalization", {"name": "bn1", "axis": -1, "momentum": 0.9, "epsilon": 0.001})
    'BatchNormalization(momentum=0.9)'
    >>> left_out("Rescaling", {"name": "rescaling", "scale": 0.5, "offset": 0.0})
    'Rescaling'

    Args:
        kind: of the layer, by its full name.
        config: its settings.
    """
    name = kind.rpartition(">")[2]
    if kind in ANOTHER or kind.startswith("Random"):
        return name
    usual = {**ANYWHERE, **OF_KIND.get(kind, {})}
    texts = [f"{key}={shown(str(config[key]))}" for key, value in usual.items() if config.get(key, value) != value]
    most = config.get("max_value") if kind == "ReLU" else None
    if most not in (None, 6):
        texts.append(f"max_value={shown(str(most))}")
    if "activation" in config and activation_of(config["activation"]) is None:
        texts.append(f"activation={shown(str(config['activation']))}")
    return f"{name}({', '.join(texts)})" if texts else ""
