"""Boxes: how much two overlap.

>>> from kerascnn import boxes
>>> boxes.overlap((0, 0, 4, 4), (2, 2, 6, 6)).iou
Fraction(1, 7)
"""

from kerascnn.boxes.exact import Box, Overlap, overlap

__all__ = ["Box", "Overlap", "overlap"]
