"""The course's formulas with the numbers put in."""

from kerascnn.shapes import output_size

__all__ = ["size_line"]


def size_line(n: int, f: int, *, padding: int = 0, stride: int = 1) -> str:
    """The size of one side after a convolution or pooling.

    >>> size_line(32, 5)
    '⌊(32 − 5 + 2·0)/1⌋ + 1 = 28'

    Args:
        n: pixels of the side.
        f: pixels that the kernel or the window covers.
        padding: pixels added on each side.
        stride: pixels between windows.
    """
    return f"⌊({n} − {f} + 2·{padding})/{stride}⌋ + 1 = {output_size(n, kernel=f, stride=stride, padding=padding)}"
