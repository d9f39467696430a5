"""The network of a plan, compiled, and the pictures that it learns from."""

from kerascnn.quiet import start_keras

start_keras()  # before the imports below, which would start it aloud

import keras

from kerascnn import networks, training
from kerascnn.errors import InputError
from kerascnn.language import _
from kerascnn.runs.plan import Plan
from kerascnn.tasks import backbones
from kerascnn.tasks.edges.losses import BalancedCrossEntropy, EdgeF
from kerascnn.tasks.edges.options import Network, Options
from kerascnn.tasks.pixel_pictures import PixelData, PixelFeed
from kerascnn.tasks.protocol import Built

__all__ = ["build", "network"]

VALIDATION_BATCH = 50


def build(plan: Plan, data: PixelData) -> Built:
    """Build a plan's network and its feeds; the same plan, data and seed give the same, in any process.

    Raises:
        InputError: the network gives no edge maps.
    """
    how: Options = plan.options
    model = network(plan, data)
    feed = PixelFeed(
        data.training,
        batch_size=min(how.batch_size, len(data.training)),
        seed=how.seed,
        mirror=how.pictures.mirror,
    )
    optimizer = training.optimizer(
        how.optimizer.name, steps=how.epochs * len(feed), learning_rate=how.optimizer.learning_rate
    )
    training.compile_model(
        model, optimizer, loss=BalancedCrossEntropy(how.balance), metrics=[EdgeF()], jit=plan.computing.jit
    )
    return Built(
        model,
        feed,
        PixelFeed(data.validation, batch_size=VALIDATION_BATCH),
        start=backbones.start(model, how.network.backbone, how.network.weights),
    )


def network(plan: Plan, data: PixelData) -> keras.Model:
    """The network with its maps as the channels of one output, the fused one first; not compiled.

    Raises:
        InputError: it gives no edge maps, or does not take pictures of this size.
    """
    how: Network = plan.options.network
    model = networks.build(
        how.name,
        input_shape=data.shape,
        variant=how.variant,
        width=how.width,
        normalization=how.normalization,
        backbone=how.backbone,
        preprocess=networks.of_imagenet(how.weights) or None,
    )
    shapes = {each.shape[1:] for each in model.outputs}
    if shapes != {(*data.shape[:2], 1)}:
        text = _("the network {name} gives no edge maps as large as the picture; take hed")
        raise InputError(text.format(name=how.name))
    if len(model.outputs) == 1:
        return model
    maps = keras.layers.Concatenate(name="maps")(model.outputs)
    return keras.Model(model.inputs[0], maps, name=model.name)
