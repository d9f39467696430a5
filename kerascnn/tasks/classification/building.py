"""The network of a plan, compiled, and the batches that it learns from."""

from kerascnn.quiet import start_keras

start_keras()  # before the imports below, which would start it aloud

import keras
import numpy as np

from kerascnn import augmentation, networks, training
from kerascnn.datasets import Dataset
from kerascnn.errors import InputError
from kerascnn.language import _
from kerascnn.runs.plan import Plan
from kerascnn.tasks.classification import transfer
from kerascnn.tasks.classification.feed import Augment, AugmentBoth, Batches, balanced, split
from kerascnn.tasks.classification.options import Augmentation, Network, Options
from kerascnn.tasks.protocol import Built

__all__ = ["build", "compile_classifier", "network", "network_for"]

VALIDATION_FRACTION = 1 / 20
VALIDATION_BATCH = 500
WHITENED = 5000
"""How many pictures are looked at for whitening."""


def build(plan: Plan, data: Dataset) -> Built:
    """Build a plan's network and its batches; the same plan, data and seed give the same, in any process.

    Raises:
        InputError: the network does not take pictures of this size, a class has too few, or the shift is longer than a
            picture.
    """
    how: Options = plan.options
    classes = len(data.class_names)
    _check_enough(data)
    _check_shift(how.augmentation.shift, data)
    if data.in_validation is None:
        fitting, testing = split(data.train_labels, fraction=VALIDATION_FRACTION, seed=how.seed)
    else:
        fitting, testing = ((data.in_validation == chosen).nonzero()[0] for chosen in (False, True))
    model = network(plan, data)
    if how.network.whiten:
        # The first few thousand of the order that the seed gives, so that a folder sorted by class is no matter.
        some = np.random.default_rng(how.seed).permutation(fitting)[:WHITENED]
        training.whiten(model.get_layer("whitening"), data.train_images[some])
    batches = Batches(
        data.train_images,
        data.train_labels,
        num_classes=classes,
        batch_size=min(how.batch_size, len(fitting)),
        indices=fitting,
        seed=how.seed,
        augment=_augment(how.augmentation, data),
        mirror=how.augmentation.mirror,
        class_weights=balanced(data.train_labels[fitting], classes) if how.balance else None,
    )
    validation = Batches(
        data.train_images,
        data.train_labels,
        num_classes=classes,
        batch_size=VALIDATION_BATCH,
        indices=testing,
    )
    if how.transfer.weights is None:
        _compile(model, plan, how.epochs * len(batches), how.optimizer.learning_rate)
        return Built(model, batches, validation)
    phases = transfer.phases(how, len(batches), lambda model, steps, rate: _compile(model, plan, steps, rate))
    phases[-1].prepare(model)
    return Built(model, batches, validation, phases, lambda: transfer.start(model, how))


def _compile(model: keras.Model, plan: Plan, steps: int, rate: float) -> None:
    how: Options = plan.options
    compile_classifier(
        model,
        steps=steps,
        learning_rate=rate,
        optimizer=how.optimizer.name,
        label_smoothing=how.label_smoothing,
        vector_rate=how.optimizer.vector_rate,
        jit=plan.computing.jit,
    )


def network(plan: Plan, data: Dataset) -> keras.Model:
    """The network, not compiled.

    Raises:
        InputError: it does not say the class of a picture, or does not take pictures of this size.
    """
    return network_for(plan.options.network, data.train_images.shape[1:], len(data.class_names))


def network_for(how: Network, input_shape: tuple[int, ...], num_classes: int) -> keras.Model:
    """The same for pictures of this shape and so many classes."""
    model = networks.build(
        how.name,
        input_shape=input_shape,
        num_classes=num_classes,
        variant=how.variant,
        width=how.width,
        normalization=how.normalization,
    )
    if model.output_shape != (None, num_classes):
        text = _("{network} does not say the class of a whole picture; expected a network that classifies")
        raise InputError(text.format(network=how.name))
    return networks.preprocessed(model) if how.preprocess else model


def compile_classifier(
    model: keras.Model,
    *,
    steps: int,
    learning_rate: float,
    optimizer: training.OptimizerName = "adamw",
    label_smoothing: float = 0.0,
    vector_rate: float = 1.0,
    jit: bool | None = None,
) -> None:
    """Prepare a classifier for training: an optimizer, a one-cycle learning rate, cross-entropy.

    Args:
        model: ends in one probability per class.
        steps: how many batches the whole training has.
        learning_rate: the highest of the cycle.
        optimizer: as `training.optimizer` has it.
        label_smoothing: the part of the label that is spread over all classes, 0 to 1 (Szegedy et al. 2016).
        vector_rate: as `training.optimizer` has it.
        jit: compile with XLA; None leaves the choice to Keras.
    """
    training.compile_model(
        model,
        training.optimizer(optimizer, steps=steps, learning_rate=learning_rate, vector_rate=vector_rate),
        loss=keras.losses.CategoricalCrossentropy(label_smoothing=label_smoothing),
        # By its name alone Keras would make it in the first step, and trace that step a second time.
        metrics=[keras.metrics.CategoricalAccuracy(name="accuracy")],
        jit=jit,
    )


def _check_enough(dataset: Dataset) -> None:
    """Check that no class gives its only picture away to those that choose the best epoch.

    Raises:
        InputError: one would.
    """
    alone = np.flatnonzero(np.bincount(dataset.train_labels) == 1)
    if alone.size:
        text = _(
            "{source}: the class {name} has one picture left to train with; expected at least two, one to learn from "
            "and one to choose the best epoch"
        )
        raise InputError(text.format(source=dataset.source, name=dataset.class_names[alone[0]]))


def _check_shift(shift: int, dataset: Dataset) -> None:
    """Check that a shift leaves something of a picture in it.

    Raises:
        InputError: it does not.
    """
    height, width = dataset.train_images.shape[1:3]
    if shift >= min(height, width):
        text = _("--shift {shift}: the pictures are {height}×{width}; expected 0 to {most}")
        most = min(height, width) - 1
        raise InputError(text.format(shift=shift, height=height, width=width, most=most))


def _augment(how: Augmentation, dataset: Dataset) -> Augment | AugmentBoth | None:
    """What changes the training pictures; all its chance comes from the generator that it is given."""
    policy = augmentation.policy(how.name, how.strength, flip=dataset.name not in augmentation.NOT_MIRRORED)
    policy.check_classes(len(dataset.class_names))
    if policy.parts:
        return policy
    if how.shift == 0:
        return None
    return lambda pictures, random: augmentation.shift(pictures, random, pixels=how.shift, border=how.border)
