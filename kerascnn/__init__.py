"""kerascnn: the toolkit beside a course on convolutional networks.

    >>> import kerascnn as kc

The parts are imported when they are first used, so that `import kerascnn` itself loads neither Keras nor NumPy.
`kc.shapes`, `kc.filters`, `kc.boxes` and `kc.exercises` are the course's arithmetic; `kc.datasets`,
`kc.augmentation`, `kc.networks`, `kc.layers` and `kc.training` are what a training is made of, and `kc.recipes` its
practicals; `kc.summary` and `kc.diagram` look at networks, `kc.insight`, `kc.runs`, `kc.plots` and `kc.report` at what
came out; `kc.style_transfer` paints one picture as another; `kc.handwriting` finds digits on photographs;
`kc.language` chooses Spanish or English.
"""

import importlib
import os
import types

__version__ = "0.1.0"
__all__ = [
    "augmentation",
    "boxes",
    "datasets",
    "diagram",
    "exercises",
    "filters",
    "handwriting",
    "insight",
    "language",
    "layers",
    "networks",
    "plots",
    "recipes",
    "report",
    "runs",
    "shapes",
    "style_transfer",
    "summary",
    "tasks",
    "training",
]

# TensorFlow prints several lines about itself when it is imported. 2 keeps its errors; a user's own value stays.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")


def __getattr__(name: str) -> types.ModuleType:
    if name not in __all__:
        raise AttributeError(f"module 'kerascnn' has no attribute {name!r}")
    return importlib.import_module(f"kerascnn.{name}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
