"""What every network checks of its arguments."""

import functools
import inspect
from collections.abc import Callable
from typing import Any, ParamSpec

import keras

from kerascnn import checks
from kerascnn.errors import InputError, TooSmallError
from kerascnn.language import _

__all__ = ["network"]

Parameters = ParamSpec("Parameters")

LARGEST_SIDE = 1024


def network(function: Callable[Parameters, keras.Model]) -> Callable[Parameters, keras.Model]:
    """Make the function of a network refuse what it cannot use, in one sentence.

    Raises:
        InputError: fewer than two classes, sizes that are no sizes, or a `width` that is not positive.
        TooSmallError: a picture is so small that a layer has nothing left to look at.
    """
    signature = inspect.signature(function)

    @functools.wraps(function)
    def checked(*args: Parameters.args, **kwargs: Parameters.kwargs) -> keras.Model:
        bound = signature.bind(*args, **kwargs)
        bound.apply_defaults()
        given = bound.arguments
        # A network is asked for what is in its own signature: an encoder, say, has no classes.
        if "num_classes" in given:
            checks.whole("num_classes", given["num_classes"], at_least=2)
        if given.get("input_shape") is not None:
            _check_shape(given["input_shape"], signature.parameters["input_shape"].default)
        if "width" in given:
            checks.width(given["width"])
        try:
            return function(*args, **kwargs)
        except InputError:
            raise
        except ValueError as error:
            if not _too_small(error) or given.get("input_shape") is None:
                raise
        raise _gives_out(function, given)

    return checked


def _check_shape(shape: Any, default: Any) -> None:
    """Check a picture's shape, or that of a sound where a network is made for sound, as its own shape says."""
    if default is not None and len(default) == 2:
        if len(shape) != 2:
            raise InputError(_("input_shape is {shape!r}; expected (samples, channels)").format(shape=shape))
        for name, size in zip(("samples", "channels"), shape, strict=True):
            if (name, size) != ("samples", None):  # any number of them
                checks.whole(name, size, at_least=1)
        return
    if len(shape) != 3:
        text = _("input_shape is {shape!r}; expected (height, width, channels)")
        raise InputError(text.format(shape=shape))
    for name, size in zip(("height", "width", "channels"), shape, strict=True):
        checks.whole(name, size, at_least=1)


def _too_small(error: ValueError) -> bool:
    """Whether Keras says that a layer's output would be empty."""
    said = ("output size would be zero or negative", "a fixed height and width of at least")
    return any(words in str(error) for words in said)


def _gives_out(function: Callable[..., keras.Model], given: dict[str, Any]) -> TooSmallError:
    """The error that names the layer at which nothing of the picture is left, and the smallest that works."""
    height, width, channels = given["input_shape"]

    def failure(side: int) -> ValueError | None:
        try:
            # Weights are not needed to learn the shapes.
            with keras.StatelessScope(initialize_variables=False):
                function(**given | {"input_shape": (side, side, channels)})
        except ValueError as error:
            return error
        return None

    fails, works = min(height, width), LARGEST_SIDE
    while works - fails > 1:
        middle = (fails + works) // 2
        fails, works = (middle, works) if failure(middle) else (fails, middle)
    text = _(
        "{network} cannot look at pictures of {height}×{width}: nothing is left of them at the layer {layer}; the "
        "smallest that it can look at have {side}×{side}"
    )
    layer = _layer(failure, min(height, width))
    name = function.__name__.replace("_", "-")
    return TooSmallError(text.format(network=name, height=height, width=width, layer=layer, side=works), works)


def _layer(failure: Callable[[int], ValueError | None], side: int) -> str:
    """The name of the layer that raised the error: the innermost one on the way to it."""
    shortened = keras.config.is_traceback_filtering_enabled()
    keras.config.disable_traceback_filtering()
    try:
        error = failure(side)
    finally:
        if shortened:
            keras.config.enable_traceback_filtering()
    found, step = "?", error.__traceback__ if error else None
    while step:
        owner = step.tb_frame.f_locals.get("self")
        if isinstance(owner, keras.layers.Layer) and not isinstance(owner, keras.Model):
            found = owner.name
        step = step.tb_next
    return found
