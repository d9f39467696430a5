"""What a network is asked to do: one package per task, each a `Task`.

    >>> names()
    ('classification',)

A task is a folder here, and nothing else knows its name: a plan has it, `run.json` keeps it, `named` finds it.
"""

import importlib
from pathlib import Path
from typing import cast

from kerascnn.errors import unknown
from kerascnn.language import _
from kerascnn.tasks.protocol import Task

__all__ = ["Task", "named", "names"]


def __getattr__(name: str) -> Task:
    if name not in names():
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return named(name)


def names() -> tuple[str, ...]:
    """The names of all tasks."""
    return tuple(sorted(path.parent.name for folder in __path__ for path in Path(folder).glob("[a-z]*/__init__.py")))


def named(name: str) -> Task:
    """The task of this name.

    Raises:
        InputError: there is none; the message lists those that exist.
    """
    if name not in names():
        raise unknown(_("task"), name, names())
    return cast(Task, importlib.import_module(f"{__name__}.{name}"))
