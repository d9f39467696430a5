"""A saved localizer and what it says of a picture."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from kerascnn.datasets import picture
from kerascnn.datasets.letterbox import Frame, light_on_dark
from kerascnn.datasets.located import SCENES
from kerascnn.errors import InputError
from kerascnn.language import _
from kerascnn.loading import load_model
from kerascnn.paths import takes_texts
from kerascnn.quiet import without_warnings
from kerascnn.runs import read_beside
from kerascnn.shapes.places import shown
from kerascnn.shapes.saved import model_file
from kerascnn.tasks.localization.answers import BOX, boxes_of
from kerascnn.tasks.localization.evaluation import THERE_FROM

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["Localizer", "Place"]


@dataclass(frozen=True)
class Place:
    """What a localizer says of one picture.

    Attributes:
        picture: `(height, width, 3)` uint8, as it is in the file.
        presence: p_c, whether there is an object.
        box: xyxy in its pixels.
        scores: `(classes,)` probabilities, if there is one.
        class_names: one name per class.
        frame: where the picture lies in what the network saw.
        inverted: whether the network was shown the negative.
    """

    picture: np.ndarray
    presence: float
    box: np.ndarray
    scores: np.ndarray
    class_names: tuple[str, ...]
    frame: Frame
    inverted: bool

    @property
    def there(self) -> bool:
        """Whether there is an object."""
        return self.presence > THERE_FROM

    @property
    def class_name(self) -> str:
        """The class with the highest score."""
        return self.class_names[int(self.scores.argmax())]

    def lines(self) -> Sequence[str]:
        """Whether there is an object, of which class, and where."""
        if self.there:
            sides = " ".join(f"{side:.0f}" for side in self.box)
            lines = [f"  {self.class_name} {self.scores.max():.1%}  {sides}"]
            lines.append(_("p_c {value:.2f}; the box is left, top, right, bottom in pixels"))
        else:
            lines = ["  " + _("nothing found"), _("p_c {value:.2f}")]
        lines[-1] = lines[-1].format(value=self.presence)
        lines.append(self.frame.line())
        if self.inverted:
            lines.append(_("the picture is light, so the network was shown its negative: it learned light on dark"))
        return lines

    def as_json(self) -> Mapping[str, Any]:
        """p_c, the box and the scores."""
        height, width = self.picture.shape[:2]
        return {
            "size": [width, height],
            "object": float(self.presence),
            "class": self.class_name if self.there else None,
            "xyxy": [round(float(side), 2) for side in self.box] if self.there else None,
            "scores": dict(zip(self.class_names, map(float, self.scores), strict=True)),
            "inverted": self.inverted,
        }

    def drawn(self) -> "Figure":
        """The picture with the box."""
        from kerascnn import plots

        title = _("p_c {value:.2f}").format(value=self.presence)
        if not self.there:
            title += f": {_('nothing found')}"
            return plots.boxed_pictures([plots.Boxed(self.picture, np.zeros((0, 4)), [], [], title)])
        text = f"{self.class_name} {self.scores.max():.0%}"
        return plots.boxed_pictures([plots.Boxed(self.picture, self.box[None], [text], [plots.RIGHT], title)])


class Localizer:
    """A run's network that says whether and where one object is in a picture of any size.

    A picture is scaled until it fits into what the network takes, its proportions kept. A localizer that has learned
    from light digits on dark photographs is shown the negative of a light picture, ink on paper say.

    Args:
        path: the `.keras` file of a run, or its folder.

    Raises:
        InputError: there is no such file, no run lies beside it, or the network gives no such vector.
    """

    @takes_texts
    def __init__(self, path: Path) -> None:
        self.path = model_file(path)
        run = read_beside(self.path)
        if run is None:
            text = _("{path}: no run.json lies beside it; expected the folder that a training of a localizer has left")
            raise InputError(text.format(path=shown(str(self.path), 200)))
        self.class_names = run.data.class_names
        self.of_scenes = run.data.name == SCENES
        with without_warnings():
            self.model = load_model(self.path)
        expects, gives = tuple(self.model.input_shape), tuple(self.model.output_shape)
        if len(gives) != 2 or gives[-1] - BOX < len(self.class_names) or len(expects) != 4 or expects[-1] != 3:
            text = _("{path}: the network takes {takes} and gives {gives}; expected a localizer for pictures in colour")
            said = {"takes": "×".join(map(str, expects[1:])), "gives": "×".join(map(str, gives[1:]))}
            raise InputError(text.format(path=shown(str(self.path), 200), **said))
        self.size = expects[1:3]

    @takes_texts
    def predict(self, path: Path) -> Place:
        """Say whether and where an object is in the picture in a file.

        Raises:
            InputError: the file is damaged or no picture, or the network gives no numbers for it.
        """
        pixels = np.asarray(picture.load(path, channels=3))
        seen, frame, inverted = light_on_dark(pixels, self.size, wanted=self.of_scenes)
        with without_warnings():
            given = np.asarray(self.model.predict_on_batch(seen[None].astype("float32") / np.float32(255)))
        if not np.isfinite(given).all():
            text = _("{path}: the network gives numbers that are none; train it again")
            raise InputError(text.format(path=shown(str(self.path), 200)))
        (box,) = frame.outside(boxes_of(given, self.size))
        scores = given[0, BOX : BOX + len(self.class_names)]
        return Place(pixels, float(given[0, 0]), box, scores, self.class_names, frame, inverted)
