"""Captions as words, and words as numbers."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from kerascnn.datasets.captions.sentences import COMMA

__all__ = ["END", "NOT_SAID", "PADDING", "SPECIAL", "START", "UNKNOWN", "Caption", "Vocabulary", "as_text", "tokens"]

Caption = tuple[str, ...]
"""The words of a caption; a comma is a word."""

SPECIAL = ("<pad>", "<start>", "<end>", "<unknown>")
PADDING, START, END, UNKNOWN = range(len(SPECIAL))
NOT_SAID = (PADDING, START, UNKNOWN)
"""What a network does not say: it ends a caption, or goes on with a word that it knows."""
WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*|,")


def tokens(text: str) -> Caption:
    """The words of a text in small letters; of all signs only commas stay.

    >>> tokens("Two dogs, one brown , play -- in the dog-park.")
    ('two', 'dogs', ',', 'one', 'brown', ',', 'play', 'in', 'the', 'dog-park')
    """
    found = WORD.findall(unicodedata.normalize("NFC", text).lower())
    return tuple(found) if any(word != COMMA for word in found) else ()


def as_text(words: Iterable[str]) -> str:
    """Words as a line of text.

    >>> as_text(("un", "círculo", "rojo", ",", "dos", "cruces", "azules"))
    'un círculo rojo, dos cruces azules'
    """
    return " ".join(words).replace(f" {COMMA}", COMMA)


@dataclass(frozen=True)
class Vocabulary:
    """The words that a network knows.

    Attributes:
        words: each with its number as its place; the first are those of `SPECIAL`.
    """

    words: tuple[str, ...]

    @classmethod
    def of(cls, captions: Iterable[Sequence[str]], at_least: int = 1) -> Self:
        """The words that stand in captions often enough, the most frequent first.

        >>> Vocabulary.of([("a", "dog"), ("a", "cat"), ("a", "dog")], at_least=2).words[4:]
        ('a', 'dog')

        Args:
            captions: to learn from.
            at_least: how often a word is there.
        """
        counts = Counter(word for caption in captions for word in caption)
        often = sorted((word for word, count in counts.items() if count >= at_least), key=lambda each: -counts[each])
        return cls((*SPECIAL, *often))

    def __len__(self) -> int:
        return len(self.words)

    def number(self, word: str) -> int:
        """The number of a word; that of `<unknown>` where it is none of these."""
        return self._numbers.get(word, UNKNOWN)

    def encode(self, captions: Sequence[Sequence[str]], longest: int) -> npt.NDArray[np.int32]:
        """The numbers of captions, each with its end, `(n, longest)`; what is longer is cut, without an end.

        >>> Vocabulary((*SPECIAL, "a", "dog")).encode([("a", "dog"), ("a", "cat", "a")], 3).tolist()
        [[4, 5, 2], [4, 3, 4]]
        """
        found = np.full((len(captions), longest), PADDING, np.int32)
        for row, caption in zip(found, captions, strict=True):
            numbers = [*(self.number(word) for word in caption), END][:longest]
            row[: len(numbers)] = numbers
        return found

    def decode(self, numbers: npt.NDArray[np.integer[Any]]) -> Caption:
        """The words of numbers up to the end.

        >>> Vocabulary((*SPECIAL, "a", "dog")).decode(np.array([4, 5, 2, 0]))
        ('a', 'dog')
        """
        found = []
        for number in numbers.tolist():
            if number == END:
                break
            if number not in (PADDING, START):
                found.append(self.words[number])
        return tuple(found)

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {word: number for number, word in enumerate(self.words)}
