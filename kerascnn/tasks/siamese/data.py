"""Pictures of identities: drawn faces, digits held out by class, or a folder that has one folder an identity."""

import hashlib
import warnings
from functools import partial
from pathlib import Path

import numpy as np

from kerascnn import datasets, files
from kerascnn.datasets import ImageFolder, SkippedWarning
from kerascnn.datasets.search import Search
from kerascnn.errors import InputError
from kerascnn.language import _
from kerascnn.runs.plan import DataChoice
from kerascnn.tasks.protocol import About
from kerascnn.tasks.siamese import turned_digits
from kerascnn.tasks.siamese.identities import Drawn, Identities, Part
from kerascnn.tasks.siamese.options import Options
from kerascnn.untrusted_text import visible

__all__ = ["DIGITS", "FACES", "load"]

FACES, DIGITS = "faces", "digits"
RENEWED = "each epoch draws pictures of its own"
"""In the digest of drawn faces: a training before did not."""
HELD_OUT_PICTURES = 10
"""Of each drawn person who is not learned from."""
MOST_DIGITS = 2_000
"""Pictures of an identity that is a digit."""
FEWEST = 6
"""Identities of a folder with two pictures or more: two in each part."""
PARTS = (4, 1, 1)
"""How many of six identities go into each part, as of the drawn people."""
MOST_BYTES = 4 * 2**30
"""Of the pictures of a folder, which are kept in memory."""


def load(choice: DataChoice, options: Options, *, fetch: bool = True) -> Identities:
    """Drawn faces, digits, or the identities of a folder.

    Raises:
        InputError: the folder has too few identities, cannot be read or is too large, or there are fewer identities
            for the test than `ways`.
    """
    if choice.data_dir is not None:
        found = _of_folder(choice.data_dir, options, skip_bad=choice.skip_bad)
    elif choice.name == DIGITS:
        found = _digits(choice, fetch=fetch)
    else:
        found = _faces(options)
    ways, count = options.pictures.ways, len(found.test.names)
    if ways is not None and ways > count:
        text = _("ways is {ways}, and the test has {count} identities; expected a number from 2 to {count}")
        raise InputError(text.format(ways=ways, count=count))
    return found


def _faces(options: Options) -> Identities:
    asked = options.pictures
    some = partial(datasets.faces, size=asked.size, hard=asked.hard)
    people = (
        some(seed=options.seed, identities=asked.identities, pictures=asked.pictures, part="train"),
        # Every seed is tested on the same people.
        some(seed=0, identities=asked.held_out, pictures=HELD_OUT_PICTURES, part="validation"),
        some(seed=0, identities=asked.held_out, pictures=HELD_OUT_PICTURES, part="test"),
    )
    training, validation, test = (
        Part(
            Drawn(each),
            np.repeat(np.arange(each.identities), each.pictures),
            tuple(f"{each.part} {number}" for number in range(each.identities)),
        )
        for each in people
    )
    about = About(
        name=f"{'hard-' if asked.hard else ''}faces-{asked.size}",
        source=_("faces of people who do not exist, drawn by kerascnn"),
        sample=False,
        training=len(training) + len(validation),
        test=len(test),
        class_names=(),
        sha256=hashlib.sha256("".join((*(each.sha256 for each in people), RENEWED)).encode()).hexdigest(),
    )
    return Identities(training, validation, test, (asked.size, asked.size, 3), about)


def _digits(choice: DataChoice, *, fetch: bool) -> Identities:
    training, validation, test, source = turned_digits.parts(choice, fetch=fetch, most=MOST_DIGITS)
    about = About(
        name="turned-digits",
        source=_("{source}; 0 to 6, turned and mirrored, to learn from, and 7 to 9 for the test").format(source=source),
        sample=False,
        training=len(training) + len(validation),
        test=len(test),
        class_names=(),
        sha256=_sha256(training, validation, test),
    )
    return Identities(training, validation, test, (28, 28, 1), about)


def _of_folder(folder: Path, options: Options, *, skip_bad: bool) -> Identities:
    side = options.pictures.size
    _check_several(folder)
    opened = datasets.open_folder(folder, size=(side, side), skip_bad=skip_bad, fit="crop", one_level=False)
    if opened.damaged:
        text = _("{folder}: pictures that were left out: {count}; the first: {problem}")
        said = text.format(folder=folder, count=len(opened.damaged), problem=opened.damaged[0])
        warnings.warn(visible(said), SkippedWarning, stacklevel=2)
    if opened.left_out:
        warnings.warn(visible(f"{folder}: {opened.left_out}"), SkippedWarning, stacklevel=2)
    if len(opened) * side**2 * 3 > MOST_BYTES:
        text = _("{path}: {count:,} pictures of {size}×{size} do not fit into memory; choose a smaller --size")
        raise InputError(text.format(path=folder, count=len(opened), size=side))
    counts = np.bincount(opened.labels, minlength=len(opened.class_names))
    several, alone = np.flatnonzero(counts > 1), np.flatnonzero(counts == 1)
    if len(several) < FEWEST:
        text = _(
            "{folder}: {count} of its {all} identities have two pictures or more; expected {fewest}: two to learn "
            "from, two others to choose the threshold, two others to test. An identity with one picture can only be "
            "learned from as somebody else, or enrolled and found later"
        )
        raise InputError(text.format(folder=folder, count=len(several), all=len(counts), fewest=FEWEST))
    order = np.random.default_rng(options.seed).permutation(several)
    held_out = max(2, len(order) * PARTS[1] // sum(PARTS))
    first, second = len(order) - 2 * held_out, len(order) - held_out
    # Whoever has one picture is nobody's pair: others are told from them.
    chosen = (np.concatenate([order[:first], alone]), order[first:second], order[second:])
    training, validation, test = (_part(opened, np.sort(each)) for each in chosen)
    about = About(
        name=folder.resolve().name or "folder",
        source=str(folder),
        sample=False,
        training=len(training) + len(validation),
        test=len(test),
        class_names=(),
        sha256=_sha256(training, validation, test),
        taken_as=tuple(_said(folder, training, validation, test, len(alone))),
    )
    return Identities(training, validation, test, (side, side, 3), about)


def _check_several(folder: Path) -> None:
    files.check_is_folder(folder)
    search = Search(folder)
    found = search.with_pictures(folder)
    if len(found) == 1 and not search.with_pictures(found[0]):
        text = _("{folder}: has one identity, {name}; there is nobody to tell it from: give a folder with more")
        raise InputError(text.format(folder=folder, name=visible(found[0].name)))


def _part(opened: ImageFolder, identities: np.ndarray) -> Part:
    numbers = np.flatnonzero(np.isin(opened.labels, identities))
    names = tuple(opened.class_names[each] for each in identities)
    images, labels = opened.read(numbers)
    return Part(images, np.searchsorted(identities, labels), names)


def _said(folder: Path, training: Part, validation: Part, test: Part, alone: int) -> list[str]:
    text = _("{folder}: {training} identities to learn from, {validation} others to choose, {test} others for the test")
    counts = {"training": len(training.names), "validation": len(validation.names), "test": len(test.names)}
    said = [visible(text.format(folder=folder, **counts))]
    if alone:
        text = _("{folder}: identities with one picture: {count}; others are told from them, they are nobody's pair")
        said.append(visible(text.format(folder=folder, count=alone)))
    return said


def _sha256(*parts: Part) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(repr(part.names).encode())
        for array in (part.pictures[np.arange(len(part))], part.labels):
            digest.update(np.ascontiguousarray(array).data)
    return digest.hexdigest()
