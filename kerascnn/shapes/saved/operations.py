"""How operations on tensors are read: those of `keras.ops`, and those of TensorFlow that Keras 2 made layers of."""

from kerascnn.shapes.layers import (
    Announced,
    Elementwise,
    Joint,
    Layer,
    Part,
    Permute,
    Product,
    Reduction,
    Shape,
)
from kerascnn.shapes.notation import LARGEST
from kerascnn.shapes.saved.archive import Config
from kerascnn.shapes.saved.settings import axes, target

__all__ = ["MODULE", "is_named_as_operation", "is_operation", "operation_of"]

ELEMENTWISE = frozenset(
    (
        *("Abs", "Absolute", "Add", "Arccos", "Arccosh", "Arcsin", "Arcsinh", "Arctan", "Arctan2", "Arctanh"),
        *("Cast", "Ceil", "Celu", "Clip", "Conj", "Conjugate", "Copy", "Cos", "Cosh", "Divide", "DivideNoNan"),
        *("Elu", "Equal", "Erf", "Erfc", "Erfinv", "Exp", "Exp2", "Expm1", "Floor", "FloorDivide", "Gelu"),
        *("Greater", "GreaterEqual", "HardShrink", "HardSigmoid", "HardSilu", "HardTanh", "Isfinite", "Isinf"),
        *("Isnan", "LeakyRelu", "Less", "LessEqual", "Log", "Log10", "Log1p", "Log2", "LogSigmoid", "LogSoftmax"),
        *("Logaddexp", "LogicalAnd", "LogicalNot", "LogicalOr", "LogicalXor", "Maximum", "Minimum", "Mod"),
        *("Multiply", "NanToNum", "Negative", "Normalize", "NotEqual", "Power", "Reciprocal", "Relu", "Relu6"),
        *("Round", "Rsqrt", "SaturateCast", "Selu", "Sigmoid", "Sign", "Silu", "Sin", "Sinh", "SoftShrink"),
        *("Softmax", "Softplus", "Softsign", "Sqrt", "Square", "Squareplus", "StopGradient", "Subtract", "Tan"),
        *("Tanh", "TanhShrink", "Threshold", "TrueDivide", "Where"),
    )
)
REDUCTIONS = frozenset(("All", "Amax", "Amin", "Any", "Max", "Mean", "Median", "Min", "Prod", "Std", "Sum", "Var"))
MOVING = frozenset(
    (
        *("BroadcastTo", "Concatenate", "DepthToSpace", "Diagonal", "ExpandDims", "Flip", "GetItem", "Moveaxis"),
        *("OneHot", "Pad", "Ravel", "Repeat", "Reshape", "Roll", "Slice", "SpaceToDepth", "Squeeze", "Stack"),
        *("Swapaxes", "Take", "TakeAlongAxis", "Tile", "Transpose", "Tril", "Triu", "Resize", "PadImages"),
        *("CropImages", "Rot90", "Sort", "Argsort", "Argmax", "Argmin", "Cumsum", "Cumprod", "TopK", "Rearrange"),
    )
)
"""Operations without multiplications, whose shape depends on their arguments: the file says it."""

OF_TENSORFLOW = {
    **dict.fromkeys(("math.add", "__operators__.add", "math.add_n"), "Add"),
    **dict.fromkeys(("math.subtract", "math.multiply", "math.truediv", "math.divide", "math.negative"), "Multiply"),
    **dict.fromkeys(("nn.relu", "nn.relu6", "math.sigmoid", "math.tanh", "nn.softmax", "nn.gelu", "nn.silu"), "Relu"),
    **dict.fromkeys(("cast", "clip_by_value", "math.pow", "math.sqrt", "math.square", "math.abs", "where"), "Abs"),
    **dict.fromkeys(("math.maximum", "math.minimum", "math.exp", "math.log", "identity", "stop_gradient"), "Abs"),
    "math.reduce_mean": "Mean",
    "math.reduce_sum": "Sum",
    "math.reduce_max": "Max",
    "linalg.matmul": "Matmul",
    "reshape": "Reshape",
}
"""By their names in the files of Keras 2, what is done to shapes as `keras.ops` does it."""


MODULE = "keras.src.ops.numpy"
"""Where the operations are said to be that older files name without their modules."""


def is_operation(kind: str) -> bool:
    """Whether the full name of a class is that of an operation: it has no weights."""
    return kind.startswith("keras.src.ops.") or kind in ("TFOpLambda", "SlicingOpLambda")


def is_named_as_operation(kind: str) -> bool:
    """Whether a class is called as an operation is, in a file that names no modules."""
    return kind in ELEMENTWISE | REDUCTIONS | MOVING | {"Matmul", "Einsum"}


def operation_of(kind: str, config: Config, call: Config, count: int, said: Shape) -> Layer | Joint | None:
    """What an operation does to shapes; None where nobody knows.

    Args:
        kind: its full name.
        config: its settings.
        call: the arguments of the call that are no tensors, and as "constants" whether arrays are among them.
        count: how many tensors it takes.
        said: the shape of its output as the file says it; empty where it does not.

    Raises:
        BadValueError: a setting of it cannot be.
    """
    name, settings = kind.rpartition(">")[2], config
    if kind in ("TFOpLambda", "SlicingOpLambda"):
        name = OF_TENSORFLOW.get(str(config.get("function")), "")
        settings = {"axis": call.get("axis"), "keepdims": call.get("keepdims")}
    if name in ELEMENTWISE and count and not (call.get("constants") and said):
        return Elementwise(name=name.lower())
    if name in REDUCTIONS and count == 1:
        found = axes(settings, "axis", None)
        if found:
            return Reduction(name=name.lower(), axes=found, keep=settings.get("keepdims") is True)
    if name == "GetItem" and count == 1 and _key(call) is not None:
        return Part(key=_key(call) or ())
    if name == "Matmul" and count == 2:
        return Product()
    if name == "Transpose" and count == 1:
        order = settings.get("axes")
        if isinstance(order, list) and order[:1] == [0]:
            return Permute(order=target({"axes": order[1:]}, "axes"))
    if name in MOVING | ELEMENTWISE | REDUCTIONS and said:
        return Announced(name=name.lower(), made=said)
    return None


def _key(call: Config) -> tuple[int | slice | None, ...] | None:
    """What a part is taken by, without the batch; None where that is more than numbers and slices."""
    arguments = call.get("arguments")
    value = arguments[0] if isinstance(arguments, list) and len(arguments) == 1 else None
    found: list[int | slice | None] = []
    for each in value if isinstance(value, list) else [value]:
        inner = each.get("config") if isinstance(each, dict) else None
        if isinstance(each, dict) and isinstance(inner, dict) and each.get("class_name") == "__slice__":
            ends = [inner.get(end) for end in ("start", "stop", "step")]
            if not all(end is None or (isinstance(end, int) and abs(end) <= LARGEST) for end in ends) or ends[2] == 0:
                return None
            found.append(slice(*ends))
        elif each is None or (isinstance(each, int) and abs(each) <= LARGEST):
            found.append(each)
        else:
            return None
    if not found or found[0] != slice(None):
        return None  # it takes part of the batch
    return tuple(found[1:])
