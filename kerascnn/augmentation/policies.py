"""Which changes a policy makes, and how large they are."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from kerascnn.arrays import numbers
from kerascnn.augmentation import by_hand
from kerascnn.augmentation.warp import check_pictures
from kerascnn.errors import InputError, unknown
from kerascnn.language import N_, _

if TYPE_CHECKING:
    import keras

__all__ = ["HIGHEST_STRENGTH", "NOT_MIRRORED", "POLICIES", "Part", "Policy", "policy"]

HIGHEST_STRENGTH = 2.0
NOT_MIRRORED = frozenset({"mnist"})
"""Data sets whose pictures mean something else, or nothing, in a mirror: no `flip` for these."""


class Part(NamedTuple):
    """One random change.

    Attributes:
        kind: a name of `WORDS`.
        amount: how large it may be, in the unit that `WORDS` says.
    """

    kind: str
    amount: float


WORDS = {
    "flip": N_("mirrored left to right: {percent:.3g}% of the pictures"),
    "shift": N_("shift: up to {percent:.3g}% of the side, in whole pixels"),
    "rotation": N_("rotation: up to {amount:.3g}° either way"),
    "zoom": N_("scale: up to {percent:.3g}% smaller or larger"),
    "contrast": N_("contrast: up to {percent:.3g}% less or more"),
    "brightness": N_("brightness: up to {percent:.3g}% of the range darker or lighter"),
    "erasing": N_("a black rectangle: on {percent:.3g}% of the pictures"),
    "mixup": N_("MixUp: two pictures and their labels blended, α = {amount:.3g}"),
    "cutmix": N_("CutMix: a rectangle of another picture, and its part of the label, α = {amount:.3g}"),
    "randaugment": N_("RandAugment: two operations a batch, of magnitude {amount:.3g}"),
}
MIXING = frozenset({"mixup", "cutmix"})
# What is a probability and does not grow with the strength.
FIXED = frozenset({"flip"})

# An eighth of 32 is the four pixels of the CIFAR-10 papers' "pad by 4 and crop" (He et al. 2015, section 4.2).
POLICIES: dict[str, tuple[Part, ...]] = {
    "none": (),
    "shift": (Part("shift", 1 / 8),),
    "flip": (Part("flip", 0.5),),
    "course": (Part("flip", 0.5), Part("shift", 0.1), Part("rotation", 25), Part("zoom", 0.1)),
    "standard": (Part("flip", 0.5), Part("shift", 1 / 8)),
    "strong": (
        Part("flip", 0.5),
        Part("shift", 1 / 8),
        Part("rotation", 15),
        Part("zoom", 0.15),
        Part("contrast", 0.3),
        Part("brightness", 0.2),
        Part("erasing", 0.5),
    ),
    "mixup": (Part("flip", 0.5), Part("shift", 1 / 8), Part("mixup", 0.2)),
    "cutmix": (Part("flip", 0.5), Part("shift", 1 / 8), Part("cutmix", 1.0)),
    "randaugment": (Part("flip", 0.5), Part("shift", 1 / 8), Part("randaugment", 0.1)),
}


@dataclass(frozen=True)
class Policy:
    """Random changes to training pictures, by hand on arrays and as a Keras layer.

    By hand, as `classification.Batches` calls it, a policy computes on uint8 and folds flip, shift, rotation and scale
    into one matrix and one bilinear interpolation; what comes in from outside is black. `layer()` is the same
    chain of Keras's own layers, with the same ranges. They interpolate and cut off once per layer, so their pictures
    are a little softer, and a corner that one layer moves out of the frame is black when the next brings it back.

    Attributes:
        name: a name of `POLICIES`.
        strength: what the amounts were multiplied with, from 0 to `HIGHEST_STRENGTH`.
        parts: the changes, in the order in which they are made.
    """

    name: str
    strength: float
    parts: tuple[Part, ...]

    @property
    def mixes_labels(self) -> bool:
        """Whether a picture can get a part of another's label."""
        return any(part.kind in MIXING for part in self.parts)

    def words(self) -> list[str]:
        """What each part does, in the reader's language."""
        return [_(WORDS[part.kind]).format(amount=part.amount, percent=100 * part.amount) for part in self.parts]

    def check_classes(self, count: int) -> None:
        """Check that the policy can work on a data set of `count` classes.

        Raises:
            InputError: it mixes the pictures of different classes and there is only one.
        """
        if self.mixes_labels and count < 2:
            text = _("the policy {name} mixes classes and the data has {count}; choose one that does not: {others}")
            others = ", ".join(name for name, parts in POLICIES.items() if not MIXING & {part.kind for part in parts})
            raise InputError(text.format(name=self.name, count=count, others=others))

    def __call__(self, images: np.ndarray, generator: np.random.Generator) -> np.ndarray:
        """Change each picture in its own way.

        Args:
            images: `(n, height, width, channels)` uint8.
            generator: where the changes are drawn from.

        Returns:
            Pictures of the same shape and type.

        Raises:
            InputError: the pictures are of another type or shape, or the policy needs labels.
        """
        if self.mixes_labels:
            text = _("the policy {name} needs the labels too; call `augment_batch`, or give the layer a dict with them")
            raise InputError(text.format(name=self.name))
        return by_hand.augment(self.parts, images, generator)

    def augment_batch(
        self, images: np.ndarray, labels: np.ndarray, generator: np.random.Generator
    ) -> tuple[np.ndarray, np.ndarray]:
        """Change each picture in its own way, and its label where the policy mixes them.

        Args:
            images: `(n, height, width, channels)` uint8.
            labels: `(n, classes)` one-hot, float, since a mixed label is none of them.
            generator: where the changes are drawn from.

        Returns:
            Pictures and labels of the same shapes and types.

        Raises:
            InputError: the pictures are of another type or shape, or the policy mixes labels and these are not one-hot.
        """
        labels = numbers(_("table of labels"), labels)
        if self.mixes_labels and (labels.ndim != 2 or not np.issubdtype(labels.dtype, np.floating)):
            text = _(
                "the labels are {dtype} {shape}; expected float (n, classes), one-hot: `keras.utils.to_categorical`"
            )
            raise InputError(text.format(dtype=labels.dtype, shape=labels.shape))
        check_pictures(images)
        if labels.ndim < 1 or len(labels) != len(images):
            text = _("there are {images:,} pictures and labels of the shape {shape}; expected one for each picture")
            raise InputError(text.format(images=len(images), shape=labels.shape))
        images = by_hand.augment([part for part in self.parts if part.kind not in MIXING], images, generator)
        for part in self.parts:
            if part.kind in MIXING:
                images, labels = by_hand.MIXES[part.kind](images, labels, part.amount, generator)
        return images, labels

    def layer(self, *, seed: int | None = None) -> "keras.layers.Layer":
        """The policy as a layer made of Keras's own: for a model, for `tf.data`, or to be called.

        It takes float pictures in [0, 1], or a dict with "images" and, where there are some, "labels" (one-hot),
        "bounding_boxes" (xyxy, in pixels) and "segmentation_masks", which move with the picture. Inside a model it
        works in training only; called by hand or mapped in `tf.data`, it works unless `training=False` is given.

        Args:
            seed: the same seed gives the same changes; None draws one.
        """
        from kerascnn.augmentation import pipeline

        return pipeline.layer(self.name, self.parts, seed)


def policy(name: str, strength: float = 1.0, *, flip: bool = True) -> Policy:
    """A policy by its name.

    Args:
        name: one of `POLICIES`: "course" is the course's rotation, shift, scale and flip, "standard" the papers'
            for CIFAR-10.
        strength: multiplies the amounts; 0 is no change at all.
        flip: whether to mirror, where the policy does. Not for digits and letters, see `NOT_MIRRORED`.

    Raises:
        InputError: there is no such policy, or the strength is outside its range.

    Example:
        >>> policy("course", flip=False).words()[1]
        'rotation: up to 25° either way'
        >>> pictures = np.zeros((2, 28, 28, 1), np.uint8)
        >>> policy("course", 0.5)(pictures, np.random.default_rng(0)).shape
        (2, 28, 28, 1)
    """
    if name not in POLICIES:
        raise unknown(_("policy"), name, POLICIES)
    if not 0 <= strength <= HIGHEST_STRENGTH:
        text = _("strength is {strength!r}; expected a number from 0 to {most:g}, where 1 is the policy as it stands")
        raise InputError(text.format(strength=strength, most=HIGHEST_STRENGTH))
    parts = tuple(
        part if part.kind in FIXED else part._replace(amount=part.amount * strength)
        for part in POLICIES[name]
        if strength and (flip or part.kind != "flip")
    )
    return Policy(name, strength, parts)
