"""Transfer: a network that begins with what another training has learned, first its last layer alone, then all of it.

Yosinski et al. 2014, "How transferable are features in deep neural networks?" (arXiv:1411.1792). While the base is
frozen, what it gives is what it gave where it was trained. Its batch normalisation stays frozen afterwards too: the
averages of many pictures are better than those of few.
"""

from collections.abc import Callable

from kerascnn.quiet import start_keras

start_keras()  # before the imports below, which would start it aloud

import keras

from kerascnn import networks
from kerascnn.datasets.fetch import FetchError
from kerascnn.errors import InputError
from kerascnn.language import _
from kerascnn.shapes.places import shown
from kerascnn.tasks.classification.options import Options
from kerascnn.training import Phase

__all__ = ["phases", "start"]

FINE = 0.1
"""How many times the learning rate of the last layer all layers get, once they learn."""

Compile = Callable[[keras.Model, int, float], None]
"""Compiles a model for so many steps at a highest learning rate."""


def start(model: keras.Model, how: Options) -> None:
    """Give a network the weights that it starts from, and say so.

    Args:
        model: as the plan builds it.
        how: where the weights come from.

    Raises:
        InputError: there are none, they cannot be fetched, or they are of another network.
    """
    source, width = how.transfer.weights_file, how.network.width or 1.0
    if how.transfer.weights == "run" and source is not None:
        base = [layer for layer in model.layers if layer.weights and layer is not _head(model)]
        networks.copy_layers(base, model, source)
    else:
        try:
            networks.fill(model, source or "imagenet", width=width)
        except FetchError as error:
            text = _("{problem}; --weights also takes the folder of a run, or a file that was fetched elsewhere")
            raise InputError(text.format(problem=error)) from error
    # At zero, each class is as likely as any. With the seed of the first training, random numbers would be those to
    # which its base has grown, and give its answers.
    head = _head(model)
    head.set_weights([weight * 0 for weight in head.get_weights()])
    text = _("starts from {source}; {frozen} of {epochs} epochs only the last layer learns, {head}")
    said = text.format(
        source=shown(str(source), 200) if source else _("the weights of ImageNet"),
        frozen=how.transfer.freeze_epochs,
        epochs=how.epochs,
        head=head.name,
    )
    print(said, flush=True)


def phases(how: Options, steps: int, compiled: Compile) -> list[Phase]:
    """The parts of a training: the last layer alone, then all layers.

    Args:
        how: for how many epochs, and at which learning rates.
        steps: of an epoch.
        compiled: compiles the model for one of them.
    """
    frozen, rate = how.transfer.freeze_epochs, how.optimizer.learning_rate
    fine = FINE * rate if how.transfer.fine_rate is None else how.transfer.fine_rate

    def head_alone(model: keras.Model) -> None:
        for layer in model.layers:
            layer.trainable = layer is _head(model)
        compiled(model, frozen * steps, rate)

    def all_layers(model: keras.Model) -> None:
        for layer in model.layers:
            layer.trainable = not isinstance(layer, keras.layers.BatchNormalization)
        compiled(model, (how.epochs - frozen) * steps, fine)

    found = [Phase(frozen, head_alone)] if frozen else []
    return found + ([Phase(how.epochs, all_layers)] if frozen < how.epochs else [])


def _head(model: keras.Model) -> keras.Layer:
    """The layer that gives the scores."""
    return [layer for layer in model.layers if layer.weights][-1]
