"""What part of the image an output sees, along one axis."""

from typing import NamedTuple

from kerascnn.shapes.sizes import Window

TYPE_CHECKING = False
if TYPE_CHECKING:
    from fractions import Fraction  # imported where upsampling needs it

    Number = int | Fraction

__all__ = ["Field"]


class Field(NamedTuple):
    """The receptive field of the outputs of a layer along one axis, in pixels of the network's input.

    The pixel at the edge is number 0, so that a number less than 0 lies in the padding.

    Attributes:
        image: pixels of the network's input along the axis.
        low: the first pixel that the first output sees.
        size: pixels that one output sees, whether they lie on the image or in the padding: the receptive field.
        step: pixels from the centre of one output to the centre of the next; None where the outputs have no places
            any more (after a flatten or a global pooling). Less than 1 after an upsampling.
        source: which of the network's inputs that is, as `Node.inputs` numbers them.

    Source:
        Araujo, Norris and Sim (2019), Computing receptive fields of convolutional neural networks, Distill.
    """

    image: int
    low: "Number" = 0
    size: "Number" = 1
    step: "Number | None" = 1
    source: int = -1

    @property
    def centre(self) -> float:
        """The middle of what the first output sees; 0 is the middle of the image's first pixel."""
        return float((2 * self.low + self.size - 1) / 2)

    def through(self, window: Window) -> "Field":
        """The field of the outputs of a window that slides over outputs with this field."""
        if self.step is None:
            return self
        return self._replace(
            low=self.low - window.before * self.step,
            size=self.size + (window.extent - 1) * self.step,
            step=self.step * window.stride,
        )

    def spread(self, factor: int, *, reach: int, shift: "Fraction") -> "Field":
        """The field after each output has become `factor` outputs.

        Args:
            factor: new outputs for each one.
            reach: how many of the old outputs a new one sees, at most.
            shift: the place of the first new output, counted in old ones.
        """
        if self.step is None:
            return self
        from fractions import Fraction

        size = self.size + (reach - 1) * self.step
        middle = self.low + Fraction(self.size - 1) / 2 + shift * self.step
        low = _plain(middle - Fraction(size - 1) / 2)
        return self._replace(low=low, size=size, step=_plain(Fraction(self.step, factor)))

    def whole(self, count: int) -> "Field":
        """The field of something that sees all `count` outputs: that part of it which lies on the image."""
        if self.step is None:
            return self
        first = max(0, self.low)
        last = min(self.image - 1, self.low + (count - 1) * self.step + self.size - 1)
        return self._replace(low=first, size=last - first + 1, step=None)

    def joined(self, other: "Field") -> "Field":
        """The field of something that sees an output with this field and the one at the same place with another."""
        low = min(self.low, other.low)
        high = max(self.low + self.size, other.low + other.size)
        steps = [field.step for field in (self, other) if field.step is not None]
        return self._replace(low=low, size=high - low, step=max(steps, default=None))


def _plain(number: "Fraction") -> "Number":
    return number.numerator if number.denominator == 1 else number
