"""What a network is asked to do: one package per task, each a `Task`.

    >>> names()
    ('captioning', 'classification', 'detection', 'edges', 'localization', 'segmentation', 'siamese', 'sound', 'text')

A task is a folder here, and nothing else knows its name: a plan has it, `run.json` keeps it, `named` finds it.
"""

import contextlib
import importlib
from pathlib import Path
from typing import Any, cast

from kerascnn import limits
from kerascnn.errors import InputError, unknown
from kerascnn.language import _
from kerascnn.runs.plan import Plan
from kerascnn.tasks.protocol import Task
from kerascnn.untrusted_text import visible

__all__ = ["Task", "load", "named", "names"]

GROWTH = 1_200_000_000
"""Bytes of memory that reading may take, so that a command stays within 2 GB."""
ROOM = 50
"""As many more for each byte of a folder: a packed picture of one colour, a word of a table."""


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


def load(plan: Plan, *, fetch: bool = True) -> Any:
    """Load what a plan learns from; from a folder, in the memory that folders of its size take.

    Args:
        plan: of which task, which data, with which options.
        fetch: whether what is missing may be fetched over the network.

    Raises:
        InputError: there are no such data.
    """
    task, folder = named(plan.task), plan.data.data_dir
    if folder is None:
        return task.load(plan.data, plan.options, fetch=fetch)
    with limits.capped(visible(str(folder)), GROWTH + ROOM * _size(folder)):
        return task.load(plan.data, plan.options, fetch=fetch)


def _size(path: Path) -> int:
    """How many bytes the files of a folder, or a file, have; what cannot be read has none."""
    from kerascnn.datasets.search import Search

    size = 0
    with contextlib.suppress(InputError, OSError):  # which the task says, in its own words
        for file in Search(path).files(path) if path.is_dir() else [path]:
            size += file.stat().st_size
    return size
