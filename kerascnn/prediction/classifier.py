"""A saved classifier and what it says of a picture."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal, cast, get_args

import numpy as np

from kerascnn.datasets.picture import Fit, load, read
from kerascnn.errors import InputError, unknown
from kerascnn.handwriting import Digit, find_digits
from kerascnn.language import _
from kerascnn.loading import load_model, running
from kerascnn.paths import takes_texts
from kerascnn.prediction.inputs import Pixels
from kerascnn.prediction.network import Network, few
from kerascnn.prediction.scores import Applied
from kerascnn.prediction.spoilt import first_spoilt
from kerascnn.quiet import without_warnings
from kerascnn.runs import read_beside
from kerascnn.shapes.places import shown
from kerascnn.shapes.saved import model_file

__all__ = ["As", "Classifier", "Prediction"]

As = Literal["digits", "picture"]
DIGITS = "mnist"
TEN = tuple("0123456789")
CLASSIFICATION = "classification"
SURE = 0.6
"""A score below this is called doubtful; chosen by eye on photographs of training digits."""


@dataclass(frozen=True)
class Prediction:
    """What a classifier says of one picture.

    Attributes:
        picture: `(height, width, channels)` uint8, as the network saw it.
        scores: `(classes,)` probabilities, or the network's outputs as they are where that was asked for.
        class_names: one name per class.
        several: whether each class has a probability of its own, so that several may be right, or none.
        digit: where on the photograph it was found, if it was looked for.
    """

    picture: np.ndarray
    scores: np.ndarray
    class_names: tuple[str, ...]
    several: bool = False
    digit: Digit | None = None

    @property
    def sure(self) -> bool:
        """Whether the highest probability leaves little room for another class."""
        return float(self.scores.max()) >= SURE

    @property
    def class_name(self) -> str:
        """The class with the highest score."""
        return self.class_names[int(self.scores.argmax())]

    @property
    def right(self) -> tuple[int, ...]:
        """The numbers of the classes that the picture is taken for: one, or all that are likelier than not."""
        if self.several:
            return tuple(np.flatnonzero(self.scores >= 0.5).tolist())
        return (int(self.scores.argmax()),)


class Classifier(Network):
    """A `.keras` file that turns one picture into one score per class.

    The class names and the data set are read from `run.json` beside the file, which every run leaves there. Without it
    the classes are numbers, and pictures are what they are: only a network that is known to read digits, by its run or
    by `kind`, gets them as MNIST's are.

    Args:
        path: the `.keras` file, or the folder of a run.
        pixels: on which scale it takes pixels; else what its run or its first layers say.
        scores: what is to be made of its outputs; else probabilities.
        kind: "digits" to prepare pictures as MNIST's were, "picture" to leave them as they are.

    Raises:
        InputError: as `kerascnn.loading.load_model` and `Network`.
    """

    @takes_texts
    def __init__(
        self,
        path: Path,
        *,
        pixels: Pixels | None = None,
        scores: Applied | None = None,
        kind: As | None = None,
    ) -> None:
        self.path = model_file(path)
        self.facts, self.passed_over = _facts_of_run(self.path)
        if self.facts.get("task", CLASSIFICATION) != CLASSIFICATION:
            text = _("{path} does not classify pictures; `kerascnn predict` asks it")
            raise InputError(text.format(path=shown(str(path), 200)))
        data = self.facts.get("data")
        data = data if isinstance(data, dict) else {}
        with without_warnings():
            model = load_model(self.path)
        with running(self.path, anew=False):  # which tries it on some pictures, to tell what it takes and gives
            self._find_out(model, pixels, scores)
        self.shape = self.inputs.shape
        self._check_not_spoilt()
        self.fit = _fit(self.facts)
        self.digits = data.get("name") == DIGITS if kind is None else kind == "digits"
        classes, names = self.scores.classes, data.get("class_names")
        self.named = isinstance(names, list) and len(names) == classes
        if self.named:
            self.class_names = tuple(map(str, names))  # type: ignore[arg-type]
        elif self.digits and classes == len(TEN):
            self.named, self.class_names = True, TEN
        elif classes == 1:
            self.class_names = (_("output"),)
        else:
            self.class_names = tuple(_("class {number}").format(number=number) for number in range(classes))

    def _find_out(self, model: Any, pixels: Pixels | None, scores: Applied | None) -> None:
        try:
            super().__init__(model, pixels=pixels, scores=scores, of_run=isinstance(self.facts.get("recipe"), str))
        except InputError as error:
            raise InputError(f"{shown(str(self.path), 200)}: {error}") from error

    def _check_not_spoilt(self) -> None:
        """Refuse a stranger's network that makes NaN of every picture, whatever its scores look like.

        Raises:
            InputError: it does, or cannot be run.
        """
        if self.inputs.why == "run" or self.inputs.axes == "chw":  # TensorFlow runs channels first compiled alone
            return
        some = np.random.default_rng(0).random((few(2, self.shape), *self.shape), "float32")
        with running(self.path, anew=False):
            layer = first_spoilt(self.model, self.inputs.of_unit(some))
        if layer is not None:
            text = _(
                "{path}: its layer {layer} gives NaN, which is no number, for every picture, so that its scores mean "
                "nothing; train it again, or ask its maker"
            )
            raise InputError(text.format(path=shown(str(self.path), 200), layer=shown(layer, 80)))

    @takes_texts
    def see(self, image: Path) -> np.ndarray:
        """Read a picture as the network wants it: `(height, width, channels)` uint8.

        Raises:
            InputError: the file is damaged or no picture; the network reads digits, and it shows none or several.
        """
        return self.see_one(image)[0]

    @takes_texts
    def see_one(self, image: Path) -> tuple[np.ndarray, Digit | None]:
        """Read a picture as `see` does, and say where on it the digit was found, if one was looked for.

        Raises:
            InputError: as `see`.
        """
        if not self.digits:
            height, width, channels = self.shape
            return read(image, size=(height, width), channels=channels, fit=self.fit), None
        found = self.find(image)
        if len(found) > 1:
            text = _("{path} shows {count} digits, and one is looked at; cut one out: the first is at {place}")
            raise InputError(text.format(path=image, count=len(found), place=found[0].place()))
        return self._fed(found[0]), found[0]

    @takes_texts
    def find(self, photo: Path) -> tuple[Digit, ...]:
        """The digits on a photograph, from left to right and top to bottom.

        Raises:
            InputError: the file is damaged or no picture, or shows no digit, or text.
        """
        grey = np.asarray(load(photo, channels=1))
        try:
            return find_digits(grey)
        except InputError as error:
            raise InputError(f"{photo}: {error}") from error

    @takes_texts
    def predict(self, image: Path) -> Prediction:
        """Classify the picture in a file, which shows one digit where the network reads digits.

        Raises:
            InputError: as `see`, or the network gives no numbers for it.
        """
        picture, digit = self.see_one(image)
        return replace(self._say(picture[None])[0], digit=digit)

    @takes_texts
    def predict_all(self, image: Path) -> list[Prediction]:
        """Classify the picture in a file, or each digit on it where the network reads digits.

        Raises:
            InputError: the file is damaged or no picture, or shows no digit, or the network gives no numbers for it.
        """
        if not self.digits:
            return [self.predict(image)]
        found = self.find(image)
        said = self._say(np.stack([self._fed(digit) for digit in found]))
        return [replace(each, digit=digit) for each, digit in zip(said, found, strict=True)]

    def _fed(self, digit: Digit) -> np.ndarray:
        """A digit in the size that the network takes."""
        height, width, channels = self.shape
        picture = digit.picture
        picture = picture if (height, width) == picture.shape[:2] else _padded(picture, height, width)
        return picture.repeat(channels, axis=2)

    def _say(self, pictures: np.ndarray) -> list[Prediction]:
        try:
            scores = self.scores_of(pictures)
        except InputError as error:
            raise InputError(f"{shown(str(self.path), 200)}: {error}") from error
        return [
            Prediction(picture, each, self.class_names, self.scores.several)
            for picture, each in zip(pictures, scores, strict=True)
        ]

    def label(self, word: str) -> int:
        """The number of a class by its name, or by its number.

        Raises:
            InputError: there is no such class.
        """
        if word in self.class_names:
            return self.class_names.index(word)
        if word.isdecimal() and int(word) < len(self.class_names):
            return int(word)
        raise unknown(_("class"), word, self.class_names)

    def said(self) -> list[str]:
        """What is done to a picture in a file and to the model's outputs, in words, a line each."""
        height, width, channels = self.shape
        if self.digits:
            how = _("made like MNIST's digits: light on dark, centred, {height}×{width}")
        elif self.fit == "crop":
            how = _("its middle, at {height}×{width}, in colour")
        elif self.fit == "pad":
            how = _("whole on black, at {height}×{width}, in colour")
        elif channels == 1:
            how = _("stretched to {height}×{width}, grey")
        else:
            how = _("stretched to {height}×{width}, in colour")
        how = how.format(height=height, width=width)
        if not self.digits and not self.facts and channels == 1 and len(self.class_names) == len(TEN):
            how += " " + _("(if it is a digit: --as digits)")
        picture = _("picture: {how}; {pixels}").format(how=how, pixels=self.inputs.sentence())
        passed_over = [_("passed over: {problem}").format(problem=self.passed_over)] if self.passed_over else []
        return [picture, *self.said_of_scores(), *passed_over]

    def said_of_scores(self) -> list[str]:
        """What is done to the model's outputs, in words: one line, or none where that goes without saying."""
        scores = self.scores.sentence(self.class_names)
        return [_("scores: {scores}").format(scores=scores)] if scores else []


def _padded(digit: np.ndarray, height: int, width: int) -> np.ndarray:
    """The digit in the middle of a larger black picture."""
    down, right = height - digit.shape[0], width - digit.shape[1]
    if down < 0 or right < 0:
        text = _("the network takes pictures of {height}×{width}; a digit needs 28×28")
        raise InputError(text.format(height=height, width=width))
    return np.pad(digit, ((down // 2, down - down // 2), (right // 2, right - right // 2), (0, 0)))


def _fit(facts: Mapping[str, Any]) -> Fit:
    """How a run brought its pictures to their size."""
    asked = facts.get("asked")
    fit = asked.get("fit") if isinstance(asked, dict) else None
    return cast(Fit, fit) if fit in get_args(Fit) else "stretch"


def _facts_of_run(model: Path) -> tuple[Mapping[str, Any], str]:
    """What `run.json` beside a model says, and why it is passed over; nothing where there is none."""
    try:
        run = read_beside(model)
    except InputError as error:
        return {}, str(error)
    return (run.fields.content if run else {}), ""
