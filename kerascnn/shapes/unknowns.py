"""Backwards: which numbers in the place of `?` make a network end in a wanted shape."""

import math
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from kerascnn.errors import InputError
from kerascnn.language import N_, _, ngettext
from kerascnn.shapes.chain import Trace, in_order, run, shown_shape
from kerascnn.shapes.layers import Merge, Shape
from kerascnn.shapes.layers.base import times
from kerascnn.shapes.notation import Network, Node, Order, channels_last, network, read, shape_of
from kerascnn.shapes.places import Source, Word, shown

__all__ = ["Solutions", "reaches", "solutions", "solve"]

UNKNOWN = re.compile(r"[?_]")
ROLE = re.compile(r"([a-z]+|@)[^a-z@/]*$")
MOST_TRIALS = 100_000
ROLES = {
    "s": N_("stride"),
    "p": N_("padding"),
    "d": N_("dilation"),
    "g": N_("groups"),
    "m": N_("multiplier"),
    "op": N_("output padding"),
    "@": N_("kernel"),
    "pool": N_("window"),
    "maxpool": N_("window"),
    "avgpool": N_("window"),
    "up": N_("factor"),
    "pad": N_("margin"),
    "crop": N_("margin"),
    "dense": N_("units"),
    "fc": N_("units"),
}
"""What the number behind these letters is; behind the name of any other layer it is its filters."""


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
            for trace in self.traces
        ]
        count = len(rows)
        note = ngettext("{n} solution; {tried}", "{n} solutions; {tried}", count).format(n=count, tried=self.tried)
        return layout(Table(heads, [True, True, False, False], rows, [], [note]))


def reaches(output: Shape, want: Shape, order: Order) -> bool:
    """Whether a shape, channels last, is the wanted one, which may leave the channels out."""
    if len(want) == len(output) - 1:
        return output[:-1] == want
    return output == (channels_last(want) if order == "chw" else want)


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
    unknown = [word for word in words if UNKNOWN.search(word.text)]
    if not words or not unknown:
        raise InputError(_("there is no ? to solve for; `kerascnn check` compares an answer"))
    goal = wanted_shape(want)
    search = _Search(words, goal, order)
    found = list(search.run())
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


class _Search:
    """Tries numbers layer by layer, so that a layer which does not fit ends a whole branch of trials."""

    def __init__(self, words: Sequence[Word], goal: Shape, order: Order) -> None:
        self.words, self.goal, self.order = words, goal, order
        self.tried: list[str] = []
        self.closest: tuple[str, Shape] | None = None
        self._distance = math.inf
        self._known = [int(number) for word in words for number in re.findall(r"\d{1,9}", word.text)]
        # The layers' places, with a layer that does nothing where a number is not known yet.
        plain = [words[0].text if not UNKNOWN.search(words[0].text) else "1x1x1"]
        plain += ["linear" if UNKNOWN.search(word.text) else word.text for word in words[1:]]
        for word in words[1:]:
            if not UNKNOWN.search(word.text):
                read_or_skip(word, order)
        self.nodes = network(Source(" ".join(plain)).words(), order).nodes
        at = [word for word in words[1:] if word.text not in ("split", "and")]
        self.choices: list[list[Node] | None] = []
        for node, word in zip(self.nodes, at, strict=True):
            self.choices.append(self._nodes(node, word) if UNKNOWN.search(word.text) else None)

    def _nodes(self, node: Node, word: Word) -> list[Node]:
        places = [place.start() for place in UNKNOWN.finditer(word.text)]
        self._limit(math.prod(len(self._range(word.text, place)) for place in places))
        found = []
        for text in self._texts(word.text):
            try:
                layer = read(Word(text, Source(text), 0), self.order)
            except InputError:
                continue
            found.append(node._replace(layer=layer, text=text, word=word))
        if not found:
            # No number makes this a layer: say what is wrong with the first.
            read(Word(next(self._texts(word.text)), word.source, word.start), self.order)
        return found

    def _limit(self, trials: int) -> None:
        if trials > MOST_TRIALS:
            text = _("there are more than {limit} combinations to try; put a number in the place of a ?")
            raise InputError(text.format(limit=f"{MOST_TRIALS:,}"))

    def _texts(self, text: str) -> Iterator[str]:
        place = UNKNOWN.search(text)
        if place is None:
            yield text
            return
        for number in self._range(text, place.start()):
            yield from self._texts(f"{text[: place.start()]}{number}{text[place.end() :]}")

    def _range(self, text: str, place: int) -> list[int]:
        match = ROLE.search(text[:place])
        role = match[1] if match else ""
        largest = max([*self._known, *self.goal])
        name = _(ROLES.get(role, N_("filters")))
        if role in ("p", "op", "pad", "crop"):
            numbers = range(largest + 1)
        elif role in ROLES and role not in ("dense", "fc"):
            # A kernel can be as long as the map and its zeros at both ends.
            zeros = max(map(int, re.findall(r"\d{1,9}", text)), default=0) if role == "@" else 0
            numbers = range(1, largest + 2 * zeros + 1)
        else:
            total = math.prod(self.goal)
            self._limit(max(self.goal))
            numbers = range(1, max(self.goal) + 1)
            more = [n for n in range(numbers.stop, min(total, 100_000) + 1) if total % n == 0]
            tried = _("{name} {first} to {last} and the divisors of {total}") if more else _("{name} {first} to {last}")
            self._note(tried.format(name=name, first=1, last=numbers[-1], total=total))
            return [*numbers, *more]
        self._limit(len(numbers))
        self._note(_("{name} {first} to {last}").format(name=name, first=numbers[0], last=numbers[-1]))
        return list(numbers)

    def _note(self, text: str) -> None:
        if text not in self.tried:
            self.tried.append(text)

    def run(self) -> Iterator[Trace]:
        """All networks that end in the goal."""
        images = list(self._images())
        self._limit(math.prod(len(choice) for choice in [images, *self.choices] if choice))
        for image in images:
            yield from self._from(image, [], [])

    def _images(self) -> Iterator[Shape]:
        first = self.words[0]
        if not UNKNOWN.search(first.text):
            yield shape_of(first, self.order)
            return
        last = 4 * max([*self._known, *self.goal, 256])
        self._note(_("{name} {first} to {last}").format(name=_("input"), first=1, last=last))
        for number in range(1, last + 1):
            text = UNKNOWN.sub(str(number), first.text)
            yield shape_of(Word(text, Source(text), 0), self.order)

    def _from(self, image: Shape, chosen: list[Node], made: list[Shape]) -> Iterator[Trace]:
        place = len(chosen)
        if place == len(self.nodes):
            output = made[-1] if made else image
            if reaches(output, self.goal, self.order):
                yield run(Network(image, chosen), self.order)
            elif self._distance:
                self._remember(output, image, chosen)
            return
        for node in self.choices[place] or [self.nodes[place]]:
            taken = [made[each] if each >= 0 else image for each in node.inputs]
            try:
                output = node.layer.output(taken) if isinstance(node.layer, Merge) else node.layer.output(taken[0])
            except InputError:
                continue
            yield from self._from(image, [*chosen, node], [*made, output])

    def _remember(self, output: Shape, image: Shape, chosen: list[Node]) -> None:
        compared = output[: len(self.goal)] if len(self.goal) < len(output) else output
        if len(compared) != len(self.goal):
            return
        distance = sum(abs(one - other) for one, other in zip(compared, self.goal, strict=True))
        if distance < self._distance:
            self._distance = distance
            changed = [node.text for node, choice in zip(chosen, self.choices, strict=True) if choice]
            self.closest = " ".join(changed) or times(image, "x"), output


def read_or_skip(word: Word, order: Order) -> None:
    """Read a word in its own place, so that what is wrong with it is shown there."""
    if word.text not in ("split", "and", "add", "concat"):
        read(word, order)
