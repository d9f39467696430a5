"""Boxes: their formats, how much they overlap, non-max suppression, anchors, YOLO's target, average precision.

>>> from kerascnn import boxes
>>> boxes.overlap((0, 0, 4, 4), (2, 2, 6, 6)).iou  # by hand, as a fraction
Fraction(1, 7)
>>> boxes.iou([[0, 0, 4, 4]], [[2, 2, 6, 6], [0, 0, 4, 4]]).round(3)  # all pairs
array([[0.143, 1.   ]])

Boxes are `(n, 4)` arrays in pixels, left, top, right and bottom (xyxy), unless a name says otherwise.
"""

from typing import TYPE_CHECKING

from kerascnn import lazy
from kerascnn.boxes.exact import Box, Overlap, overlap

if TYPE_CHECKING:
    from kerascnn.boxes.anchors import fit_anchors
    from kerascnn.boxes.evaluation import Detections, Precision, Truth, average_precision
    from kerascnn.boxes.formats import area, clipped, convert, in_pixels, relative
    from kerascnn.boxes.grid import Encoded, decode, encode
    from kerascnn.boxes.overlaps import diou, giou, iou
    from kerascnn.boxes.suppression import Step, nms, soft_nms, trace

__all__ = [
    "Box",
    "Detections",
    "Encoded",
    "Overlap",
    "Precision",
    "Step",
    "Truth",
    "area",
    "average_precision",
    "clipped",
    "convert",
    "decode",
    "diou",
    "encode",
    "fit_anchors",
    "giou",
    "in_pixels",
    "iou",
    "nms",
    "overlap",
    "relative",
    "soft_nms",
    "trace",
]

# Imported when they are first used: what is worked out by hand needs no NumPy.
__getattr__, __dir__ = lazy.attributes(
    __name__,
    {
        "Detections": "evaluation",
        "Encoded": "grid",
        "Precision": "evaluation",
        "Step": "suppression",
        "Truth": "evaluation",
        "area": "formats",
        "average_precision": "evaluation",
        "clipped": "formats",
        "convert": "formats",
        "decode": "grid",
        "diou": "overlaps",
        "encode": "grid",
        "fit_anchors": "anchors",
        "giou": "overlaps",
        "in_pixels": "formats",
        "iou": "overlaps",
        "nms": "suppression",
        "relative": "formats",
        "soft_nms": "suppression",
        "trace": "suppression",
    },
)
