"""The policies as Keras's own layers, for float pictures in [0, 1]."""

from collections.abc import Callable, Sequence
from typing import Any

from kerascnn.quiet import start_keras

start_keras()  # before the imports below, which would start it aloud

import keras
from keras import layers

from kerascnn.augmentation.by_hand import ERASED
from kerascnn.errors import InputError
from kerascnn.language import _

__all__ = ["LAYERS", "CutMix", "MixUp", "layer"]

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
