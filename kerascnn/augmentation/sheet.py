"""One picture, and what a policy makes of it."""

from pathlib import Path

import numpy as np
from PIL import Image

from kerascnn.augmentation.policies import Policy
from kerascnn.datasets import load
from kerascnn.datasets.picture import load as load_picture
from kerascnn.paths import takes_texts

__all__ = ["sheet"]

# A ship from the side: it has an up, a left and a right.
EXAMPLE = 1


@takes_texts
def sheet(
    policy: Policy, image: Path | None = None, *, count: int = 16, size: int = 256, seed: int = 0
) -> tuple[np.ndarray, np.ndarray]:
    """A picture and its variants.

    Args:
        policy: one that leaves the labels alone.
        image: the file; None takes a picture of the CIFAR-10 sample.
        count: how many variants.
        size: the longest side to shrink to, in pixels.
        seed: the same seed gives the same variants.

    Returns:
        `(height, width, channels)` and `(count, height, width, channels)`, uint8; grey has one channel.

    Raises:
        InputError: the file is damaged or no picture, or the policy mixes classes, of which one picture has one.
    """
    policy.check_classes(1)
    if image is None:
        original = load("cifar10", data="sample").test_images[EXAMPLE]
    else:
        loaded = load_picture(image, channels=3)
        loaded.thumbnail((size, size), Image.Resampling.LANCZOS)
        original = np.asarray(loaded)
        if (original == original[..., :1]).all():
            original = original[..., :1]
    generator = np.random.default_rng(seed)
    # One by one: RandAugment does the same to all pictures of a batch.
    return original, np.concatenate([policy(original[None], generator) for _ in range(count)])
