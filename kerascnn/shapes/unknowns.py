"""Backwards: which numbers in the place of `?` make a network end in a wanted shape."""

from collections.abc import Sequence
from itertools import islice
from typing import NamedTuple

from kerascnn.errors import InputError
from kerascnn.language import _, ngettext
from kerascnn.shapes.chain import Trace, in_order, shown_shape
from kerascnn.shapes.layers import Shape
from kerascnn.shapes.layers.base import times
from kerascnn.shapes.notation import Order, plain, shape_of
from kerascnn.shapes.places import Source, Word, shown
from kerascnn.shapes.search import Search
from kerascnn.shapes.solved_layer import UNKNOWN

__all__ = ["Solutions", "solutions", "solve"]

MOST_SOLUTIONS = 10_000
MOST_SHOWN = 100


class Solutions(NamedTuple):
    """All that was found.

    Attributes:
        traces: the networks that end in the wanted shape, worked out.
        tried: what was tried in the place of each `?`, as a sentence.
    """

    traces: list[Trace]
    tried: str

    def json(self) -> str:
        """One object: the solutions and what was tried."""
        import json

        found = [
            {
                "layers": [times(in_order(trace.image, trace.order), "x"), *(row.node.text for row in trace.rows)],
                "output": list(in_order(trace.output, trace.order)),
                "parameters": trace.parameters,
                "multiply_adds": trace.multiply_adds,
            }
            for trace in self.traces
        ]
        return json.dumps({"solutions": found, "tried": self.tried}, indent=2, ensure_ascii=False)

    def __str__(self) -> str:
        from kerascnn.shapes.render import Table, layout

        heads = [_("layers"), _("output shape"), _("parameters"), _("multiply-adds")]
        rows = [
            [
                " ".join([times(in_order(trace.image, trace.order), "x"), *(row.node.text for row in trace.rows)]),
                shown_shape(trace.output, trace.order),
                f"{trace.parameters:,}",
                f"{trace.multiply_adds:,}",
            ]
            for trace in self.traces[:MOST_SHOWN]
        ]
        count = len(self.traces)
        notes = [ngettext("{n} solution; {tried}", "{n} solutions; {tried}", count).format(n=count, tried=self.tried)]
        if count > MOST_SHOWN:
            text = _("the first {n} are shown; put a number in the place of a ?, or see all with --format json")
            notes.insert(0, text.format(n=MOST_SHOWN))
        return layout(Table(heads, [True, True, False, False], rows, [], notes))


def solve(input: str | Shape, *layers: str, want: str | Shape, order: Order = "hwc") -> Solutions:  # noqa: A002
    """Every number that can stand in the place of `?` so that the network ends in `want`.

    >>> found = solve("28x28x1", "conv4@3/p?", want="28x28")
    >>> [trace.rows[0].node.text for trace in found.traces]
    ['conv4@3/p1']

    Args:
        input: the shape of one example.
        layers: words of the notation; each `?` (or `_`) in them stands for one number. Several in the shape of the
            input are the same number.
        want: the shape at the end; without its channels it leaves them open.
        order: "chw" where shapes have their channels first.

    Raises:
        InputError: nothing solves it, or there is too much to try.
    """
    words = [input if isinstance(input, str) else times(input, "x"), *layers]
    wanted = want if isinstance(want, str) else times(want, "x")
    return solutions(Source(" ".join(words)).words(), Source(wanted), order)


def solutions(words: Sequence[Word], want: Source, order: Order = "hwc") -> Solutions:
    """`solve` for words that know their places."""
    words = [*words[:1], *(plain(word).word for word in words[1:])]
    unknown = [word for word in words if UNKNOWN.search(word.text)]
    if not words or not unknown:
        raise InputError(_("there is no ? to solve for; `kerascnn check` compares an answer"))
    goal = wanted_shape(want)
    search = Search(words, goal, order)
    found = list(islice(search.run(), MOST_SOLUTIONS + 1))
    if len(found) > MOST_SOLUTIONS:
        text = _("more than {limit} numbers fit; put a number in the place of a ?")
        raise InputError(text.format(limit=f"{MOST_SOLUTIONS:,}"))
    tried = "; ".join(search.tried)
    if found:
        return Solutions(found, _("tried: {ranges}").format(ranges=tried))
    text = _("nothing in place of ? ends in {want} (tried: {ranges})").format(want=times(goal, "×"), ranges=tried)
    if search.closest:
        near, output = search.closest
        text += _("; {layers} comes closest, with {output}").format(layers=near, output=shown_shape(output, order))
    place = UNKNOWN.search(unknown[0].text)
    assert place  # noqa: S101 (the words were chosen by it)
    raise unknown[0].error(text, place.start(), place.end())


def wanted_shape(want: Source) -> Shape:
    """The numbers of a wanted shape, in the order in which they are written."""
    words = want.words()
    if len(words) != 1:
        raise InputError(_("expected one shape, such as 28x28 or 28x28x4; got {text!r}").format(text=shown(want.text)))
    return shape_of(words[0])
