"""The policies as Keras's own layers, for float pictures in [0, 1]."""

import functools
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from kerascnn.quiet import start_keras

start_keras()  # before the imports below, which would start it aloud

import keras
from keras import layers

from kerascnn.augmentation.erasing import ERASED
from kerascnn.errors import InputError
from kerascnn.language import _

__all__ = ["LAYERS", "RANDAUGMENT", "CutMix", "MixUp", "layer", "rand_augment"]

# Keras's default range is 0 to 255: a change of brightness by a tenth would be 25 where pictures end at 1.
RANGE = (0.0, 1.0)
BLACK: dict[str, Any] = {"fill_mode": "constant", "fill_value": 0.0}
BOXES = {"bounding_box_format": "xyxy"}


def _needs_labels(data: Any) -> None:
    if not isinstance(data, dict) or "labels" not in data:
        raise InputError(_("MixUp and CutMix change the labels too; give a dict with 'images' and one-hot 'labels'"))
    others = ", ".join(sorted(map(repr, data.keys() - {"images", "labels"})))
    if others:  # Keras would put a mask of one channel into one of three, and cut no boxes
        text = _("MixUp and CutMix take 'images' and 'labels' alone; take out {others}, or choose another policy")
        raise InputError(text.format(others=others))


@keras.saving.register_keras_serializable("kerascnn")
class MixUp(layers.MixUp):
    """Keras's MixUp, which refuses pictures without their labels instead of blending the pictures alone."""

    def call(self, data: Any, training: bool = True) -> Any:
        """Blend pictures and labels."""
        _needs_labels(data)
        return super().call(data, training=training)


@keras.saving.register_keras_serializable("kerascnn")
class CutMix(layers.CutMix):
    """Keras's CutMix, which refuses pictures without their labels instead of cutting the pictures alone."""

    def call(self, data: Any, training: bool = True) -> Any:
        """Cut and mix pictures and labels."""
        _needs_labels(data)
        return super().call(data, training=training)


# Shifts are of whole pixels, which is "pad and crop" too. Keras's RandomCrop is not used for it: it cuts a whole batch
# at one place, leaves the padded size at inference, and moves boxes down where the picture goes right.
LAYERS: dict[str, Callable[[float, int | None], layers.Layer]] = {
    "flip": lambda amount, seed: layers.RandomFlip("horizontal", seed=seed, **BOXES),
    "shift": lambda amount, seed: layers.RandomTranslation(
        amount, amount, interpolation="nearest", seed=seed, **BLACK, **BOXES
    ),
    "rotation": lambda amount, seed: layers.RandomRotation(amount / 360, seed=seed, **BLACK, **BOXES),
    "zoom": lambda amount, seed: layers.RandomZoom(amount, seed=seed, **BLACK, **BOXES),
    "contrast": lambda amount, seed: layers.RandomContrast(amount, value_range=RANGE, seed=seed, **BOXES),
    "brightness": lambda amount, seed: layers.RandomBrightness(amount, value_range=RANGE, seed=seed, **BOXES),
    "erasing": lambda amount, seed: layers.RandomErasing(
        (amount, amount), scale=ERASED, fill_value=0.0, value_range=RANGE, seed=seed, **BOXES
    ),
    "mixup": lambda amount, seed: MixUp(amount, seed=seed, **BOXES),
    "cutmix": lambda amount, seed: CutMix((amount, amount), seed=seed),
    "randaugment": lambda amount, seed: layers.RandAugment(RANGE, factor=amount, seed=seed, **BOXES),
}

RANDAUGMENT = (
    "random_shear",
    "random_translation",
    "random_rotation",
    "random_brightness",
    "random_color_degeneration",
    "random_contrast",
    "random_sharpness",
    "random_posterization",
    "solarization",
    "auto_contrast",
    "equalization",
)
"""The operations of Keras's RandAugment, as its attributes are called, in the order in which it numbers them."""


def layer(name: str, parts: Sequence[tuple[str, float]], seed: int | None) -> layers.Layer:
    """The chain of layers for the parts of a policy.

    Args:
        name: the policy's.
        parts: kind and amount of each.
        seed: of the first layer; the next gets the next number.
    """
    chain = [
        LAYERS[kind](amount, None if seed is None else seed + number) for number, (kind, amount) in enumerate(parts)
    ]
    return layers.Pipeline(chain or [layers.Identity()], name=f"augmentation_{name}")


def rand_augment(images: np.ndarray, amount: float, generator: np.random.Generator) -> np.ndarray:
    """Do two operations of Keras's RandAugment to a batch; the layer itself computes all eleven, twice, and takes two.

    Args:
        images: `(n, height, width, channels)` float32 in [0, 1].
        amount: the layer's factor.
        generator: where the operations and their amounts are drawn from.
    """
    operations = _operations(amount)
    for number in generator.integers(len(RANDAUGMENT), size=operations.num_ops):
        operation = getattr(operations, RANDAUGMENT[number])
        seed = keras.random.SeedGenerator(int(generator.integers(1 << 31)))
        change = operation.get_random_transformation(images, training=True, seed=seed)
        images = operation.transform_images(images, change, training=True)
    return np.asarray(images)


@functools.lru_cache
def _operations(amount: float) -> layers.RandAugment:
    # Not in the half precision that a network may compute in.
    return layers.RandAugment(RANGE, factor=amount, dtype="float32")
