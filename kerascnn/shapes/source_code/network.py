"""The network of a code: its layers as nodes, and what the code says of their inputs, compared."""

import re

from kerascnn.errors import InputError
from kerascnn.language import _, ngettext
from kerascnn.shapes.chain import Folding, in_order
from kerascnn.shapes.layers import Shape
from kerascnn.shapes.layers.base import product, times
from kerascnn.shapes.notation import Network, Node, Order, channels_last, shape_of
from kerascnn.shapes.places import COMMENT, Source, Word, shown
from kerascnn.shapes.source_code.statements import Reader
from kerascnn.shapes.source_code.syntax import Code
from kerascnn.shapes.source_code.values import Block, Built

__all__ = ["is_code", "network_of_code"]

MOST_LAYERS = 5_000
SIGNS = re.compile(r"\(|^\s*(?:import|from)\s|(?<![=])=(?!=)", re.MULTILINE)


def is_code(text: str) -> bool:
    """Whether a text is Python and not words of the notation, which have neither brackets nor an equals sign.

    >>> is_code("32x32x3 conv6@5  # (a comment)"), is_code("nn.Conv2d(3, 6, 5),")
    (False, True)
    """
    return SIGNS.search(COMMENT.sub("", text)) is not None


def network_of_code(source: Source, image: Word | None = None, order: Order | None = None) -> tuple[Network, Order]:
    """The network that a code describes, and in which order its shapes are shown.

    Args:
        source: the code: a `keras.Sequential`, or an `nn.Sequential` of PyTorch.
        image: the shape of the input, instead of what the code says; PyTorch's says it seldom.
        order: how shapes are given and shown; if left out, as the library has them.

    Raises:
        InputError: the code is not of constants and known calls, or a layer does not take what the code says that it
            takes; the message names the line.
    """
    code = Code(source)
    reader = Reader(code)
    pytorch = reader.pytorch is True
    shown_order: Order = order or ("chw" if pytorch else "hwc")
    block = reader.block
    built = _unrolled(block)
    if not built:
        text = _("the code has no layers; expected keras.Sequential([...]), model.add(...) or nn.Sequential(...)")
        raise InputError(f"{shown(source.name, 200)}: {text}" if source.name else text)
    if image is not None:
        shape = shape_of(image, shown_order)
    else:
        said = (block.image, built[0].image, reader.image)
        given = next((each for each in said if each is not None and each.shape), None)
        if given is None:
            raise code.error(built[0].node, _no_input(built[0], pytorch=pytorch))
        shape = channels_last(given.shape) if pytorch else given.shape
    net = Network(shape, _nodes(code, built))
    _compare(code, net, built, pytorch=pytorch, order=shown_order)
    return net, shown_order


def _unrolled(block: Block) -> list[Built]:
    """The layers, one after another.

    Raises:
        InputError: they are too many: a block can be put into another several times over.
    """
    found: list[Built] = []
    waiting: list[Built | Block] = [block]
    steps = 0
    while waiting:
        each = waiting.pop()
        steps += 1
        if max(len(found), steps, len(waiting)) > MOST_LAYERS:
            raise InputError(_("the model has more than {limit} layers").format(limit=f"{MOST_LAYERS:,}"))
        if isinstance(each, Block):
            waiting += reversed(each.items)
        else:
            found.append(each)
    return found


def _nodes(code: Code, built: list[Built]) -> list[Node]:
    nodes: list[Node] = []
    first_uses: dict[int, int] = {}
    for each in built:
        # A layer that stands in the network twice has its weights once.
        first = first_uses.setdefault(id(each), len(nodes))
        shares = None if first == len(nodes) else first
        for number, (name, layer) in enumerate(each.layers):
            here = None if shares is None else shares + number
            nodes.append(
                Node(
                    layer,
                    (len(nodes) - 1,),
                    name,
                    code.word(each.node),
                    shares=here,
                    lost="" if number else _placed(code, each),
                )
            )
    return nodes


def _placed(code: Code, each: Built) -> str:
    """What is lost of a layer's call, and in which line it stands."""
    if not each.lost:
        return ""
    return _("{what} in line {line}").format(what=each.lost, line=getattr(each.node, "lineno", 1))


def _no_input(first: Built, *, pytorch: bool) -> str:
    if not pytorch:
        text = _("the code does not say the shape of its input; add keras.Input((28, 28, 1)), or give it with {option}")
        return text.format(option="--input 28x28x1")
    example = {1: "16", 2: "32x32", 3: "16x32x32"}.get(first.rank or 0, "")
    shape = "x".join(filter(None, [str(first.channels or 3), example]))
    text = _(
        "PyTorch's code does not say the shape of its input; give it with {option}, the channels first as in PyTorch"
    )
    return text.format(option=f"--input {shape}")


def _compare(code: Code, net: Network, built: list[Built], *, pytorch: bool, order: Order) -> None:
    """Compare what each layer says of its input with what comes in.

    Raises:
        InputError: the two differ.
    """
    expected = [(each, number) for each in built for number in range(len(each.layers))]
    folding = Folding(net.image)
    for node, (each, number) in zip(net.nodes, expected, strict=True):
        (shape,) = folding.taken(node)
        if number == 0:
            fault = _rank_fault(each, shape, order, pytorch=pytorch) or _channel_fault(each, shape, net.image, order)
            if fault:
                raise code.error(each.node, fault)
        try:
            folding.add(node)
        except InputError:
            return  # which is said where the network is worked out


def _rank_fault(each: Built, shape: Shape, order: Order, *, pytorch: bool) -> str | None:
    if each.rank is None or len(shape) == each.rank + 1:
        return None
    comes = times(in_order(shape, order), "×")
    if each.name == "Unflatten":
        return _("nn.Unflatten is read of a vector alone, and the map {shape} comes in").format(shape=comes)
    if each.rank == 0:
        text = _("{name} takes a vector of {n} numbers, and the map {shape} comes in; put nn.Flatten() in front of it")
        return text.format(name=each.name, n=each.channels or product(shape), shape=comes)
    text = ngettext(
        "{name} slides along {n} axis and takes {axes}, and {shape} comes in",
        "{name} slides along {n} axes and takes {axes}, and {shape} comes in",
        each.rank,
    )
    names = {1: _("length, channels"), 2: _("height, width, channels"), 3: _("depth, height, width, channels")}
    first = {1: _("channels, length"), 2: _("channels, height, width"), 3: _("channels, depth, height, width")}
    axes = (first if pytorch else names)[each.rank]
    fault = text.format(name=each.name, n=each.rank, axes=axes, shape=comes)
    if len(shape) == each.rank and len(shape) > 1:
        grey = times((1, *in_order(shape, "chw")) if pytorch else (*shape, 1), "×")
        fault += _("; a grey picture has 1 channel: {shape}").format(shape=grey)
    return fault


def _channel_fault(each: Built, shape: Shape, image: Shape, order: Order) -> str | None:
    if each.channels in (None, shape[-1]) or each.name == "Unflatten":
        return None
    comes = times(in_order(shape, order), "×")
    if each.rank == 0:
        text = _("{name} expects {n} numbers, and {m} come in; write {m} in the place of {n}")
        return text.format(name=each.name, n=each.channels, m=shape[-1])
    text = _("{name} expects {n} channels, and {m} come in, of {shape}")
    fault = text.format(name=each.name, n=each.channels, m=shape[-1], shape=comes)
    if len(image) > 2 and shape == image and each.channels == image[-2]:
        turned = times((image[-2], image[-1], *image[:-2]), "x")
        return fault + _("; PyTorch has the channels first: {option}").format(option=f"--input {turned}")
    return fault + _("; write {m} in the place of {n}").format(m=shape[-1], n=each.channels)
