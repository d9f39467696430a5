"""The search for numbers in the place of `?`: layer by layer, and the last of them solved for instead of tried."""

import math
import re
from collections.abc import Iterator, Sequence

from kerascnn.errors import InputError
from kerascnn.language import N_, _
from kerascnn.shapes.chain import Trace, run
from kerascnn.shapes.layers import Flatten, Joint, Shape
from kerascnn.shapes.layers.base import times
from kerascnn.shapes.monotone import Goal, Tail, grows, keeps_channels, output_or_none, solve
from kerascnn.shapes.notation import Network, Node, Order, channels_last, network, read, shape_of
from kerascnn.shapes.places import Source, Word
from kerascnn.shapes.solved_layer import UNKNOWN, SolvedLayer, role_of

__all__ = ["Search"]

MOST_TRIALS = 100_000
# Where a number is solved for, each combination of the others costs little.
MOST_COMBINATIONS = 300_000
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


def reaches(output: Shape, want: Shape, order: Order) -> bool:
    """Whether a shape, channels last, is the wanted one, which may leave the channels out."""
    if len(want) == len(output) - 1:
        return output[:-1] == want
    return output == (channels_last(want) if order == "chw" else want)


class Search:
    """Tries numbers layer by layer, so that a layer which does not fit ends a whole branch of trials."""

    def __init__(self, words: Sequence[Word], goal: Shape, order: Order) -> None:
        self.words, self.goal, self.order = words, goal, order
        self.tried: list[str] = []
        self.closest: tuple[str, Shape] | None = None
        self._distance = math.inf
        self._known = [int(number) for word in words for number in re.findall(r"\d{1,10}", word.text)]
        # The layers' places, with a layer that does nothing where a number is not known yet.
        plain = [words[0].text if not UNKNOWN.search(words[0].text) else "1x1x1"]
        plain += ["linear" if UNKNOWN.search(word.text) else word.text for word in words[1:]]
        for word in words[1:]:
            if not UNKNOWN.search(word.text):
                read_or_skip(word, order)
        self.nodes = network(Source(" ".join(plain)).words(), order).nodes
        at = [word for word in words[1:] if word.text not in ("split", "and")]
        # Behind a flatten the goal is no side of a map: a square map of so many numbers has its root.
        flat = len(goal) == 1 and any(isinstance(node.layer, Flatten) for node in self.nodes)
        self._sides = (math.isqrt(goal[0]),) if flat and words[0].text.count("x") > 1 else goal
        unknown = [place for place, word in enumerate(at) if UNKNOWN.search(word.text)]
        self.solved = self._solved(unknown[-1], at[unknown[-1]]) if unknown else None
        self.choices: list[list[Node] | None] = []
        for place, (node, word) in enumerate(zip(self.nodes, at, strict=True)):
            tried = place in unknown and not (self.solved and place == self.solved.place)
            self.choices.append(self._nodes(node, word) if tried else None)

    def _solved(self, place: int, word: Word) -> SolvedLayer | None:
        """The last layer with a `?`, if one of its numbers can be solved for."""
        text = word.text
        try:
            layer = read(Word(UNKNOWN.sub("1", text), Source(text), 0), self.order)
        except InputError:
            return None
        places = [found.start() for found in UNKNOWN.finditer(text)]
        growing = [grows(layer, role_of(text, each)) for each in places]
        tail = Tail(self.nodes[place + 1 :], place + 1)
        if not tail.monotone or all(each is None for each in growing):
            return None
        last = max(index for index, each in enumerate(growing) if each is not None)
        numbers = [self._numbers(text, each) for each in places]
        flat = any(isinstance(node.layer, Flatten) for node in tail.nodes)
        if len(self.goal) == len(self.words[0].text.split("x")) and not flat:
            # The channels at the end are those of this layer, if none behind it changes them.
            channels = self.goal[0] if self.order == "chw" else self.goal[-1]
            for index, each in enumerate(places):
                if role_of(text, each) not in ROLES and all(keeps_channels(node.layer) for node in tail.nodes):
                    numbers[index] = [channels]
        self._limit(math.prod(len(each) for index, each in enumerate(numbers) if index != last), MOST_COMBINATIONS)
        return SolvedLayer(place, word, numbers, last, bool(growing[last]), tail)

    def _nodes(self, node: Node, word: Word) -> list[Node]:
        places = [place.start() for place in UNKNOWN.finditer(word.text)]
        ranges = [self._numbers(word.text, place) for place in places]
        for numbers in ranges:
            self._limit(len(numbers))
        self._limit(math.prod(map(len, ranges)))
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

    def _limit(self, trials: int, most: int = MOST_TRIALS) -> None:
        if trials > most:
            text = _("there are more than {limit} combinations to try; put a number in the place of a ?")
            raise InputError(text.format(limit=f"{most:,}"))

    def _texts(self, text: str) -> Iterator[str]:
        place = UNKNOWN.search(text)
        if place is None:
            yield text
            return
        for number in self._numbers(text, place.start()):
            yield from self._texts(f"{text[: place.start()]}{number}{text[place.end() :]}")

    def _numbers(self, text: str, place: int) -> Sequence[int]:
        """The numbers that may stand at a place of a word."""
        role = role_of(text, place)
        largest = max([*self._known, *self._sides])
        name = _(ROLES.get(role, N_("filters")))
        if role in ("p", "op", "pad", "crop"):
            numbers = range(largest + 1)
        elif role in ROLES and role not in ("dense", "fc"):
            # A kernel can be as long as the map and its zeros at both ends.
            zeros = max(map(int, re.findall(r"/p\D?(\d{1,9})", text)), default=0) if role == "@" else 0
            numbers = range(1, largest + 2 * zeros + 1)
        else:
            total = math.prod(self.goal)
            self._limit(max(self.goal))
            numbers = range(1, max(self.goal) + 1)
            more = [n for n in range(numbers.stop, min(total, 100_000) + 1) if total % n == 0]
            tried = _("{name} {first} to {last} and the divisors of {total}") if more else _("{name} {first} to {last}")
            self._note(tried.format(name=name, first=1, last=numbers[-1], total=total))
            return [*numbers, *more]
        self._note(_("{name} {first} to {last}").format(name=name, first=numbers[0], last=numbers[-1]))
        return numbers

    def _note(self, text: str) -> None:
        if text not in self.tried:
            self.tried.append(text)

    def run(self) -> Iterator[Trace]:
        """All networks that end in the goal."""
        images = list(self._images())
        others = self.solved.others if self.solved else 1
        tried = math.prod(len(choice) for choice in [images, *self.choices] if choice)
        self._limit(tried * others, MOST_COMBINATIONS if self.solved else MOST_TRIALS)
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
        if self.solved and place == self.solved.place:
            yield from self._solve(self.solved, image, chosen, made)
            return
        for node in self.choices[place] or [self.nodes[place]]:
            taken = [made[each] if each >= 0 else image for each in node.inputs]
            try:
                output = node.layer.output(taken) if isinstance(node.layer, Joint) else node.layer.output(taken[0])
            except InputError:
                continue
            yield from self._from(image, [*chosen, node], [*made, output])

    def _solve(self, solved: SolvedLayer, image: Shape, chosen: list[Node], made: list[Shape]) -> Iterator[Trace]:
        """All networks that end in the goal, with the numbers in front of the last layer with a `?` chosen."""
        (taken,) = self.nodes[solved.place].inputs
        shape = made[taken] if taken >= 0 else image
        goal = self._goal(solved, shape)
        if goal is None:
            return
        rest = self.nodes[solved.place + 1 :]
        maker = solved.maker(self.order)
        found: list[tuple[tuple[int, ...], Node]] = []
        for before, after in solved.combinations():
            layer_of = maker(before, after)
            fitting, near = solve(layer_of, solved.tried, shape, solved.tail, goal, growing=solved.growing)
            for number in [*fitting, *near]:
                values = (*before, number, *after)
                layer = layer_of(number)
                node = self.nodes[solved.place]._replace(layer=layer, text=solved.text(values), word=solved.word)
                end = self._end(node, shape, solved.tail)
                if end is not None and reaches(end, self.goal, self.order):
                    found.append((values, node))
                elif end is not None and not found:
                    self._remember(end, image, [*chosen, node, *rest])
                if end is not None and goal.channels not in (None, end[-1]):
                    break  # it has other channels, whatever the number
        for _values, node in sorted(found, key=lambda each: each[0]):
            yield run(Network(image, [*chosen, node, *rest]), self.order)

    def _end(self, node: Node, shape: Shape, tail: Tail) -> Shape | None:
        made = output_or_none(node.layer, shape)  # type: ignore[arg-type]
        return None if made is None else tail.output(made)

    def _goal(self, solved: SolvedLayer, shape: Shape) -> Goal | None:
        """The goal for what comes out at the end, which has as many axes as `shape` or is flat."""
        rank = 1 if any(isinstance(node.layer, Flatten) for node in solved.tail.nodes) else len(shape)
        goal = channels_last(self.goal) if self.order == "chw" and len(self.goal) == rank else self.goal
        if len(goal) == rank > 1:
            return Goal(goal[:-1], goal[-1])
        return Goal(goal) if len(goal) == max(rank - 1, 1) else None

    def _remember(self, output: Shape, image: Shape, chosen: list[Node]) -> None:
        compared = output[: len(self.goal)] if len(self.goal) < len(output) else output
        if len(compared) != len(self.goal):
            return
        distance = sum(abs(one - other) for one, other in zip(compared, self.goal, strict=True))
        if distance < self._distance:
            self._distance = distance
            solved = self.solved.place if self.solved else -1
            changed = [
                node.text
                for place, (node, choice) in enumerate(zip(chosen, self.choices, strict=True))
                if choice or place == solved
            ]
            self.closest = " ".join(changed) or times(image, "x"), output


def read_or_skip(word: Word, order: Order) -> None:
    """Read a word in its own place, so that what is wrong with it is shown there."""
    if word.text not in ("split", "and", "add", "concat"):
        read(word, order)
