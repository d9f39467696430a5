"""The practicals: one module each, whose `run` is both a Python function and the command of the same name."""

import importlib
import inspect
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kerascnn.runs import FinishedRun, RunJson

__all__ = ["command_of", "find"]


def find(name: str) -> Any | None:
    """The `run` of a practical, by the name of its command; None where there is none."""
    module = name.replace("-", "_")
    if module.startswith("_") or not (Path(__file__).parent / f"{module}.py").is_file():
        return None
    return importlib.import_module(f"{__name__}.{module}").run


def command_of(run: "FinishedRun | RunJson") -> str:
    """The command that does a run again; "" where none does, or an earlier version has not written it down."""
    from kerascnn.engine import command_line

    recipe = find(run.recipe)
    if recipe is None:
        return ""
    command = command_line.command_of(run.recipe, recipe, run.called)
    chooses = "data" in inspect.signature(recipe).parameters and "data" not in (run.called or {})
    return f"{command} --data sample" if command and run.data.sample and chooses else command
