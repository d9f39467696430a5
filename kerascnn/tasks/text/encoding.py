"""Texts as the numbers that a network takes: those of its words, and those of its n-grams."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from kerascnn.datasets.text import bucket, grams, stop_words, tokens
from kerascnn.language import _
from kerascnn.runs.fields import Fields, from_json

__all__ = ["FILE", "Encoded", "Encoder"]

FILE = "vocabulary.json"
"""Beside a run's network: what its numbers stand for."""
NOTHING, UNKNOWN, FIRST = 0, 1, 2
"""The number behind the last word, that of unknown words, that of the most frequent word."""
LONGEST, LETTERS = 2, (3, 5)
"""The most words of an n-gram, and the fewest and the most letters of one."""
BUCKETS = 2**18
LONGEST_WORD = 200
MOST = 100_000
"""Tokens and n-grams of a text, whatever a file says: each takes memory."""
NEARLY_ALL = 0.98
Numbers = npt.NDArray[np.int32]


@dataclass(frozen=True)
class Encoded:
    """Texts in numbers.

    Attributes:
        words: `(n, tokens)` the numbers of the words.
        grams: the numbers of the n-grams of all texts, one text after the other; none for a network without them.
        ends: `(n + 1,)` where in `grams` each text begins, and the last ends.
        width: how many n-grams the network takes; what is beyond is left out.
    """

    words: Numbers
    grams: Numbers
    ends: npt.NDArray[np.intp]
    width: int

    def batch(self, numbers: npt.NDArray[np.intp]) -> Numbers | tuple[Numbers, Numbers]:
        """What the network takes of the texts of these numbers."""
        if not self.width:
            return self.words[numbers]
        found = np.zeros((len(numbers), self.width), np.int32)
        for row, number in enumerate(numbers):
            those = self.grams[self.ends[number] : self.ends[number + 1]][: self.width]
            found[row, : len(those)] = those
        return self.words[numbers], found


@dataclass(frozen=True)
class Encoder:
    """What turns texts into numbers; it is learned from the training texts and kept beside the network.

    Attributes:
        words: those that are known, the most frequent first.
        tokens: how many words of a text count; what follows is left out.
        stop_words: as `kerascnn.datasets.text.stop_words` has them.
        grams: the most n-grams of a text that count; 0 for a network without them.
        buckets: how many different numbers n-grams have.
    """

    words: tuple[str, ...]
    tokens: int
    stop_words: str = "none"
    grams: int = 0
    buckets: int = BUCKETS
    _numbers: dict[str, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_numbers", {word: FIRST + place for place, word in enumerate(self.words)})

    @classmethod
    def learned(
        cls,
        texts: Iterable[str],
        *,
        most_tokens: int | None,
        at_least: int,
        min_count: int,
        most_words: int,
        stop_words_of: str = "none",
        with_grams: bool = False,
    ) -> "Encoder":
        """The encoder for the words of training texts.

        Args:
            texts: to learn from.
            most_tokens: how many words of a text count; None for as many as 98 of 100 texts have.
            at_least: but never fewer, if that is None: as many as the widest kernel, say.
            min_count: a word is known that stands there so many times.
            most_words: how many are known at most.
            stop_words_of: as `kerascnn.datasets.text.stop_words` has them.
            with_grams: whether the network takes n-grams.
        """
        left_out = stop_words(stop_words_of)
        split = [tokens(text, without=left_out) for text in texts]
        counts = Counter(word for text in split for word in text)
        # Of words that are equally frequent the first in the alphabet, whatever the order of the texts.
        order = sorted(counts, key=lambda word: (-counts[word], word))
        known = tuple(word for word in order if counts[word] >= min_count)[:most_words]
        most = most_tokens or max(at_least, _most(map(len, split), 1))
        most_grams = _most((sum(map(_grams_of, text[:most])) for text in split), LONGEST) if with_grams else 0
        return cls(known, most, stop_words_of, most_grams)

    @cached_property
    def left_out(self) -> frozenset[str]:
        """The stop words."""
        return stop_words(self.stop_words)

    @property
    def vocabulary(self) -> int:
        """How many different numbers words have."""
        return FIRST + len(self.words)

    def split(self, text: str, *, whole: bool = False) -> list[str]:
        """The words of a text that count, known or not; with `whole`, those behind them too."""
        return tokens(text, without=self.left_out)[: None if whole else self.tokens]

    def knows(self, word: str) -> bool:
        """Whether a word has a number of its own."""
        return word in self._numbers

    def numbers_of_grams(self, words: Sequence[str]) -> list[int]:
        """The numbers of the n-grams of words, each once, in the order in which they come."""
        return list(
            dict.fromkeys(bucket(gram, self.buckets) for gram in grams(words, longest=LONGEST, letters=LETTERS))
        )

    def encode(self, texts: Sequence[str]) -> Encoded:
        """Texts in numbers."""
        words = np.full((len(texts), self.tokens), NOTHING, np.int32)
        found: list[Numbers] = []
        ends = np.zeros(len(texts) + 1, np.intp)
        for row, text in enumerate(texts):
            those = self.split(text)
            words[row, : len(those)] = [self._numbers.get(word, UNKNOWN) for word in those]
            if self.grams:
                found.append(np.array(self.numbers_of_grams(those), np.int32))
                ends[row + 1] = ends[row] + len(found[-1])
        return Encoded(words, np.concatenate(found) if found else np.zeros(0, np.int32), ends, self.grams)

    def as_json(self) -> dict[str, Any]:
        """What is kept beside the network."""
        return {
            "tokens": self.tokens,
            "stop_words": self.stop_words,
            "grams": self.grams,
            "buckets": self.buckets,
            "words": list(self.words),
        }

    @classmethod
    def beside(cls, model: Path) -> "Encoder":
        """The encoder that lies beside a network; whoever sends a run may have written it.

        Args:
            model: the `.keras` file.

        Raises:
            InputError: there is none, or the file holds something else.
        """
        written = from_json(model.with_name(FILE))
        words = _words(written)
        stop = written.text("stop_words")
        stop_words(stop)
        most = written.whole("tokens", at_least=1, at_most=MOST)
        buckets = written.whole("buckets", at_least=4)
        return cls(words, most, stop, written.whole("grams", at_most=MOST), buckets)


def _grams_of(word: str) -> int:
    """How many n-grams a word brings: of words those that it begins, of letters those within it and its two marks."""
    marked = len(word) + 2
    return LONGEST + sum(max(0, marked - letters + 1) for letters in range(LETTERS[0], LETTERS[1] + 1))


def _most(lengths: Iterable[int], least: int) -> int:
    """As many as nearly all have: 98 of 100."""
    found = list(lengths)
    return max(least, math.ceil(np.quantile(found, NEARLY_ALL))) if found else least


def _words(written: Fields) -> tuple[str, ...]:
    found = written.content.get("words")
    if not isinstance(found, list) or not all(isinstance(each, str) and len(each) <= LONGEST_WORD for each in found):
        written.refuse("words", _("a list of words"))
    return tuple(found)
