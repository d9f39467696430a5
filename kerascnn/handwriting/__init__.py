"""Digits on photographs, as MNIST would show them.

grey = np.asarray(kerascnn.datasets.picture.load(path, channels=1))
for digit in find_digits(grey):
    digit.picture, digit.left, digit.top
"""

from kerascnn.handwriting.find import Digit, Doubts, find_digits

__all__ = ["Digit", "Doubts", "find_digits"]
