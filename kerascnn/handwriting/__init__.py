"""Digits on photographs, found and prepared as MNIST would show them.

`find_digits` takes a photograph in grey, `(height, width)` uint8, and gives a `Digit` for each: its place and its
picture, `(28, 28, 1)`.
"""

from kerascnn.handwriting.digit import Digit, Doubts
from kerascnn.handwriting.find import find_digits

__all__ = ["Digit", "Doubts", "find_digits"]
