"""The classes and the functions that a configuration may name: data, looked up and never imported by a file's word.

Not in the list are, on purpose: `Lambda`; layers that run what they find elsewhere (`TFSMLayer`, `TorchModuleWrapper`,
`JaxLayer`, `FlaxLayer`); layers that open files or hold tables of words (`StringLookup`, `IntegerLookup`,
`TextVectorization`, `Hashing`, `Discretization`); and everything that takes a function or a class of another module.
"""

from kerascnn.language import N_

__all__ = [
    "ACTIVATIONS",
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

BY_RANK = (
    *("AveragePooling", "Conv", "Cropping", "GlobalAveragePooling", "GlobalMaxPooling", "MaxPooling"),
    *("SpatialDropout", "UpSampling", "ZeroPadding"),
)
LAYERS = frozenset(
    (
        *(f"{name}{rank}D" for name in BY_RANK for rank in (1, 2, 3)),
        *(f"Conv{rank}DTranspose" for rank in (1, 2, 3)),
        *(f"{name}{rank}D" for name in ("DepthwiseConv", "SeparableConv") for rank in (1, 2)),
        *("Activation", "ActivityRegularization", "Add", "AlphaDropout", "Average", "BatchNormalization"),
        *("Bidirectional", "CenterCrop", "Concatenate", "Dense", "Dot", "Dropout", "ELU", "Embedding", "Flatten"),
        *("GRU", "GaussianDropout", "GaussianNoise", "GroupNormalization", "Identity", "InputLayer", "LSTM"),
        *("LayerNormalization", "LeakyReLU", "Masking", "Maximum", "Minimum", "MultiHeadAttention", "Multiply"),
        *("Normalization", "PReLU", "Permute", "RMSNormalization", "RandomBrightness", "RandomContrast", "RandomCrop"),
        *("RandomFlip", "RandomGrayscale", "RandomHue", "RandomRotation", "RandomSaturation", "RandomShear"),
        *("RandomTranslation", "RandomZoom", "ReLU", "RepeatVector", "Rescaling", "Reshape", "Resizing"),
        *("SimpleRNN", "Softmax", "Subtract", "TimeDistributed", "UnitNormalization"),
    )
)
"""Layers of `keras.layers`."""

OURS = {
    "LocalResponseNormalization": "kerascnn.layers.local_response_normalization",
    "LocallyConnected2D": "kerascnn.layers.locally_connected",
    "PaddedShortcut": "kerascnn.layers.padded_shortcut",
    "PartialConv2D": "kerascnn.layers.partial_conv",
    "RadialBasis": "kerascnn.layers.radial_basis",
    "Subsampling2D": "kerascnn.layers.subsampling",
}
"""Layers of `kerascnn.layers`, registered as `kerascnn>NAME`, and their modules."""

OPERATIONS = {
    **dict.fromkeys(
        ("Absolute", "Add", "Divide", "Exp", "GetItem", "Log", "Maximum", "Mean", "Minimum", "Multiply"),
        "keras.src.ops.numpy",
    ),
    **dict.fromkeys(
        ("Negative", "Power", "Reshape", "Sqrt", "Square", "Squeeze", "Subtract", "Transpose", "TrueDivide"),
        "keras.src.ops.numpy",
    ),
    **dict.fromkeys(("LogSoftmax", "Relu", "Relu6", "Sigmoid", "Silu", "Softmax"), "keras.src.ops.nn"),
}
"""Arithmetic on tensors of a functional model that makes nothing larger than what goes in, and its modules.

Where a layer has the same name, the module in the file tells which is meant.
"""

FUNCTIONS = frozenset({"kerascnn>scaled_tanh"})
"""Registered functions."""

ACTIVATIONS = frozenset(
    (
        *("celu", "elu", "exponential", "gelu", "glu", "hard_shrink", "hard_sigmoid", "hard_silu", "hard_swish"),
        *("hard_tanh", "leaky_relu", "linear", "log_sigmoid", "log_softmax", "mish", "relu", "relu6", "selu"),
        *("sigmoid", "silu", "soft_shrink", "softmax", "softplus", "softsign", "sparse_plus", "sparse_sigmoid"),
        *("sparsemax", "squareplus", "swish", "tanh", "tanh_shrink", "threshold"),
    )
)
"""Names of `keras.activations`."""

DTYPES = frozenset(
    (
        *("bfloat16", "bool", "float16", "float32", "float64", "int16", "int32", "int64", "int8", "uint8"),
        *("mixed_bfloat16", "mixed_float16"),
    )
)

HELPERS = {
    "keras.initializers": frozenset(
        (
            *("Constant", "GlorotNormal", "GlorotUniform", "HeNormal", "HeUniform", "Identity", "IdentityInitializer"),
            *("LecunNormal", "LecunUniform", "Ones", "Orthogonal", "OrthogonalInitializer", "RandomNormal"),
            *("RandomUniform", "TruncatedNormal", "VarianceScaling", "Zeros"),
        )
    ),
    "keras.regularizers": frozenset(("L1", "L1L2", "L2", "OrthogonalRegularizer")),
    "keras.constraints": frozenset(("MaxNorm", "MinMaxNorm", "NonNeg", "UnitNorm")),
    "keras.random": frozenset(("SeedGenerator",)),
}
"""Objects that matter when a network is trained, and that are left out when it is loaded."""

OUR_HELPERS = {"keras.initializers": frozenset(("kerascnn>Identity",))}
"""The same of kerascnn, by the names under which they are registered."""

FILES = frozenset(("Hashing", "IntegerLookup", "StringLookup", "TextVectorization"))
FOREIGN = {
    "Lambda": N_("it runs code out of the file"),
    "__lambda__": N_("it runs code out of the file"),
    "TFSMLayer": N_("it runs a program out of another file"),
    "TorchModuleWrapper": N_("it runs a program out of the file"),
    "JaxLayer": N_("it runs functions of other modules"),
    "FlaxLayer": N_("it runs functions of other modules"),
    **dict.fromkeys(FILES, N_("it can open other files")),
}
"""Why the best known of what is refused is refused."""
