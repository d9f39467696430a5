"""A saved network for edges, asked about pictures of any size."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kerascnn.quiet import start_keras, without_warnings

start_keras()  # before the imports below, which would start it aloud

import keras
import numpy as np
import numpy.typing as npt

from kerascnn.datasets import picture
from kerascnn.errors import InputError
from kerascnn.language import _
from kerascnn.loading import load_model
from kerascnn.paths import takes_texts
from kerascnn.shapes.places import shown
from kerascnn.shapes.saved import model_file
from kerascnn.tasks.edges.thinning import thinned

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["EdgeFinder", "PictureWithEdges"]

TIMES = 2
"""How many times as long as in its training a picture's longer side is at most."""
LIKELY = 0.5
"""What is counted as an edge."""


@dataclass(frozen=True)
class PictureWithEdges:
    """The edges of one picture.

    Attributes:
        name: of the file.
        picture: `(height, width, channels)` uint8, as the network saw it.
        maps: `(height, width, outputs)` float32 probabilities, the fused ones first.
        own: height and width of the file's picture.
    """

    name: str
    picture: npt.NDArray[np.uint8]
    maps: npt.NDArray[np.float32]
    own: tuple[int, int]

    @property
    def lines_of_one_pixel(self) -> npt.NDArray[np.float32]:
        """`(height, width)` the fused map, thinned."""
        return np.asarray(thinned(self.maps[None, ..., 0]))[0]

    @property
    def share(self) -> float:
        """The part of the pixels that lie on a thinned edge."""
        return float((self.lines_of_one_pixel >= LIKELY).mean())

    def lines(self) -> Sequence[str]:
        """How many pixels are edges, and at which size."""
        text = _("{share:.1%} of the pixels lie on edges, thinned, of a probability of {least} or more")
        size = _("picture of {own}, seen by the network at {seen}")
        sizes = {"own": self.own, "seen": self.picture.shape[:2]}
        return [
            text.format(share=self.share, least=LIKELY),
            size.format(**{name: f"{each[1]}×{each[0]}" for name, each in sizes.items()}),
        ]

    def as_json(self) -> Mapping[str, Any]:
        """The part of the pixels on edges, and the sizes, width first."""
        height, width = self.picture.shape[:2]
        return {"edges": self.share, "size": [self.own[1], self.own[0]], "seen_at": [width, height]}

    def drawn(self) -> "Figure":
        """The picture, the fused map, the same thinned, and the side outputs."""
        from kerascnn import plots

        panels = {_("fusion"): self.maps[..., 0], _("fusion, thinned"): self.lines_of_one_pixel}
        for number in range(1, self.maps.shape[2]):
            panels[_("side output {number}").format(number=number)] = self.maps[..., number]
        return plots.edges_of_picture(self.picture, panels, title=self.name)


class EdgeFinder:
    """A `.keras` file that gives edge maps.

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
        maps = isinstance(takes, tuple) and isinstance(gives, tuple) and len(takes) == len(gives) == 4
        if not maps or None in takes[1:] or takes[1:3] != gives[1:3] or takes[3] not in (1, 3):
            text = _("{path}: the network gives no edge maps of a picture")
            raise InputError(text.format(path=shown(str(self.path), 200)))
        self.shape: tuple[int, int, int] = takes[1:]

    @takes_texts
    def predict(self, path: Path) -> PictureWithEdges:
        """Find the edges of a picture.

        Nothing in such a network depends on the size of a picture. But it has learned how broad strokes are and how
        smooth what lies behind them, so a large picture is made smaller, to twice the longer side of those that it was
        trained on. The last row and column are repeated up to the next multiple of 32.

        Raises:
            InputError: the file is damaged or no picture, or the network gives no numbers for it.
        """
        image = picture.load(path, channels=1 if self.shape[2] == 1 else 3)
        own = image.size[::-1]
        longest = TIMES * max(self.shape[:2])
        image.thumbnail((longest, longest))
        pixels = np.atleast_3d(np.asarray(image))
        height, width = pixels.shape[:2]
        whole = np.pad(pixels, ((0, -height % 32), (0, -width % 32), (0, 0)), mode="edge")
        with without_warnings():
            # A model may have been made with a list of one input.
            given = keras.tree.map_structure(lambda _tensor: keras.Input(whole.shape), self.model.input)
            model = keras.models.clone_model(self.model, input_tensors=given)
            model.set_weights(self.model.get_weights())
            maps = np.asarray(model.predict_on_batch(whole[None].astype("float32") / 255)).astype("float32")[0]
        if not np.isfinite(maps).all():
            text = _("{path}: the network gives numbers that are none; train it again")
            raise InputError(text.format(path=shown(str(self.path), 200)))
        return PictureWithEdges(str(path), pixels, maps[:height, :width], own)
