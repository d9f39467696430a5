"""A picture as numbers: a region of it as a grid, and its values raw, scaled and standardised.

>>> from kerascnn.datasets import pixels
>>> pixels.region("0,0,2,3", (28, 28))
Region(row=0, column=0, height=2, width=3)
"""

import re
from dataclasses import dataclass

import numpy as np

from kerascnn.datasets.dataset import Images
from kerascnn.errors import InputError
from kerascnn.language import N_, _

__all__ = [
    "CHANNELS",
    "SCALES",
    "Region",
    "as_text",
    "counts",
    "digit",
    "middle",
    "moments",
    "region",
    "scaled",
    "shortened",
]

LARGEST_SIDE = 28
"""Rows and columns that are printed or drawn with their numbers: all of an MNIST digit."""
MIDDLE = 12
BINS = 16
BAR = 40
CHANNELS = {1: (N_("grey"),), 3: (N_("red"), N_("green"), N_("blue"))}

SCALES = {
    "raw": N_("raw"),
    "unit": N_("scaled: x/255"),
    "standard": N_("standardised: (x − mean)/deviation"),
    "half": N_("approximation: (x/255 − 0.5)/0.5"),
}
"""What a network may be given instead of 0 to 255, by key, to be translated."""


@dataclass(frozen=True)
class Region:
    """A rectangle of a picture: its first row and column, from 0, and how many."""

    row: int
    column: int
    height: int
    width: int

    def of(self, picture: np.ndarray) -> np.ndarray:
        """The pixels of the region."""
        return picture[self.row : self.row + self.height, self.column : self.column + self.width]

    def __str__(self) -> str:
        """The rows and columns in the reader's language."""
        text = _("rows {top} to {bottom}, columns {left} to {right}")
        bottom, right = self.row + self.height - 1, self.column + self.width - 1
        return text.format(top=self.row, bottom=bottom, left=self.column, right=right)


def region(text: str, size: tuple[int, int]) -> Region:
    """Read a region as a person writes it: ROW,COLUMN,HEIGHT,WIDTH.

    Args:
        text: four whole numbers; rows and columns count from 0.
        size: height and width of the picture.

    Raises:
        InputError: the text is no region, or reaches beyond the picture.
    """
    found = re.fullmatch(r"\s*(\d{1,9})\s*,\s*(\d{1,9})\s*,\s*(\d{1,9})\s*,\s*(\d{1,9})\s*", text)
    if not found or "0" in (found[3].lstrip("0") or "0", found[4].lstrip("0") or "0"):
        message = _("--region is {text!r}; expected ROW,COLUMN,HEIGHT,WIDTH such as 100,80,12,12")
        raise InputError(message.format(text=text[:40]))
    asked = Region(*(int(number) for number in found.groups()))
    if asked.row + asked.height > size[0] or asked.column + asked.width > size[1]:
        message = _("--region asks for {region}; the picture has rows 0 to {bottom} and columns 0 to {right}")
        raise InputError(message.format(region=asked, bottom=size[0] - 1, right=size[1] - 1))
    return asked


def middle(size: tuple[int, int]) -> Region:
    """What is shown unasked: all of a small picture, and a square in the middle of a larger one.

    >>> middle((28, 28)).width, middle((600, 512))
    (28, Region(row=294, column=250, height=12, width=12))
    """
    if max(size) <= LARGEST_SIDE:
        return Region(0, 0, *size)
    height, width = (min(side, MIDDLE) for side in size)
    return Region((size[0] - height) // 2, (size[1] - width) // 2, height, width)


def shortened(asked: Region) -> Region:
    """The first rows and columns of a region, as many as can be read."""
    return Region(asked.row, asked.column, min(asked.height, LARGEST_SIDE), min(asked.width, LARGEST_SIDE))


def counts(picture: Images) -> np.ndarray:
    """How often each value from 0 to 255 stands in each channel.

    >>> counts(np.array([[[0], [255], [255]]], np.uint8))[0, [0, 255]].tolist()
    [1, 2]

    Args:
        picture: `(height, width, channels)` uint8.

    Returns:
        `(channels, 256)` whole numbers.
    """
    channels = range(picture.shape[2])
    return np.stack([np.bincount(picture[..., channel].ravel(), minlength=256) for channel in channels])


def scaled(count: np.ndarray, key: str) -> np.ndarray:
    """What the values 0 to 255 of a channel become on a scale.

    >>> scaled(counts(np.array([[[0], [255]]], np.uint8))[0], "standard")[[0, 255]].tolist()
    [-1.0, 1.0]

    Args:
        count: `(256,)`, how often each value stands in the channel.
        key: "raw"; "unit", from 0 to 1; "standard", with the mean 0 and the standard deviation 1 (a channel of one
            even value becomes 0); or "half", the approximation (x/255 − 0.5)/0.5, from -1 to 1.

    Returns:
        `(256,)` float64.
    """
    levels = np.arange(256.0)
    if key == "raw":
        return levels
    if key == "unit":
        return levels / 255
    if key == "half":
        return (levels / 255 - 0.5) / 0.5
    mean, deviation = moments(levels, count)
    return (levels - mean) / (deviation or 1.0)


def moments(values: np.ndarray, count: np.ndarray) -> tuple[float, float]:
    """Mean and standard deviation of values that stand so often."""
    mean = float(np.average(values, weights=count))
    return mean, float(np.sqrt(np.average((values - mean) ** 2, weights=count)))


def digit() -> Images:
    """The first digit of MNIST's test set, a 7: `(28, 28, 1)` uint8."""
    from kerascnn.datasets.sources import load

    return load("mnist").test_images[0]


def as_text(picture: Images, shown: Region) -> str:
    """The numbers of a region, channel by channel, then the whole picture's values on each scale and its histogram.

    Args:
        picture: `(height, width, channels)` uint8.
        shown: the region, at most 28×28.
    """
    names = [_(name) for name in CHANNELS[picture.shape[2]]]
    blocks = []
    for channel, name in enumerate(names):
        cells = shown.of(picture)[..., channel]
        wide = len(str(cells.max()))
        rows = ["  " + " ".join(f"{value:{wide}d}" for value in row) for row in cells]
        blocks.append("\n".join([f"{name}: {shown}", *rows]))
    for name, count in zip(names, counts(picture), strict=True):
        head = _("{name}: values of the whole picture").format(name=name)
        blocks.append("\n".join([head, *_statistics(count)]))
        blocks.append("\n".join(_histogram(count)))
    return "\n\n".join(blocks) + "\n"


def _statistics(count: np.ndarray) -> list[str]:
    """A table: one line for each scale."""
    heads = [_("minimum"), _("maximum"), _("mean"), _("deviation")]
    wide = max(len(_(text)) for text in SCALES.values())
    lines = ["  " + " " * wide + "".join(f"{head:>11}" for head in heads)]
    for key, text in SCALES.items():
        values = scaled(count, key)
        there = values[count > 0]
        figures = [_number(figure) for figure in (there[0], there[-1], *moments(values, count))]
        lines.append(f"  {_(text):{wide}}" + "".join(f"{figure:>11}" for figure in figures))
    return lines


def _histogram(count: np.ndarray) -> list[str]:
    """The counts once, beside where each bin begins on three scales: only the axis changes, never the shape."""
    each = count.reshape(BINS, -1).sum(axis=1)
    unit, standard = (scaled(count, key)[:: 256 // BINS] for key in ("unit", "standard"))
    raw, standardised = _("raw"), _("standardised")
    lines = [f"  {raw:>9}  x/255  {standardised:>14}"]
    for number, pixels in enumerate(each):
        bar = "█" * round(BAR * pixels / each.max()) or ("▏" if pixels else "")
        edges = f"  {number * 256 // BINS:9d}  {unit[number]:5.2f}  {_number(standard[number]):>14}"
        lines.append(f"{edges}  {bar} {pixels}")
    return lines


def _number(value: float) -> str:
    """Two decimals, and no minus before zero."""
    return f"{round(float(value), 2) + 0.0:.2f}".replace("-", "−")
