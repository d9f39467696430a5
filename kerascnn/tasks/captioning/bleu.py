"""BLEU: how many runs of words of captions stand in what people have written of the same pictures."""

import math
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from kerascnn.errors import InputError
from kerascnn.language import _

__all__ = ["Bleu", "corpus_bleu"]

LONGEST_RUN = 4

Words = Sequence[str]


class Bleu(NamedTuple):
    """BLEU of many captions together.

    Attributes:
        precisions: of runs of 1, 2, 3 and 4 words, the part that stands in a reference.
        brevity: the penalty for captions that are shorter than what people write, 0 to 1.
    """

    precisions: tuple[float, ...]
    brevity: float

    def of(self, order: int) -> float:
        """BLEU with runs of up to `order` words, 0 to 1."""
        parts = self.precisions[:order]
        if min(parts) == 0:
            return 0.0
        return self.brevity * math.exp(sum(map(math.log, parts)) / order)


def corpus_bleu(captions: Sequence[Words], references: Sequence[Sequence[Words]]) -> Bleu:
    """BLEU as Papineni et al. (2002, "BLEU: a Method for Automatic Evaluation of Machine Translation") define it.

    Runs of words are counted over all captions, each no oftener than in the reference that has it most often; a
    reference that is as near in length as another, and shorter, is the one whose length counts.

        >>> found = corpus_bleu(["the the the the the the the".split()], [["the cat is on the mat".split()]])
        >>> found.precisions[0] == 2 / 7
        True

    Args:
        captions: at least one, as words.
        references: of each caption, at least one, as words.

    Raises:
        InputError: something else than words, or no reference.
    """
    if not _are_words(captions, 2) or not _are_words(references, 3) or len(captions) != len(references):
        raise InputError(_("expected captions as lists of words, and for each of them a list of references"))
    right, all_runs = [0] * LONGEST_RUN, [0] * LONGEST_RUN
    length = wanted = 0
    for caption, several in zip(captions, references, strict=True):
        length += len(caption)
        wanted += min((abs(len(each) - len(caption)), len(each)) for each in several)[1]
        for order in range(1, LONGEST_RUN + 1):
            most: Counter[tuple[str, ...]] = Counter()
            for each in several:
                most |= _runs(each, order)
            own = _runs(caption, order)
            right[order - 1] += sum((own & most).values())
            all_runs[order - 1] += sum(own.values())
    precisions = tuple(part / whole if whole else 0.0 for part, whole in zip(right, all_runs, strict=True))
    brevity = 1.0 if length > wanted else math.exp(1 - wanted / length) if length else 0.0
    return Bleu(precisions, brevity)


def _are_words(texts: object, depth: int) -> bool:
    """Whether these are words in lists so deep; a caption may be empty, the lists around it not."""
    if not depth:
        return isinstance(texts, str)
    if isinstance(texts, str) or not isinstance(texts, Sequence) or (depth > 1 and not texts):
        return False
    return all(_are_words(each, depth - 1) for each in texts)


def _runs(words: Words, order: int) -> Counter[tuple[str, ...]]:
    return Counter(tuple(words[start : start + order]) for start in range(len(words) - order + 1))
