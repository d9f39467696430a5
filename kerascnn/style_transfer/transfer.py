"""Neural style transfer: the pixels of one picture are changed until its costs are low.

Gatys, Ecker and Bethge 2015 (arXiv:1508.06576) and deck E: the network stays as it is, and gradient descent works on
the picture. `J(G) = α J_content(C, G) + β Σ_l λ_l J_style,l(S, G) + γ TV(G)`.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import keras
import numpy as np
from keras import ops

from kerascnn import checks
from kerascnn.errors import InputError, WorkError
from kerascnn.insight.backend import value_and_gradient
from kerascnn.language import _
from kerascnn.style_transfer.costs import content_cost, gram_matrix, style_cost, total_variation
from kerascnn.style_transfer.extractor import Extractor

__all__ = ["Costs", "Objective", "Step", "Transferred", "Weights", "transfer"]

ALPHA, BETA, VARIATION = 1.0, 2.0, 0.02
LEARNING_RATE = 0.02
"""How far Adam moves a pixel in its first steps; pixels are from 0 to 1."""
OPTIMIZERS = ("adam", "l-bfgs")
MEMORY = 10
"""Pairs of steps and gradients from which L-BFGS guesses the curvature."""


@dataclass(frozen=True)
class Weights:
    """What each cost weighs.

    Attributes:
        alpha: of the content.
        beta: of the style.
        variation: of the total variation.
        relative: weigh each cost, and that of each style layer, as a part of what it is between the content picture and
            the style picture (the total variation: of what the content picture has), so that the same numbers suit
            every network; off for the deck's sum as it stands, whose costs differ by powers of ten from network to
            network, and from layer to layer.
    """

    alpha: float = ALPHA
    beta: float = BETA
    variation: float = VARIATION
    relative: bool = True

    def check(self) -> None:
        """Check that the weights can be used.

        Raises:
            InputError: one is negative or no number, or both alpha and beta are zero.
        """
        for name in ("alpha", "beta", "variation"):
            value = getattr(self, name)
            if not 0 <= value < float("inf"):
                text = _("{name} is {value!r}; expected a number from 0 up")
                raise InputError(text.format(name=name, value=value))
        if not self.alpha and not self.beta:
            raise InputError(_("alpha and beta are both 0: no cost is left that makes a picture; give one of them"))


@dataclass(frozen=True)
class Costs:
    """The deck's costs of one picture, without their weights.

    Attributes:
        content: `½ ‖a(C) − a(G)‖²` at the content layer.
        layers: the style cost of each layer.
        style: their sum, each with its λ; of relative weights it is divided by the layer's cost between the pictures.
        variation: the total variation.
        total: what is made small: all of it, weighted.
    """

    content: float
    layers: Mapping[str, float]
    style: float
    variation: float
    total: float


@dataclass(frozen=True)
class Step:
    """The picture after a step.

    Attributes:
        number: 0 before the first.
        costs: of this picture.
        picture: `(height, width, channels)` float32 in [0, 1].
        seconds: since the start.
    """

    number: int
    costs: Costs
    picture: np.ndarray
    seconds: float


@dataclass
class Transferred:
    """What came out.

    Attributes:
        picture: `(height, width, channels)` float32 in [0, 1].
        between: the costs between the content picture and the style picture: those of the style picture as content,
            and of the content picture as style.
        history: the costs at each step, from the start on.
        evaluations: how often costs and gradient were computed.
    """

    picture: np.ndarray
    between: Costs
    history: list[Costs] = field(default_factory=list)
    evaluations: int = 0


class Objective:
    """The cost of a picture and its gradient.

    Args:
        extractor: gives the feature maps.
        content: the content picture, `(height, width, channels)` in [0, 1].
        style: the style picture, of the same shape.
        content_layer: whose maps say what is in a picture.
        style_layers: whose Gram matrices say how it is painted, each with its λ.
        weights: of the costs.

    Attributes:
        between: the costs between content and style picture, which relative weights are parts of.
        lambdas: what each style layer's λ comes to in the deck's sum.
        scales: what the deck's α, β and the weight of the total variation come to, in the sum as it stands.
        evaluations: how often the cost was computed.
    """

    def __init__(
        self,
        extractor: Extractor,
        content: np.ndarray,
        style: np.ndarray,
        *,
        content_layer: str,
        style_layers: Mapping[str, float],
        weights: Weights,
    ) -> None:
        self.extractor, self.content_layer = extractor, content_layer
        factors = np.array(list(style_layers.values()), float)
        self.evaluations = 0
        of_content, of_style = extractor.maps(content), extractor.maps(style)
        self._content = of_content[content_layer]
        self._grams = {name: gram_matrix(of_style[name]) for name in style_layers}
        # Between the two pictures: the content of the style picture, and the style of the content picture.
        content_apart = self._raw(of_style, style)
        style_apart = self._raw(of_content, content)
        apart = ops.concatenate([content_apart[:1], style_apart[1:]])
        numbers = ops.convert_to_numpy(apart).astype(float)
        content_weight, variation_weight = weights.alpha, weights.variation
        if weights.relative:
            content_weight, *factors, variation_weight = (
                np.array([weights.alpha, *factors, weights.variation]) / np.where(numbers > 0, numbers, 1)
            ).tolist()
        self.lambdas = dict(zip(style_layers, map(float, factors), strict=True))
        self.scales = content_weight, weights.beta, variation_weight
        of_layers = [weights.beta * factor for factor in self.lambdas.values()]
        self._factors = np.array([content_weight, *of_layers, variation_weight], "float32")
        self.between = self._costs(numbers, float(self._factors @ numbers))
        self._both = value_and_gradient(self._weighed)

    def __call__(self, picture: np.ndarray) -> tuple[Costs, np.ndarray]:
        """The costs of a picture `(height, width, channels)`, and the gradient of the total."""
        self.evaluations += 1
        values, gradient = self._both(picture)
        return self._costs(values[1:], float(values[0])), gradient

    def _weighed(self, picture: Any) -> Any:
        """The total, and behind it the costs themselves, which have no part in the gradient."""
        raw = self._raw(self.extractor.maps(picture), picture)
        total = ops.sum(raw * self._factors)
        return ops.concatenate([total[None], ops.stop_gradient(raw)])

    def _raw(self, maps: Mapping[str, Any], picture: Any) -> Any:
        """The content cost, the style cost of each layer, and the total variation, without weights."""
        layers = [
            style_cost(gram, gram_matrix(maps[name]), self.extractor.shapes[name]) for name, gram in self._grams.items()
        ]
        content = content_cost(self._content, maps[self.content_layer])
        picture = ops.convert_to_tensor(picture, "float32")
        return ops.stack([content, *layers, total_variation(picture)])

    def _costs(self, raw: np.ndarray, total: float) -> Costs:
        content, *layers, variation = map(float, raw)
        style = sum(factor * cost for factor, cost in zip(self.lambdas.values(), layers, strict=True))
        return Costs(content, dict(zip(self.lambdas, layers, strict=True)), style, variation, total)


def transfer(
    objective: Objective,
    start: np.ndarray,
    *,
    steps: int = 200,
    optimizer: Literal["adam", "l-bfgs"] = "adam",
    learning_rate: float = LEARNING_RATE,
    watch: Callable[[Step], None] = lambda step: None,
) -> Transferred:
    """Change a picture step by step until its costs are low.

    Args:
        objective: the cost.
        start: the picture to begin with, `(height, width, channels)` in [0, 1]: the content picture, or noise.
        steps: how many.
        optimizer: "adam" (Kingma and Ba 2015), or "l-bfgs" (SciPy's L-BFGS-B, with pixels between 0 and 1), which Gatys
            used: it takes fewer steps, and has no learning rate.
        learning_rate: Adam's.
        watch: is given every step, the start among them; what it raises ends the work.

    Raises:
        InputError: an argument cannot be used.
        WorkError: the cost is no longer a number.
    """
    checks.whole("steps", steps, at_least=1)
    checks.number("learning-rate", learning_rate, above=0)
    if optimizer not in OPTIMIZERS:
        text = _("optimizer is {optimizer!r}; expected adam or l-bfgs")
        raise InputError(text.format(optimizer=optimizer))
    began = time.perf_counter()
    result = Transferred(np.clip(start, 0, 1).astype("float32"), objective.between)

    def note(picture: np.ndarray, costs: Costs) -> None:
        if not np.isfinite(costs.total):
            raise WorkError(_("the cost is no longer a number; choose a smaller --learning-rate, or smaller weights"))
        result.picture, result.evaluations = picture, objective.evaluations
        result.history.append(costs)
        watch(Step(len(result.history) - 1, costs, picture, time.perf_counter() - began))

    if optimizer == "adam":
        _adam(objective, result.picture, steps, learning_rate, note)
    else:
        _lbfgs(objective, result.picture, steps, note)
    result.evaluations = objective.evaluations
    return result


Note = Callable[[np.ndarray, Costs], None]


def _adam(objective: Objective, start: np.ndarray, steps: int, learning_rate: float, note: Note) -> None:
    pixels = keras.Variable(start)
    adam = keras.optimizers.Adam(learning_rate)
    adam.build([pixels])
    picture = start
    for _step in range(steps):
        costs, gradient = objective(picture)
        note(picture, costs)
        adam.apply([ops.convert_to_tensor(gradient)])
        pixels.assign(ops.clip(pixels, 0, 1))
        picture = np.array(ops.convert_to_numpy(pixels.value))
    note(picture, objective(picture)[0])


def _lbfgs(objective: Objective, start: np.ndarray, steps: int, note: Note) -> None:
    from scipy.optimize import minimize

    last: dict[str, Any] = {}

    def both(flat: np.ndarray) -> tuple[float, np.ndarray]:
        picture = flat.reshape(start.shape).astype("float32")
        costs, gradient = objective(picture)
        last.update(flat=flat.copy(), costs=costs, picture=picture)
        return costs.total, gradient.ravel().astype("float64")

    def after(flat: np.ndarray) -> None:
        # The point that a step ends at is the last that was tried; it is not taken on trust.
        if not np.array_equal(flat, last["flat"]):
            both(flat)
        note(last["picture"], last["costs"])

    first = start.ravel().astype("float64")
    both(first)
    note(last["picture"], last["costs"])
    minimize(
        both,
        first,
        jac=True,
        method="L-BFGS-B",
        bounds=[(0, 1)] * first.size,
        callback=after,
        # It ends after so many steps, not where a step gains little: the reader has asked for steps.
        options={"maxiter": steps, "maxfun": 25 * steps, "maxcor": MEMORY, "ftol": 0, "gtol": 0},
    )
