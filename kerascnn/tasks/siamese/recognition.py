"""A saved siamese network that is asked about files: is it the same, who is known, who is it."""

import hashlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from kerascnn.datasets import picture
from kerascnn.datasets.letterbox import light_on_dark
from kerascnn.errors import InputError
from kerascnn.language import _
from kerascnn.loading import load_model
from kerascnn.quiet import without_warnings
from kerascnn.runs import read_beside
from kerascnn.runs.fields import from_json
from kerascnn.runs.plan import Computing, DataChoice
from kerascnn.shapes.places import shown
from kerascnn.shapes.saved import model_file
from kerascnn.tasks.siamese.comparing import Comparer, Encodings
from kerascnn.tasks.siamese.data import DIGITS
from kerascnn.tasks.siamese.enrolment import Enrolment, Person, files_of
from kerascnn.tasks.siamese.options import Options

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["Encoded", "Identified", "Recognizer", "Verified"]

MOST_SHOWN = 5
SEEN_FROM = 4
"""How many times as large a photograph of a digit is looked at, before it is made as small as MNIST's."""


@dataclass(frozen=True)
class Verified:
    """Whether two pictures show the same.

    Attributes:
        pictures: the two as the network sees them, uint8.
        distance: how far apart they are.
        highest: no distance is greater.
        threshold: up to which distance they count as the same.
        how: how the threshold was chosen, in words.
    """

    pictures: tuple[np.ndarray, np.ndarray]
    distance: float
    highest: float
    threshold: float
    how: str

    @property
    def same(self) -> bool:
        """Whether they count as the same."""
        return self.distance <= self.threshold

    def lines(self) -> Sequence[str]:
        """For the terminal."""
        verdict = _("the same") if self.same else _("not the same")
        text = _("{verdict}: distance {distance:.3f} of at most {highest:g}, threshold {threshold:.3f}")
        said = {"distance": self.distance, "highest": self.highest, "threshold": self.threshold}
        return [text.format(verdict=verdict, **said), self.how]

    def as_json(self) -> Mapping[str, Any]:
        """For a program."""
        found = {"distance": self.distance, "threshold": self.threshold, "highest": self.highest}
        return {"same": self.same, **found, "threshold_chosen": self.how}

    def drawn(self) -> "Figure":
        """The two pictures side by side."""
        from kerascnn import plots

        return plots.pictures_in_pairs([plots.Compared(*self.pictures, self.lines()[0])])


@dataclass(frozen=True)
class Identified:
    """Who is on a picture, of those who were enrolled.

    Attributes:
        picture: as the network sees it, uint8.
        ranking: names with how far away they are, the nearest first.
        threshold: up to which distance somebody is recognised.
        how: how the threshold was chosen, in words.
    """

    picture: np.ndarray
    ranking: tuple[tuple[str, float], ...]
    threshold: float
    how: str

    @property
    def name(self) -> str | None:
        """The nearest, or None where even that one is too far away."""
        name, distance = self.ranking[0]
        return name if distance <= self.threshold else None

    def lines(self) -> Sequence[str]:
        """For the terminal."""
        first = _("not recognised") if self.name is None else self.name
        found = [first, *(f"  {name}: {distance:.3f}" for name, distance in self.ranking[:MOST_SHOWN])]
        if len(self.ranking) > MOST_SHOWN:
            found.append("  " + _("and {count} more").format(count=len(self.ranking) - MOST_SHOWN))
        text = _("recognised up to a distance of {threshold:.3f}; {how}")
        return [*found, text.format(threshold=self.threshold, how=self.how)]

    def as_json(self) -> Mapping[str, Any]:
        """For a program."""
        ranking = [{"name": name, "distance": distance} for name, distance in self.ranking]
        return {"name": self.name, "threshold": self.threshold, "threshold_chosen": self.how, "ranking": ranking}


@dataclass(frozen=True)
class Encoded:
    """The encoding of one picture.

    Attributes:
        picture: as the network sees it, uint8.
        encoding: `(dimensions,)`.
    """

    picture: np.ndarray
    encoding: np.ndarray

    def lines(self) -> Sequence[str]:
        """For the terminal."""
        first = " ".join(f"{each:.3f}" for each in self.encoding[:MOST_SHOWN])
        text = _("  an encoding of {count} numbers: {first} …")
        what = _("alone it says nothing; `kerascnn verify` compares two pictures, `kerascnn identify` says who it is")
        return [text.format(count=len(self.encoding), first=first), what]

    def as_json(self) -> Mapping[str, Any]:
        """For a program."""
        return {"encoding": [float(each) for each in self.encoding]}

    def drawn(self) -> "Figure":
        """The picture and its numbers."""
        from kerascnn import plots

        title = _("a picture and the {count} numbers that it is encoded by").format(count=len(self.encoding))
        return plots.encoded_picture(self.picture, self.encoding, title=title)


class Recognizer:
    """The network of a siamese run.

    Args:
        path: the `.keras` file of the run, or its folder.
        threshold: up to which distance two pictures count as the same; None for that of the run.

    Raises:
        InputError: there is no such file, the run beside it is none of a siamese network, or has no threshold yet.
    """

    def __init__(self, path: Path, *, threshold: float | None = None) -> None:
        self.path = model_file(path)
        run = read_beside(self.path)
        if run is None:
            text = _("{path}: no run.json lies beside it; expected the folder that `kerascnn train-siamese` has left")
            raise InputError(text.format(path=shown(str(self.path), 200)))
        if run.task != "siamese":
            text = _("{path}: was trained for {task}; expected a network of `kerascnn train-siamese`")
            raise InputError(text.format(path=shown(str(self.path), 200), task=shown(run.task)))
        run.read_options("options", Options, Computing)
        (asked,) = run.read_options("asked", DataChoice)
        self.of_digits = asked.data_dir is None and asked.name == DIGITS
        with without_warnings():
            self.model = load_model(self.path)
        self.comparer = Comparer(self.model)
        height, width, channels = self.comparer.shape
        if None in (height, width) or channels not in (1, 3):
            text = _("{path}: the network takes pictures of {shape}; expected a fixed size in grey or in colour")
            shape = "×".join("?" if each is None else str(each) for each in self.comparer.shape)
            raise InputError(text.format(path=shown(str(self.path), 200), shape=shape))
        self._given = threshold
        if threshold is not None and not (math.isfinite(threshold) and 0 <= threshold <= self.comparer.highest):
            text = _("threshold is {value:g}; expected a number from 0 to {highest:g}, the greatest distance")
            raise InputError(text.format(value=threshold, highest=self.comparer.highest))

    def threshold(self) -> tuple[float, str]:
        """Up to which distance two pictures count as the same, and how that was chosen.

        Raises:
            InputError: the run is not finished, and none was given.
        """
        if self._given is not None:
            return self._given, _("the threshold is the one that was given")
        path = self.path.with_name("metrics.json")
        if not path.is_file():
            text = _("{path}: the run is not finished, so no threshold is chosen; finish it, or give --threshold")
            raise InputError(text.format(path=shown(str(self.path), 200)))
        metrics = from_json(path)
        value, right = metrics.number("threshold"), metrics.number("chosen_with", highest=1)
        text = _(
            "the training chose the threshold on identities that it neither learned from nor was tested on: of their "
            "pairs it decides {right:.2%} right"
        )
        return value, text.format(right=right)

    def look(self, path: Path) -> np.ndarray:
        """The picture in a file as the network sees it, `(height, width, channels)` uint8.

        A network that has learned from MNIST's light digits on black is shown the negative of ink on paper.

        Raises:
            InputError: the file is missing, damaged or no picture.
        """
        height, width, channels = self.comparer.shape
        if self.of_digits:
            large = picture.read(path, size=(SEEN_FROM * height, SEEN_FROM * width), channels=3, fit="crop")
            seen, _frame, _inverted = light_on_dark(large, (height, width), wanted=True)
            return np.asarray(seen.mean(axis=2, keepdims=True).round().astype(np.uint8))
        return np.asarray(picture.read(path, size=(height, width), channels=3 if channels == 3 else 1, fit="crop"))

    def encode(self, pictures: Sequence[np.ndarray]) -> Encodings:
        """`(n, dimensions)` the encodings of pictures as `look` gives them."""
        return self.comparer.encode(np.stack(pictures))

    def predict(self, path: Path) -> Encoded:
        """The encoding of the picture in a file.

        Raises:
            InputError: as `look`.
        """
        seen = self.look(path)
        return Encoded(seen, self.encode([seen])[0])

    def verify(self, first: Path, second: Path) -> Verified:
        """Whether two files show the same.

        Raises:
            InputError: as `look` and `threshold`.
        """
        threshold, how = self.threshold()
        pictures = self.look(first), self.look(second)
        encodings = self.encode(pictures)
        distance = float(self.comparer.distances(encodings[:1], encodings[1:])[0, 0])
        return Verified(pictures, distance, self.comparer.highest, threshold, how)

    def enroll(self, folder: Path) -> Enrolment:
        """Encode everybody in a folder: one folder a person, or one picture a person.

        Raises:
            InputError: there is nobody, or a picture cannot be read.
        """
        found = files_of(folder)
        people = []
        for name, files in found.items():
            encodings = self.encode([self.look(file) for file in files])
            people.append(Person(name, tuple(file.name for file in files), encodings))
        return Enrolment(self.mark(), tuple(people))

    def identify(self, path: Path, known: Enrolment) -> Identified:
        """Who is on the picture in a file: the person one of whose enrolled pictures is nearest.

        Raises:
            InputError: as `look` and `threshold`, or another network has made the enrolment.
        """
        if known.network != self.mark():
            text = _("{path}: another network has made this enrolment; enroll the folder again with this one")
            raise InputError(text.format(path=shown(str(known.path), 200)))
        threshold, how = self.threshold()
        seen = self.look(path)
        encoding = self.encode([seen])
        ranking = [(each.name, float(self.comparer.distances(encoding, each.encodings).min())) for each in known.people]
        ranking.sort(key=lambda each: each[1])
        return Identified(seen, tuple(ranking), threshold, how)

    def mark(self) -> str:
        """What tells the network from every other: the SHA-256 of its weights."""
        return hashlib.sha256(b"".join(weight.tobytes() for weight in self.model.get_weights())).hexdigest()
