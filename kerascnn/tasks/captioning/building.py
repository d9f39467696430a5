"""The network of a plan, compiled, and the pictures and captions that it learns from."""

import inspect

from kerascnn.quiet import start_keras

start_keras()  # before the imports below, which would start it aloud

import keras

from kerascnn import networks, training
from kerascnn.datasets.captions.loading import Captioned
from kerascnn.runs.plan import Plan
from kerascnn.tasks.captioning.decoding import check_speaks, says_no_words
from kerascnn.tasks.captioning.feed import CaptionBatches
from kerascnn.tasks.captioning.losses import ExactSentences, WordCrossEntropy
from kerascnn.tasks.captioning.options import Options
from kerascnn.tasks.protocol import Built

__all__ = ["build", "network"]

VALIDATION_BATCH = 100


def build(plan: Plan, data: Captioned) -> Built:
    """Build a plan's network and its batches; the same plan, data and seed give the same, in any process.

    Raises:
        InputError: the network does not say words, or does not take pictures of this size.
    """
    how: Options = plan.options
    model = network(plan, data)
    batches = CaptionBatches(
        data.train,
        data.vocabulary,
        longest=data.longest,
        batch_size=min(how.batch_size, len(data.train)),
        seed=how.seed,
    )
    validation = CaptionBatches(
        data.validation, data.vocabulary, longest=data.longest, batch_size=min(VALIDATION_BATCH, len(data.validation))
    )
    training.compile_model(
        model,
        training.optimizer(how.optimizer, steps=how.epochs * len(batches), learning_rate=how.learning_rate),
        loss=WordCrossEntropy(label_smoothing=how.label_smoothing),
        metrics=[ExactSentences()],
        jit=plan.computing.jit,
    )
    return Built(model, batches, validation)


def network(plan: Plan, data: Captioned) -> keras.Model:
    """The network, not compiled.

    Raises:
        InputError: it does not say words, or does not take pictures of this size.
    """
    how: Options = plan.options
    if "num_words" not in inspect.signature(networks.function(how.network)).parameters:
        raise says_no_words(how.network)
    model = networks.build(
        how.network,
        input_shape=(data.size, data.size, 3),
        num_words=len(data.vocabulary),
        longest=data.longest,
        width=None if how.width == 1 else how.width,
    )
    check_speaks(model)
    return model
