"""A chain as Keras code that runs."""

from collections.abc import Sequence
from dataclasses import replace

from kerascnn.errors import InputError
from kerascnn.language import _
from kerascnn.shapes import layers
from kerascnn.shapes.chain import Trace
from kerascnn.shapes.layers import Merge, Shape
from kerascnn.shapes.layers.base import per_axis
from kerascnn.shapes.layers.sliding import margins_argument
from kerascnn.shapes.row import Row

__all__ = ["functional", "sequential"]

ACTIVATIONS = {
    "hardsigmoid": "hard_sigmoid",
    "hardsilu": "hard_silu",
    "logsoftmax": "log_softmax",
}
RESPONSE_NORMALIZATION = '''

class ResponseNormalization(layers.Layer):
    """Local response normalisation, with AlexNet's constants."""

    def __init__(self, size):
        super().__init__()
        self.size = size

    def call(self, x):
        before = (self.size - 1) // 2
        margins = [[0, 0]] * (len(x.shape) - 1) + [[before, self.size - 1 - before]]
        squares = keras.ops.pad(keras.ops.square(x), margins)
        total = sum(squares[..., shift : shift + x.shape[-1]] for shift in range(self.size))
        return x / (2 + 1e-4 / self.size * total) ** 0.75
'''


def sequential(trace: Trace) -> str:
    """A `keras.Sequential`.

    Raises:
        InputError: the network has branches, or a layer that Keras does not have.
    """
    if any(isinstance(row.layer, Merge) for row in trace.rows):
        functional(trace)  # which says it where that is refused as well
        raise InputError(_("a Sequential model has no branches; use --code functional"))
    lines = [f"        keras.Input({_tuple(trace.image)}),"]
    lines += [f"        {call}," for row in trace.rows for call in _calls(row)]
    body = "\n".join(["model = keras.Sequential(", "    [", *lines, "    ]", ")"])
    return _module(trace, body)


def functional(trace: Trace) -> str:
    """A `keras.Model` of inputs and outputs.

    Raises:
        InputError: a layer is one that Keras does not have.
    """
    branches = any(isinstance(row.layer, Merge) for row in trace.rows)
    names: list[str] = []
    lines = [f"inputs = keras.Input({_tuple(trace.image)})"]
    for place, row in enumerate(trace.rows):
        taken = [names[each] if each >= 0 else "inputs" for each in row.node.inputs]
        name = f"x{place + 1}" if branches else "x"
        if isinstance(row.layer, Merge):
            kind = "Concatenate" if row.layer.mode == "concat" else row.layer.mode.capitalize()
            lines.append(f"{name} = layers.{kind}()([{', '.join(taken)}])")
        else:
            value = taken[0]
            for call in _calls(row):
                lines.append(f"{name} = {call}({value})")
                value = name
        names.append(name)
    lines.append(f"model = keras.Model(inputs, {names[-1] if names else 'inputs'})")
    return _module(trace, "\n".join(lines))


def _module(trace: Trace, body: str) -> str:
    lrn = any(isinstance(row.layer, layers.ResponseNormalization) for row in trace.rows)
    head = "import keras\nfrom keras import layers\n" + (RESPONSE_NORMALIZATION + "\n" if lrn else "")
    return f"{head}\n{body}\nmodel.summary()"


def _tuple(numbers: Sequence[int]) -> str:
    return f"({numbers[0]},)" if len(numbers) == 1 else str(tuple(numbers))


def _one_or_two(numbers: Sequence[int]) -> str:
    return str(numbers[0]) if len(set(numbers)) == 1 else str(tuple(numbers))


def _call(name: str, *arguments: object, **settings: object) -> str:
    words = [str(each) for each in arguments] + [f"{key}={value}" for key, value in settings.items()]
    return f"layers.{name}({', '.join(words)})"


def _calls(row: Row) -> list[str]:
    """The Keras layers that do what one layer does, one after another."""
    own = row.node.activation
    return [*_layer(row), *([_activation(own)] if own else [])]


def _layer(row: Row) -> list[str]:
    """The same without the activation that the layer of a saved model may have of its own."""
    layer, shape = row.layer, row.inputs[0]
    if isinstance(layer, layers.Sliding):
        return _sliding(layer, shape, row.node.text)
    if isinstance(layer, layers.TransposeConvolution):
        return _transpose(layer, shape, row.node.text)
    rank = len(shape) - 1
    match layer:
        case layers.GlobalPooling(mode=mode, keep=keep):
            name = f"Global{'Max' if mode == 'max' else 'Average'}Pooling{rank}D"
            return [_call(name, **({"keepdims": True} if keep else {}))]
        case layers.AdaptivePooling(mode=mode):
            name = f"Adaptive{'Max' if mode == 'max' else 'Average'}Pooling{rank}D"
            return [_call(name, _one_or_two(layer.counts(shape)))]
        case layers.Flatten():
            return [_call("Flatten")]
        case layers.Dense(units=units, bias=bias):
            return [_call("Dense", units, **({} if bias else {"use_bias": False}))]
        case layers.Reshape(target=target):
            return [_call("Reshape", _tuple(target))]
        case layers.Activation():
            return [_activation(layer)]
        case layers.Dropout(rate=rate):
            return [_call("Dropout", f"{rate:g}")]
        case layers.Normalization(mode=mode, groups=groups, scale=scale, center=center):
            settings = {name: False for name, there in (("scale", scale), ("center", center)) if not there}
            name = {"batch": "Batch", "group": "Group", "layer": "Layer"}[mode] + "Normalization"
            return [_call(name, *((groups,) if mode == "group" else ()), **settings)]
        case layers.ResponseNormalization(size=size):
            return [f"ResponseNormalization({size})"]
        case layers.Cropping(margins=margins):
            return [_call(f"Cropping{rank}D", margins_argument(_wide(margins, rank)))]
        case layers.ZeroPadding(margins=margins):
            return [_call(f"ZeroPadding{rank}D", margins_argument(_wide(margins, rank)))]
        case layers.UpSampling(factor=factor, interpolation=interpolation):
            if interpolation == "nearest":
                return [_call(f"UpSampling{rank}D", _one_or_two(factor))]
            if rank != 2:
                volumes = _("Keras enlarges volumes with equal values only")
                one_axis = _("Keras enlarges one axis with equal values only")
                raise _refuse(one_axis if rank == 1 else volumes, row.node.text)
            return [_call("UpSampling2D", _one_or_two(factor), interpolation=f'"{interpolation}"')]
    raise TypeError(f"no Keras code for {layer!r}")


def _activation(layer: layers.Activation) -> str:
    if layer.function == "leakyrelu":
        return _call("LeakyReLU", negative_slope=layer.slope)
    return _call("Activation", f'"{ACTIVATIONS.get(layer.function, layer.function)}"')


def _wide(margins: tuple[tuple[int, int], ...], rank: int) -> tuple[tuple[int, int], ...]:
    return margins * rank if len(margins) == 1 else margins


def _refuse(text: str, word: str) -> InputError:
    return InputError(_("no Keras code for {layer}: {reason}").format(layer=word, reason=text))


def _sliding(layer: layers.Sliding, shape: Shape, word: str) -> list[str]:
    rank = len(shape) - 1
    windows = layer.windows(shape)
    stride, dilation = per_axis(layer.stride, rank), per_axis(layer.dilation, rank)
    each = isinstance(layer, layers.Depthwise | layers.Separable)
    if max(stride) > 1 and max(dilation) > 1 and not each:
        raise _refuse(_("Keras takes no stride together with a dilation"), word)
    settings: dict[str, object] = {}
    if max(stride) > 1:
        settings["strides"] = _one_or_two(stride)
    calls = []
    margins = tuple((window.before, window.after) for window in windows)
    if isinstance(layer, layers.Pooling) and layer.ceil and any(after > before for before, after in margins):
        layer = _rounded_up(layer, shape, margins, word)
    native = layer.padding == "causal" and isinstance(layer, layers.Convolution)
    if layer.padding == "same" or native:
        settings["padding"] = f'"{layer.padding}"'
    elif any(zeros for margin in margins for zeros in margin):
        calls.append(_call(f"ZeroPadding{rank}D", margins_argument(margins)))
    if max(dilation) > 1:
        settings["dilation_rate"] = _one_or_two(dilation)
    kernel = _one_or_two(per_axis(layer.kernel, rank))
    match layer:
        case layers.Pooling(mode=mode):
            name = f"{'Max' if mode == 'max' else 'Average'}Pooling{rank}D"
            window = per_axis(layer.kernel, rank)
            settings.pop("strides", None)
            if stride != window:
                settings = {"strides": _one_or_two(stride), **settings}
            return [*calls, _call(name, kernel, **settings)]
        case layers.Convolution(filters=filters, groups=groups, bias=bias):
            if groups > 1:
                settings["groups"] = groups
            return [*calls, _call(f"Conv{rank}D", filters, kernel, **settings, **_bias(bias))]
        case layers.Depthwise(multiplier=multiplier, bias=bias) | layers.Separable(multiplier=multiplier, bias=bias):
            if multiplier > 1:
                settings["depth_multiplier"] = multiplier
            if rank == 3:
                raise _refuse(_("Keras has none of three dimensions"), word)
            if isinstance(layer, layers.Separable):
                return [*calls, _call(f"SeparableConv{rank}D", layer.filters, kernel, **settings, **_bias(bias))]
            return [*calls, _call(f"DepthwiseConv{rank}D", kernel, **settings, **_bias(bias))]
    raise _refuse(_("Keras 3 has no locally connected layer"), word)


def _rounded_up(layer: layers.Pooling, shape: Shape, margins: tuple[tuple[int, int], ...], word: str) -> layers.Pooling:
    """The pooling of Keras that has the same windows as one that rounds up.

    Keras rounds down; what "same" adds counts neither for the largest value nor for the mean, as with PyTorch.

    Raises:
        InputError: there is none.
    """
    same = replace(layer, ceil=False, padding="same")
    if tuple((window.before, window.after) for window in same.windows(shape)) == margins:
        return same
    text = _('Keras rounds down, and padding="same" does not give these windows; pad in front and leave /ceil out')
    raise _refuse(text, word)


def _bias(there: bool) -> dict[str, object]:
    return {} if there else {"use_bias": False}


def _transpose(layer: layers.TransposeConvolution, shape: Shape, word: str) -> list[str]:
    rank = len(shape) - 1
    stride, dilation = per_axis(layer.stride, rank), per_axis(layer.dilation, rank)
    if max(stride) > 1 and max(dilation) > 1:
        raise _refuse(_("Keras takes no stride together with a dilation"), word)
    settings: dict[str, object] = {"strides": _one_or_two(stride)} if max(stride) > 1 else {}
    crops: list[str] = []
    if not isinstance(layer.padding, tuple):
        if layer.padding == "same":
            settings["padding"] = '"same"'
        if layer.output_padding is not None:
            settings["output_padding"] = _one_or_two(per_axis(layer.output_padding, rank))
        for caution in layer.cautions(shape):
            raise _refuse(caution, word)
    else:
        # Keras pads the output only when it is told how much; what a number cuts off is cut off afterwards.
        windows = layer.windows(shape)
        extra = [max(0, -window.after) for window in windows]
        if any(extra) or any(window.extent < window.stride for window in windows):
            if any(more >= step for more, step in zip(extra, stride, strict=True)):
                raise _refuse(_("Keras takes an output padding that is less than the stride only"), word)
            settings["output_padding"] = _one_or_two(extra)
        margins = tuple((window.before, max(0, window.after)) for window in windows)
        if any(cut for margin in margins for cut in margin):
            crops = [_call(f"Cropping{rank}D", margins_argument(margins))]
    if max(dilation) > 1:
        settings["dilation_rate"] = _one_or_two(dilation)
    kernel = _one_or_two(per_axis(layer.kernel, rank))
    return [_call(f"Conv{rank}DTranspose", layer.filters, kernel, **settings, **_bias(layer.bias)), *crops]
