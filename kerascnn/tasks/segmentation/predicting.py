"""A saved network for segmentation, asked about pictures of any size."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from PIL import Image

from kerascnn.datasets import picture
from kerascnn.errors import InputError
from kerascnn.language import _
from kerascnn.loading import load_model
from kerascnn.paths import takes_texts
from kerascnn.quiet import without_warnings
from kerascnn.runs import read_beside
from kerascnn.shapes.places import shown
from kerascnn.shapes.saved import model_file

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["Fitted", "SegmentedPicture", "Segmenter", "fitted"]

LARGEST = 1024
"""Pixels along the longer side of the picture that the mask is laid over."""

Pixels = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Fitted:
    """A picture within the square or rectangle that a network takes.

    Attributes:
        pixels: `(height, width, channels)` uint8, the picture above and to the left.
        size: height and width of the picture in it; what lies beyond repeats its last row and column.
    """

    pixels: Pixels
    size: tuple[int, int]


def fitted(pixels: Pixels, height: int, width: int) -> Fitted:
    """Scale a picture, its proportions kept, so that it just fits.

    >>> import numpy as np
    >>> fitted(np.zeros((60, 120, 3), np.uint8), 64, 64).size
    (32, 64)

    Args:
        pixels: `(height, width, channels)` uint8.
        height: of what the network takes.
        width: likewise.
    """
    scale = min(height / pixels.shape[0], width / pixels.shape[1])
    size = max(1, round(pixels.shape[0] * scale)), max(1, round(pixels.shape[1] * scale))
    grey = pixels.shape[2] == 1
    small = Image.fromarray(pixels[..., 0] if grey else pixels).resize(size[::-1], Image.Resampling.BILINEAR)
    found = np.atleast_3d(np.asarray(small))
    return Fitted(np.pad(found, ((0, height - size[0]), (0, width - size[1]), (0, 0)), mode="edge"), size)


@dataclass(frozen=True)
class SegmentedPicture:
    """What a network says of the pixels of one picture.

    Attributes:
        name: of the file.
        picture: `(height, width, channels)` uint8, as it is drawn.
        mask: `(height, width)` uint8, the class of each of its pixels.
        class_names: one name per class, the background's first.
        taken: height and width at which the network saw it.
        own: height and width of the file's picture.
    """

    name: str
    picture: Pixels
    mask: Pixels
    class_names: tuple[str, ...]
    taken: tuple[int, int]
    own: tuple[int, int]

    @property
    def shares(self) -> Mapping[str, float]:
        """Of each class that was found, the background left out, its part of the pixels; the largest first."""
        counts = np.bincount(self.mask.ravel(), minlength=len(self.class_names))[1:]
        order = [int(each) for each in np.argsort(-counts, kind="stable") if counts[each]]
        return {self.class_names[each + 1]: float(counts[each] / self.mask.size) for each in order}

    def lines(self) -> Sequence[str]:
        """The classes that were found, and at which size."""
        found = ", ".join(f"{shown(name, 40)} ({share:.1%})" for name, share in self.shares.items())
        size = _("picture of {own}, seen by the network at {taken}, its proportions kept; the mask is of {drawn}")
        sizes = {"own": self.own, "taken": self.taken, "drawn": self.mask.shape}
        return [
            found or _("nothing but background"),
            size.format(**{name: f"{each[1]}×{each[0]}" for name, each in sizes.items()}),
        ]

    def as_json(self) -> Mapping[str, Any]:
        """The part of the pixels of each class, and the sizes, width first."""
        return {
            "classes": dict(self.shares),
            "size": [self.own[1], self.own[0]],
            "seen_at": [self.taken[1], self.taken[0]],
        }

    def drawn(self) -> "Figure":
        """The picture, and beside it the same with the classes in colours."""
        from kerascnn import plots

        return plots.segmented_picture(self.picture, self.mask, self.class_names, title=self.name)


class Segmenter:
    """A `.keras` file that gives one probability per class for each pixel.

    Args:
        path: the `.keras` file, or the folder of a run.

    Raises:
        InputError: as `kerascnn.loading.load_model`, or the network is none of that kind.
    """

    @takes_texts
    def __init__(self, path: Path) -> None:
        self.path = model_file(path)
        with without_warnings():
            self.model = load_model(self.path)
        takes, gives = self.model.input_shape, self.model.output_shape
        pixels = isinstance(takes, tuple) and isinstance(gives, tuple) and len(takes) == len(gives) == 4
        if not pixels or None in takes[1:] or takes[1:3] != gives[1:3] or takes[3] not in (1, 3) or gives[3] < 2:
            text = _("{path}: the network gives no probabilities of classes for each pixel of a picture")
            raise InputError(text.format(path=shown(str(self.path), 200)))
        self.shape: tuple[int, int, int] = takes[1:]
        run = read_beside(self.path)
        names = run.data.class_names if run else ()
        if len(names) != gives[3]:
            names = tuple(_("class {number}").format(number=number) for number in range(gives[3]))
        self.class_names = names

    @takes_texts
    def predict(self, path: Path) -> SegmentedPicture:
        """Say what each pixel of a picture belongs to.

        The picture is scaled to fit into what the network takes, its proportions kept. The probabilities are enlarged
        to the picture's own size, 1,024 pixels along its longer side at most, before the likeliest class is taken.

        Raises:
            InputError: the file is damaged or no picture, or the network gives no numbers for it.
        """
        height, width, channels = self.shape
        # Pixels beyond what is drawn are not kept.
        whole = picture.load(path, channels=3)
        own = whole.size[::-1]
        whole.thumbnail((LARGEST, LARGEST))
        pixels = np.asarray(whole)
        given = pixels if channels == 3 else np.asarray(whole.convert("L"))[..., None]
        inside = fitted(given, height, width)
        with without_warnings():
            scores = np.asarray(self.model.predict_on_batch(inside.pixels[None].astype("float32") / 255))[0]
        if not np.isfinite(scores).all():
            text = _("{path}: the network gives numbers that are none; train it again")
            raise InputError(text.format(path=shown(str(self.path), 200)))
        mask = _enlarged(scores[: inside.size[0], : inside.size[1]], (pixels.shape[0], pixels.shape[1]))
        return SegmentedPicture(str(path), pixels, mask, self.class_names, inside.size, own)


def _enlarged(scores: npt.NDArray[np.float32], size: tuple[int, int]) -> Pixels:
    """The likeliest class of each pixel, of probabilities that are enlarged one class after the other."""
    best, found = np.full(size, -1, np.float32), np.zeros(size, np.uint8)
    for number in range(scores.shape[2]):
        plane = Image.fromarray(np.ascontiguousarray(scores[..., number], np.float32))
        large = np.asarray(plane.resize(size[::-1], Image.Resampling.BILINEAR))
        better = large > best
        best, found[better] = np.where(better, large, best), number
    return found
