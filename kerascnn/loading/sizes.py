"""How large a network is, from its configuration alone, by the arithmetic of `kerascnn.shapes`."""

from dataclasses import dataclass

from kerascnn.errors import InputError
from kerascnn.language import _
from kerascnn.shapes import layers
from kerascnn.shapes.chain import MisfitError, fold
from kerascnn.shapes.places import shown
from kerascnn.shapes.saved import Config, network_of

__all__ = ["LARGEST_OUTPUT", "Sizes", "sizes", "too_large"]

LARGEST_OUTPUT = 2**28
"""Numbers that a layer may put out for one example: 1 GiB in float32. VGG-16's largest are 3.2 million."""
LARGEST_TABLE = 2**24
"""Pairs of an input map and a filter for which a `PartialConv2D` keeps a table."""

OF_KNOWN_INPUT = (layers.LocallyConnected, layers.PartialConvolution, layers.PaddedShortcut)
"""Layers of `kerascnn.layers` that take memory by the shape of their input when they are built."""


@dataclass(frozen=True)
class Sizes:
    """The size of a network.

    Attributes:
        parameters: of the layers that can be counted.
        trained: how many of them gradient descent trains.
        frozen: how many are in frozen layers.
        complete: whether these are all.
        problems: what would not fit, a clause each.
    """

    parameters: int = 0
    trained: int = 0
    frozen: int = 0
    complete: bool = False
    problems: tuple[str, ...] = ()


def sizes(config: Config) -> Sizes:
    """Count what can be counted.

    Args:
        config: the configuration of a model, checked by `configuration`.
    """
    rows, complete = [], True
    try:
        for row in fold(network_of(config)):
            rows.append(row)
    except MisfitError:
        # Keras knows better whether this layer fits; what is in front of it has been counted.
        complete = False
    except InputError as error:
        return Sizes(problems=(str(error),) if _has_ours(config) else ())
    # What stands behind a layer that is not known has the shape that the file says.
    guessed = not complete or any(isinstance(row.layer, layers.Custom) for row in rows)
    problems = []
    for row in rows:
        if row.counted and row.activations > LARGEST_OUTPUT:
            problems.append(too_large(row.node.text, row.activations))
        if isinstance(row.layer, OF_KNOWN_INPUT) and (guessed or not row.counted):
            problems.append(_("the input of the layer {name} is not known").format(name=shown(row.node.text)))
        elif isinstance(row.layer, layers.PartialConvolution):
            pairs = row.inputs[0][-1] * row.layer.filters
            if pairs > LARGEST_TABLE:
                problems.append(too_large(row.node.text, pairs, LARGEST_TABLE))
    return Sizes(
        parameters=sum(row.parameters for row in rows),
        trained=sum(row.parameters - row.fixed_parameters for row in rows),
        frozen=sum(row.frozen_parameters for row in rows),
        complete=complete and all(row.counted for row in rows),
        problems=tuple(problems),
    )


def _has_ours(config: Config) -> bool:
    return any(name in str(config) for name in ("PartialConv2D", "LocallyConnected2D", "PaddedShortcut"))


def too_large(name: str, numbers: int, largest: int = LARGEST_OUTPUT) -> str:
    """The clause for a layer that does not fit."""
    text = _("the layer {name} makes {numbers} numbers of one picture, more than {largest}")
    return text.format(name=shown(name), numbers=f"{numbers:,}", largest=f"{largest:,}")
