"""What to do about a layer that does not fit: which it is, why, and changes that were tried and work."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from kerascnn.errors import InputError
from kerascnn.language import _
from kerascnn.shapes.chain import MisfitError, fold, in_order, shown_shape, turned_image
from kerascnn.shapes.layers import (
    Convolution,
    Cropping,
    Dense,
    Flatten,
    Joint,
    Layer,
    Normalization,
    Pooling,
    Sliding,
    TransposeConvolution,
)
from kerascnn.shapes.layers.base import per_axis, places, times
from kerascnn.shapes.notation import Network, Node, Order
from kerascnn.shapes.places import Word, shown

__all__ = ["diagnosis", "remedies"]

MOST = 3
LONGEST_COMMAND = 300


def diagnosis(net: Network, misfit: MisfitError, order: Order = "hwc") -> InputError:
    """The error for a layer that does not fit: the shapes so far, the formula with its numbers, what would work."""
    shapes = [net.image, *(row.output for row in misfit.rows)]
    # A long chain's beginning says nothing about its end.
    so_far = " → ".join((["…"] if len(shapes) > 5 else []) + [shown_shape(shape, order) for shape in shapes[-5:]])
    text = _("{layer} does not fit after {shapes}: {reason}").format(
        layer=shown(_typed(misfit.node)), shapes=so_far, reason=misfit.reason
    )
    word = misfit.node.word
    turned = _turned(net, order, word)
    working = [] if turned else list(islice(remedies(net, misfit), MOST))
    if turned:
        text += turned
    elif working:
        text += _("; these work: {changes}").format(changes=", ".join(working))
    return word.error(text) if word else InputError(text)


def _typed(node: Node) -> str:
    """The word as it was typed, which says more than the notation's own where its name says how many axes there are."""
    return node.word.text if node.rank is not None and node.word is not None else node.text


def _turned(net: Network, order: Order, word: Word | None) -> str:
    """What is said where the input's channels stand at the wrong end and all of it works with them at the other.

    The likeliest mistake of all: PyTorch has the channels first, Keras has them last.
    """
    image = turned_image(net.image, order)
    if image is None or not _fits(net._replace(image=image)):
        return ""
    given, wanted = in_order(net.image, order), (image if order == "hwc" else (image[-1], *image[:-1]))
    if word is not None and word.text.endswith(")"):  # code
        command = f"({', '.join(map(str, wanted))})"
    elif word is not None and not word.source.name and order == "hwc":
        command = f"kerascnn shape-calc {times(wanted, 'x')} {' '.join(word.source.text.split()[1:])}"
    else:
        command = times(wanted, "x")
    if order == "hwc":
        text = _("; the input {shape} looks like one with its channels first, and with them last it works: {command}")
    else:
        text = _("; the input {shape} looks like one with its channels last, and with them first it works: {command}")
    return text.format(shape=times(given, "×"), command=shown(command, LONGEST_COMMAND))


def _fits(net: Network) -> bool:
    try:
        for _row in fold(net):
            pass
    except MisfitError:
        return False
    return True


def remedies(net: Network, misfit: MisfitError) -> Iterator[str]:
    """Changes that make the layer fit, each tried on the network: first those with which all of it works."""
    place = len(misfit.rows)
    partly = []
    seen = set()
    for text, layers in _changes(net, misfit):
        if text in seen:
            continue
        seen.add(text)
        reach = _reach(net, place, layers)
        if reach == len(net.nodes) + len(layers) - 1:
            yield text
        elif reach >= place + len(layers):
            partly.append(text)
    yield from partly


def _reach(net: Network, place: int, layers: list[Layer]) -> int:
    """How many layers of the network can be worked out when `layers` stand in the place of one."""
    old = net.nodes[place]
    added = len(layers) - 1

    def moved(node: Node) -> Node:
        return node._replace(inputs=tuple(each + added if each >= place else each for each in node.inputs))

    new = [
        Node(layer, old.inputs if number == 0 else (place + number - 1,), str(layer))
        for number, layer in enumerate(layers)
    ]
    changed = net._replace(nodes=[*net.nodes[:place], *new, *map(moved, net.nodes[place + 1 :])])
    reach = 0
    try:
        for _row in fold(changed):
            reach += 1
    except MisfitError:
        pass
    return reach


def _changes(net: Network, misfit: MisfitError) -> Iterator[tuple[str, list[Layer]]]:
    """What might help: the words, and the layers that stand in the place of the one that does not fit."""
    layer, shape = misfit.node.layer, misfit.inputs[0]
    if isinstance(layer, Joint):
        return
    for changed in _other_numbers(layer, shape):
        yield str(changed), [changed]
    if isinstance(layer, Dense):
        yield f"flatten {layer}", [Flatten(), layer]
        yield str(replace(layer, each=True)), [replace(layer, each=True)]


def _other_numbers(layer: Layer, shape: tuple[int, ...]) -> Iterator[Layer]:
    if isinstance(layer, (Convolution, Normalization)) and layer.groups > 1:
        filters = layer.filters if isinstance(layer, Convolution) else shape[-1]
        fitting = [n for n in range(1, min(shape[-1], filters, 1024) + 1) if not (shape[-1] % n or filters % n)]
        yield from (replace(layer, groups=n) for n in sorted(fitting, key=lambda n: abs(n - layer.groups))[:2])
    if isinstance(layer, Sliding):
        try:
            sizes = places(shape)
        except InputError:
            return
        rank = len(sizes)
        if len(layer.kernel) not in (1, rank):
            yield replace(layer, kernel=layer.kernel[:1], stride=layer.stride[:1])
            return
        kernel = per_axis(layer.kernel, rank)
        smaller = tuple(min(each) for each in zip(kernel, sizes, strict=True))
        smaller = smaller[:1] if len(set(smaller)) == 1 else smaller
        stride = smaller if isinstance(layer, Pooling) and layer.stride == layer.kernel else layer.stride
        if isinstance(layer.padding, tuple):
            windows = layer.windows(shape) if _reads(layer, shape) else ()
            lack = max((-(window.slack(size)) for window, size in zip(windows, sizes, strict=False)), default=0)
            more = -(-lack // 2)
            if more > 0:
                yield replace(layer, padding=tuple(zeros + more for zeros in layer.padding))
        yield replace(layer, kernel=smaller, stride=stride)
        yield (
            replace(layer, padding="same", ceil=False) if isinstance(layer, Pooling) else replace(layer, padding="same")
        )
        yield replace(layer, dilation=(1,))
    if isinstance(layer, TransposeConvolution):
        yield replace(layer, output_padding=None)
        yield replace(layer, padding=(0,))
        yield replace(layer, padding="same", output_padding=None)
    if isinstance(layer, Cropping):
        yield replace(layer, margins=((0, 0),))


def _reads(layer: Sliding, shape: tuple[int, ...]) -> bool:
    try:
        layer.windows(shape)
    except InputError:
        return False
    return True
