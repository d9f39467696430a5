"""The localizer of a plan, compiled, and the pictures that it learns from."""

from kerascnn.quiet import start_keras

start_keras()  # before the imports below, which would start it aloud

import keras

from kerascnn import networks, training
from kerascnn.datasets.located import Located
from kerascnn.errors import InputError
from kerascnn.language import _
from kerascnn.runs.plan import Plan
from kerascnn.tasks import backbones
from kerascnn.tasks.localization.answers import BOX, AnswerBatches
from kerascnn.tasks.localization.losses import AnswerLoss, ClassesRight, MeanOverlap
from kerascnn.tasks.localization.options import Options
from kerascnn.tasks.protocol import Built

__all__ = ["build", "network"]

VALIDATION_BATCH = 250


def build(plan: Plan, data: Located) -> Built:
    """Build a plan's localizer and its batches; the same plan, data and seed give the same, in any process.

    Raises:
        InputError: the network gives no such vector, or does not take pictures of this size.
    """
    how: Options = plan.options
    model = network(plan, data)
    classes = model.output_shape[-1] - BOX
    batches = AnswerBatches(data.train, classes=classes, batch_size=min(how.batch_size, len(data.train)), seed=how.seed)
    validation = AnswerBatches(data.validation, classes=classes, batch_size=VALIDATION_BATCH)
    training.compile_model(
        model,
        training.optimizer("adamw", steps=how.epochs * len(batches), learning_rate=how.learning_rate),
        loss=AnswerLoss(how.loss),
        metrics=[MeanOverlap(), ClassesRight()],
        jit=plan.computing.jit,
    )
    return Built(model, batches, validation, start=backbones.start(model, how.backbone, how.weights))


def network(plan: Plan, data: Located) -> keras.Model:
    """The localizer, not compiled.

    Raises:
        InputError: it gives no such vector, or does not take pictures of this size.
    """
    how: Options = plan.options
    model = networks.build(
        how.network,
        input_shape=(*data.size, 3),
        num_classes=max(2, len(data.class_names)),
        backbone=how.backbone,
        preprocess=networks.of_imagenet(how.weights) or None,
        stride=how.stride,
        width=None if how.width == 1 else how.width,
    )
    if len(model.output_shape) != 2:
        text = _("{network} does not say where one object is; expected a network such as localizer")
        raise InputError(text.format(network=how.network))
    return model
