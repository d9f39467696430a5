"""What a number that is no right shape may be right for: the parameters, the size of the output, its sides."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from kerascnn.errors import InputError
from kerascnn.language import N_
from kerascnn.shapes.chain import Trace, in_order
from kerascnn.shapes.layers import Merge, Shape
from kerascnn.shapes.notation import Order
from kerascnn.shapes.row import Row

__all__ = ["named"]

Quantity = tuple[str, Shape]
"""A sentence about an answer, to be translated and filled, and the answer that it is about."""


def named(net: Trace, place: int, answer: Shape, *, certain: bool) -> tuple[str, Row] | None:
    """The sentence for an answer that is right for something else than the shape of the layer at `place`.

    Args:
        net: the network.
        place: the layer whose shape was asked for.
        answer: what was answered, in the network's order.
        certain: whether the answer is known to be about this layer, and not perhaps about another or all of them.

    Returns:
        The sentence, to be translated and filled, and the layer that it is about; None where there is none.
    """
    asked = net.rows[place]
    for sentence, value in _of_layer(asked, net.order):
        if value == answer:
            return sentence, asked
    if certain:
        return None
    for sentence, value in _of_network(net):
        if value == answer:
            return sentence, asked
    for row in reversed(net.rows):
        if row is not asked and in_order(row.output, net.order) == answer:
            return N_("{answer} is the output shape of step {step}, {layer}; at the end it is {right}"), row
    for row in reversed(net.rows):
        for sentence, value in _costs(row):
            if value == answer:
                return sentence, row
    return None


def _of_layer(row: Row, order: Order) -> Iterator[Quantity]:
    yield from _costs(row)
    yield from _sides(row, order)
    field = tuple(number for number in row.receptive_field if isinstance(number, int))
    if field and field == row.receptive_field:
        sentence = N_("{answer} is the right receptive field of step {step}, {layer}; its output shape is {right}")
        yield sentence, field
        if len(set(field)) == 1:
            yield sentence, field[:1]


def _costs(row: Row) -> Iterator[Quantity]:
    if row.parameters:
        yield (
            N_("{answer} is the right number of parameters of step {step}, {layer}; its output shape is {right}"),
            (row.parameters,),
        )
        without = _without_biases(row)
        if without is not None and without != row.parameters:
            yield (
                N_(
                    "{answer} is the number of parameters of step {step}, {layer}, without its biases; its output "
                    "shape is {right}"
                ),
                (without,),
            )
    yield (
        N_("{answer} is the right number of values that step {step}, {layer}, puts out; its output shape is {right}"),
        (row.activations,),
    )
    if row.multiply_adds:
        sentence = N_(
            "{answer} is the right number of multiply-adds of step {step}, {layer}; its output shape is {right}"
        )
        yield sentence, (row.multiply_adds,)
        sentence = N_(
            "{answer} is the right number of FLOPs of step {step}, {layer}, 2 for each multiply-add; its output shape "
            "is {right}"
        )
        yield sentence, (2 * row.multiply_adds,)


def _without_biases(row: Row) -> int | None:
    layer: Any = row.layer
    if isinstance(layer, Merge) or not getattr(layer, "bias", False):
        return None
    try:
        return int(replace(layer, bias=False).parameters(row.inputs[0]))
    except (InputError, TypeError):
        return None


def _sides(row: Row, order: Order) -> Iterator[Quantity]:
    *sides, channels = row.output
    if not sides:
        return
    missing = N_("{answer} is right without the channels; the output shape of step {step}, {layer}, is {right}")
    yield missing, tuple(sides)
    if len(sides) == 2 and sides[0] == sides[1]:
        yield (
            N_("{answer} is the right height and width of step {step}, {layer}; its output shape is {right}"),
            (sides[0],),
        )
    yield (
        N_("{answer} is the right number of channels of step {step}, {layer}; its output shape is {right}"),
        (channels,),
    )


def _of_network(net: Trace) -> Iterator[Quantity]:
    if len(net.rows) == 1:
        return
    yield (
        N_("{answer} is the right number of parameters of the whole network; its output shape is {right}"),
        (net.parameters,),
    )
    yield (
        N_("{answer} is the right number of multiply-adds of the whole network; its output shape is {right}"),
        (net.multiply_adds,),
    )
