"""A chain as PyTorch code: `nn.Sequential`, or a module with a `forward` where there are branches.

PyTorch's tensors have their channels first, so that a flatten gives the same numbers in another order.
"""

from collections.abc import Sequence

from kerascnn.errors import InputError
from kerascnn.language import _
from kerascnn.shapes import layers
from kerascnn.shapes.chain import Trace, in_order
from kerascnn.shapes.layers import Merge, Shape
from kerascnn.shapes.layers.base import per_axis
from kerascnn.shapes.row import Row
from kerascnn.shapes.sizes import Window

__all__ = ["module"]

ACTIVATIONS = {
    "relu": "ReLU()",
    "relu6": "ReLU6()",
    "elu": "ELU()",
    "selu": "SELU()",
    "mish": "Mish()",
    "hardsigmoid": "Hardsigmoid()",
    "hardsilu": "Hardswish()",
    "softplus": "Softplus()",
    "logsoftmax": "LogSoftmax(dim=1)",
    "gelu": "GELU()",
    "silu": "SiLU()",
    "sigmoid": "Sigmoid()",
    "tanh": "Tanh()",
    "softmax": "Softmax(dim=1)",
    "linear": "Identity()",
}
UPSAMPLING = ("nearest", "bilinear", "bicubic")


def module(trace: Trace) -> str:
    """An `nn.Sequential`, or an `nn.Module` where there are branches.

    Raises:
        InputError: a layer is one that PyTorch does not have.
    """
    shape = ", ".join(map(str, in_order(trace.image, "chw")))
    if not any(isinstance(row.layer, Merge) for row in trace.rows):
        lines = [f"    {call}," for row in trace.rows for call in _calls(row)]
        body = ["model = nn.Sequential(", *lines, ")"]
    else:
        body = _class(trace)
    return "\n".join(
        ["import torch", "from torch import nn", "", *body, f"print(model(torch.zeros(1, {shape})).shape)"]
    )


def _class(trace: Trace) -> list[str]:
    made, steps, names = [], [], ["x"] * 0
    for place, row in enumerate(trace.rows, start=1):
        taken = [names[each] if each >= 0 else "x" for each in row.node.inputs]
        if isinstance(row.layer, Merge):
            steps.append(f"        x{place} = {_joined(row.layer, taken)}")
        else:
            calls = _calls(row)
            call = calls[0] if len(calls) == 1 else f"nn.Sequential({', '.join(calls)})"
            made.append(f"        self.layer{place} = {call}")
            steps.append(f"        x{place} = self.layer{place}({taken[0]})")
        names.append(f"x{place}")
    return [
        "",
        "class Network(nn.Module):",
        "    def __init__(self):",
        "        super().__init__()",
        *made,
        "",
        "    def forward(self, x):",
        *steps,
        f"        return {names[-1]}",
        "",
        "",
        "model = Network()",
    ]


def _joined(layer: Merge, taken: list[str]) -> str:
    """The expression for the end of branches."""
    signs = {"add": " + ", "multiply": " * ", "subtract": " - "}
    if layer.mode in signs:
        return signs[layer.mode].join(taken)
    listed = f"[{', '.join(taken)}]"
    if layer.mode == "concat":
        return f"torch.cat({listed}, dim=1)"
    reduction = {"average": "mean", "maximum": "amax", "minimum": "amin"}
    return f"torch.stack({listed}).{reduction[layer.mode]}(dim=0)"


def _one_or_two(numbers: Sequence[int | None]) -> str:
    return str(numbers[0]) if len(set(numbers)) == 1 else str(tuple(numbers))


def _call(name: str, *arguments: object, **settings: object) -> str:
    words = [str(each) for each in arguments] + [f"{key}={value}" for key, value in settings.items()]
    return f"nn.{name}({', '.join(words)})"


def _refuse(text: str, word: str) -> InputError:
    return InputError(_("no PyTorch code for {layer}: {reason}").format(layer=word, reason=text))


def _pads(margins: Sequence[tuple[int, int]], sign: int = 1) -> str:
    """PyTorch counts the axes from the last: (left, right, top, bottom)."""
    return str(tuple(sign * zeros for pair in reversed(margins) for zeros in pair))


def _calls(row: Row) -> list[str]:
    """The modules that do what one layer does, one after another."""
    own = row.node.activation
    return [*_layer(row), *([_activation(own)] if own else [])]


def _layer(row: Row) -> list[str]:
    """The same without the activation that the layer of a saved model may have of its own."""
    layer, shape, word = row.layer, row.inputs[0], row.node.text
    if isinstance(layer, layers.Sliding):
        return _sliding(layer, shape, word)
    if isinstance(layer, layers.TransposeConvolution):
        return _transpose(layer, shape)
    rank, channels = len(shape) - 1, shape[-1]
    match layer:
        case layers.GlobalPooling(mode=mode, keep=keep):
            pooled = _call(f"Adaptive{'Max' if mode == 'max' else 'Avg'}Pool{rank}d", 1)
            return [pooled] if keep else [pooled, "nn.Flatten()"]
        case layers.AdaptivePooling(size=size, mode=mode):
            numbers = [each or None for each in per_axis(size, rank)]
            return [_call(f"Adaptive{'Max' if mode == 'max' else 'Avg'}Pool{rank}d", _one_or_two(numbers))]
        case layers.Flatten():
            return ["nn.Flatten()"]
        case layers.Dense(units=units, bias=bias):
            if rank:
                # At each position by itself: what a 1×1 convolution does.
                return [_call(f"Conv{rank}d", channels, units, 1, **_bias(bias))]
            return [_call("Linear", channels, units, **_bias(bias))]
        case layers.Reshape():
            return ["nn.Flatten()", _call("Unflatten", 1, str(tuple(in_order(row.output, "chw"))))]
        case layers.Activation():
            return [_activation(layer)]
        case layers.Dropout(rate=rate):
            return [_call("Dropout", f"{rate:g}")]
        case layers.Normalization():
            return [_normalization(layer, shape, word)]
        case layers.ResponseNormalization(size=size):
            return [_call("LocalResponseNorm", size, k=2)]
        case layers.ZeroPadding(margins=margins):
            sign = -1 if isinstance(layer, layers.Cropping) else 1
            return [_call(f"ZeroPad{rank}d", _pads(margins * rank if len(margins) == 1 else margins, sign))]
        case layers.UpSampling(factor=factor, interpolation=interpolation):
            if interpolation not in UPSAMPLING:
                raise _refuse(_("PyTorch has no interpolation of this kind"), word)
            name = {1: "linear", 3: "trilinear"}.get(rank, "bilinear") if interpolation == "bilinear" else interpolation
            if rank != 2 and name == "bicubic":
                raise _refuse(_("PyTorch has no interpolation of this kind"), word)
            called = {} if name == "nearest" else {"mode": f'"{name}"'}
            return [_call("Upsample", scale_factor=_one_or_two(factor), **called)]
    raise TypeError(f"no PyTorch code for {layer!r}")


def _activation(layer: layers.Activation) -> str:
    return _call("LeakyReLU", layer.slope) if layer.function == "leakyrelu" else f"nn.{ACTIVATIONS[layer.function]}"


def _normalization(layer: layers.Normalization, shape: Shape, word: str) -> str:
    rank, channels = len(shape) - 1, shape[-1]
    if layer.scale != layer.center:
        raise _refuse(_("PyTorch has γ and β, or neither"), word)
    affine: dict[str, object] = {} if layer.scale else {"affine": False}
    if layer.mode == "batch":
        return _call(f"BatchNorm{max(rank, 1)}d", channels, **affine)
    if layer.mode == "group":
        return _call("GroupNorm", layer.groups, channels, **affine)
    if rank:
        raise _refuse(_("PyTorch's LayerNorm works on the last axes, and the channels are the first"), word)
    return _call("LayerNorm", channels, **({} if layer.scale else {"elementwise_affine": False}))


def _bias(there: bool) -> dict[str, object]:
    return {} if there else {"bias": False}


def _sliding(layer: layers.Sliding, shape: Shape, word: str) -> list[str]:
    rank, channels = len(shape) - 1, shape[-1]
    windows = layer.windows(shape)
    margins = [(window.before, window.after) for window in windows]
    stride, dilation = per_axis(layer.stride, rank), per_axis(layer.dilation, rank)
    kernel = _one_or_two(per_axis(layer.kernel, rank))
    if isinstance(layer, layers.Pooling):
        return _pooling(layer, windows, kernel, word)
    settings: dict[str, object] = {"stride": _one_or_two(stride)} if max(stride) > 1 else {}
    calls = []
    if layer.padding == "same" and max(stride) == 1:
        settings["padding"] = '"same"'
    elif all(before == after for before, after in margins):
        if any(before for before, _after in margins):
            settings["padding"] = _one_or_two([before for before, _after in margins])
    else:
        # PyTorch refuses padding="same" with a stride, and its numbers pad both ends alike.
        calls.append(_call(f"ZeroPad{rank}d", _pads(margins)))
    if max(dilation) > 1:
        settings["dilation"] = _one_or_two(dilation)
    name = f"Conv{rank}d"
    match layer:
        case layers.Convolution(filters=filters, groups=groups, bias=bias):
            grouped = {"groups": groups} if groups > 1 else {}
            return [*calls, _call(name, channels, filters, kernel, **settings, **grouped, **_bias(bias))]
        case layers.Depthwise(multiplier=multiplier, bias=bias):
            grouped = {"groups": channels}
            return [*calls, _call(name, channels, channels * multiplier, kernel, **settings, **grouped, **_bias(bias))]
        case layers.Separable(filters=filters, multiplier=multiplier, bias=bias):
            middle = channels * multiplier
            depthwise = _call(name, channels, middle, kernel, **settings, groups=channels, bias=False)
            return [*calls, depthwise, _call(name, middle, filters, 1, **_bias(bias))]
    raise _refuse(_("PyTorch has no locally connected layer"), word)


def _pooling(layer: layers.Pooling, windows: Sequence[Window], kernel: str, word: str) -> list[str]:
    rank = len(windows)
    margins = [(window.before, window.after) for window in windows]
    settings: dict[str, object] = {}
    if [window.stride for window in windows] != [window.kernel for window in windows]:
        settings["stride"] = _one_or_two([window.stride for window in windows])
    name = f"{'Max' if layer.mode == 'max' else 'Avg'}Pool{rank}d"
    if layer.ceil:
        if any(before for before, _after in margins):
            settings["padding"] = _one_or_two([before for before, _after in margins])
        return [_call(name, kernel, **settings, ceil_mode=True)]
    if all(before == after <= window.kernel // 2 for window, (before, after) in zip(windows, margins, strict=True)):
        if any(before for before, _after in margins):
            settings["padding"] = _one_or_two([before for before, _after in margins])
            if layer.padding == "same" and layer.mode == "avg":
                settings["count_include_pad"] = False
        return [_call(name, kernel, **settings)]
    if layer.mode == "avg":
        raise _refuse(_('PyTorch has no average pooling with the uneven zeros of "same"; give a number'), word)
    return [_call(f"ConstantPad{rank}d", _pads(margins), 'float("-inf")'), _call(name, kernel, **settings)]


def _transpose(layer: layers.TransposeConvolution, shape: Shape) -> list[str]:
    rank = len(shape) - 1
    windows = layer.windows(shape)
    stride, dilation = per_axis(layer.stride, rank), per_axis(layer.dilation, rank)
    settings: dict[str, object] = {"stride": _one_or_two(stride)} if max(stride) > 1 else {}
    # PyTorch cuts off as much at both ends and gives back at the last one; where Keras cuts off one more at the last,
    # that one is cut off afterwards.
    padding = [window.before for window in windows]
    extra = [max(0, window.before - window.after) for window in windows]
    more = [max(0, window.after - window.before) for window in windows]
    if any(padding):
        settings["padding"] = _one_or_two(padding)
    if any(extra):
        settings["output_padding"] = _one_or_two(extra)
    if max(dilation) > 1:
        settings["dilation"] = _one_or_two(dilation)
    kernel = _one_or_two(per_axis(layer.kernel, rank))
    call = _call(f"ConvTranspose{rank}d", shape[-1], layer.filters, kernel, **settings, **_bias(layer.bias))
    return [call, _call(f"ZeroPad{rank}d", _pads([(0, each) for each in more], -1))] if any(more) else [call]
