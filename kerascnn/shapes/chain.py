"""A network's layers one after another: shapes, parameters, multiply-adds and receptive fields.

`fold` goes once over the nodes of a network, whatever its form: a chain is a network in which each node takes the one
in front of it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from kerascnn.errors import InputError
from kerascnn.language import _
from kerascnn.shapes.fields import Field
from kerascnn.shapes.layers import Custom, Dense, Joint, Layer, Shape
from kerascnn.shapes.layers.base import product, times
from kerascnn.shapes.notation import LARGEST, MOST_VALUES, Network, Node, Order, network
from kerascnn.shapes.places import Source
from kerascnn.shapes.row import QUANTIZED, Row, Totals

__all__ = ["Folding", "MisfitError", "Trace", "fold", "in_order", "run", "shown_shape", "trace"]

LARGEST_MAP = LARGEST**2
"""The largest axis, and the largest step: beyond any picture, and small enough to be printed."""


class MisfitError(InputError):
    """A layer that cannot take what comes in.

    Attributes:
        rows: what was worked out in front of it.
        node: the layer.
        inputs: the shapes that come in.
        reason: why it cannot.
    """

    def __init__(self, rows: list[Row], node: Node, inputs: Sequence[Shape], reason: str) -> None:
        super().__init__(_("{layer} cannot be applied: {reason}").format(layer=node.text, reason=reason))
        self.rows, self.node, self.inputs, self.reason = rows, node, inputs, reason


class Folding:
    """Works out layers one after another, each from the outputs of those in front of it.

    Attributes:
        made: the output's shape and receptive fields of each layer so far.
    """

    def __init__(self, *images: Shape) -> None:
        self._inputs = [
            (image, tuple(Field(size, source=-number) for size in image[:-1]))
            for number, image in enumerate(images, start=1)
        ]
        self.made: list[tuple[Shape, tuple[Field, ...]]] = []
        self._further: dict[int, tuple[Shape, ...]] = {}

    def taken(self, node: Node) -> tuple[Shape, ...]:
        """The shapes that come in."""
        return tuple(shape for shape, _fields in self._taken(node))

    def _taken(self, node: Node) -> list[tuple[Shape, tuple[Field, ...]]]:
        ports = node.ports or (0,) * len(node.inputs)
        return [self._output(number, port) for number, port in zip(node.inputs, ports, strict=True)]

    def _output(self, number: int, port: int) -> tuple[Shape, tuple[Field, ...]]:
        if port:
            further = self._further.get(number, ())
            return (further[port - 1] if port <= len(further) else ()), ()
        return self.made[number] if number >= 0 else self._inputs[-1 - number]

    def add(self, node: Node) -> Row:
        """Work out the next layer.

        Raises:
            InputError: it cannot take what comes in.
        """
        taken = self._taken(node)
        shapes = tuple(shape for shape, _fields in taken)
        if node.rank is not None and len(shapes[0]) != node.rank + 1:
            text = _("its name says {n}D, and its input {shape} has {m} axes to slide along")
            raise InputError(text.format(n=node.rank, shape=times(shapes[0], "×"), m=len(shapes[0]) - 1))
        row = _row(node, shapes, tuple(fields for _shape, fields in taken))
        if row.further:
            self._further[len(self.made)] = row.further
        self.made.append((row.output, row.fields))
        return row


def fold(net: Network) -> Iterator[Row]:
    """Work out a network's layers one after another.

    Raises:
        MisfitError: a layer cannot take what comes in.
    """
    folding = Folding(net.image, *net.others)
    rows: list[Row] = []
    for node in net.nodes:
        try:
            rows.append(folding.add(node))
        except InputError as error:
            raise MisfitError(rows, node, folding.taken(node), str(error)) from None
        yield rows[-1]


def _row(node: Node, shapes: tuple[Shape, ...], fields: tuple[tuple[Field, ...], ...]) -> Row:
    layer, own = node.layer, node.shares is None
    if isinstance(layer, Custom) or () in shapes:
        stored = (node.stored or 0) if own else 0
        made = layer.made if isinstance(layer, Custom) else ()
        return Row(node, shapes, made, stored, stored if node.frozen else 0, 0, fields, ())
    # Of a layer and of one of several inputs the same is asked.
    asked: Any = layer
    joint = isinstance(layer, Joint)
    given: Any = shapes if joint else shapes[0]
    output, *further = asked.outputs(given)
    # A layer of one input knows its output; one of several is told it.
    fields_made = asked.seen(fields, output) if joint else asked.seen(fields[0], shapes[0])
    if not joint and len(shapes) > 1:  # it is given the states that it begins with, which have seen something else
        fields_made = ()
    seen = _of_outputs(fields_made, output)
    steps = [part for field in seen if field.step for part in (field.step.numerator, field.step.denominator)]
    if max((*output, *steps)) > LARGEST_MAP:
        raise InputError(_("its numbers become larger than {limit}").format(limit=f"{LARGEST_MAP:,}"))
    if len(output) > 3 and product(output) > MOST_VALUES:
        text = _("its output {shape} has more than {limit} numbers, and no library counts further")
        raise InputError(text.format(shape=times(output, "×"), limit=f"{MOST_VALUES:,}"))
    parameters = asked.parameters(given) if own else 0
    if own and parameters and node.dtype in QUANTIZED and node.stored:
        parameters = node.stored  # with its scales
    fixed = parameters if node.frozen else asked.fixed_parameters(given) if own else 0
    within = asked.frozen_parameters(given) if own and not joint else 0
    work = asked.multiply_adds(given)
    return Row(node, shapes, output, parameters, fixed, work, fields, seen, tuple(further), within)


def _of_outputs(fields: tuple[Field, ...], output: Shape) -> tuple[Field, ...]:
    """The fields of the outputs that there are."""
    return tuple(field.of(count) for field, count in zip(fields, output, strict=False)) if len(output) > 1 else fields


def in_order(shape: Shape, order: Order) -> Shape:
    """A shape, channels last, in an order."""
    return (shape[-1], *shape[:-1]) if order == "chw" and len(shape) <= 4 else shape


def turned_image(image: Shape, order: Order = "hwc") -> Shape | None:
    """The shape of an input that looks as if its channels stood at the other end, with them where they belong.

    >>> turned_image((4, 33, 33)), turned_image((33, 33, 4))
    ((33, 33, 4), None)

    Args:
        image: channels last, by what was said.
        order: how it was given: with "chw" and 32x32x3 the channels are 32, the height 32 and the width 3.

    Returns:
        The shape, channels last; None where it does not look so: as a rule 1, 3 or 4 channels of a larger square.
    """
    given = in_order(image, order)
    if len(given) < 3:
        return None
    channels, sides = (given[0], given[1:]) if order == "hwc" else (given[-1], given[:-1])
    square = len(set(sides)) == 1 and sides[0] > channels
    return (*sides, channels) if channels in (1, 3, 4) and square else None


def shown_shape(shape: Shape, order: Order = "hwc") -> str:
    """A shape as a person reads it: "28×28×6"."""
    return times(in_order(shape, order), "×")


@dataclass(frozen=True)
class Trace(Totals):
    """A network, worked out. Printed it is a table; in a notebook too.

    Attributes:
        image: the shape of the network's input, channels last.
        rows: one a layer.
        order: "hwc" or "chw": how shapes are shown.
        others: the shapes of further inputs, where a saved model has several.
    """

    image: Shape
    rows: tuple[Row, ...]
    order: Order = "hwc"
    others: tuple[Shape, ...] = ()

    @property
    def images(self) -> tuple[Shape, ...]:
        """The shapes of all inputs."""
        return (self.image, *self.others)

    @property
    def output(self) -> Shape:
        """The shape of what the last layer puts out, channels last."""
        return self.rows[-1].output if self.rows else self.image

    @property
    def notes(self) -> list[str]:
        """What a student might overlook, each with the layer that it is about."""
        found = [f"{row.node.text}: {note}" for row in self.rows for note in row.notes]
        turned = turned_image(self.image, self.order)
        if turned and any(len(row.inputs[0]) > 1 for row in self.rows) and not _has_channels_first(self.rows):
            text = _("the input {shape} is read with {n} channels; if they are {m}, write {turned}")
            wanted = times(in_order(turned, self.order), "x")
            shape = shown_shape(self.image, self.order)
            found.insert(0, text.format(shape=shape, n=self.image[-1], m=turned[-1], turned=wanted))
        dense = [row for row in self.rows if isinstance(row.layer, Dense) and len(row.inputs[0]) > 1]
        for row in dense:
            text = _("{layer}: works on each position by itself, as a 1×1 convolution does")
            found.append(text.format(layer=row.node.text))
        return found

    @property
    def network(self) -> Network:
        """The network that was worked out."""
        return Network(self.image, [row.node for row in self.rows], self.others)

    def __str__(self) -> str:
        from kerascnn.shapes.render import table

        return table(self)

    def _repr_html_(self) -> str:
        from kerascnn.shapes.render import html

        return html(self)


def _has_channels_first(nodes: Sequence[Node] | Sequence[Row]) -> bool:
    """Whether a layer itself says that its channels stand first, as a saved model's may: nothing is to be turned."""
    from kerascnn.shapes.layers.wrapped import ChannelsFirst

    return any(isinstance(each.layer, ChannelsFirst) for each in nodes)


def run(net: Network, order: Order = "hwc") -> Trace:
    """Work out a network.

    Raises:
        InputError: a layer cannot take what comes in; the message shows the formula and what would work.
    """
    if _has_channels_first(net.nodes):
        order = "hwc"  # its shapes are shown as they stand
    try:
        return Trace(net.image, tuple(fold(net)), order, net.others)
    except MisfitError as misfit:
        from kerascnn.shapes.doctor import diagnosis

        raise diagnosis(net, misfit, order) from None


def trace(input: str | Shape, *layers: str | Layer, order: Order = "hwc") -> Trace:  # noqa: A002 (the word of the field)
    """Work out a network's shapes, parameters, multiply-adds and receptive fields.

    >>> net = trace("32x32x3", "conv6@5 pool2 conv16@5 pool2 flatten dense120 dense84 dense10")
    >>> net.parameters, net.output
    (62006, (10,))
    >>> [row.output for row in trace((28, 28, 1), "conv4@3/p1").rows]
    [(28, 28, 4)]

    Args:
        input: the shape of one example, as a tuple or as a word ("32x32x3"); the layers may follow in the same text.
        layers: words of `kerascnn shape-calc --notation`, one or several in each text, or layers.
        order: "chw" where the shapes that are given, and those that are shown, have the channels first.

    Raises:
        InputError: the text cannot be read, or a layer cannot take what comes in.
    """
    if order not in ("hwc", "chw"):
        raise InputError(_("order is {order!r}; expected hwc or chw").format(order=order))
    words = [input if isinstance(input, str) else times(input, "x"), *map(str, layers)]
    return run(network(Source(" ".join(words)).words(), order), order)
