"""Data augmentation: other pictures of the same thing, made while training.

    >>> import kerascnn as kc
    >>> course = kc.augmentation.policy("course")
    >>> course.words()[2]
    'rotation: up to 25° either way'

A policy is called with a batch of uint8 pictures and a NumPy generator, as
`kc.tasks.classification.Batches(augment=course)` does; `course.layer(seed=0)` is the same as a Keras layer.
"""

from kerascnn.augmentation.policies import HIGHEST_STRENGTH, NOT_MIRRORED, POLICIES, Part, Policy, policy
from kerascnn.augmentation.sheet import sheet
from kerascnn.augmentation.shift import shift
from kerascnn.augmentation.warp import matrices, warp

__all__ = [
    "HIGHEST_STRENGTH",
    "NOT_MIRRORED",
    "POLICIES",
    "Part",
    "Policy",
    "matrices",
    "policy",
    "sheet",
    "shift",
    "warp",
]
