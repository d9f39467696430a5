"""Annotated pictures as people have them: COCO's JSON, Pascal VOC's XML, YOLO's text files, masks as PNG.

    >>> import kerascnn as kc
    >>> found = kc.datasets.annotations.load("street")  # doctest: +SKIP
    >>> found.class_names, found[0].boxes, found[0].labels, found[0].masks()  # doctest: +SKIP

Boxes are xyxy in pixels, masks are decoded when they are asked for, and what is wrong is said with its file and line.
"""

from typing import TYPE_CHECKING

from kerascnn import lazy

if TYPE_CHECKING:
    from kerascnn.datasets.annotations.annotated import VOID, Annotated, AnnotatedImage
    from kerascnn.datasets.annotations.loading import FORMS, detect, load
    from kerascnn.datasets.annotations.problems import Place, Problem

__all__ = ["FORMS", "VOID", "Annotated", "AnnotatedImage", "Place", "Problem", "detect", "load"]

# Imported when they are first used.
__getattr__, __dir__ = lazy.attributes(
    __name__,
    {
        "FORMS": "loading",
        "VOID": "annotated",
        "Annotated": "annotated",
        "AnnotatedImage": "annotated",
        "Place": "problems",
        "Problem": "problems",
        "detect": "loading",
        "load": "loading",
    },
)
