"""What a plan comes to: the network, compiled, and the batches that it learns from."""

from typing import TYPE_CHECKING, NamedTuple

from kerascnn.errors import InputError
from kerascnn.language import _
from kerascnn.recipes._classification.plan import Plan, Training

if TYPE_CHECKING:
    import keras

    from kerascnn.datasets import Dataset
    from kerascnn.training import Augment, AugmentBoth, Batches

__all__ = ["Prepared", "prepare"]

VALIDATION_FRACTION = 1 / 20
VALIDATION_BATCH = 500
WHITENED = 5000
"""How many pictures are looked at for whitening."""


class Prepared(NamedTuple):
    """What `training.fit` takes.

    Attributes:
        model: compiled.
        batches: what it learns from.
        validation: what chooses the best epoch.
    """

    model: "keras.Model"
    batches: "Batches"
    validation: "Batches"


def prepare(plan: Plan, dataset: "Dataset") -> Prepared:
    """Build a plan's network and its batches; the same plan, data and seed give the same, in any process.

    Raises:
        InputError: the network does not take pictures of this size, a class has too few, or the shift is longer than a
            picture.
    """
    from kerascnn import networks, training

    how, classes = plan.training, len(dataset.class_names)
    _check_enough(dataset)
    _check_shift(how.shift, dataset)
    if dataset.in_validation is None:
        fitting, testing = training.split(dataset.train_labels, fraction=VALIDATION_FRACTION, seed=how.seed)
    else:
        fitting, testing = ((dataset.in_validation == chosen).nonzero()[0] for chosen in (False, True))
    model = networks.build(
        how.network,
        input_shape=dataset.train_images.shape[1:],
        num_classes=classes,
        variant=how.variant,
        width=how.width,
        normalization=how.normalization,
    )
    if how.whiten:
        import numpy as np

        # The first few thousand of the order that the seed gives, so that a folder sorted by class is no matter.
        some = np.random.default_rng(how.seed).permutation(fitting)[:WHITENED]
        training.whiten(model.get_layer("whitening"), dataset.train_images[some])
    batches = training.Batches(
        dataset.train_images,
        dataset.train_labels,
        num_classes=classes,
        batch_size=min(how.batch_size, len(fitting)),
        indices=fitting,
        seed=how.seed,
        augment=_augment(how, dataset),
        mirror=how.mirror,
    )
    validation = training.Batches(
        dataset.train_images,
        dataset.train_labels,
        num_classes=classes,
        batch_size=VALIDATION_BATCH,
        indices=testing,
    )
    training.compile_classifier(
        model,
        steps=how.epochs * len(batches),
        learning_rate=how.learning_rate,
        optimizer=how.optimizer,
        label_smoothing=how.label_smoothing,
        vector_rate=how.vector_rate,
        jit=plan.computing.jit,
    )
    return Prepared(model, batches, validation)


def _check_enough(dataset: "Dataset") -> None:
    """Check that no class gives its only picture away to those that choose the best epoch.

    Raises:
        InputError: one would.
    """
    import numpy as np

    alone = np.flatnonzero(np.bincount(dataset.train_labels) == 1)
    if alone.size:
        text = _(
            "{source}: the class {name} has one picture left to train with; expected at least two, one to learn from "
            "and one to choose the best epoch"
        )
        raise InputError(text.format(source=dataset.source, name=dataset.class_names[alone[0]]))


def _check_shift(shift: int, dataset: "Dataset") -> None:
    """Check that a shift leaves something of a picture in it.

    Raises:
        InputError: it does not.
    """
    height, width = dataset.train_images.shape[1:3]
    if shift >= min(height, width):
        text = _("--shift {shift}: the pictures are {height}×{width}; expected 0 to {most}")
        most = min(height, width) - 1
        raise InputError(text.format(shift=shift, height=height, width=width, most=most))


def _augment(how: Training, dataset: "Dataset") -> "Augment | AugmentBoth | None":
    """What changes the training pictures; all its chance comes from the generator that it is given."""
    from kerascnn import augmentation

    policy = augmentation.policy(how.augmentation, how.strength, flip=dataset.name not in augmentation.NOT_MIRRORED)
    policy.check_classes(len(dataset.class_names))
    if policy.parts:
        return policy
    if how.shift == 0:
        return None
    return lambda pictures, random: augmentation.shift(pictures, random, pixels=how.shift, border=how.border)
