"""The policies in NumPy, on uint8: what `classification.Batches` calls, a batch at a time."""

from collections.abc import Callable, Sequence

import numpy as np

from kerascnn.augmentation.erasing import erase, rectangles
from kerascnn.augmentation.shift import moved
from kerascnn.augmentation.warp import PIXELS_AT_ONCE, check_pictures, matrices, warp

__all__ = ["MIXES", "augment"]

GEOMETRY = ("flip", "shift", "rotation", "zoom")


def augment(parts: Sequence[tuple[str, float]], images: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """Change each picture by the parts that leave the labels alone.

    Args:
        parts: kind and amount of each.
        images: `(n, height, width, channels)` uint8.
        generator: where the changes are drawn from.
    """
    check_pictures(images)
    height, width = images.shape[1:3]
    some = max(1, PIXELS_AT_ONCE // (height * width))
    if not parts or any(kind == "randaugment" for kind, _ in parts):  # which does the same to all that it is given
        some = max(1, len(images))
    pieces = [_augment(parts, images[i : i + some], generator) for i in range(0, len(images), some)]
    return np.concatenate(pieces) if pieces else images


def _augment(parts: Sequence[tuple[str, float]], images: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    amounts = dict(parts)
    images = _geometry({kind: amounts[kind] for kind in GEOMETRY if kind in amounts}, images, generator)
    for kind, amount in parts:
        if kind not in GEOMETRY:
            images = CHANGES[kind](images, amount, generator)
    return images


def _geometry(amounts: dict[str, float], images: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """Mirror, move, turn and scale: exactly where no pixel falls between two others, else through one matrix."""
    count, height, width, _ = images.shape
    mirrored = np.less(generator.random(count), amounts.get("flip", 0.0))
    reach = amounts.get("shift", 0.0)
    down, right = (np.rint(side * reach * generator.uniform(-1, 1, count)).astype(int) for side in (height, width))
    if "rotation" not in amounts and "zoom" not in amounts:
        if "flip" in amounts:
            images = np.where(mirrored[:, None, None, None], images[:, :, ::-1], images)
        return moved(images, down, right) if reach else images
    angles = amounts.get("rotation", 0.0) * generator.uniform(-1, 1, count)
    scale = 1 / (1 + amounts.get("zoom", 0.0) * generator.uniform(-1, 1, count))
    to_old = matrices((height, width), rotation=angles, scale=scale, down=down, right=right, mirrored=mirrored)
    return warp(images, to_old)


def _contrast(images: np.ndarray, amount: float, generator: np.random.Generator) -> np.ndarray:
    """Bring each picture's values nearer to the mean of its channel, or further away."""
    factor = _per_picture(generator.uniform(1 - amount, 1 + amount, len(images)))
    mean = images.mean(axis=(1, 2), keepdims=True, dtype=np.float32)
    return _grey_levels((images - mean) * factor + mean)


def _brightness(images: np.ndarray, amount: float, generator: np.random.Generator) -> np.ndarray:
    return _grey_levels(images + _per_picture(255 * generator.uniform(-amount, amount, len(images))))


def _randaugment(images: np.ndarray, amount: float, generator: np.random.Generator) -> np.ndarray:
    """The operations of Keras's own layer, the same two for a whole batch, as the layer has it."""
    from kerascnn.augmentation.pipeline import rand_augment

    return _grey_levels(255 * rand_augment(images.astype(np.float32) / 255, amount, generator))


CHANGES: dict[str, Callable[[np.ndarray, float, np.random.Generator], np.ndarray]] = {
    "contrast": _contrast,
    "brightness": _brightness,
    "erasing": erase,
    "randaugment": _randaugment,
}


def _mixup(
    images: np.ndarray, labels: np.ndarray, alpha: float, generator: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Blend each picture and its label with another's (Zhang et al. 2017, arXiv:1710.09412)."""
    other = generator.permutation(len(images))
    own = generator.beta(alpha, alpha, len(images)).astype(np.float32)
    weight = _per_picture(own)
    return _grey_levels(weight * images + (1 - weight) * images[other]), _mixed(labels, other, own)


def _cutmix(
    images: np.ndarray, labels: np.ndarray, alpha: float, generator: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Put a rectangle of another picture into each, and its share into the label (Yun et al. 2019, 1905.04899)."""
    other = generator.permutation(len(images))
    side = np.sqrt(1 - generator.beta(alpha, alpha, len(images)))
    inside = rectangles(images, np.stack([side, side]), generator)
    own = 1 - inside.mean(axis=(1, 2, 3), dtype=np.float32)
    return np.where(inside, images[other], images), _mixed(labels, other, own)


MIXES: dict[str, Callable[..., tuple[np.ndarray, np.ndarray]]] = {"mixup": _mixup, "cutmix": _cutmix}


def _mixed(labels: np.ndarray, other: np.ndarray, own: np.ndarray) -> np.ndarray:
    weight = own[:, None]
    return (weight * labels + (1 - weight) * labels[other]).astype(labels.dtype)


def _per_picture(values: np.ndarray) -> np.ndarray:
    return values.astype(np.float32)[:, None, None, None]


def _grey_levels(values: np.ndarray) -> np.ndarray:
    return np.rint(values).clip(0, 255).astype(np.uint8)
