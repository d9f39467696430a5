"""The command that does a run again."""

import inspect
import shlex
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, get_args, get_origin

from kerascnn.runs.fields import Called
from kerascnn.untrusted_text import visible

__all__ = ["command_of"]


def command_of(recipe: str, run: Callable[..., Any], called: Mapping[str, Called] | None) -> str:
    """The command of a recipe with the options that it was called with.

    What was called comes from a file that a stranger may have written: each option is one of the recipe's, its value
    one that the option takes, and everything is quoted.

    Args:
        recipe: its name.
        run: what the command calls.
        called: what it was called with, by its place or by its name; None where an earlier version has not written it.

    Returns:
        "" where no command does the same.

    Example:
        >>> def run(*, epochs: int = 4, augmentation: str = "none", force: bool = False) -> None: ...
        >>> command_of("train", run, {"epochs": 2, "augmentation": "a b"})
        "kerascnn train --epochs 2 --augmentation 'a b'"
        >>> def styled(content: str, style: str, *, size: int = 256) -> None: ...
        >>> command_of("style", styled, {"content": "me.jpg", "style": "van gogh.jpg", "size": 512})
        "kerascnn style me.jpg 'van gogh.jpg' --size 512"
        >>> command_of("train", run, {"epochs": "2; rm -rf /"})
        ''
    """
    if called is None:
        return ""
    parameters = inspect.signature(run).parameters
    words: list[str] = []
    places: list[str] = []
    for name, value in called.items():
        if name not in parameters:
            return ""
        annotation = parameters[name].annotation
        if get_origin(annotation) is Annotated:
            annotation = get_args(annotation)[0]
        several = get_origin(annotation) is tuple
        kind = get_args(annotation)[0] if several else annotation
        for each in value if several and isinstance(value, list) else [value]:
            if not _fits(each, kind):
                return ""
            if parameters[name].kind is inspect.Parameter.KEYWORD_ONLY:
                words += _words(name, each)
            else:
                places.append(str(each))
    # After "--", a name that begins with a dash is no option.
    dashes = ["--"] if any(each.startswith("-") for each in places) else []
    return shlex.join(["kerascnn", recipe, *([] if dashes else places), *words, *dashes, *(places if dashes else [])])


def _fits(value: Called, kind: Any) -> bool:
    """Whether a value of JSON is one that an option of this type takes."""
    kinds = get_args(kind) if get_origin(kind) not in (None, Literal) else (kind,)
    for each in kinds:
        if get_origin(each) is Literal:
            if value in get_args(each):
                return True
        elif each in (str, Path):
            if isinstance(value, str) and visible(value) == value:
                return True
        elif each is float:
            if isinstance(value, int | float) and not isinstance(value, bool):
                return True
        elif type(value) is each:
            return True
    return False


def _words(name: str, value: Called) -> list[str]:
    flag = name.replace("_", "-")
    if isinstance(value, bool):
        return [f"--{flag}" if value else f"--no-{flag}"]
    return [f"--{flag}", str(value)]
