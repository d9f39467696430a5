"""The layers of a saved Keras model, read from its JSON: no Keras, and nothing of the file is run."""

from kerascnn.shapes.saved.archive import LARGEST_JSON, MODEL, Config, config_of, model_file
from kerascnn.shapes.saved.graph import network_of
from kerascnn.shapes.saved.uses import in_order, tensors

__all__ = ["LARGEST_JSON", "MODEL", "Config", "config_of", "in_order", "model_file", "network_of", "tensors"]
