"""How well a network finds edges, beside filters that have learned nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kerascnn.quiet import start_keras

start_keras()  # before the imports below, which would start it aloud

import keras
import numpy as np
import numpy.typing as npt

from kerascnn.errors import InputError
from kerascnn.language import N_, _
from kerascnn.shapes.places import shown
from kerascnn.tasks.edges import by_hand
from kerascnn.tasks.edges.counting import Curve, curve_of, curve_of_lines
from kerascnn.tasks.pixel_pictures import PixelData
from kerascnn.tasks.protocol import About

__all__ = ["CANNY", "FUSION", "GRADIENT", "Found", "evaluate", "titles"]

AT_ONCE = 50
FUSION, GRADIENT, CANNY, SIDE = "fusion", "gradient", "canny", "side"
TITLES = {FUSION: N_("fusion"), GRADIENT: N_("gradient filter"), CANNY: N_("Canny")}


def titles(names: Mapping[str, Any]) -> dict[str, str]:
    """What the methods are called, in the reader's language."""
    side = _("side output {number}")
    return {name: _(TITLES[name]) if name in TITLES else side.format(number=name.removeprefix(SIDE)) for name in names}


@dataclass(frozen=True)
class Found:
    """What was found in the test pictures.

    Attributes:
        maps: `(n, height, width, outputs)` float16 probabilities, the fused ones first.
        curves: precision and recall of each method by its name: `FUSION`, "side1", ..., `GRADIENT`, and `CANNY` where
            scikit-image is installed.
        entropy: the mean class-balanced cross-entropy of a batch, as it was trained on.
    """

    maps: npt.NDArray[np.float16]
    curves: dict[str, Curve]
    entropy: float

    @property
    def ods(self) -> float:
        """The F of the fused maps, at the threshold that is best for all pictures."""
        return self.curves[FUSION].ods

    @property
    def score(self) -> float:
        """The headline: ODS."""
        return self.ods

    @property
    def loss(self) -> float:
        """The mean loss on the test set."""
        return self.entropy

    def metrics(self, about: About) -> dict[str, Any]:
        """What `metrics.json` keeps: ODS, OIS, and the best threshold with its precision and recall, of each method."""
        return {
            "methods": {
                name: {"ods": curve.ods, "ois": curve.ois, **dict(zip(_POINT, curve.best[:3], strict=True))}
                for name, curve in self.curves.items()
            }
        }

    def line(self) -> str:
        """The F in words, beside the filter's."""
        filters = _("the gradient filter has {f:.4f}").format(f=self.curves[GRADIENT].ods)
        if CANNY in self.curves:
            canny = _("Canny {f:.4f}").format(f=self.curves[CANNY].ods)
        else:
            canny = _("Canny is left out: it takes `pip install scikit-image`")
        text = _("ODS F {ods:.4f} at 1 pixel on {count:,} test images; {filters}, {canny}")
        return text.format(ods=self.ods, count=len(self.maps), filters=filters, canny=canny)


_POINT = ("threshold", "precision", "recall")


def evaluate(model: keras.Model, data: PixelData) -> Found:
    """Let a model find the edges of the test pictures, and filters too.

    Raises:
        InputError: the model does not take these pictures, or gives no maps.
    """
    takes, gives = model.input_shape, model.output_shape
    if takes != (None, *data.shape) or not isinstance(gives, tuple) or gives[:3] != takes[:3]:
        text = _("{network} takes {own} and gives {given}; expected edge maps of pictures of {shape}")
        own, given, shape = ("×".join(map(str, each)) for each in (takes[1:], gives[1:], data.shape))
        raise InputError(text.format(network=shown(model.name), own=own, given=given, shape=shape))
    from kerascnn.tasks.edges.losses import BalancedCrossEntropy

    images, truth = data.test.batch(np.arange(len(data.test)), 0)
    maps, losses = [], []
    for first in range(0, len(images), AT_ONCE):
        part = slice(first, first + AT_ONCE)
        found = np.asarray(model.predict_on_batch(images[part].astype("float32") / np.float32(255))).astype("float32")
        losses.append(float(BalancedCrossEntropy()(truth[part], found)) * len(found))
        maps.append(found)
    scores = np.concatenate(maps)
    names = [FUSION, *(f"{SIDE}{number}" for number in range(1, scores.shape[3]))]
    curves = {name: curve_of(scores[..., number], truth) for number, name in enumerate(names)}
    curves[GRADIENT] = curve_of(by_hand.gradient(images), truth)
    lines = by_hand.canny(images)
    if lines is not None:
        curves[CANNY] = curve_of_lines(lines, truth, np.array(by_hand.CANNY_HIGH))
    return Found(scores.astype(np.float16), curves, sum(losses) / len(images))
