"""The arithmetic of one axis: how many windows fit, where the zeros go, what a window leaves out.

Everything else in `kerascnn.shapes` stands on these few functions.
"""

from typing import NamedTuple

from kerascnn.checks import whole
from kerascnn.errors import InputError
from kerascnn.language import _

__all__ = ["Window", "output_size", "same_padding", "transpose_output_size"]


class Window(NamedTuple):
    """A window that slides along one axis.

    Attributes:
        kernel: number of pixels that the window holds.
        stride: pixels from one position of the window to the next.
        dilation: pixels from one element of the window to the next; 1 is a window without holes.
        before: zeros put in front of the axis (at the top, at the left).
        after: zeros put behind it.
    """

    kernel: int
    stride: int = 1
    dilation: int = 1
    before: int = 0
    after: int = 0

    @property
    def extent(self) -> int:
        """Pixels from the window's first element to its last, both counted: `D·(F − 1) + 1`."""
        return self.dilation * (self.kernel - 1) + 1

    def slack(self, size: int) -> int:
        """Pixels that are left when one window lies on the padded axis; negative when it does not fit."""
        return size + self.before + self.after - self.extent

    def count(self, size: int) -> int:
        """Positions of the window: `⌊(W − F + 2P)/S⌋ + 1`; less than 1 when it does not fit."""
        return self.slack(size) // self.stride + 1

    def unseen(self, size: int) -> int:
        """Pixels of the axis itself (not of its padding) that no position of the window covers.

        They lie behind the last window and, where the stride is longer than the window, between windows. The holes
        that a dilated window leaves inside itself are not counted.
        """
        if self.stride <= self.extent:
            return min(size, max(0, self.slack(size) % self.stride - self.after))
        in_windows = self.count(size) * self.extent
        seen = [
            min(in_windows, end // self.stride * self.extent + min(self.extent, end % self.stride))
            for end in (self.before, self.before + size)
        ]
        return size - (seen[1] - seen[0])


def output_size(size: int, *, kernel: int, stride: int = 1, padding: int = 0, dilation: int = 1) -> int:
    """Positions that a convolution's or a pooling's window takes along an axis: `⌊(W − F + 2P)/S⌋ + 1`.

    A dilated kernel reaches over `D·(F − 1) + 1` pixels, which then stands for `F`.

    >>> output_size(32, kernel=5)
    28
    >>> output_size(5, kernel=3, stride=2, padding=1)
    3

    Args:
        size: pixels of the axis, `W`.
        kernel: pixels of the kernel along it, `F`.
        stride: pixels from one position to the next, `S`.
        padding: zeros at *each* end, `P`.
        dilation: pixels between neighbouring elements of the kernel, `D`.

    Raises:
        InputError: a number is out of its range, or the kernel does not fit; the message shows the formula.

    Source:
        Dumoulin and Visin (2016), A guide to convolution arithmetic for deep learning, relationship 15.
    """
    _check(size=size, kernel=kernel, stride=stride, dilation=dilation)
    whole("padding", padding, at_least=0)
    window = Window(kernel, stride, dilation, padding, padding)
    count = window.count(size)
    if count < 1:
        text = _("a kernel that reaches over {extent} does not fit into {size} pixels and {padding} zeros at each end")
        raise InputError(text.format(extent=window.extent, size=size, padding=padding))
    return count


def same_padding(size: int, *, kernel: int, stride: int = 1, dilation: int = 1) -> tuple[int, int]:
    """The zeros that Keras's `padding="same"` puts in front of and behind an axis.

    The output has `⌈W/S⌉` positions. When the number of zeros is odd, the odd one goes behind: with stride 2 a 3-wide
    kernel on an even axis gets none in front and one behind, which is not what a padding of 1 does.

    >>> same_padding(28, kernel=3)
    (1, 1)
    >>> same_padding(224, kernel=3, stride=2)
    (0, 1)

    Args:
        size: pixels of the axis.
        kernel: pixels of the kernel along it.
        stride: pixels from one position to the next.
        dilation: pixels between neighbouring elements of the kernel.

    Returns:
        Zeros before, zeros after.

    Raises:
        InputError: a number is out of its range.
    """
    _check(size=size, kernel=kernel, stride=stride, dilation=dilation)
    return zeros_of_same(size, Window(kernel, stride, dilation))


def zeros_of_same(size: int, window: Window) -> tuple[int, int]:
    """`same_padding` for numbers that are known to be good."""
    total = max(0, (-(-size // window.stride) - 1) * window.stride + window.extent - size)
    return total // 2, total - total // 2


def transpose_output_size(
    size: int, *, kernel: int, stride: int = 1, padding: int = 0, output_padding: int = 0, dilation: int = 1
) -> int:
    """Pixels that a transpose convolution makes of an axis: `(n − 1)·S + D·(F − 1) + 1 − 2P + OP`.

    >>> transpose_output_size(2, kernel=3, stride=2, padding=1)
    3
    >>> transpose_output_size(2, kernel=3, stride=2, padding=1, output_padding=1)
    4

    Args:
        size: pixels of the axis, `n`.
        kernel: pixels of the kernel along it, `F`.
        stride: pixels from one stamp of the kernel to the next, in the output.
        padding: pixels that are cut off at *each* end of the output.
        output_padding: pixels that are kept, or added, at the end; less than the stride or the dilation.
        dilation: pixels between neighbouring elements of the kernel.

    Raises:
        InputError: a number is out of its range, or nothing of the output is left.

    Source:
        PyTorch's documentation of `ConvTranspose2d`; Dumoulin and Visin (2016), relationship 14.
    """
    _check(size=size, kernel=kernel, stride=stride, dilation=dilation)
    whole("padding", padding, at_least=0)
    whole("output_padding", output_padding, at_least=0)
    if output_padding >= max(stride, dilation):
        text = _("the output padding {output_padding} is not less than the stride {stride}; give a smaller one")
        raise InputError(text.format(output_padding=output_padding, stride=stride))
    made = (size - 1) * stride + Window(kernel, stride, dilation).extent - 2 * padding + output_padding
    if made < 1:
        text = _("the padding {padding} cuts off the whole output of the transpose convolution; give a smaller one")
        raise InputError(text.format(padding=padding))
    return made


def _check(**numbers: int) -> None:
    for name, value in numbers.items():
        whole(name, value, at_least=1)
