"""What part of the image an output sees, along one axis."""

from collections.abc import Collection
from functools import reduce
from typing import NamedTuple

from kerascnn.shapes.sizes import Window

TYPE_CHECKING = False
if TYPE_CHECKING:
    from fractions import Fraction  # imported where upsampling needs it, and patterns too

    from kerascnn.shapes.patterns import Pattern

    Number = int | Fraction

__all__ = ["Field"]


class Field(NamedTuple):
    """The receptive field of the outputs of a layer along one axis, in pixels of the network's input.

    The pixel at the edge is number 0, so that a number less than 0 lies in the padding. An output sees from the first
    pixel that it depends on to the last. Up to the first layer that makes a map larger, all outputs see equally many;
    behind it that depends on the output's place: three neighbours touch two blocks of equal pixels, or three, or one.

    Attributes:
        image: pixels of the network's input along the axis.
        low: the first pixel that the first output sees.
        size: pixels that an output sees, whether they lie on the image or in the padding, and of all outputs the most:
            the receptive field.
        step: pixels from the centre of one output to the centre of the next, in the mean; None where the outputs have
            no places any more (after a flatten or a global pooling). Less than 1 after an upsampling.
        source: which of the network's inputs that is, as `Node.inputs` numbers them.
        pattern: what each output sees, where that is more than `low`, `size` and `step` can say.

    Source:
        Araujo, Norris and Sim (2019), Computing receptive fields of convolutional neural networks, Distill.
    """

    image: int
    low: int = 0
    size: int = 1
    step: "Number | None" = 1
    source: int = -1
    pattern: "Pattern | None" = None

    @property
    def centre(self) -> float:
        """The middle of what the first output sees; 0 is the middle of the image's first pixel.

        Behind an upsampling it is where the first output lies: the middle of what all outputs see, each taken back by
        its steps.
        """
        if self.pattern is None:
            return float((2 * self.low + self.size - 1) / 2)
        from fractions import Fraction

        period, _advance, runs = self.pattern
        ends = [start for start, _seen in runs[1:]] + [period]
        there = [(start, end, seen) for (start, seen), end in zip(runs, ends, strict=True) if seen[0] <= seen[1]]
        count = sum(end - start for start, end, _seen in there)
        middles = sum(Fraction(int(first + last), 2) * (end - start) for start, end, (first, last) in there)
        places = sum(Fraction((start + end - 1) * (end - start), 2) for start, end, _seen in there)
        return float((middles - places * self._speed) / count) if count else 0.0

    @property
    def _speed(self) -> "Number":
        """Pixels from what one output sees to what the next one sees, in the mean: none where all see the same."""
        if self.pattern is None:
            return self.step or 0
        from fractions import Fraction

        return Fraction(self.pattern.advance, self.pattern.period)

    def seen(self, place: int) -> tuple[int, int]:
        """The first and the last pixel that the output at a place sees; the last is in front where it sees none.

        >>> Field(8, low=-1, size=3, step=2).seen(1)
        (1, 3)
        """
        if self.pattern is None:
            low = self.low + place * int(self.step or 0)
            return low, low + self.size - 1
        first, last = self.pattern.at(place)
        return (int(first), int(last)) if first <= last else (0, -1)

    def sizes(self, count: int) -> list[int]:
        """How many pixels the first `count` outputs see, each number once, the least first."""
        return [self.size] if self.pattern is None else sorted(set(self.pattern.sizes(count)))

    def of(self, count: int) -> "Field":
        """The same field, its size being the most that one of the first `count` outputs sees: there are no more."""
        return self if self.pattern is None else self._replace(size=max(self.pattern.sizes(count)))

    def through(self, window: Window) -> "Field":
        """The field of the outputs of a window that slides over outputs with this field."""
        if self.step is None:
            return self
        step = self.step * window.stride
        if self.pattern is None:
            return self._replace(
                low=self.low - window.before * int(self.step),
                size=self.size + (window.extent - 1) * int(self.step),
                step=step,
            )
        pattern = self.pattern
        # What a long window sees first it sees within its first period, and what it sees last within its last.
        elements: Collection[int] = range(window.kernel)
        if pattern.rising:
            elements = {0, window.kernel - 1}
        elif window.kernel > 2 * pattern.period:
            elements = {*range(pattern.period), *range(window.kernel - pattern.period, window.kernel)}
        return self._with(
            _all(pattern, [(window.stride, each * window.dilation - window.before, 1) for each in elements]), step
        )

    def stamped(self, window: Window) -> "Field":
        """The field of the outputs of a transpose convolution: each sees the inputs whose stamps reach it.

        Args:
            window: the stamp; `before` is what is cut off in front.
        """
        if self.step is None:
            return self
        kernel, stride, dilation, cut, _after = window
        if stride == 1:
            # The kernel turned round is a window that reaches over the edge as far as it is not cut off.
            return self.through(Window(kernel, 1, dilation, before=window.extent - 1 - cut))
        pattern, step = self._patterned(), self._divided(stride)
        if dilation == 1 and kernel >= stride and pattern.rising:
            return self._with(_all(pattern, [(1, cut - kernel + stride, stride), (1, cut, stride)]), step)
        from kerascnn.shapes.patterns import checked

        checked(kernel * len(pattern.runs))
        # Input number n lays element number e of its stamp on output n·stride + e·dilation − cut.
        offsets = [each * dilation - cut for each in range(kernel)]
        stamps = (pattern.at_places(1, -offset, stride).only(stride, offset) for offset in offsets)
        return self._with(reduce(lambda one, other: one.joined(other), stamps), step)

    def enlarged(self, factor: int, *, radius: int) -> "Field":
        """The field after each output has become `factor` outputs.

        Args:
            factor: new outputs for each one.
            radius: of the interpolation, in old outputs: 1 where a new one lies between the two that it is made of
                (linear), 2 where it is made of four; 0 where it is a copy.
        """
        if self.step is None or factor == 1:
            return self
        pattern, step = self._patterned(), self._divided(factor)
        if not radius:
            return self._with(pattern.at_places(1, 0, factor), step)
        # New output n lies at (n + ½)/factor − ½ among the old ones; one that lies on an old one is made of it alone.
        twice, shift = 2 * factor, 1 - factor
        around = _all(pattern, [(2, shift + twice * reach, twice) for reach in range(1 - radius, radius + 1)])
        if factor % 2:
            around = around.except_at(factor, factor // 2, pattern.at_places(1, 0, factor))
        return self._with(around, step)

    def divided(self, size: int, count: int) -> "Field":
        """The field of `count` equal parts of `size` outputs: part i is from `⌊i·W/N⌋` up to `⌈(i + 1)·W/N⌉`."""
        if self.step is None:
            return self
        if size % count == 0:
            return self.through(Window(size // count, size // count))
        if count % size == 0:
            return self.enlarged(count // size, radius=0)
        from fractions import Fraction

        from kerascnn.shapes.patterns import Pattern, checked, hull

        pattern, runs = self._patterned(), []
        checked(count if pattern.rising else size + count)
        for part in range(count):
            first, last = part * size // count, -(-(part + 1) * size // count) - 1
            within = {first, last} if pattern.rising else range(first, last + 1)
            runs.append((part, reduce(hull, map(pattern.at, within))))
        step = _plain(Fraction(self.step) * size / count)
        return self._with(Pattern(count, int(count * step), tuple(runs)), step)

    def whole(self, count: int) -> "Field":
        """The field of something that sees all `count` outputs: that part of it which lies on the image."""
        if self.step is None:
            return self
        first: float = self.low
        last: float = self.low + (count - 1) * int(self.step) + self.size - 1
        if self.pattern is not None:
            first, last = self.pattern.whole(count)
        first, last = max(0, first), min(self.image - 1, last)
        low, size = (int(first), int(last - first + 1)) if first <= last else (0, 0)
        return self._replace(low=low, size=size, step=None, pattern=None)

    def joined(self, other: "Field", count: int) -> "Field":
        """The field of something that sees an output with this field and the one at the same place with another.

        Args:
            other: the other field.
            count: outputs along the axis.
        """
        steps = [field.step for field in (self, other) if field.step is not None]
        step = max(steps, default=None)
        if 0 in (self._speed, other._speed):
            # One of them sees the same from every place: all that the whole map sees is in both.
            one, another = self._everywhere(count), other._everywhere(count)
            low = min(one.low, another.low)
            field = self._replace(low=low, size=max(one.low + one.size, another.low + another.size) - low, step=step)
            return field if step is None else field._fixed()
        if self.pattern is None and other.pattern is None and self.step == other.step:
            low = min(self.low, other.low)
            return self._replace(low=low, size=max(self.low + self.size, other.low + other.size) - low)
        if self._speed == other._speed:
            return self._with(self._patterned().joined(other._patterned()), step or 1)
        from kerascnn.shapes.patterns import Pattern, checked, hull

        # They drift apart, so that each output sees something else.
        both = self._patterned(), other._patterned()
        runs = tuple((place, hull(*(each.at(place) for each in both))) for place in range(checked(count)))
        return self._with(Pattern(count, int(count * (step or 1)), runs), step or 1)

    def _everywhere(self, count: int) -> "Field":
        """The field of all outputs, whatever they see."""
        return self if self.step is None or self._speed == 0 else self.whole(count)

    def _fixed(self) -> "Field":
        """The same for every output, wherever it lies."""
        from kerascnn.shapes.patterns import Pattern

        return self._replace(pattern=Pattern(1, 0, ((0, (self.low, self.low + self.size - 1)),)))

    def _patterned(self) -> "Pattern":
        from kerascnn.shapes.patterns import Pattern

        if self.pattern is not None:
            return self.pattern
        return Pattern(1, int(self.step or 0), ((0, (self.low, self.low + self.size - 1)),))

    def _divided(self, factor: int) -> "Number":
        from fractions import Fraction

        return _plain(Fraction(self.step or 0) / factor)

    def _with(self, pattern: "Pattern", step: "Number") -> "Field":
        """The field with another pattern; without one where all outputs see equally many pixels, whole steps apart."""
        sizes = pattern.sizes(pattern.period)
        first, last = pattern.at(0)
        low = int(first) if first <= last else 0
        field = self._replace(low=low, size=max(sizes), step=_plain(step), pattern=pattern)
        regular = pattern.period == 1 and pattern.advance == step and first <= last
        return field._replace(pattern=None) if regular else field


def _all(pattern: "Pattern", places: Collection[tuple[int, int, int]]) -> "Pattern":
    """What outputs see that look at several places of a pattern, each as `Pattern.at_places` takes it."""
    from kerascnn.shapes.patterns import checked

    checked(len(places) * len(pattern.runs))
    return reduce(lambda one, other: one.joined(other), (pattern.at_places(*each) for each in places))


def _plain(number: "Number") -> "Number":
    return number.numerator if number.denominator == 1 else number
