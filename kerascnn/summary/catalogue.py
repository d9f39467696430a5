"""The networks of the course with their numbers, as they were worked out beforehand: Keras is not needed to list them.

`numbers.json` is written by `python tests/summary/numbers_of_networks.py`; a test works the numbers out again.
"""

import functools
import json
import re
from pathlib import Path
from typing import NamedTuple

from kerascnn import networks
from kerascnn.errors import InputError
from kerascnn.language import N_, _
from kerascnn.shapes import render
from kerascnn.shapes.layers.base import times
from kerascnn.shapes.render import Table

__all__ = ["FORMATS", "NUMBERS", "Entry", "Publication", "catalogue", "remarks", "written"]

NUMBERS = Path(__file__).with_name("numbers.json")
FORMATS = ("table", "json", "markdown", "html")


class Publication(NamedTuple):
    """Where a network is from.

    Attributes:
        year: in which it was published; None for those that were made for the course.
        paper: its authors, or what it is.
        decks: the decks of the course that speak of it.
    """

    year: int | None
    paper: str
    decks: str


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


PUBLICATIONS = {
    "airbench": Publication(2024, "Jordan", ""),
    "alexnet": Publication(2012, "Krizhevsky et al.", "B C E"),
    "cifar-cnn": Publication(None, N_("made for the course"), "A B"),
    "efficientnet": Publication(2019, "Tan, Le", "E"),
    "googlenet": Publication(2014, "Szegedy et al.", "C E"),
    "lenet5": Publication(1998, "LeCun et al.", "E"),
    "locally-connected": Publication(None, N_("made for the course"), "A"),
    "mlp": Publication(None, N_("made for the course"), "A B"),
    "mnist-cnn": Publication(None, N_("made for the course"), "B"),
    "mobilenet": Publication(2017, "Howard et al.", "E"),
    "mobilenetv2": Publication(2018, "Sandler et al.", "E"),
    "plain": Publication(2015, "He et al.", "C E"),
    "resnet": Publication(2015, "He et al.", "C E"),
    "vgg": Publication(2015, "Simonyan, Zisserman", "E"),
}
"""By what the networks' names begin with; the longest beginning counts."""

REMARKS = {
    ("alexnet", "paper"): N_("the slide says about 60 million parameters; this variant has {parameters}"),
    ("alexnet", "single"): N_(
        "the slide says about 60 million parameters; this variant has {parameters}, because without the two towers "
        "conv2, conv4 and conv5 read all channels"
    ),
    ("alexnet", "torchvision"): N_(
        "the slide says about 60 million parameters; this variant has {parameters}, because it has other filters "
        "(64-192-384-256-256) and no towers"
    ),
    ("googlenet", "inference"): N_(
        "the parameters in the paper's table 1 add up to 6.8 million; this variant has {parameters}, because "
        "several rows of that table do not follow from the filters beside them"
    ),
    ("googlenet", "paper"): N_(
        "the parameters in the paper's table 1 add up to 6.8 million; this variant has {parameters}, because "
        "it has the two auxiliary heads as well"
    ),
    ("lenet5", "paper"): N_(
        "the paper says 60,000 parameters: those that are trained; the other 840 are the fixed bitmaps of the digits. "
        "The slide's table, 62,006, is the variant course"
    ),
    ("lenet5", "full"): N_(
        "the paper says 60,000 parameters; this variant has {parameters}: 900 more in C3, which sees all maps, 850 in "
        "the output, and 44 fewer in S2 and S4"
    ),
    ("lenet5", "course"): N_("the slide says 62,006 parameters; this variant has {parameters}"),
    ("mobilenet", ""): N_(
        "the paper says 4.2 million parameters and 569 million multiply-adds; this network has {trainable} that are "
        "trained and {multiply_adds}"
    ),
    ("mobilenetv2", ""): N_(
        "the paper says 3.4 million parameters and 300 million multiply-adds; the layers of its table 2, which this "
        "network has, come to {trainable} that are trained and {multiply_adds}"
    ),
    **{
        ("resnet50", variant): text
        for variant, text in (
            (
                "keras",
                N_(
                    "torchvision's has 25,557,032 parameters that are trained; this variant has {trainable}, because "
                    "its convolutions have a bias, 26,560 in all. The paper's 3.8 billion FLOPs are multiply-adds"
                ),
            ),
            (
                "torchvision",
                N_(
                    "the paper's 3.8 billion FLOPs are multiply-adds; this variant has {multiply_adds}, because its "
                    "stride stands on the 3×3 convolution"
                ),
            ),
            ("paper", N_("the paper's 3.8 billion FLOPs are multiply-adds; this variant has {multiply_adds}")),
        )
    },
    ("vgg16", ""): N_("the slide says about 138 million parameters; this network has {parameters}"),
}
"""What was published, and why it differs."""


@functools.cache
def catalogue() -> tuple[Entry, ...]:
    """All networks of the course with their variants, in the order of their names, numbers as numbers."""
    found = []
    for entry in json.loads(NUMBERS.read_text(encoding="utf-8")):
        name = entry["network"]
        publication = PUBLICATIONS[max((word for word in PUBLICATIONS if name.startswith(word)), key=len)]
        found.append(Entry(**entry, **publication._asdict()))
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
    text = REMARKS.get((name, entries[0].variant)) if entries else None
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
