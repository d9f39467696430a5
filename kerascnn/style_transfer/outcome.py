"""What a style transfer came to: the pictures, and the costs as parts that can be compared."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from kerascnn.language import _
from kerascnn.style_transfer.transfer import Costs

__all__ = ["Outcome"]

SHOWN = 6
"""Progress pictures in a figure."""


@dataclass(frozen=True)
class Outcome:
    """A finished transfer, or one that was stopped.

    Attributes:
        content: the content picture as the network saw it, `(height, width, channels)` in [0, 1].
        style: the style picture.
        picture: what was made.
        kept: the number of each step whose picture was kept, with the picture.
        history: the costs at each step, from the start on.
        between: the costs between the content and the style picture.
        lambdas: λ of each style layer.
        content_layer: whose maps say what is in a picture.
        scales: what the deck's α, β and the weight of the total variation come to.
        evaluations: how often costs and gradient were computed.
        seconds: by the clock.
        cpu_seconds: of all processors together.
    """

    content: np.ndarray
    style: np.ndarray
    picture: np.ndarray
    kept: Sequence[tuple[int, np.ndarray]]
    history: Sequence[Costs]
    between: Costs
    lambdas: Mapping[str, float]
    content_layer: str
    scales: tuple[float, float, float]
    evaluations: int
    seconds: float
    cpu_seconds: float

    @property
    def content_parts(self) -> list[float]:
        """The content cost at each step, as a part of that between content and style picture."""
        return [_part(costs.content, self.between.content) for costs in self.history]

    @property
    def style_parts(self) -> list[float]:
        """The style cost at each step, as a part of that between content and style picture."""
        return [_part(costs.style, self.between.style) for costs in self.history]

    @property
    def layer_parts(self) -> dict[str, list[float]]:
        """The style cost of each layer at each step, as a part of its own between the two pictures."""
        return {
            name: [_part(costs.layers[name], self.between.layers[name]) for costs in self.history]
            for name in self.lambdas
        }

    @property
    def shares(self) -> dict[str, list[float]]:
        """What each part weighs in the total at each step: content, each style layer, total variation."""
        content, style, variation = self.scales
        found = {
            _("content: {layer}").format(layer=self.content_layer): [content * costs.content for costs in self.history]
        }
        for name, weight in self.lambdas.items():
            label = _("style: {layer}").format(layer=name)
            found[label] = [style * weight * costs.layers[name] for costs in self.history]
        if variation:
            found[_("total variation")] = [variation * costs.variation for costs in self.history]
        return found

    def some(self, most: int = SHOWN) -> list[tuple[int, np.ndarray]]:
        """Of the pictures that were kept, some from the first to the last."""
        chosen = np.unique(np.linspace(0, len(self.kept) - 1, min(most, len(self.kept))).round().astype(int))
        return [self.kept[number] for number in chosen]

    @property
    def style_fall(self) -> float:
        """How many times the style cost at the start is that at the end."""
        return self.history[0].style / max(self.history[-1].style, np.finfo(float).tiny)

    def metrics(self) -> dict[str, Any]:
        """All of it in numbers, as JSON has them."""
        return {
            "steps": len(self.history) - 1,
            "evaluations": self.evaluations,
            "seconds": self.seconds,
            "cpu_seconds": self.cpu_seconds,
            "style_fall": self.style_fall,
            "style_part": self.style_parts[-1],
            "content_part": self.content_parts[-1],
            "between": _written(self.between),
            "start": _written(self.history[0]),
            "end": _written(self.history[-1]),
        }

    def rows(self) -> list[list[str | float]]:
        """The history as a table, its head first."""
        rows: list[list[str | float]] = [
            ["step", "total", "content", "style", "variation", *(f"style:{name}" for name in self.lambdas)]
        ]
        for step, costs in enumerate(self.history):
            rows.append([step, costs.total, costs.content, costs.style, costs.variation, *costs.layers.values()])
        return rows


def _part(value: float, whole: float) -> float:
    return value / whole if whole > 0 else 0.0


def _written(costs: Costs) -> dict[str, Any]:
    return {
        "total": costs.total,
        "content": costs.content,
        "style": costs.style,
        "variation": costs.variation,
        "layers": dict(costs.layers),
    }
