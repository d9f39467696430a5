"""Data augmentation: other pictures of the same thing, made while training."""

from kerascnn.augmentation.shift import shift

__all__ = ["shift"]
