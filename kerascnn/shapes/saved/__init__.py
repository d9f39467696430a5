"""The layers of a saved Keras model, read from its JSON: no Keras, and nothing of the file is run."""

from kerascnn.shapes.forms import Form, form_of
from kerascnn.shapes.saved.archive import LARGEST_JSON, MODEL, Config, config_of, config_of_text, model_file, parsed
from kerascnn.shapes.saved.graph import network_of
from kerascnn.shapes.saved.makers import full_name, is_model
from kerascnn.shapes.saved.uses import in_order, tensors

__all__ = [
    "LARGEST_JSON",
    "MODEL",
    "Config",
    "Form",
    "config_of",
    "config_of_text",
    "form_of",
    "full_name",
    "in_order",
    "is_model",
    "model_file",
    "network_of",
    "parsed",
    "tensors",
]
