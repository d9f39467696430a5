"""A saved network for texts, asked about a sentence."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kerascnn.quiet import start_keras, without_warnings

start_keras()  # before the imports below, which would start it aloud

import numpy as np

from kerascnn.datasets.text import LARGEST_TEXT
from kerascnn.datasets.text_files import read_text
from kerascnn.errors import InputError
from kerascnn.language import _, ngettext
from kerascnn.loading import load_model
from kerascnn.runs import read_beside
from kerascnn.shapes.places import shown
from kerascnn.shapes.saved import model_file
from kerascnn.tasks.text.encoding import Encoder
from kerascnn.tasks.text.evaluation import check_takes
from kerascnn.tasks.text.firing import Fired, Inside, Looked, strongest

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["Reader", "Reading"]

MOST_FIRED = 5
"""N-grams that are said of a sentence, for its class and against it."""
MOST_UNKNOWN = 8
LONGEST_NAME = 38
BAR = 30
UTF_8 = "UTF-8"


@dataclass(frozen=True)
class Reading:
    """What a network says of a text.

    Attributes:
        looked: the sentence as the network sees it.
        class_names: one name per class.
        unknown: words that it does not know.
        count: how many words the text has; those beyond `looked.words` it has not seen.
        encoding: of the file, "UTF-8" where there is nothing to say.
    """

    looked: Looked
    class_names: tuple[str, ...]
    unknown: tuple[str, ...]
    count: int
    encoding: str = UTF_8

    @property
    def best(self) -> int:
        """The number of the class with the highest score."""
        return int(self.looked.scores.argmax())

    @property
    def fired(self) -> tuple[list[Fired], list[Fired]]:
        """What counts most for that class, and what counts most against it."""
        return strongest(self.looked.fired, self.best, MOST_FIRED)

    def lines(self) -> Sequence[str]:
        """The classes with their scores, the n-grams that count, and what the network did not see."""
        names = [shown(name, LONGEST_NAME) for name in self.class_names]
        wide = max(map(len, names))
        lines = []
        for name, score in zip(names, self.looked.scores, strict=True):
            lines.append(f"  {name:>{wide}} {score:6.1%} {'█' * round(float(score) * BAR)}".rstrip())
        pro, contra = self.fired
        titles = _("for {name}:"), _("against {name}:")
        for title, found in zip(titles, (pro, contra), strict=True):
            if found:
                lines.append("  " + title.format(name=names[self.best]))
                lines += [f"    {float(each.weights[self.best]):+.2f}  {_described(each)}" for each in found]
        return lines + self.said()

    def said(self) -> list[str]:
        """What the network did not see, or does not know."""
        said = []
        if self.encoding != UTF_8:
            said.append(_("the text is in {encoding}, not UTF-8").format(encoding=self.encoding))
        if self.count > len(self.looked.words):
            text = _("only the first {seen} of {count:,} words count: the network takes no more")
            said.append(text.format(seen=len(self.looked.words), count=self.count))
        if len(set(self.unknown)) == len(set(self.looked.words)):
            said.append(_("the network knows none of these words, so what it says of the sentence is worth little"))
        elif self.unknown:
            names = ", ".join(self.unknown[:MOST_UNKNOWN]) + (", …" if len(self.unknown) > MOST_UNKNOWN else "")
            text = ngettext("{count} word is unknown: {names}", "{count} words are unknown: {names}", len(self.unknown))
            said.append(text.format(count=len(self.unknown), names=names))
        return said

    def as_json(self) -> Mapping[str, Any]:
        """The class, the scores, the words, and the n-grams that count for the class and against it."""
        return {
            "class": self.class_names[self.best],
            "scores": dict(zip(self.class_names, map(float, self.looked.scores), strict=True)),
            "words": list(self.looked.words),
            "words_in_text": self.count,
            "unknown": list(self.unknown),
            "encoding": self.encoding,
            "fired": [
                {
                    "words": " ".join(each.words),
                    "first": each.first,
                    "kernels": each.kernels,
                    "weight": round(float(each.weights[self.best]), 4),
                }
                for found in self.fired
                for each in found
            ],
        }

    def drawn(self) -> "Figure":
        """The deck's picture: the sentence as a matrix, kernels over its words, their maxima, the classes."""
        from kerascnn.tasks.text.figures import draw_sentence

        return draw_sentence(self.looked, self.class_names, unknown=self.unknown)


def _described(fired: Fired) -> str:
    """The words, and what counted there."""
    words = "«" + " ".join(fired.words) + "»"
    if not fired.kernels:
        return words
    text = ngettext("{words}, {count} kernel", "{words}, {count} kernels", fired.kernels)
    return text.format(words=words, count=fired.kernels)


class Reader:
    """A run's network that is asked about sentences.

    Args:
        path: the `.keras` file of a run, or its folder.

    Raises:
        InputError: there is no such file, the run beside it is none of a network for texts, or its vocabulary is not
            the network's.
    """

    def __init__(self, path: Path) -> None:
        self.path = model_file(path)
        run = read_beside(self.path)
        if run is None:
            text = _("{path}: no run.json lies beside it; expected the folder that kerascnn train-text has left")
            raise InputError(text.format(path=shown(str(self.path), 200)))
        self.class_names = run.data.class_names
        self.encoder = Encoder.beside(self.path)
        with without_warnings():
            self.model = load_model(self.path)
            check_takes(self.model, self.encoder, len(self.class_names))
            self._inside = self._opened()

    def _opened(self) -> Inside:
        try:
            return Inside(self.model, self.encoder)
        except (AttributeError, StopIteration, ValueError) as error:  # layers that are not there
            text = _("{path} is no network for texts as kerascnn builds text-cnn")
            raise InputError(text.format(path=shown(str(self.path), 200))) from error

    def predict(self, path: Path) -> Reading:
        """What the network says of the text in a file.

        Raises:
            InputError: as `predict_sentence`, or the file cannot be read.
        """
        text, encoding = read_text(path, most=LARGEST_TEXT)
        return self._read(text, encoding)

    def predict_sentence(self, given: str) -> Reading:
        """What the network says of a sentence, or of the text in a file whose name ends in `.txt`.

        Raises:
            InputError: it has no words, it names another file, or the network gives no numbers for it.
        """
        if given.lower().endswith(".txt"):
            return self.predict(Path(given))
        if os.path.isfile(given):  # noqa: PTH113 (a sentence that is too long for a name is no error)
            text = _("{path} is a file; expected a sentence, or a file of plain text whose name ends in .txt")
            raise InputError(text.format(path=shown(given, 200)))
        return self._read(given, UTF_8)

    def _read(self, given: str, encoding: str) -> Reading:
        words = self.encoder.split(given, whole=True)
        if not words:
            only = _("the sentence has nothing but stop words, which the network does not see")
            raise InputError(only if given.strip() else _("the sentence is empty; expected some words"))
        with without_warnings():
            looked = self._inside.look(given)
        if not np.isfinite(looked.scores).all():
            text = _("{path}: the network gives numbers that are none; train it again")
            raise InputError(text.format(path=shown(str(self.path), 200)))
        unknown = tuple(dict.fromkeys(word for word in looked.words if not self.encoder.knows(word)))
        return Reading(looked, self.class_names, unknown, len(words), encoding)
