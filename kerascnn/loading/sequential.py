"""Sequential models put together once. Keras does it anew for each layer that it reads, so that 300 take a minute."""

from collections.abc import Mapping
from typing import Any

from kerascnn.quiet import start_keras

start_keras()  # before the import below, which would start it aloud

import keras

__all__ = ["OURS", "Sequential"]


class Sequential:
    """What stands for `keras.Sequential` in a configuration that was written anew."""

    @classmethod
    def from_config(cls, config: Mapping[str, Any], custom_objects: Mapping[str, Any] | None = None) -> keras.Model:
        """Read the layers, and then build the model, if the shape of its input is known."""
        layers = [keras.saving.deserialize_keras_object(layer, custom_objects) for layer in config["layers"]]
        model = keras.Sequential(layers, name=config["name"])
        if not model.built and config.get("build_input_shape"):
            model.build(config["build_input_shape"])
        return model


OURS = {"kerascnn>Sequential": Sequential}
"""Under this name, for `custom_objects`."""
