"""What is wrong with a sentence on a scene: the count, the shape, the colour, a group, their order, or the grammar."""

import itertools
from collections import Counter
from collections.abc import Sequence

from kerascnn.datasets.captions.sentences import Group, Language, parse
from kerascnn.language import N_

__all__ = ["KINDS", "kinds_of", "mixed_up"]

Words = Sequence[str]

KINDS = {
    "count": N_("a wrong number of shapes"),
    "shape": N_("a wrong shape"),
    "colour": N_("a wrong colour"),
    "missing": N_("a group is missing"),
    "extra": N_("a group too many"),
    "order": N_("the groups in another order"),
    "grammar": N_("no sentence of the grammar"),
}


def kinds_of(found: Words, true: Words, language: Language) -> tuple[str, ...]:
    """The kinds of mistakes of a sentence, in the order of `KINDS`; none where it is right.

    Groups are compared with those of the true sentence with which they have most in common.

    >>> kinds_of("dos cuadrados verdes".split(), "tres cuadrados rojos".split(), "es")
    ('count', 'colour')
    >>> kinds_of("un estrella roja".split(), "una estrella roja".split(), "es")
    ('grammar',)
    """
    if list(found) == list(true):
        return ()
    said, there = parse(found, language), parse(true, language)
    if said is None or there is None:
        return ("grammar",)
    kinds = _differences(said, there)
    return tuple(kind for kind in KINDS if kind in kinds) or ("order",)


def _differences(said: Sequence[Group], there: Sequence[Group]) -> set[str]:
    """In what two lists of groups differ, paired so that they differ least."""
    rest_said, rest_there = list(said), list(there)
    for group in said:
        if group in rest_there:
            rest_said.remove(group)
            rest_there.remove(group)
    fewer, more = sorted((rest_said, rest_there), key=len)
    pairings = [list(zip(fewer, order, strict=True)) for order in itertools.permutations(more, len(fewer))]
    best = min(pairings, key=lambda pairs: sum(len(_unlike(*pair)) for pair in pairs))
    kinds = {kind for pair in best for kind in _unlike(*pair)}
    if len(rest_said) != len(rest_there):
        kinds.add("extra" if len(rest_said) > len(rest_there) else "missing")
    return kinds


def _unlike(first: Group, second: Group) -> list[str]:
    return [name for name, one, other in zip(("count", "shape", "colour"), first, second, strict=True) if one != other]


def mixed_up(found: Sequence[Words], true: Sequence[Words]) -> Counter[tuple[str, str]]:
    """How often a word was said for another: the first in which two sentences differ, the true one first."""
    counts: Counter[tuple[str, str]] = Counter()
    for said, there in zip(found, true, strict=True):
        for one, other in itertools.zip_longest(there, said, fillvalue=""):
            if one != other:
                counts[one, other] += 1
                break
    return counts
