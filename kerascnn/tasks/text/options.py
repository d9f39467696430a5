"""How a network for texts is trained: each option stands with what it is an option of."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from kerascnn import checks
from kerascnn.errors import InputError
from kerascnn.language import _
from kerascnn.runs.plan import HIGHEST_SEED

__all__ = ["Choice", "Network", "Options", "Words", "widths"]

MOST_TOKENS = 2_000
MOST_WORDS = 100_000
"""A vocabulary of as many fits into the 8 MB that are read of it."""
MOST_FILTERS = 4096
LARGEST_DIMENSION = 4_096


@dataclass(frozen=True)
class Network:
    """Which network.

    Attributes:
        name: of `kerascnn.networks`.
        variant: one of the network's variants; None for its first.
        dimension: numbers of a word's vector.
        filters: kernels of each width.
        kernel_sizes: over how many words they go, separated by commas.
        dropout: the part of the features that is left out in training.
        word_dropout: the part of the vectors' numbers that is left out in training.
    """

    name: str = "text-cnn"
    variant: str | None = "ngrams"
    dimension: int = 64
    filters: int = 64
    kernel_sizes: str = "3,4,5"
    dropout: float = 0.5
    word_dropout: float = 0.0

    def check(self) -> None:
        """Check what can be checked without loading Keras.

        Raises:
            InputError: the first thing that cannot be used.
        """
        from kerascnn import networks

        networks.check_name(self.name)
        checks.whole("dimension", self.dimension, at_least=1, at_most=LARGEST_DIMENSION)
        checks.whole("filters", self.filters, at_least=1, at_most=MOST_FILTERS)
        widths(self.kernel_sizes)
        checks.fraction("dropout", self.dropout)
        checks.fraction("word-dropout", self.word_dropout)


@dataclass(frozen=True)
class Words:
    """What of a text the network sees.

    Attributes:
        tokens: how many words of a text; None for as many as nearly all training texts have, and 30 at least.
        min_count: a word is known if it stands in the training texts so many times.
        most_words: how many words are known at most, the most frequent.
        stop_words: whose frequent words are left out: "none", "en", "es" or "en,es".
        vectors: a text file of word2vec's or GloVe's vectors to begin with; None for random ones.
        freeze_vectors: whether the words' vectors stay as they are.
    """

    tokens: int | None = None
    min_count: int = 2
    most_words: int = 50_000
    stop_words: str = "none"
    vectors: Path | None = None
    freeze_vectors: bool = False

    def check(self) -> None:
        """Check what can be checked without looking at the texts.

        Raises:
            InputError: the first thing that cannot be used.
        """
        from kerascnn.datasets.text import stop_words

        if self.tokens is not None:
            checks.whole("tokens", self.tokens, at_least=1, at_most=MOST_TOKENS)
        checks.whole("min-count", self.min_count, at_least=1)
        checks.whole("most-words", self.most_words, at_least=1, at_most=MOST_WORDS)
        stop_words(self.stop_words)
        if self.freeze_vectors and self.vectors is None:
            text = _("--freeze-vectors: random vectors that stay say nothing of the words; add --vectors FILE")
            raise InputError(text)


@dataclass(frozen=True)
class Choice:
    """What of the data is taken for what.

    Attributes:
        language: of the sentences that ship: "both", "en" or "es".
        text_column: the header of a table's texts; None to find it.
        label_column: that of its labels.
    """

    language: Literal["both", "en", "es"] = "both"
    text_column: str | None = None
    label_column: str | None = None


@dataclass(frozen=True)
class Options:
    """How to train: what the result depends on.

    Attributes:
        network: which network.
        words: what of a text it sees.
        choice: what of the data is taken for what.
        epochs: passes over the training texts.
        batch_size: texts in a step.
        learning_rate: the highest of the cycle.
        seed: of the weights, the order, and of what chooses the best epoch.
        soft: a rating r becomes the probability σ(soft·r) of the positive class; 0 for 0 and 1.
    """

    network: Network
    words: Words
    choice: Choice
    epochs: int
    batch_size: int
    learning_rate: float
    seed: int
    soft: float = 1.2

    def check(self) -> None:
        """Check everything that can be checked without loading Keras.

        Raises:
            InputError: the first thing that cannot be used.
        """
        self.network.check()
        self.words.check()
        checks.whole("epochs", self.epochs, at_least=1)
        checks.whole("batch-size", self.batch_size, at_least=1)
        checks.number("learning-rate", self.learning_rate, above=0)
        checks.whole("seed", self.seed, at_least=0, at_most=HIGHEST_SEED)
        checks.between("soft", self.soft, 0, 100)
        if self.words.tokens is not None and self.words.tokens < max(widths(self.network.kernel_sizes)):
            text = _("--tokens {tokens}: a kernel goes over {width} words; expected at least as many tokens")
            most = max(widths(self.network.kernel_sizes))
            raise InputError(text.format(tokens=self.words.tokens, width=most))


def widths(kernel_sizes: str) -> tuple[int, ...]:
    """The widths of kernels, in words.

    >>> widths("3,4,5")
    (3, 4, 5)

    Raises:
        InputError: they are none, or one stands there twice.
    """
    cells = [cell.strip() for cell in kernel_sizes.split(",")]
    if not all(cell.isdecimal() and 1 <= int(cell) <= 100 for cell in cells) or len(set(cells)) < len(cells):
        text = _("--kernel-sizes {given}: expected widths in words, each once, such as 3,4,5")
        raise InputError(text.format(given=kernel_sizes[:40]))
    return tuple(map(int, cells))
