"""The siamese network of a plan, compiled, and the pictures that it learns from."""

import inspect
from typing import Any

from kerascnn.quiet import start_keras

start_keras()  # before the imports below, which would start it aloud

import keras
from keras import Input, initializers, layers

from kerascnn import networks, training
from kerascnn.errors import InputError
from kerascnn.language import _
from kerascnn.runs.plan import Plan
from kerascnn.tasks import backbones
from kerascnn.tasks.protocol import Built
from kerascnn.tasks.siamese.feed import IdentityBatches, PairBatches
from kerascnn.tasks.siamese.identities import Identities
from kerascnn.tasks.siamese.losses import ContrastiveLoss, TripletLoss
from kerascnn.tasks.siamese.options import Loss, Options
from kerascnn.tasks.siamese.pair_metric import VerificationOfBatches, VerificationOfPairs

__all__ = ["MARGINS", "VALIDATION_STEPS", "build", "compared", "loss_of", "network"]

MARGINS = {"triplet": 0.2, "contrastive": 1.0}
VALIDATION_STEPS = 12
FIRST_WEIGHT, FIRST_BIAS = -1.0, 6.0
"""Of the binary head: with them it begins by calling near encodings the same and far ones different."""


def build(plan: Plan, data: Identities) -> Built:
    """Build a plan's network and its batches; the same plan, data and seed give the same, in any process.

    Raises:
        InputError: the network gives no encodings, or does not take pictures of this size.
    """
    how: Options = plan.options
    model = network(plan, data)
    binary = how.loss.name == "binary"
    feed = PairBatches if binary else IdentityBatches
    settings: dict[str, Any] = {"batch_size": how.batch_size, "per_identity": how.per_identity}
    changed = {"augment": how.pictures.augment, "mirror": how.pictures.mirror}
    batches = feed(data.training, steps=how.steps, seed=how.seed, **changed, **settings)
    validation = feed(data.validation, steps=VALIDATION_STEPS, seed=0, renewed=False, **settings)
    training.compile_model(
        model,
        training.optimizer(how.optimizer, steps=how.epochs * how.steps, learning_rate=how.learning_rate),
        loss=loss_of(how.loss),
        metrics=[VerificationOfPairs() if binary else VerificationOfBatches()],
        jit=plan.computing.jit,
    )
    return Built(model, batches, validation, start=backbones.start(model, how.network.backbone, how.network.weights))


def loss_of(how: Loss) -> Any:
    """What a plan makes small."""
    if how.name == "binary":
        return keras.losses.BinaryCrossentropy()
    margin = MARGINS[how.name] if how.margin is None else how.margin
    if how.name == "contrastive":
        return ContrastiveLoss(margin=margin)
    return TripletLoss(how.mining, margin=margin)


def network(plan: Plan, data: Identities) -> keras.Model:
    """The encoder, not compiled; or with the binary head, the network of two pictures in which it stands twice.

    Raises:
        InputError: the network gives no encodings, or does not take pictures of this size.
    """
    how: Options = plan.options
    own = how.network
    if "dimensions" not in inspect.signature(networks.function(own.name)).parameters:
        text = _("{network} gives no encodings; expected an encoder such as siamese-encoder, or --backbone {network}")
        raise InputError(text.format(network=own.name))
    encoder = networks.build(
        own.name,
        input_shape=data.shape,
        dimensions=own.dimensions,
        backbone=own.backbone,
        preprocess=networks.of_imagenet(own.weights) or None,
        stride=own.stride,
        width=None if own.width == 1 else own.width,
    )
    return compared(encoder) if how.loss.name == "binary" else encoder


def compared(encoder: keras.Model) -> keras.Model:
    """The deck's network for two pictures: `σ(Σ_k w_k |f(a)_k − f(b)_k| + b)`, 1 for the same identity.

    Args:
        encoder: f; it stands in the network once, and is used twice.

    Returns:
        A model of two pictures, whose output is `(batch, 1)`.
    """
    shape = encoder.input_shape[1:]
    first, second = Input(shape, name="first"), Input(shape, name="second")
    codes = [encoder(first), encoder(second)]
    # |a − b| = max(a, b) − min(a, b): with Keras's own layers alone, any Keras loads the network.
    larger, smaller = layers.Maximum(name="larger")(codes), layers.Minimum(name="smaller")(codes)
    apart = layers.Subtract(name="apart")([larger, smaller])
    same = layers.Dense(
        1,
        activation="sigmoid",
        kernel_initializer=initializers.Constant(FIRST_WEIGHT),
        bias_initializer=initializers.Constant(FIRST_BIAS),
        dtype="float32",
        name="same",
    )(apart)
    return keras.Model([first, second], same, name="siamese")
