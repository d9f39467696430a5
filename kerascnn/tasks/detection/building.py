"""The detector of a plan, compiled, and the pictures that it learns from."""

from typing import Any

from kerascnn.quiet import start_keras

start_keras()  # before the imports below, which would start it aloud

import keras
import numpy as np
import numpy.typing as npt

from kerascnn import boxes, networks, training
from kerascnn.boxes.anchors import Sizes
from kerascnn.datasets.located import Located
from kerascnn.errors import InputError
from kerascnn.language import _
from kerascnn.runs.plan import Plan
from kerascnn.tasks import backbones
from kerascnn.tasks.detection.feed import GridBatches
from kerascnn.tasks.detection.losses import BOX, GridLoss
from kerascnn.tasks.detection.options import Options
from kerascnn.tasks.detection.precision import MeanAveragePrecision
from kerascnn.tasks.protocol import Built

__all__ = ["anchors_of", "build", "network"]

VALIDATION_BATCH = 100
LOOKED_AT = 1_000
"""Pictures whose boxes the anchors are found from."""


def build(plan: Plan, data: Located) -> Built:
    """Build a plan's detector and its batches; the same plan, data and seed give the same, in any process.

    Raises:
        InputError: the network gives no target tensor, or does not take pictures of this size.
    """
    how: Options = plan.options
    anchors = anchors_of(how, data)
    model = _network(how, data, anchors)
    classes = model.output_shape[-1] - BOX
    settings: dict[str, Any] = {"grid": model.output_shape[1:3], "anchors": anchors, "classes": classes}
    batches = GridBatches(data.train, batch_size=min(how.batch_size, len(data.train)), seed=how.seed, **settings)
    validation = GridBatches(data.validation, batch_size=VALIDATION_BATCH, **settings)
    training.compile_model(
        model,
        training.optimizer("adamw", steps=how.epochs * len(batches), learning_rate=how.learning_rate),
        loss=GridLoss(),
        metrics=[MeanAveragePrecision(classes)],
        jit=plan.computing.jit,
    )
    return Built(model, batches, validation, start=backbones.start(model, how.backbone, how.weights))


def anchors_of(how: Options, data: Located) -> Sizes:
    """`(anchors, 2)` widths and heights in pixels, by k-means over the boxes of the first training pictures.

    Raises:
        InputError: the boxes have fewer different sizes.
    """
    found = data.train.batch(np.arange(min(LOOKED_AT, len(data.train))))
    there = found.boxes[found.labels >= 0]
    if not len(there):
        raise InputError(_("{source}: none of the training pictures has an object").format(source=data.source))
    return boxes.fit_anchors(there[:, 2:] - there[:, :2], how.anchors, seed=how.seed)


def network(plan: Plan, data: Located) -> keras.Model:
    """The detector, not compiled.

    Raises:
        InputError: it gives no target tensor, or does not take pictures of this size.
    """
    return _network(plan.options, data, anchors_of(plan.options, data))


def _network(how: Options, data: Located, anchors: npt.NDArray[np.floating[Any]]) -> keras.Model:
    model = networks.build(
        how.network,
        input_shape=(*data.size, 3),
        num_classes=max(2, len(data.class_names)),
        anchors=tuple((float(width), float(height)) for width, height in anchors.round(1)),
        backbone=how.backbone,
        preprocess=networks.of_imagenet(how.weights) or None,
        stride=how.stride,
        width=None if how.width == 1 else how.width,
    )
    if len(model.output_shape) != 5 or model.output_shape[-1] <= BOX:
        text = _("{network} gives no boxes; expected a detector such as yolo-grid")
        raise InputError(text.format(network=how.network))
    return model
