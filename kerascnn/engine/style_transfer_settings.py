"""The options of a style transfer, checked before anything is loaded."""

import math
import re
from dataclasses import dataclass
from typing import Literal

from kerascnn import checks
from kerascnn.errors import InputError
from kerascnn.language import _

__all__ = ["Settings", "layers_of"]

MOST_FRAMES = 200
DECIMAL_COMMA = re.compile(r"(=\s*\d+),(?=\d+\s*(?:[,;]|$))")
"""In "conv1=0,5,conv2" the first: what stands behind it would be a layer that is called 5."""


def layers_of(text: str) -> dict[str, float]:
    """Style layers with their λ, as the option writes them.

    >>> layers_of("conv1=0.5, conv2")
    {'conv1': 0.5, 'conv2': 1.0}
    >>> layers_of("conv1=0,5,conv2=0,25; conv3")
    {'conv1': 0.5, 'conv2': 0.25, 'conv3': 1.0}

    Raises:
        InputError: a λ is no number from 0 up, a layer comes twice, or all λ are 0.
    """
    found: dict[str, float] = {}
    for word in filter(None, map(str.strip, re.split("[,;]", DECIMAL_COMMA.sub(r"\1.", text)))):
        name, _sign, number = word.rpartition("=") if "=" in word else (word, "", "1")
        try:
            value = float(number)
        except ValueError:
            value = math.nan
        if not name.strip() or not 0 <= value < math.inf:
            text = _(
                "style-layers has {word!r}; expected LAYER or LAYER=λ with a number from 0 up, commas between them"
            )
            raise InputError(text.format(word=word))
        if name.strip() in found:
            raise InputError(_("style-layers names {layer} twice; name it once").format(layer=name.strip()))
        found[name.strip()] = value
    if not found or not any(found.values()):
        raise InputError(
            _("style-layers has no layer with a λ above 0; expected LAYER or LAYER=λ, commas between them")
        )
    return found


@dataclass(frozen=True)
class Settings:
    """The options of the recipe, by its names.

    Attributes:
        network: a name, the folder of a run, or a `.keras` file.
        weights: of a network by its name.
        content_layer: None for the default.
        style_layers: as `layers_of` reads them; None for the defaults.
        alpha: weight of the content cost.
        beta: weight of the style cost.
        variation: weight of the total variation.
        costs: what the weights are of.
        pooling: averages in the place of maxima, or the network's own.
        keep_colours: put the colours of the content picture back.
        start: the picture to begin with.
        optimizer: what makes the steps.
        learning_rate: Adam's; None for the default.
        steps: how many.
        size: pixels along the longer side.
        frames: pictures that are kept.
        seed: of the noise and of random weights.
        device: where to compute.
    """

    network: str
    weights: str | None
    content_layer: str | None
    style_layers: str | None
    alpha: float
    beta: float
    variation: float
    costs: Literal["relative", "absolute"]
    pooling: Literal["average", "own"]
    keep_colours: bool
    start: Literal["content", "noise"]
    optimizer: Literal["adam", "l-bfgs"]
    learning_rate: float | None
    steps: int
    size: int
    frames: int
    seed: int
    device: Literal["auto", "cpu", "gpu"]

    def check(self) -> None:
        """Check what can be checked without a picture and a network.

        Raises:
            InputError: an option cannot be used.
        """
        checks.whole("steps", self.steps, at_least=1)
        checks.whole("frames", self.frames, at_least=2, at_most=MOST_FRAMES)
        checks.whole("seed", self.seed, at_least=0, at_most=2**32 - 1)
        if self.learning_rate is not None:
            checks.number("learning-rate", self.learning_rate, above=0)
            if self.optimizer != "adam":
                raise InputError(_("--learning-rate is Adam's; add --optimizer adam, or leave it out"))
        if self.style_layers is not None:
            layers_of(self.style_layers)
