"""A recipe: a function that plans a run, which when called is carried out."""

import functools
import inspect
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Generic, ParamSpec

from kerascnn.engine.command_line import command_of
from kerascnn.engine.training_run import Result, run_plan
from kerascnn.paths import arguments_of
from kerascnn.runs.fields import Called
from kerascnn.runs.plan import Plan

__all__ = ["Recipe", "recipe"]

Parameters = ParamSpec("Parameters")

WHERE = ("out", "force")
"""Keywords of every recipe that say where to write, not what to do."""


class Recipe(Generic[Parameters]):
    """What `recipe` makes of a function: called, it trains; its `plan` only plans.

    Args:
        function: takes options, `out` and `force`, and gives a plan.
    """

    def __init__(self, function: Callable[Parameters, Plan]) -> None:
        self._function = function
        functools.update_wrapper(self, function)

    def __call__(self, *args: Parameters.args, **kwargs: Parameters.kwargs) -> Result:
        """Make the plan and carry it out.

        Raises:
            InputError: an option or the data cannot be used, or the folder exists.
            WorkError: the training failed.
        """
        arguments = self._arguments(args, kwargs)
        return run_plan(self.plan(*args, **kwargs), arguments["out"], force=arguments["force"])

    def plan(self, *args: Parameters.args, **kwargs: Parameters.kwargs) -> Plan:
        """The plan that a call comes to, checked; nothing is loaded, trained or written.

        Raises:
            InputError: an option cannot be used.

        Example:
            >>> from kerascnn.recipes import train_mnist
            >>> train_mnist.run.plan(network="lenet5").options.network.name
            'lenet5'
        """
        function: Callable[..., Plan] = self._function
        given = self._arguments(args, kwargs)  # with paths for texts
        plan, called = function(**given), self._called(args, kwargs)
        plan.check()
        return replace(plan, called=called, command=command_of(plan.recipe, self, called))

    def _arguments(self, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> dict[str, Any]:
        return arguments_of(self._function, *args, **kwargs)

    def _called(self, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> dict[str, Called]:
        """What was given that is not the default, as JSON has it."""
        defaults = inspect.signature(self._function).parameters
        return {
            name: _as_json(value)
            for name, value in self._arguments(args, kwargs).items()
            if name not in WHERE and value != defaults[name].default
        }


def _as_json(value: Any) -> Called:
    if isinstance(value, tuple | list):
        return [_one(each) for each in value]
    return _one(value)


def _one(value: Any) -> str | int | float | bool | None:
    return str(value.absolute()) if isinstance(value, Path) else value


def recipe(function: Callable[Parameters, Plan]) -> Recipe[Parameters]:
    """Make a recipe of a function that plans a run.

    The keywords `out` and `force` of the function, which it need not look at, say where the run is written.
    """
    return Recipe(function)
