"""Texts to learn from and to be tested on, from wherever they come."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from kerascnn.datasets.text.examples import Example, Found, ratings_as_classes, usable
from kerascnn.datasets.text.folders import read_place
from kerascnn.datasets.text.tables import read_table
from kerascnn.errors import InputError, unknown
from kerascnn.language import _
from kerascnn.untrusted_text import visible

__all__ = ["NAMES", "Texts", "load_texts"]

NAMES = ("sentences", "imdb")
SAMPLE = Path(__file__).parents[1] / "data" / "sentences.tsv"
LANGUAGES = ("both", "en", "es")
FOR_TEST, FOR_VALIDATION = 0.2, 0.1
"""Parts of what there is, and of what is left of it."""


@dataclass(frozen=True)
class Texts:
    """Texts with their classes.

    Attributes:
        texts: as they were written.
        labels: `(n,)` class numbers.
        ratings: `(n,)` how good each finds its matter, below 0 for bad; None where the data have no ratings.
        training: `(m,)` the numbers of those that are learned from.
        validation: `(v,)` of those that choose the best epoch.
        test: `(t,)` of those that are tested on.
        class_names: one name per class.
        name: of the data.
        source: where they were.
        sample: whether they are only the sample that ships.
        taken_as: what was taken for what, a line each.
        sha256: of all of it.
    """

    texts: tuple[str, ...]
    labels: npt.NDArray[np.intp]
    ratings: npt.NDArray[np.float64] | None
    training: npt.NDArray[np.intp]
    validation: npt.NDArray[np.intp]
    test: npt.NDArray[np.intp]
    class_names: tuple[str, ...]
    name: str
    source: str
    sample: bool
    taken_as: tuple[str, ...]
    sha256: str

    def part(self, numbers: Iterable[int]) -> list[str]:
        """The texts of these numbers."""
        return [self.texts[number] for number in numbers]


def load_texts(
    name: str = "sentences",
    *,
    data_dir: Path | None = None,
    language: str = "both",
    text_column: str | None = None,
    label_column: str | None = None,
    seed: int = 0,
    skip_bad: bool = False,
    fetch: bool = True,
) -> Texts:
    """Load texts: the sentences that ship, IMDB's reviews, or the reader's own.

    Where the data do not say what is for the test, it is a fifth of each class, those whose SHA-256 is lowest, so that
    every seed is tested on the same; of the others a tenth, drawn with the seed, chooses the best epoch.

    >>> sample = load_texts(language="es")
    >>> sample.class_names, sample.sample
    (('negative', 'positive'), True)

    Args:
        name: "sentences", the sample that ships; or "imdb".
        data_dir: a table, or a folder with one or with a folder for each label, in place of `name`.
        language: of the sentences: "both", "en" or "es".
        text_column: the header of the column with the texts; None to find it.
        label_column: that of the labels.
        seed: draws what chooses the best epoch.
        skip_bad: leave out what is empty, and classes that have too few texts.
        fetch: whether IMDB's reviews may be fetched.

    Raises:
        InputError: there are no such data, or they cannot be used; the sentence says which and where.
        WorkError: they cannot be fetched.
    """
    if name not in NAMES:
        raise unknown(_("data set"), name, NAMES)
    if language not in LANGUAGES:
        raise unknown(_("language of the sentences"), language, LANGUAGES)
    if data_dir is not None:
        found = read_place(data_dir, text_column=text_column, label_column=label_column)
    elif name == "imdb":
        from kerascnn.datasets.text.imdb import read_imdb

        found = read_imdb(fetch=fetch)
    else:
        found = _sample(language)
    found = usable(ratings_as_classes(found), skip_bad=skip_bad)
    return _divided(found, seed, sample=data_dir is None and name == "sentences")


def _sample(language: str) -> Found:
    """The sentences that ship, written for kerascnn: their language stands before each."""
    found = read_table(SAMPLE, text_column="sentence", label_column="label")
    languages = [line.partition("\t")[0] for line in SAMPLE.read_text(encoding="utf-8").splitlines()[1:]]
    kept = [
        example
        for example, of in zip(found.examples, languages, strict=True)
        if language in ("both", of)
    ]  # fmt: skip
    name = "sentences" if language == "both" else f"sentences-{language}"
    return Found(kept, name, _("the sample inside kerascnn"))


def _divided(found: Found, seed: int, *, sample: bool) -> Texts:
    examples = found.examples
    names = tuple(sorted({example.label for example in examples}, key=_in_order))
    labels = np.array([names.index(example.label) for example in examples], np.intp)
    ratings = np.array([example.rating for example in examples])
    parts = np.array([example.part for example in examples], "U10")
    if not (parts == "test").any():
        parts[_of_each(examples, labels, parts != "validation", FOR_TEST)] = "test"
    if not (parts == "validation").any():
        left = parts != "test"
        parts[_of_each(examples, labels, left, FOR_VALIDATION, seed)] = "validation"
    training, validation, test = (
        np.flatnonzero(each) for each in ((parts != "test") & (parts != "validation"), parts == "validation",
                                          parts == "test")
    )  # fmt: skip
    _check_learned(found, names, labels[training])
    digest = hashlib.sha256()
    for example in examples:
        digest.update(f"{example.label}\t{example.rating}\t{example.part}\t{example.text}\n".encode(errors="replace"))
    return Texts(
        texts=tuple(example.text for example in examples),
        labels=labels,
        ratings=None if np.isnan(ratings).any() else ratings,
        training=training,
        validation=validation,
        test=test,
        class_names=names,
        name=found.name,
        source=found.source,
        sample=sample,
        taken_as=found.said,
        sha256=digest.hexdigest(),
    )


def _check_learned(found: Found, names: Sequence[str], labels: npt.NDArray[np.intp]) -> None:
    """Check that there is something to learn from of every class.

    Raises:
        InputError: there is not.
    """
    for number, name in enumerate(names):
        if number not in labels:
            text = _("{source}: no text of the class {name} is left to learn from")
            raise InputError(text.format(source=found.source, name=visible(name)))


def _in_order(label: str) -> tuple[bool, float, str]:
    """Labels that are numbers by their size, and before all others."""
    return (False, float(label), label) if label.isdecimal() else (True, 0.0, label)


def _of_each(
    examples: Sequence[Example],
    labels: npt.NDArray[np.intp],
    among: npt.NDArray[np.bool_],
    part: float,
    seed: int | None = None,
) -> npt.NDArray[np.intp]:
    """The numbers of a part of each class, one at least: those whose text, with the seed, has the lowest SHA-256.

    A text with two labels is in one part with both, as nearly as the counts of the classes let it.
    """
    prefix = "" if seed is None else f"{seed} "
    sums = [hashlib.sha256(f"{prefix}{each.text.strip()}".encode(errors="replace")).hexdigest() for each in examples]
    chosen = []
    for label in range(int(labels.max()) + 1):
        members = sorted(np.flatnonzero((labels == label) & among).tolist(), key=lambda number: sums[number])
        chosen += members[: max(1, round(part * len(members)))]
    return np.array(sorted(chosen), np.intp)
