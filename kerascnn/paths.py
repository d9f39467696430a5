"""Paths that are given as texts: a notebook writes `out="runs/mine"`."""

import functools
import inspect
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, ParamSpec, TypeVar, get_args

__all__ = ["arguments_of", "takes_texts"]

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")


@functools.cache
def _paths_of(function: Callable[..., Any]) -> frozenset[str]:
    """The names of a function's arguments that are paths, by its annotations."""
    parameters = inspect.signature(function).parameters.values()
    return frozenset(each.name for each in parameters if _is_path(each.annotation))


def _is_path(annotation: Any) -> bool:
    """Whether a path can stand for an annotation: `Path`, `Path | None`, either of them with a help text."""
    if isinstance(annotation, str):  # of a module that is imported for the type checker alone
        return re.search(r"\bPath\b", annotation) is not None
    return annotation is Path or (not isinstance(annotation, type) and any(map(_is_path, get_args(annotation)[:2])))


def arguments_of(function: Callable[..., Any], *args: Any, **kwargs: Any) -> dict[str, Any]:
    """The arguments of a call with their names, those that are left out too; a text in the place of a path is one.

    >>> def write(out: Path | None = None, name: str = "") -> None: ...
    >>> arguments_of(write, "runs/mine", name="a")
    {'out': PosixPath('runs/mine'), 'name': 'a'}

    Args:
        function: whose; its annotations say which arguments are paths.
        args: of the call, in order.
        kwargs: of the call, by name.

    Raises:
        TypeError: the function does not take them.
    """
    bound = inspect.signature(function).bind(*args, **kwargs)
    bound.apply_defaults()
    paths = _paths_of(function)
    return {
        name: Path(value) if isinstance(value, str) and name in paths else value
        for name, value in bound.arguments.items()
    }


def takes_texts(function: Callable[Parameters, Result]) -> Callable[Parameters, Result]:
    """Let a function take texts where its annotations say paths; it may have no `*args` and no `**kwargs`."""

    @functools.wraps(function)
    def called(*args: Any, **kwargs: Any) -> Result:
        return function(**arguments_of(function, *args, **kwargs))  # type: ignore[call-arg]

    return called
