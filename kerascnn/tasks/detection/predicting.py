"""A saved detector and what it finds in a picture."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from kerascnn.boxes import Detections
from kerascnn.datasets import picture
from kerascnn.datasets.letterbox import Frame, light_on_dark
from kerascnn.datasets.located import SCENES
from kerascnn.errors import InputError
from kerascnn.language import _
from kerascnn.loading import load_model
from kerascnn.paths import takes_texts
from kerascnn.quiet import without_warnings
from kerascnn.runs import read_beside
from kerascnn.runs.plan import Computing
from kerascnn.shapes.places import shown
from kerascnn.shapes.saved import model_file
from kerascnn.tasks.detection.evaluation import decoded, suppressed
from kerascnn.tasks.detection.losses import BOX
from kerascnn.tasks.detection.options import Options

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["Detector", "Finding"]


@dataclass(frozen=True)
class Finding:
    """What a detector finds in one picture.

    Attributes:
        picture: `(height, width, 3)` uint8, as it is in the file.
        found: boxes in its pixels, the surest first, after non-max suppression.
        class_names: one name per class.
        before: how many boxes there were before it.
        frame: where the picture lies in what the network saw.
        inverted: whether the network was shown the negative.
    """

    picture: np.ndarray
    found: Detections
    class_names: tuple[str, ...]
    before: int
    frame: Frame
    inverted: bool

    def lines(self) -> Sequence[str]:
        """A line for each box, and one on what was done."""
        lines = []
        for box, label, score in zip(self.found.boxes, self.found.labels, self.found.scores, strict=True):
            sides = " ".join(f"{side:.0f}" for side in box)
            lines.append(f"  {self.class_names[label]} {score:.1%}  {sides}")
        if not lines:
            lines.append("  " + _("nothing found"))
        text = _("boxes are left, top, right, bottom in pixels; non-max suppression left {after} of {count}")
        lines.append(text.format(after=len(self.found.scores), count=self.before))
        lines.append(self.frame.line())
        if self.inverted:
            lines.append(_("the picture is light, so the network was shown its negative: it learned light on dark"))
        return lines

    def as_json(self) -> Mapping[str, Any]:
        """Size of the picture, and the boxes."""
        height, width = self.picture.shape[:2]
        rows = zip(self.found.boxes, self.found.labels, self.found.scores, strict=True)
        return {
            "size": [width, height],
            "boxes": [
                {
                    "class": self.class_names[label],
                    "score": float(score),
                    "xyxy": [round(float(side), 2) for side in box],
                }
                for box, label, score in rows
            ],
            "before_suppression": self.before,
            "inverted": self.inverted,
        }

    def drawn(self) -> "Figure":
        """The picture with the boxes."""
        from kerascnn.tasks.detection.figures import draw_found

        return draw_found(self.picture, self.found, self.class_names)


class Detector:
    """A run's network that finds objects in pictures of any size.

    A picture is scaled until it fits into what the network takes, its proportions kept. A detector that has learned
    from light digits on dark photographs is shown the negative of a light picture, ink on paper say.

    Args:
        path: the `.keras` file of a run, or its folder.

    Raises:
        InputError: there is no such file, the run beside it is none of a detector, or the network gives no boxes.
    """

    @takes_texts
    def __init__(self, path: Path) -> None:
        self.path = model_file(path)
        run = read_beside(self.path)
        if run is None:
            text = _("{path}: no run.json lies beside it; expected the folder that a training of a detector has left")
            raise InputError(text.format(path=shown(str(self.path), 200)))
        self.class_names = run.data.class_names
        found: tuple[Any, ...] = run.read_options("options", Options, Computing)
        self.options: Options = found[0]
        self.of_scenes = run.data.name == SCENES
        with without_warnings():
            self.model = load_model(self.path)
        expects, gives = tuple(self.model.input_shape), tuple(self.model.output_shape)
        if len(gives) != 5 or gives[-1] - BOX < len(self.class_names) or len(expects) != 4 or expects[-1] != 3:
            text = _("{path}: the network takes {takes} and gives {gives}; expected a detector for pictures in colour")
            said = {"takes": "×".join(map(str, expects[1:])), "gives": "×".join(map(str, gives[1:]))}
            raise InputError(text.format(path=shown(str(self.path), 200), **said))
        self.size = expects[1:3]

    @takes_texts
    def predict(self, path: Path) -> Finding:
        """Find the objects in the picture in a file.

        Raises:
            InputError: the file is damaged or no picture, or the network gives no numbers for it.
        """
        pixels = np.asarray(picture.load(path, channels=3))
        seen, frame, inverted = light_on_dark(pixels, self.size, wanted=self.of_scenes)
        with without_warnings():
            (grid,) = np.asarray(self.model.predict_on_batch(seen[None].astype("float32") / np.float32(255)))
        if not np.isfinite(grid).all():
            text = _("{path}: the network gives numbers that are none; train it again")
            raise InputError(text.format(path=shown(str(self.path), 200)))
        found = suppressed(decoded(grid, self.size), self.options.overlap)
        kept = found.surer_than(self.options.least_score)
        kept = Detections(frame.outside(kept.boxes), kept.labels, kept.scores)
        before = int((found.all.scores > self.options.least_score).sum())
        return Finding(pixels, kept, self.class_names, before, frame, inverted)
