"""A recipe's command, read off the signature of its `run`: one definition for the terminal and for Colab."""

import contextlib
import inspect
import types
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import click

from kerascnn.cli._command import DECIMAL, Argument, Command, Option, docstring
from kerascnn.errors import DamagedPicturesError, InputError
from kerascnn.language import _

__all__ = ["command_of", "skip_bad_named"]


def command_of(name: str, run: Callable[..., Any]) -> click.Command:
    """Make the command of a recipe.

    What `run` takes by its place is an argument, `STYLE` for `style`. Every keyword is an option: its name with dashes,
    its type, its default. Of both, the help is the text in `Annotated[type, "text"]`. A bool is a pair `--x/--no-x`, or
    one flag `--x` where its default is False; a `Literal` is a choice; `| None` means that the option may be left out;
    a `tuple[..., ...]` may be repeated. `--out` is `-o` too.

    Args:
        name: the command's name.
        run: the recipe.
    """
    parameters = inspect.signature(run).parameters.values()
    positions = [each.name for each in parameters if each.kind is not inspect.Parameter.KEYWORD_ONLY]

    def callback(**values: Any) -> None:
        placed = [values.pop(name) for name in positions]
        with skip_bad_named("skip_bad" in values):
            run(*placed, **values)

    params = [_argument(each) if each.name in positions else _option(each) for each in parameters]
    return Command(name, params=params, callback=callback, help=docstring(run))


@contextlib.contextmanager
def skip_bad_named(has_skip_bad: bool) -> Iterator[None]:
    """Name the option that leaves damaged pictures out, where there is one."""
    try:
        yield
    except DamagedPicturesError as error:
        if not has_skip_bad:
            raise
        text = _("{problem}; --skip-bad leaves such pictures out")
        raise InputError(text.format(problem=error)) from error


def _argument(parameter: inspect.Parameter) -> Argument:
    annotation, help_text = _annotated(parameter)
    return Argument([parameter.name], type=_click_type(annotation), help=help_text)


def _annotated(parameter: inspect.Parameter) -> tuple[Any, str | None]:
    """The type of a parameter, and what is said of it."""
    annotation = parameter.annotation
    return get_args(annotation)[:2] if get_origin(annotation) is Annotated else (annotation, None)


def _option(parameter: inspect.Parameter) -> Option:
    annotation, help_text = _annotated(parameter)
    several = get_origin(annotation) is tuple
    if several:
        annotation = get_args(annotation)[0]
    flag = "--" + parameter.name.replace("_", "-")
    default = parameter.default
    kind = _click_type(annotation)
    if kind is click.BOOL:
        declaration = flag if default is False else f"{flag}/--no-{flag[2:]}"
        return Option([declaration], is_flag=True, default=default, help=help_text, show_default=default is True)
    return Option(
        ["-o", flag] if flag == "--out" else [flag],
        type=kind,
        default=default,
        help=help_text,
        metavar="PATH" if _is_path(annotation) else None,
        show_default=default is not None and not several,
        multiple=several,
    )


def _is_path(annotation: Any) -> bool:
    return annotation is Path or Path in get_args(annotation)


def _click_type(annotation: Any) -> Any:
    if get_origin(annotation) in (Union, types.UnionType):
        (annotation,) = (member for member in get_args(annotation) if member is not type(None))
    if get_origin(annotation) is Literal:
        return click.Choice(get_args(annotation))
    if annotation is Path:
        return click.Path(path_type=Path)
    known: dict[Any, Any] = {
        bool: click.BOOL,
        int: click.INT,
        float: DECIMAL,
        str: click.STRING,
    }
    if annotation not in known:
        raise TypeError(f"a recipe's options are int, float, str, bool, Path or Literal; got {annotation}")
    return known[annotation]
