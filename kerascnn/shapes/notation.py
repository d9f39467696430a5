"""The notation of `shape-calc`: one word a layer, and no word that a shell must be told to leave alone.

A word is a name, an amount, `@` and a kernel, and options behind slashes: `conv16@3/s2/p1`. `KINDS` is the one table
of all of them: the parser reads by it, and `--notation` and the manual print it.
"""

import functools
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Literal, NamedTuple

from kerascnn.errors import InputError, closest
from kerascnn.language import N_, _
from kerascnn.shapes import layers
from kerascnn.shapes.layers import ACTIVATIONS, Layer, Merge, Shape
from kerascnn.shapes.layers.base import times
from kerascnn.shapes.places import Word, shown

__all__ = [
    "BRANCHES",
    "KINDS",
    "LARGEST",
    "OPTIONS",
    "SHAPES",
    "Kind",
    "Network",
    "Node",
    "Order",
    "layer_of",
    "network",
    "shape_of",
]

Order = Literal["hwc", "chw"]
LARGEST = 10**9
"""The largest number that a word may hold."""
MOST_LAYERS = 100_000
LONGEST_WORD = 100


class FaultError(Exception):
    """Something wrong between two places of a word."""

    def __init__(self, message: str, start: int, end: int) -> None:
        super().__init__(message)
        self.message, self.start, self.end = message, start, end


Reader = Callable[[str, int], Any]
"""Reads a part of a word that begins at a place."""


def _whole(text: str, start: int, at_least: int = 1) -> int:
    if not text:
        raise FaultError(_("a number is missing"), start, start + 1)
    if text in ("?", "_"):
        raise FaultError(_("? needs --want SHAPE: the output to be reached"), start, start + 1)
    # A number so long that it cannot be in range is not worth reading.
    value = int(text) if text.isascii() and text.isdigit() and len(text) < 40 else None
    if value is None and not (text.isascii() and text.isdigit()):
        raise FaultError(_("{text} is not a whole number").format(text=shown(text)), start, start + len(text))
    if value is None or value > LARGEST:
        limit = f"{LARGEST:,}"
        raise FaultError(
            _("{text} is more than {limit}").format(text=shown(text), limit=limit), start, start + len(text)
        )
    if value < at_least:
        raise FaultError(
            _("{value} is too small; expected {at_least} or more").format(value=value, at_least=at_least),
            start,
            start + len(text),
        )
    return value


def _pieces(text: str, sign: str, start: int) -> Iterator[tuple[str, int]]:
    for piece in text.split(sign):
        yield piece, start
        start += len(piece) + 1


def _sizes(text: str, start: int, at_least: int = 1) -> tuple[int, ...]:
    found = tuple(_whole(piece, place, at_least) for piece, place in _pieces(text, "x", start))
    if len(found) > 2:
        raise FaultError(_("one number, or two: height x width"), start, start + len(text))
    return found


def _zeros(text: str, start: int) -> tuple[int, ...]:
    return _sizes(text, start, 0)


def _margins(text: str, start: int) -> tuple[tuple[int, int], ...]:
    found = []
    for pair, place in _pieces(text, "x", start):
        numbers = [_whole(piece, at, 0) for piece, at in _pieces(pair, ",", place)]
        if len(numbers) > 2:
            raise FaultError(_("one number, or two: before,after"), place, place + len(pair))
        found.append((numbers[0], numbers[-1]))
    if len(found) > 2:
        raise FaultError(_("one number, or two: height x width"), start, start + len(text))
    return tuple(found)


def _target(text: str, start: int) -> Shape:
    return tuple(_whole(piece, place) for piece, place in _pieces(text, "x", start))


def _rate(text: str, start: int) -> float:
    if re.fullmatch(r"0?\.[0-9]{1,9}|0", text):
        return float(text)
    raise FaultError(_("{text} is not a share from 0 up to 1: 0.5").format(text=shown(text)), start, start + len(text))


class Part(NamedTuple):
    """A part of a word: which argument of the layer it is, and how it is read."""

    argument: str
    read: Reader


STRIDE = {"s": Part("stride", _sizes)}
PADDING = {"p": Part("padding", _zeros)}
DILATION = {"d": Part("dilation", _sizes)}
NUMBERS = {**STRIDE, **PADDING, **DILATION}
GROUPS = {"g": Part("groups", _whole)}
MULTIPLIER = {"m": Part("multiplier", _whole)}
SAME = {"same": {"padding": "same"}, "valid": {"padding": "valid"}}
CAUSAL = {"causal": {"padding": "causal"}}
NO_BIAS = {"nobias": {"bias": False}}
FILTERS = Part("filters", _whole)


class Kind(NamedTuple):
    """A kind of layer in the notation.

    Attributes:
        names: the words that it begins with; the first is the one that is printed.
        make: makes the layer.
        example: one that parses.
        meaning: what the example is.
        amount: the part that follows the name, if one may.
        default: the amount when it is left out; None when it may not be.
        kernel: whether `@` and a kernel follow.
        options: the parts that may follow slashes, by the letters they begin with.
        flags: the words that may follow slashes, and what they set.
        fixed: arguments that the name itself sets.
    """

    names: tuple[str, ...]
    make: Callable[..., Layer]
    example: str
    meaning: str
    amount: Part | None = None
    default: Any = None
    kernel: bool = False
    options: Mapping[str, Part] = {}
    flags: Mapping[str, Mapping[str, Any]] = {}
    fixed: Mapping[str, Any] = {}

    @property
    def allowed(self) -> list[str]:
        """What may follow a slash."""
        return [*(f"{letters}N" for letters in self.options), *self.flags]


def _pool(*names: str, mode: str, example: str, meaning: str) -> Kind:
    return Kind(
        names,
        layers.Pooling,
        example,
        meaning,
        amount=Part("kernel", _sizes),
        options={**STRIDE, **PADDING},
        flags=SAME,
        fixed={"mode": mode},
    )


KINDS = (
    Kind(
        ("conv",),
        layers.Convolution,
        "conv16@3/s2/p1",
        N_("convolution: 16 filters, kernel 3×3, stride 2, padding 1"),
        amount=FILTERS,
        kernel=True,
        options={**NUMBERS, **GROUPS},
        flags={**SAME, **CAUSAL, **NO_BIAS},
    ),
    Kind(
        ("dwconv",),
        layers.Depthwise,
        "dwconv@3/same",
        N_("depthwise convolution: one 3×3 kernel for each channel; /m2 for two"),
        kernel=True,
        options={**NUMBERS, **MULTIPLIER},
        flags={**SAME, **CAUSAL, **NO_BIAS},
    ),
    Kind(
        ("sepconv",),
        layers.Separable,
        "sepconv32@3/same",
        N_("depthwise separable convolution: depthwise 3×3, then 32 filters of 1×1"),
        amount=FILTERS,
        kernel=True,
        options={**NUMBERS, **MULTIPLIER},
        flags={**SAME, **CAUSAL, **NO_BIAS},
    ),
    Kind(
        ("tconv",),
        layers.TransposeConvolution,
        "tconv32@3/s2/p1/op1",
        N_("transpose convolution: stride 2, padding 1, output padding 1"),
        amount=FILTERS,
        kernel=True,
        options={"op": Part("output_padding", _zeros), **NUMBERS},
        flags={**SAME, **NO_BIAS},
    ),
    Kind(
        ("local",),
        layers.LocallyConnected,
        "local8@3/s2",
        N_("locally connected layer: a convolution that does not share its weights"),
        amount=FILTERS,
        kernel=True,
        options=NUMBERS,
        flags={**SAME, **NO_BIAS},
    ),
    _pool(
        "pool",
        "maxpool",
        mode="max",
        example="pool3/s2",
        meaning=N_("max pooling: window 3×3, stride 2; pool2 has stride 2 as well"),
    ),
    _pool("avgpool", mode="avg", example="avgpool2", meaning=N_("average pooling: window 2×2, stride 2")),
    Kind(
        ("globalavgpool", "gap"),
        layers.GlobalPooling,
        "globalavgpool",
        N_("global average pooling; /keep keeps the axes"),
        flags={"keep": {"keep": True}},
        fixed={"mode": "avg"},
    ),
    Kind(
        ("globalmaxpool", "gmp"),
        layers.GlobalPooling,
        "globalmaxpool",
        N_("global max pooling"),
        flags={"keep": {"keep": True}},
        fixed={"mode": "max"},
    ),
    Kind(("flatten",), layers.Flatten, "flatten", N_("all numbers one after another")),
    Kind(
        ("dense", "fc"),
        layers.Dense,
        "dense120",
        N_("dense (fully connected) layer of 120 units; /each: at each position of a map"),
        amount=Part("units", _whole),
        flags={**NO_BIAS, "each": {"each": True}},
    ),
    Kind(
        ("bn",),
        layers.Normalization,
        "bn",
        N_("batch normalisation; /noscale and /nocenter leave γ or β out"),
        flags={"noscale": {"scale": False}, "nocenter": {"center": False}},
        fixed={"mode": "batch"},
    ),
    Kind(
        ("gn",),
        layers.Normalization,
        "gn8",
        N_("group normalisation in 8 groups"),
        amount=Part("groups", _whole),
        flags={"noscale": {"scale": False}, "nocenter": {"center": False}},
        fixed={"mode": "group"},
    ),
    Kind(
        ("ln",),
        layers.Normalization,
        "ln",
        N_("layer normalisation"),
        flags={"noscale": {"scale": False}, "nocenter": {"center": False}},
        fixed={"mode": "layer"},
    ),
    Kind(
        ("lrn",),
        layers.ResponseNormalization,
        "lrn5",
        N_("local response normalisation over 5 channels"),
        amount=Part("size", _whole),
        default=5,
    ),
    Kind(
        ("dropout",),
        layers.Dropout,
        "dropout0.5",
        N_("dropout of half of the numbers"),
        amount=Part("rate", _rate),
        default=0.5,
    ),
    Kind(
        ("pad",),
        layers.ZeroPadding,
        "pad1",
        N_("zeros around; pad1x2: above and below, left and right; pad0,1: before and after"),
        amount=Part("margins", _margins),
    ),
    Kind(
        ("crop",),
        layers.Cropping,
        "crop1",
        N_("edges cut off, written as for pad"),
        amount=Part("margins", _margins),
    ),
    Kind(
        ("up",),
        layers.UpSampling,
        "up2",
        N_("upsampling: each pixel becomes 2×2"),
        amount=Part("factor", _sizes),
    ),
    Kind(
        ("reshape",),
        layers.Reshape,
        "reshape3x3x16",
        N_("the same numbers in another shape"),
        amount=Part("target", _target),
    ),
    *(Kind((name,), layers.Activation, name, N_("activation"), fixed={"function": name}) for name in ACTIVATIONS),
)
BY_NAME = {name: kind for kind in KINDS for name in kind.names}

BRANCHES = (
    ("split", N_("branches begin: each takes what comes in here")),
    ("and", N_("the next branch; one without layers is a shortcut")),
    ("add", N_("the branches end and are added (a residual connection)")),
    ("concat", N_("the branches end and their channels are put one after another")),
)
"""The words that are no layer of their own: `split conv8@3/same and add`."""

SHAPES = (
    ("32x32x3", N_("the input: height, width, channels; --order chw: channels first")),
    ("100x8", N_("one dimension: length, channels")),
    ("784", N_("a vector")),
)
OPTIONS = (
    ("s2", N_("stride; s2x1: height and width apart, as in a kernel: @3x5")),
    ("p1", N_("padding: zeros at each end")),
    ("same", N_('Keras\'s padding="same": as many zeros as make ⌈W/S⌉ outputs')),
    ("valid", N_("no padding")),
    ("causal", N_("in one dimension: all zeros in front")),
    ("d2", N_("dilation: pixels from one element of the kernel to the next")),
    ("g2", N_("groups of channels and filters")),
    ("m2", N_("depthwise: kernels for each channel")),
    ("op1", N_("transpose convolution: output padding")),
    ("nobias", N_("without biases")),
    ("p?", N_("? or _ is an unknown number that --want SHAPE solves for; zsh wants _")),
)
"""What stands in front of the layers and behind the slashes, for the reader."""

WORD = re.compile(r"(relu6|[a-z]*)([^@/]*)(?:@([^/]*))?((?:/[^/]*)*)", re.DOTALL)


@functools.lru_cache(4096)
def layer_of(text: str) -> Layer:
    """The layer that one word stands for.

    >>> layer_of("conv16@3/s2/p1")  # doctest: +ELLIPSIS
    Convolution(kernel=(3,), stride=(2,), padding=(1,), dilation=(1,), filters=16, bias=True, groups=1)

    Raises:
        FaultError: it stands for none.
    """
    if len(text) > LONGEST_WORD:
        raise FaultError(_("too long for a layer"), 0, LONGEST_WORD)
    match = WORD.fullmatch(text)
    kind = BY_NAME.get(match[1]) if match else None
    if match is None or kind is None:
        name = match[1] if match else ""
        raise FaultError(_("there is no such layer"), 0, len(name) or len(text))
    arguments = dict(kind.fixed)
    amount, kernel = match[2], match[3]
    if kind.amount is None:
        if amount:
            message = _("{name} takes no number here").format(name=match[1])
            raise FaultError(message, *match.span(2))
    elif amount or kind.default is None:
        arguments[kind.amount.argument] = kind.amount.read(amount, match.start(2))
    else:
        arguments[kind.amount.argument] = kind.default
    if kind.kernel:
        if kernel is None:
            message = _("{name} needs its kernel: {example}").format(name=match[1], example=kind.example)
            raise FaultError(message, match.end(2), match.end(2) + 1)
        arguments["kernel"] = _sizes(kernel, match.start(3))
    elif kernel is not None:
        message = _("{name} takes no kernel after an @").format(name=match[1])
        raise FaultError(message, match.start(3) - 1, match.end(3))
    for option, start in _pieces(match[4][1:], "/", match.start(4) + 1) if match[4] else ():
        _read_option(kind, option, start, arguments)
    if kind.make is layers.Pooling:
        arguments.setdefault("stride", arguments["kernel"])
    return kind.make(**arguments)


def _read_option(kind: Kind, option: str, start: int, arguments: dict[str, Any]) -> None:
    if option in kind.flags:
        given = dict(kind.flags[option])
    else:
        letters = next((each for each in kind.options if re.match(rf"{each}(?![a-z])", option)), None)
        if letters is None:
            text = _("{name} has no option /{option}; it has: {allowed}")
            allowed = ", ".join(f"/{each}" for each in kind.allowed) or _("none")
            message = text.format(name=kind.names[0], option=shown(option), allowed=allowed)
            raise FaultError(message, start - 1, start + len(option))
        part = kind.options[letters]
        given = {part.argument: part.read(option[len(letters) :], start + len(letters))}
    for argument, value in given.items():
        if argument in arguments and argument not in kind.fixed:
            message = _("/{option} says again what has been said").format(option=shown(option))
            raise FaultError(message, start - 1, start + len(option))
        arguments[argument] = value


def shape_of(word: Word, order: Order = "hwc") -> Shape:
    """The shape that a word like `32x32x3` stands for, channels last.

    Args:
        word: the word.
        order: "chw" where the word has the channels first.

    Raises:
        InputError: it stands for none.
    """
    try:
        found = _target(word.text, 0)
        if len(found) > 3:
            message = _("a shape has one, two or three numbers: {shape}")
            raise FaultError(message.format(shape=_example(order)), 0, len(word.text))
    except FaultError as fault:
        message = _("{text} is no shape: {reason}; expected something like {example}")
        near = _nearest_shape(word.text) or _example(order)
        text = message.format(text=shown(word.text), reason=fault.message, example=near)
        raise word.error(text, fault.start, fault.end) from None
    return channels_last(found) if order == "chw" else found


def _example(order: Order) -> str:
    return "3x32x32" if order == "chw" else "32x32x3"


def _nearest_shape(text: str) -> str | None:
    """The numbers of the word that can be in a shape, with 1 for what is missing or less."""
    pieces = text.split("x")
    if len(pieces) > 3 or not all(re.fullmatch(r"-?[0-9]{0,9}", piece) for piece in pieces):
        return None
    return times((max(1, abs(int(piece or 1))) if piece not in ("-",) else 1 for piece in pieces), "x")


def channels_last(shape: Shape) -> Shape:
    """(channels, height, width) as (height, width, channels)."""
    return (*shape[1:], shape[0]) if len(shape) <= 3 else shape


class Node(NamedTuple):
    """A layer of a network, and which nodes' outputs it takes; −1 is the network's input, −2 its second one.

    Attributes:
        layer: the layer.
        inputs: numbers of nodes in front of this one.
        text: what it was called: its word, or its name in a saved model.
        word: the word in the reader's text, if it has one.
        depth: how many branches it lies within.
        path: the names of the models that it lies within, in a saved model that holds others.
        shares: the node whose weights it uses again, in a saved model that uses a layer several times.
    """

    layer: Layer | Merge
    inputs: tuple[int, ...]
    text: str
    word: Word | None = None
    depth: int = 0
    path: tuple[str, ...] = ()
    shares: int | None = None


class Network(NamedTuple):
    """The input's shape, channels last, and the layers, each behind those that it takes.

    Attributes:
        image: the shape of the input.
        nodes: the layers.
        others: the shapes of further inputs, in a saved model that has several.
    """

    image: Shape
    nodes: list[Node]
    others: tuple[Shape, ...] = ()


def network(words: Sequence[Word], order: Order = "hwc") -> Network:
    """Read words of which the first is the input's shape and the others are layers.

    Raises:
        InputError: they cannot be read; the message names the place, and a note shows it.
    """
    if not words:
        text = _("nothing to calculate: give the input's shape and layers, such as {example}")
        raise InputError(text.format(example=f"{_example(order)} conv6@5 pool2"))
    if not re.match(r"[-+.\d]|_|\?", words[0].text):
        text = _("{text} is no shape: the first word is the input's shape, such as {example}")
        raise words[0].error(text.format(text=shown(words[0].text), example=_example(order)))
    if len(words) > MOST_LAYERS:
        raise InputError(_("more than {limit} layers").format(limit=f"{MOST_LAYERS:,}"))
    return Network(shape_of(words[0], order), list(nodes(words[1:], order)))


class _Split(NamedTuple):
    word: Word
    start: int
    ends: list[int]


def nodes(words: Sequence[Word], order: Order = "hwc", first: int = 0, last: int = -1) -> Iterator[Node]:
    """The nodes that words stand for.

    Args:
        words: layers, and the words of branches.
        order: how the words give shapes.
        first: number of the first node.
        last: number of the node that the first layer takes.
    """
    splits: list[_Split] = []
    number = first
    for word in words:
        if word.text == "split":
            splits.append(_Split(word, last, []))
        elif word.text in ("and", "add", "concat"):
            if not splits:
                raise word.error(_("{word} has no split in front of it").format(word=word.text))
            splits[-1].ends.append(last)
            last = splits[-1].start
            if word.text != "and":
                ends = splits.pop().ends
                if len(ends) < 2:
                    text = _("a split has two branches or more: split conv8@3/same and {word}")
                    raise word.error(text.format(word=word.text))
                yield Node(Merge(mode=word.text), tuple(ends), word.text, word, len(splits))  # type: ignore[arg-type]
                last, number = number, number + 1
        else:
            yield Node(read(word, order), (last,), word.text, word, len(splits))
            last, number = number, number + 1
    if splits:
        raise splits[-1].word.error(_("this split has no add or concat behind it"))


def read(word: Word, order: Order = "hwc") -> Layer:
    """The layer that a word stands for.

    Raises:
        InputError: it stands for none; the message proposes the closest word that would.
    """
    try:
        layer = layer_of(word.text)
    except FaultError as fault:
        near = nearest(word.text)
        if near:
            text = _("{word}: {problem}; did you mean {near}?")
        else:
            text = _("{word}: {problem}; `kerascnn shape-calc --notation` lists the layers")
        message = text.format(word=shown(word.text), problem=fault.message, near=near)
        raise word.error(message, fault.start, fault.end) from None
    if order == "chw" and isinstance(layer, layers.Reshape):
        return layers.Reshape(target=channels_last(layer.target))
    return layer


def nearest(text: str) -> str | None:
    """The closest word that can be read: another name, an option less, a number that is in range."""
    match = WORD.fullmatch(text.lower()) if len(text) <= LONGEST_WORD else None
    if match is None:
        return None
    name = match[1] if match[1] in BY_NAME else closest(match[1], [*BY_NAME, *(word for word, _meaning in BRANCHES)])
    if name is None:
        return None
    options = match[4].split("/")[1:]
    kind = BY_NAME.get(name)
    amounts = [match[2], "", re.sub(r"\D", "", match[2]).lstrip("0")[:4], "1"]
    amounts += [kind.example.removeprefix(name).split("@")[0].split("/")[0]] if kind else []
    kernels = [match[3], "3", None]
    fewer = [options, *(options[:skip] + options[skip + 1 :] for skip in range(len(options)))]
    fewer += [[re.sub(r"^([a-z]+)[^a-z]*$", r"\g<1>1", each) for each in options], []]
    for kept in fewer:
        for amount in amounts:
            for kernel in kernels:
                at = "" if kernel is None else f"@{kernel}"
                word = "/".join([f"{name}{amount}{at}", *kept])
                if word == name and name not in BY_NAME:
                    return word
                try:
                    layer_of(word)
                except FaultError:
                    continue
                return word
    return None
