"""The network of a plan, compiled, and the pictures that it learns from."""

from typing import Any

from kerascnn.quiet import start_keras

start_keras()  # before the imports below, which would start it aloud

import keras

from kerascnn import networks, training
from kerascnn.errors import InputError
from kerascnn.language import _
from kerascnn.runs.plan import Plan
from kerascnn.tasks import backbones
from kerascnn.tasks.pixel_pictures import PixelData, PixelFeed
from kerascnn.tasks.protocol import Built
from kerascnn.tasks.segmentation.losses import CrossEntropyAndDice
from kerascnn.tasks.segmentation.options import Network, Options

__all__ = ["build", "network"]

VALIDATION_BATCH = 100
NO_CLASS = 255


def build(plan: Plan, data: PixelData) -> Built:
    """Build a plan's network and its feeds; the same plan, data and seed give the same, in any process.

    Raises:
        InputError: the network says nothing of each pixel.
    """
    how: Options = plan.options
    classes = len(data.about.class_names)
    model = network(plan, data)
    batch_size = min(how.batch_size, len(data.training))
    feed = PixelFeed(data.training, batch_size=batch_size, seed=how.seed, mirror=how.pictures.mirror)
    steps, rate = how.epochs * len(feed), how.optimizer.learning_rate
    optimizer = training.optimizer(how.optimizer.name, steps=steps, learning_rate=rate)
    # The mean over all classes but the background.
    overlap = keras.metrics.IoU(
        classes, list(range(1, classes)), name="mean_iou", sparse_y_pred=False, ignore_class=NO_CLASS
    )
    loss = CrossEntropyAndDice(classes, background=how.loss.background, dice=how.loss.dice)
    training.compile_model(model, optimizer, loss=loss, metrics=[overlap], jit=plan.computing.jit)
    return Built(
        model,
        feed,
        PixelFeed(data.validation, batch_size=VALIDATION_BATCH),
        start=backbones.start(model, how.network.backbone, how.network.weights),
    )


def network(plan: Plan, data: PixelData) -> keras.Model:
    """The network, not compiled.

    Raises:
        InputError: it says nothing of each pixel, or does not take pictures of this size.
    """
    how: Network = plan.options.network
    classes = len(data.about.class_names)
    model = networks.build(
        how.name,
        input_shape=data.shape,
        num_classes=classes,
        variant=how.variant,
        up=how.up,
        width=how.width,
        normalization=how.normalization,
        backbone=how.backbone,
        preprocess=networks.of_imagenet(how.weights) or None,
    )
    given = model.output_shape
    if given != (None, *data.shape[:2], classes):
        text = _("the network {name} gives {given}, not {classes} probabilities for each pixel; take unet")
        raise InputError(text.format(name=how.name, given=_shape(given), classes=classes))
    return model


def _shape(given: Any) -> str:
    several = isinstance(given, list)
    return "×".join(map(str, (given[0] if several else given)[1:]))
