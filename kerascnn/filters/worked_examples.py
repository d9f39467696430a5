"""The course's worked examples: the matrices on its slides, and where a slide's own figure is a slip.

The outputs were computed again by hand; `slip` says what a slide prints instead, and why that is not it.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from kerascnn import leftovers
from kerascnn.errors import InputError, unknown
from kerascnn.filters.matrices import LARGEST, Array, parse
from kerascnn.language import N_, _

__all__ = ["EXAMPLES", "WorkedExample", "example", "pixels"]

VERTICAL = "1 0 -1; 1 0 -1; 1 0 -1"


@dataclass(frozen=True)
class WorkedExample:
    """One example of a deck.

    Attributes:
        what: what it shows, to be translated.
        deck: the author of the deck.
        operation: "convolution", "max" or "average" pooling, or "transpose" convolution.
        image: the matrix on the slide, as `matrices.parse` reads it.
        output: the right result.
        kernel: the kernel, where there is one.
        size: height and width of the pooling window, where there is one.
        stride: pixels between windows, or between stamps.
        padding: zeros on each side, or what a transpose convolution cuts off.
        output_padding: rows and columns that a transpose convolution keeps at the end.
        relu: the result after ReLU, where the slide goes on to it.
        slip: what is wrong or unsaid on the slide, to be translated; "" where all is well.
    """

    what: str
    deck: str
    operation: Literal["convolution", "max", "average", "transpose"]
    image: str
    output: str
    kernel: str = ""
    size: int = 0
    stride: int = 1
    padding: int = 0
    output_padding: int = 0
    relu: str = ""
    slip: str = ""

    @property
    def pixels(self) -> Array:
        """The image, (height, width)."""
        return parse(_("image"), self.image)

    @property
    def result(self) -> Array:
        """The right result, (height, width), before ReLU."""
        return parse(_("output"), self.output)


EXAMPLES = {
    "vertical-edge-6x6": WorkedExample(
        what=N_("a vertical-edge kernel on a 6×6 image"),
        deck="Redes Convolucionales (2024)",
        operation="convolution",
        image="3 0 1 2 7 4; 1 5 8 9 3 1; 2 7 2 5 1 3; 0 1 3 1 7 8; 4 2 1 6 2 8; 2 4 5 2 3 9",
        kernel=VERTICAL,
        output="-5 -4 0 8; -10 -2 2 3; 0 -2 -4 -7; -3 -2 -3 -16",
    ),
    "step-10-0": WorkedExample(
        what=N_("a step from bright to dark gives positive values"),
        deck="Redes Convolucionales (2024)",
        operation="convolution",
        image="; ".join(["10 10 10 0 0 0"] * 6),
        kernel=VERTICAL,
        output="; ".join(["0 30 30 0"] * 4),
    ),
    "step-0-10": WorkedExample(
        what=N_("a step from dark to bright gives negative values"),
        deck="Redes Convolucionales (2024)",
        operation="convolution",
        image="; ".join(["0 0 0 10 10 10"] * 6),
        kernel=VERTICAL,
        output="; ".join(["0 -30 -30 0"] * 4),
    ),
    "horizontal-on-blocks": WorkedExample(
        what=N_("a horizontal-edge kernel on a picture of four blocks"),
        deck="Redes Convolucionales (2024)",
        operation="convolution",
        image="; ".join(["10 10 10 0 0 0"] * 3 + ["0 0 0 10 10 10"] * 3),
        kernel="1 1 1; 0 0 0; -1 -1 -1",
        output="0 0 0 0; 30 10 -10 -30; 30 10 -10 -30; 0 0 0 0",
    ),
    "strided-7x7-s2": WorkedExample(
        what=N_("a 3×3 kernel with stride 2 on a 7×7 image"),
        deck="Redes Convolucionales (2024)",
        operation="convolution",
        image=(
            "2 3 7 4 6 2 9; 6 6 9 8 7 4 3; 3 4 8 3 8 9 7; 7 8 3 6 6 3 4; 4 2 1 8 3 4 6; 3 2 4 1 9 8 3; 0 1 3 9 2 1 4"
        ),
        kernel="3 4 4; 1 0 2; -1 0 3",
        stride=2,
        output="91 100 88; 69 91 117; 44 72 74",
        slip=N_("a slide prints 83 as the third value of the first row; the products add up to 88"),
    ),
    "zambrano-5x5": WorkedExample(
        what=N_("a vertical-edge kernel on a 5×5 image"),
        deck="Zambrano, Deep Learning — CNN",
        operation="convolution",
        image="7 2 3 3 8; 4 5 3 8 4; 3 3 2 8 4; 2 8 7 2 7; 5 4 4 5 4",
        kernel=VERTICAL,
        output="6 -9 -8; -3 -2 -3; -3 0 -2",
    ),
    "letter-a-sobel": WorkedExample(
        what=N_("the Sobel kernel on a letter A, and ReLU after it"),
        deck="Zambrano, Deep Learning — CNN",
        operation="convolution",
        image="0 0 0 0 0 0; 0 0 0.6 0.6 0 0; 0 0.6 0 0 0.6 0; 0 0.6 0.6 0.6 0.6 0; 0 0.6 0 0 0.6 0; 0 0 0 0 0 0",
        kernel="1 0 -1; 2 0 -2; 1 0 -1",
        output="-1.2 -0.6 0.6 1.2; -1.2 0.6 -0.6 1.2; -1.2 1.2 -1.2 1.2; -0.6 1.2 -1.2 0.6",
        relu="0 0 0.6 1.2; 0 0.6 0 1.2; 0 1.2 0 1.2; 0 1.2 0 0.6",
    ),
    "edge-weights-60": WorkedExample(
        what=N_("the edge kernel on one neighbourhood: −140 − 225 + 880 − 205 − 250"),
        deck="Tutivén, Redes Neuronales Convolucionales con PyTorch",
        operation="convolution",
        image="0 140 0; 225 220 205; 0 250 0",
        kernel="0 -1 0; -1 4 -1; 0 -1 0",
        output="60",
    ),
    "conv-7x7x3": WorkedExample(
        what=N_("a drawn 7×7 and stride 2: why the output is 3×3"),
        deck="UNAM (Montalvo), Redes convolucionales con PyTorch",
        operation="convolution",
        image="; ".join(["1 1 1 1 1"] * 5),
        kernel="1 1 1; 1 1 1; 1 1 1",
        stride=2,
        padding=1,
        output="4 6 4; 6 9 6; 4 6 4",
        slip=N_(
            "the slide says 7×7×3 with stride 2 and padding 1 gives 3×3×2; the drawn 7×7 already includes the padding: "
            "the image is 5×5×3. A 7×7 image with padding 1 would give 4×4×2 (the ones here stand for any 5×5 values)"
        ),
    ),
    "maxpool-4x4-a": WorkedExample(
        what=N_("max pooling 2×2"),
        deck="Tutivén, Redes Neuronales Convolucionales con PyTorch",
        operation="max",
        image="1 9 6 4; 5 4 7 8; 5 1 2 9; 6 7 6 0",
        size=2,
        stride=2,
        output="9 8; 7 9",
    ),
    "maxpool-4x4-d": WorkedExample(
        what=N_("max pooling 2×2"),
        deck="Toledo-Acosta, Convolutional Neural Networks",
        operation="max",
        image="29 15 28 184; 0 100 70 38; 12 12 7 2; 12 12 45 6",
        size=2,
        stride=2,
        output="100 184; 12 45",
    ),
    "maxpool-5x5-f3s1": WorkedExample(
        what=N_("max pooling 3×3 with stride 1: windows overlap"),
        deck="Redes Convolucionales (2024)",
        operation="max",
        image="1 3 2 1 3; 2 9 1 1 5; 1 3 2 3 2; 8 3 5 1 0; 5 6 1 2 9",
        size=3,
        stride=1,
        output="9 9 5; 9 9 5; 8 6 9",
    ),
    "avgpool-4x4-d": WorkedExample(
        what=N_("average pooling 2×2"),
        deck="Toledo-Acosta, Convolutional Neural Networks",
        operation="average",
        image="31 15 28 184; 0 100 70 38; 12 12 7 2; 12 12 45 6",
        size=2,
        stride=2,
        output="36.5 80; 12 15",
        slip=N_("the slide prints 36 as the first value; (31 + 15 + 0 + 100)/4 is 36.5, which the slide rounds down"),
    ),
    "transpose-2x2": WorkedExample(
        what=N_("transpose convolution of a 2×2 image with stride 2 and padding 1"),
        deck="Redes Convolucionales (2024)",
        operation="transpose",
        image="2 1; 3 2",
        kernel="1 2 1; 2 0 1; 0 2 1",
        stride=2,
        padding=1,
        output_padding=1,
        output="0 4 0 1; 10 7 6 3; 0 7 0 2; 6 3 4 2",
        slip=N_(
            "the formula (n − 1)·s + f − 2p gives 3; the slide's 4×4 keeps one more row and column at the end, "
            "which is output padding 1"
        ),
    ),
}
"""Each worked example by its id."""


def example(name: str) -> WorkedExample:
    """The worked example of an id.

    >>> example("edge-weights-60").output
    '60'

    Raises:
        InputError: there is none; the closest id is given.
    """
    if name not in EXAMPLES:
        raise unknown(_("worked example"), name, EXAMPLES)
    return EXAMPLES[name]


def pixels(text: str) -> Array:
    """The image that a person names: rows of a matrix, the id of a worked example, or @ and a text file with rows.

    >>> pixels("1 2; 3 4").tolist(), pixels("maxpool-4x4-a")[0].tolist()
    ([[1.0, 2.0], [3.0, 4.0]], [1.0, 9.0, 6.0, 4.0])

    Returns:
        (height, width), float64.

    Raises:
        InputError: no such example or file, or no matrix.
    """
    if text[:1].isalpha():
        return example(text).pixels
    if not text.startswith("@"):
        return parse(_("image"), text)
    path = Path(text[1:])
    try:
        # One byte more than may be read: `parse` then refuses what is too long without all of it in memory. A link is
        # the reader's own; a pipe, which might never end, is refused.
        with leftovers.plain_file(path.resolve()) as file:
            content = file.read(LARGEST + 1).decode()
    except (OSError, RuntimeError, ValueError) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or _("it is no text file")
        message = _("cannot read {path}: {reason}; give a text file with one row of numbers a line")
        raise InputError(message.format(path=path, reason=reason)) from error
    return parse(_("image"), content)
