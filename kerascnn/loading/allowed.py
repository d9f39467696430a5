"""The classes and the functions that a configuration may name: data, looked up and never imported by a file's word.

The names are Keras's own (`keras_names.json`, which `tests/loading/keras_names.py` writes), less those of `FOREIGN` and
`CALLING`, which run code or open files, each with its reason. What is called as one of them and lies in another module
is not in the list.
"""

import json
from pathlib import Path

from kerascnn.language import N_

__all__ = [
    "ACTIVATIONS",
    "APPLICATIONS",
    "CALLING",
    "DTYPES",
    "FILES",
    "FOREIGN",
    "FUNCTIONS",
    "HELPERS",
    "LAYERS",
    "MODELS",
    "OPERATIONS",
    "OURS",
    "OUR_HELPERS",
]

MODELS = {"Sequential": "keras", "Functional": "keras.src.models.functional", "Model": "keras"}
"""Models whose configuration lists their layers, and where Keras keeps them."""

_KERAS = json.loads(Path(__file__).with_name("keras_names.json").read_text(encoding="utf-8"))

FILES = frozenset(("Hashing", "IntegerLookup", "StringLookup", "TextVectorization"))
FOREIGN = {
    "Lambda": N_("it runs code out of the file"),
    "__lambda__": N_("it runs code out of the file"),
    "TFSMLayer": N_("it runs a program out of another file"),
    "TorchModuleWrapper": N_("it runs a program out of the file"),
    "JaxLayer": N_("it runs functions of other modules"),
    "FlaxLayer": N_("it runs functions of other modules"),
    **dict.fromkeys(FILES, N_("it can open other files")),
    **dict.fromkeys(("Layer", "Wrapper"), N_("it computes nothing: only what is derived from it does")),
}
"""Layers that are refused, and why."""
CALLING = {
    **dict.fromkeys(("AssociativeScan", "Cond", "ForiLoop", "JVP", "Map", "Scan"), N_("it calls functions")),
    **dict.fromkeys(("Switch", "VectorizedMap", "WhileLoop"), N_("it calls functions")),
    **dict.fromkeys(("Function", "Operation"), N_("it computes nothing: only what is derived from it does")),
}
"""Operations that are refused, and why."""

LAYERS = frozenset(_KERAS["layers"]) - FOREIGN.keys()
"""Layers of `keras.layers`."""

OPERATIONS = {module: frozenset(names) - CALLING.keys() for module, names in _KERAS["operations"].items()}
"""Arithmetic on tensors of a functional model, by its module: a layer may have the same name."""

APPLICATIONS = {
    **dict.fromkeys(("LayerScale", "StochasticDepth"), "keras.src.applications.convnext"),
    "CustomScaleLayer": "keras.src.applications.inception_resnet_v2",
}
"""Layers that `keras.applications` has of its own, and their modules."""

OURS = {
    **dict.fromkeys(("CutMix", "MixUp"), "kerascnn.augmentation.pipeline"),
    "LocalResponseNormalization": "kerascnn.layers.local_response_normalization",
    "LocallyConnected2D": "kerascnn.layers.locally_connected",
    "PaddedShortcut": "kerascnn.layers.padded_shortcut",
    "PartialConv2D": "kerascnn.layers.partial_conv",
    "RadialBasis": "kerascnn.layers.radial_basis",
    "Subsampling2D": "kerascnn.layers.subsampling",
}
"""Layers of kerascnn, registered as `kerascnn>NAME`, and their modules."""

FUNCTIONS = frozenset({"kerascnn>scaled_tanh"})
"""Registered functions."""

ACTIVATIONS = frozenset(_KERAS["activations"])
"""Names of `keras.activations`."""

DTYPES = frozenset(
    (
        *("bfloat16", "bool", "float16", "float32", "float64", "int16", "int32", "int64", "int8", "uint8"),
        *("mixed_bfloat16", "mixed_float16"),
    )
)

HELPERS = {
    module: frozenset(_KERAS[module])
    for module in ("keras.initializers", "keras.regularizers", "keras.constraints", "keras.random")
}
"""Objects that matter when a network is trained, and that are left out when it is loaded."""

OUR_HELPERS = {"keras.initializers": frozenset(("kerascnn>Identity", "kerascnn>Places"))}
"""The same of kerascnn, by the names under which they are registered."""
