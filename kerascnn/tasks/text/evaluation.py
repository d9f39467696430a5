"""How well a network sorts texts that it has not seen."""

from dataclasses import dataclass

from kerascnn.quiet import start_keras

start_keras()  # before the imports below, which would start it aloud

import keras
import numpy as np

from kerascnn.datasets.text import Texts
from kerascnn.errors import InputError
from kerascnn.language import _
from kerascnn.runs import accuracy_text
from kerascnn.shapes.places import shown
from kerascnn.tasks.classification.evaluation import Evaluation
from kerascnn.tasks.text.building import encoder_of
from kerascnn.tasks.text.encoding import Encoded, Encoder
from kerascnn.tasks.text.options import Options

__all__ = ["Sorted", "check_takes", "evaluate", "scores_of"]

AT_ONCE = 500


@dataclass(frozen=True)
class Sorted(Evaluation):
    """The scores of the test texts, and what follows from them.

    Attributes:
        encoder: what turned the texts into numbers.
    """

    encoder: Encoder

    def line(self) -> str:
        """The accuracy in words."""
        count = len(self.labels)
        text = _("test accuracy {accuracy} on {count:,} texts")
        return text.format(accuracy=accuracy_text(self.accuracy, count), count=count)


def evaluate(model: keras.Model, options: Options, data: Texts) -> Sorted:
    """Let a network sort the test texts.

    Raises:
        InputError: it does not take them.
    """
    encoder = encoder_of(options, data)
    check_takes(model, encoder, len(data.class_names))
    scores = scores_of(model, encoder.encode(data.part(data.test)))
    return Sorted(scores, data.labels[data.test], encoder)


def scores_of(model: keras.Model, encoded: Encoded) -> np.ndarray:
    """`(n, classes)` what a network says of texts."""
    count = len(encoded.words)
    parts = [np.arange(first, min(first + AT_ONCE, count)) for first in range(0, count, AT_ONCE)]
    return np.concatenate([np.asarray(model.predict_on_batch(encoded.batch(part))) for part in parts])


def check_takes(model: keras.Model, encoder: Encoder, classes: int) -> None:
    """Check that a network takes the numbers that an encoder gives.

    Raises:
        InputError: it takes others.
    """
    wanted = [(None, encoder.tokens), *([(None, encoder.grams)] if encoder.grams else [])]
    tables = {layer.name: layer.input_dim for layer in model.layers if isinstance(layer, keras.layers.Embedding)}
    fits = (
        [tuple(each.shape) for each in model.inputs] == wanted
        and tables.get("vectors", 0) >= encoder.vocabulary
        and all(tables.get(name, 0) >= encoder.buckets for name in ("rarity", "gram_weights") if encoder.grams)
        and tuple(model.output_shape) == (None, classes)
    )
    if not fits:
        text = _("{network} does not take {tokens} words of {known:,} known ones and tell {classes} classes apart")
        values = {"tokens": encoder.tokens, "known": len(encoder.words), "classes": classes}
        raise InputError(text.format(network=shown(model.name), **values))
