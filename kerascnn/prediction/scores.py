"""What a model's outputs mean: probabilities already, logits that become some, or one number for two classes.

Which function a model applies last is read off its last layer, through whatever only passes its outputs on and into a
model that is the last layer. Where that says nothing, as for a mean of two softmaxes, what comes out for a few pictures
does: numbers that are never negative and add up to 1 are a softmax's.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from kerascnn.errors import InputError, unknown
from kerascnn.language import _

if TYPE_CHECKING:
    import keras

__all__ = ["APPLIED", "Applied", "Scores", "only", "scores_of"]

Applied = Literal["raw", "softmax", "sigmoid"]
APPLIED: tuple[Applied, ...] = ("raw", "softmax", "sigmoid")

SOFTMAXES = ("softmax", "sparsemax")
SIGMOIDS = ("sigmoid", "hard_sigmoid", "sparse_sigmoid")
LOGARITHMS = ("log_softmax", "log_sigmoid")
PASSING = ("Dropout", "Flatten", "Identity", "Reshape", "Squeeze")
"""Layers and operations that only pass on what they take."""
OPERATIONS = {"Softmax": "softmax", "Sigmoid": "sigmoid", "LogSoftmax": "log_softmax", "LogSigmoid": "log_sigmoid"}
SUM = 1e-2
"""How far a softmax in half precision may be from 1."""


@dataclass(frozen=True)
class Scores:
    """What a model's outputs mean.

    Attributes:
        outputs: how many numbers it gives for a picture.
        own: the function that it applies last: "softmax", "sigmoid" or another's name, "" for none.
        asked: what is to be made of its outputs, where somebody says so; None for probabilities.
    """

    outputs: int
    own: str
    asked: Applied | None = None

    @property
    def classes(self) -> int:
        """How many classes it tells apart: one number tells two apart."""
        return 2 if self.outputs == 1 and self.asked != "raw" else self.outputs

    @property
    def applied(self) -> Literal["", "softmax", "sigmoid", "exponential"]:
        """What is applied to the outputs here."""
        if self.asked == "raw" or self.own in SOFTMAXES or self.own in SIGMOIDS:
            return ""
        if self.own in LOGARITHMS:
            return "exponential"
        if self.asked is not None:
            return "sigmoid" if self.asked == "sigmoid" else "softmax"
        return "sigmoid" if self.outputs == 1 else "softmax"

    @property
    def several(self) -> bool:
        """Whether each class has a probability of its own, so that several may be right, or none."""
        sigmoid = self.own in (*SIGMOIDS, "log_sigmoid") or self.applied == "sigmoid"
        return self.outputs > 1 and sigmoid and self.asked != "raw"

    def of_outputs(self, outputs: np.ndarray) -> np.ndarray:
        """What a model gives as one score per class.

        Args:
            outputs: `(n, outputs)`.

        Returns:
            `(n, classes)` float32: probabilities, unless the outputs are wanted as they are.
        """
        values = np.asarray(outputs, "float64")
        if self.applied == "softmax":
            values = np.exp(values - values.max(axis=1, keepdims=True))
            values /= values.sum(axis=1, keepdims=True)
        elif self.applied == "sigmoid":
            values = 0.5 * (1 + np.tanh(values / 2))
        elif self.applied == "exponential":
            values = np.exp(values)
        if self.classes > self.outputs:
            values = np.concatenate([1 - values, values], axis=1)
        return values.astype("float32")

    def sentence(self, class_names: tuple[str, ...]) -> str:
        """What the scores are, in words; "" where they are the softmax that everybody expects."""
        if self.asked == "raw":
            return _("the model's outputs as they are")
        if self.applied == "exponential":
            return _("the probabilities of which the model gives the logarithms (--scores raw shows them)")
        if self.outputs == 1 and self.own in SOFTMAXES:
            return _("the model applies a softmax to a single output, which makes 1 of it for every picture")
        if self.outputs == 1 and self.applied == "sigmoid":
            text = _(
                "the sigmoid of the model's single output, which is taken for a logit, is the probability of {name} "
                "(--scores raw shows the output)"
            )
            return text.format(name=class_names[1])
        if self.outputs == 1:
            return _("the model's single output is the probability of {name}").format(name=class_names[1])
        if self.applied in ("softmax", "sigmoid"):
            text = _("the {function} of the model's outputs, which are no probabilities (--scores raw shows them)")
            return text.format(function=self.applied)
        if self.several:
            return _("a probability for each class by itself (sigmoid): several may be right, or none")
        return ""


def scores_of(
    model: "keras.Model", outputs_of_some: Callable[[], np.ndarray], *, asked: Applied | None = None
) -> Scores:
    """Find out what a model's outputs mean.

    Args:
        model: any Keras model.
        outputs_of_some: gives what the model puts out for a few pictures.
        asked: what is to be made of the outputs, where somebody knows it.

    Raises:
        InputError: the model gives something else than one score per class, or what is asked cannot be had.
    """
    if asked is not None and asked not in APPLIED:
        raise unknown(_("kind of scores"), str(asked), APPLIED)
    own = _ending(model)
    count = _count(model)
    if own is None or count is None:
        some = outputs_of_some()
        own, count = own if own is not None else _measured(some), some.shape[-1]
    applies = (
        "softmax" if own in (*SOFTMAXES, "log_softmax") else "sigmoid" if own in (*SIGMOIDS, "log_sigmoid") else ""
    )
    if asked in ("softmax", "sigmoid") and applies not in ("", asked):
        text = _("the model applies a {own} itself, so that its outputs are no logits; leave --scores out, or give raw")
        raise InputError(text.format(own=applies))
    if asked == "softmax" and count == 1 and not applies:
        raise InputError(_("the model has a single output, of which a softmax is always 1; give --scores sigmoid"))
    return Scores(count, own, asked)


def only(outputs: Any) -> Any:
    """What a model puts out: where it is the one output of a list, or of a mapping by names, that one.

    >>> only({"kind": [3]}), only((1, 2))
    (3, (1, 2))
    """
    while isinstance(outputs, (list, tuple, dict)) and len(outputs) == 1:
        outputs = next(iter(outputs.values() if isinstance(outputs, dict) else outputs))
    return outputs


def _count(model: "keras.Model") -> int | None:
    """How many scores the model gives for a picture; None where it does not say.

    Raises:
        InputError: it gives something else than one row of scores.
    """
    try:
        gives: Any = model.output_shape
    except (AttributeError, ValueError):  # a subclassed model
        return None
    if isinstance(gives, (list, dict)):
        if len(gives) > 1:
            text = _("the model gives {n} outputs; expected a network that gives one score per class")
            raise InputError(text.format(n=len(gives)))
        gives = next(iter(gives.values() if isinstance(gives, dict) else gives))
    if not isinstance(gives, tuple) or len(gives) != 2 or gives[1] is None:
        sides = gives[1:] if isinstance(gives, tuple) else ()
        text = _("the model gives {shape}; expected a network that gives one score per class")
        raise InputError(text.format(shape="×".join(str(side or "?") for side in sides) or "?"))
    return int(gives[1])


def _ending(model: "keras.Model") -> str | None:
    """The name of the function that a model applies last, "" for none; None where its layers do not say."""
    outputs: Any = getattr(model, "outputs", None) or ()
    if len(outputs) != 1:
        return None
    tensor: Any = outputs[0]
    while True:
        maker = tensor._keras_history.operation
        if hasattr(maker, "layers"):
            return _ending(maker)
        kind = type(maker).__name__
        if kind in ("Softmax", "Sigmoid", "LogSoftmax", "LogSigmoid"):
            return OPERATIONS[kind]
        name = getattr(getattr(maker, "activation", None), "__name__", None)
        # What has weights and no activation gives logits; so does what has one that makes no probabilities.
        if name not in (None, "linear"):
            return str(name)
        if name is None and getattr(maker, "weights", None):
            return ""
        if name == "linear" and kind != "Activation":
            return ""
        if not (kind in PASSING or name == "linear"):
            return None
        tensor = maker.input


def _measured(outputs: np.ndarray) -> str:
    """What outputs look like: those of a softmax, of sigmoids, or logits."""
    positive = bool((outputs >= 0).all())
    if outputs.shape[-1] > 1 and positive and bool((np.abs(outputs.sum(axis=-1) - 1) < SUM).all()):
        return "softmax"
    return "sigmoid" if positive and bool((outputs <= 1).all()) else ""
