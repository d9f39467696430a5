"""The networks of the course with their numbers, as they were worked out beforehand: Keras is not needed to list them.

`stored/NAME.json` is written by `python tests/summary/stored_networks.py NAME`; a test works the numbers out again.
"""

import functools
import json
import re
from pathlib import Path
from typing import NamedTuple

from kerascnn import networks
from kerascnn.errors import InputError
from kerascnn.language import _
from kerascnn.shapes import render
from kerascnn.shapes.layers.base import times
from kerascnn.shapes.render import Table

__all__ = ["FORMATS", "STORED", "Entry", "catalogue", "remarks", "written"]

STORED = Path(__file__).with_name("stored")
FORMATS = ("table", "json", "markdown", "html")


class Entry(NamedTuple):
    """A variant of a network.

    Attributes:
        network: its name.
        variant: its variant; "" for a network that has only one form.
        input: the shape of one picture.
        parameters: all of them.
        trainable: how many gradient descent trains.
        multiply_adds: for one picture.
        receptive_field: pixels that an output sees before places are lost; None where no layer slides.
        year: of publication; None where it was made for the course.
        paper: its authors, or what it is.
        decks: the decks of the course that speak of it.
    """

    network: str
    variant: str
    input: list[int]
    parameters: int
    trainable: int
    multiply_adds: int
    receptive_field: int | None
    year: int | None
    paper: str
    decks: str


@functools.cache
def catalogue() -> tuple[Entry, ...]:
    """All networks of the course with their variants, in the order of their names, numbers as numbers."""
    found = []
    for path in STORED.glob("*.json"):
        published = networks.published(path.stem)._asdict()
        found += [Entry(path.stem, **entry, **published) for entry in json.loads(path.read_text(encoding="utf-8"))]
    return tuple(sorted(found, key=lambda entry: _in_order(entry.network)))


def _in_order(name: str) -> list[str | int]:
    """What sorts resnet18 before resnet101."""
    return [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", name)]


def remarks(name: str, variant: str | None = None) -> list[str]:
    """One line that reconciles a network with what was published of it, if that differs; by default its first variant.

    Raises:
        InputError: there is no such network.
    """
    networks.check_name(name)
    entries = [entry for entry in catalogue() if entry.network == name and variant in (None, entry.variant)]
    text = networks.remark(name, entries[0].variant) if entries else None
    if text is None:
        return []
    numbers = {key: f"{getattr(entries[0], key):,}" for key in ("parameters", "trainable", "multiply_adds")}
    return [f"{name}: {_(text).format(**numbers)}"]


def written(form: str = "table") -> str:
    """The catalogue in one of the `FORMATS`."""
    if form not in FORMATS:
        raise InputError(
            _("there is no format {form}; expected one of {formats}").format(form=form, formats=", ".join(FORMATS))
        )
    if form == "json":
        return json.dumps([entry._asdict() for entry in catalogue()], indent=2, ensure_ascii=False)
    heads = [
        _("name"),
        _("variant"),
        _("input"),
        _("parameters"),
        _("multiply-adds"),
        _("receptive field"),
        _("year"),
        _("paper"),
        _("decks"),
    ]
    rows = [
        [
            entry.network,
            entry.variant or "–",
            times(entry.input, "×"),
            f"{entry.parameters:,}",
            f"{entry.multiply_adds:,}",
            "–" if entry.receptive_field is None else str(entry.receptive_field),
            "–" if entry.year is None else str(entry.year),
            _(entry.paper),
            entry.decks,
        ]
        for entry in catalogue()
    ]
    notes = [_("the first variant of a network is the one that its name alone stands for")]
    content = Table(heads, [True, True, True, False, False, False, False, True, True], rows, [], notes)
    return render.layout(content) if form == "table" else render.TABLES[form](content, "")
