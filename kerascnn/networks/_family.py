"""The other sizes of a network whose function is written out once."""

import inspect
from collections.abc import Callable
from typing import Any, ParamSpec

import keras

from kerascnn.networks._checks import network

__all__ = ["like"]

Parameters = ParamSpec("Parameters")


def like(
    first: Callable[Parameters, keras.Model],
    name: str,
    doc: str,
    build: Callable[..., keras.Model],
    **defaults: Any,
) -> Callable[Parameters, keras.Model]:
    """The function of a network that takes what another of its family takes.

    Args:
        first: the function that is written out.
        name: of the new function, under which its module has it.
        doc: its docstring.
        build: is called with every argument of `first` by its name.
        defaults: the values of arguments that are others than those of `first`.
    """
    signature = inspect.signature(first)
    parameters = [
        parameter.replace(default=defaults.get(parameter.name, parameter.default))
        for parameter in signature.parameters.values()
    ]
    signature = signature.replace(parameters=parameters)

    def function(*args: Parameters.args, **kwargs: Parameters.kwargs) -> keras.Model:
        bound = signature.bind(*args, **kwargs)
        bound.apply_defaults()
        return build(**bound.arguments)

    function.__name__ = function.__qualname__ = name
    function.__doc__, function.__module__ = doc, first.__module__
    function.__annotations__ = dict(first.__annotations__)
    function.__signature__ = signature  # type: ignore[attr-defined]
    return network(function)
