"""The network of a plan, compiled, and the texts that it learns from."""

from functools import partial
from pathlib import Path
from typing import Any

from kerascnn.quiet import start_keras

start_keras()  # before the imports below, which would start it aloud

import keras
import numpy as np
import numpy.typing as npt

from kerascnn import networks, training
from kerascnn.datasets.text import Texts, read_vectors
from kerascnn.errors import InputError
from kerascnn.language import _
from kerascnn.runs.plan import Plan
from kerascnn.tasks.protocol import Built
from kerascnn.tasks.text.encoding import FILE, FIRST, Encoded, Encoder
from kerascnn.tasks.text.options import Network, Options, widths

__all__ = ["TextBatches", "build", "encoder_of", "network"]

VALIDATION_BATCH = 500
LETTERS_COUNT = 0.5
FEWEST_TOKENS = 30
"""Of short training texts too: what the network is asked about may be longer."""
RATED = ("negative", "positive")


class TextBatches(training.Feed):
    """Texts in numbers, with the probability of each class that they are to get.

    Args:
        encoded: the texts.
        targets: `(n, classes)` probabilities.
        indices: `(m,)` the numbers of those that are taken.
        batch_size: texts in a batch.
        seed: as `training.Feed` has it.
    """

    def __init__(
        self,
        encoded: Encoded,
        targets: npt.NDArray[np.float32],
        *,
        indices: npt.NDArray[np.intp],
        batch_size: int,
        seed: int | None = None,
    ) -> None:
        super().__init__(indices, batch_size=batch_size, seed=seed)
        self.encoded = encoded
        self.targets = targets

    def batch(self, epoch: int, number: int) -> tuple[Any, npt.NDArray[np.float32]]:
        """The numbers of the words, with those of the n-grams where the network takes them; and the probabilities."""
        chosen = self.chosen(epoch, number)
        return self.encoded.batch(chosen), self.targets[chosen]


def build(plan: Plan, data: Texts) -> Built:
    """Build a plan's network and its feeds; the same plan, data and seed give the same, in any process.

    Raises:
        InputError: the network is none for texts, or there is nothing for it to learn from.
    """
    how: Options = plan.options
    encoder = encoder_of(how, data)
    model = _network(how, encoder, len(data.class_names))
    encoded = encoder.encode(data.texts)
    if encoder.grams:
        model.get_layer("rarity").embeddings.assign(_rarity(encoded, data.training, encoder.buckets)[:, None])
    targets = _targets(how.soft, data)
    feed = TextBatches(
        encoded,
        targets,
        indices=data.training,
        batch_size=min(how.batch_size, len(data.training)),
        seed=how.seed,
    )
    validation = TextBatches(encoded, targets, indices=data.validation, batch_size=VALIDATION_BATCH)
    training.compile_model(
        model,
        training.optimizer("adamw", steps=how.epochs * len(feed), learning_rate=how.learning_rate),
        loss="categorical_crossentropy",
        # By its name alone Keras would make it in the first step, and trace that step a second time.
        metrics=[keras.metrics.CategoricalAccuracy(name="accuracy")],
        jit=plan.computing.jit,
    )
    path = how.words.vectors
    start = None if path is None else partial(_give_vectors, model, encoder, path, how.network.dimension)
    return Built(model, feed, validation, start=start, beside={FILE: encoder.as_json()})


def encoder_of(how: Options, data: Texts) -> Encoder:
    """What turns the texts into numbers, learned from those to learn from.

    Raises:
        InputError: they hold no word that is known.
    """
    encoder = Encoder.learned(
        data.part(data.training),
        most_tokens=how.words.tokens,
        at_least=max(FEWEST_TOKENS, *widths(how.network.kernel_sizes)),
        min_count=how.words.min_count,
        most_words=how.words.most_words,
        stop_words_of=how.words.stop_words,
        with_grams=_takes_grams(how.network),
    )
    if not encoder.words:
        text = _(
            "{source}: no word stands {count} times in the texts to learn from; expected more text, or a smaller "
            "--min-count"
        )
        raise InputError(text.format(source=data.source, count=how.words.min_count))
    return encoder


def network(plan: Plan, data: Texts) -> keras.Model:
    """The network, not compiled.

    Raises:
        InputError: it is none for texts, or there is nothing for it to learn from.
    """
    return _network(plan.options, encoder_of(plan.options, data), len(data.class_names))


def _takes_grams(how: Network) -> bool:
    return how.variant == "ngrams"


def _network(how: Options, encoder: Encoder, num_classes: int) -> keras.Model:
    kind = how.network
    if kind.name != "text-cnn":
        raise InputError(_("the network {name} does not read texts; expected text-cnn").format(name=kind.name))
    return networks.build(
        kind.name,
        num_classes=num_classes,
        variant=kind.variant,
        tokens=encoder.tokens,
        vocabulary=encoder.vocabulary,
        dimension=kind.dimension,
        kernel_sizes=widths(kind.kernel_sizes),
        filters=kind.filters,
        dropout=kind.dropout,
        word_dropout=kind.word_dropout,
        frozen=how.words.freeze_vectors,
        grams=encoder.grams or None,
        buckets=encoder.buckets if encoder.grams else None,
    )


def _rarity(encoded: Encoded, training_texts: npt.NDArray[np.intp], buckets: int) -> npt.NDArray[np.float32]:
    """`(buckets,)` the inverse document frequency of each n-gram, ln((1 + n) / (1 + d)) + 1; 0 of those not seen.

    d is in how many of the n training texts it stands, as scikit-learn's TF-IDF has it. N-grams of letters, of which a
    text has many more, count half: else they would drown those of words.
    """
    ends = encoded.ends
    seen = np.concatenate([encoded.grams[ends[number] : ends[number + 1]] for number in training_texts])
    counts = np.bincount(seen, minlength=buckets)
    rarity = np.log((1 + len(training_texts)) / (1 + counts)) + 1
    rarity[buckets // 2 :] *= LETTERS_COUNT
    return np.where(counts > 0, rarity, 0).astype(np.float32)


def _targets(soft: float, data: Texts) -> npt.NDArray[np.float32]:
    """`(n, classes)` the probability of each class: 0 and 1, or of rated texts σ(soft·r) for the positive one."""
    if data.ratings is None or not soft or data.class_names != RATED:
        return np.eye(len(data.class_names), dtype=np.float32)[data.labels]
    positive = 1 / (1 + np.exp(-soft * data.ratings))
    return np.stack([1 - positive, positive], axis=1).astype(np.float32)


def _give_vectors(model: keras.Model, encoder: Encoder, path: Path, dimension: int) -> None:
    """Give the words that stand in the file of vectors those, and say how many do.

    The other words keep their random ones, brought to the same spread as the paper has it.

    Raises:
        InputError: as `read_vectors`.
    """
    found = read_vectors(path, encoder.words, dimension=dimension)
    layer = model.get_layer("vectors")
    table = np.array(layer.embeddings.numpy())
    spread = np.std(np.stack(list(found.values())))
    table *= spread / max(float(table.std()), 1e-9)
    for place, word in enumerate(encoder.words):
        if word in found:
            table[FIRST + place] = found[word]
    layer.embeddings.assign(table)
    text = _("vectors for {count:,} of {known:,} words are from {path}; the others begin at random")
    print(text.format(count=len(found), known=len(encoder.words), path=path.name), flush=True)
