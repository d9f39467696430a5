"""The command that does a finished run again."""

import importlib
import inspect
import shlex
from dataclasses import MISSING, fields
from typing import TYPE_CHECKING, Any

from kerascnn.recipes._classification.plan import Computing, Data, Training

if TYPE_CHECKING:
    from kerascnn.runs import FinishedRun

__all__ = ["command_of"]

RECIPES = ("train-mnist", "train-fashion-mnist", "train-cifar10")
KNOWN = frozenset(field.name for part in (Training, Computing, Data) for field in fields(part))
# What a run is done with, not what it is.
LEFT_OUT = frozenset({"checkpoint_minutes", "auto_batch"})
# A policy that is asked for takes the place of these.
NO_CHANGES = {"shift": 0, "mirror": None}


def command_of(run: "FinishedRun") -> str:
    """The command that does a run again, with every option that it depends on; "" where no command does.

    It is put together from the values that `run.json` gives the options, not read from it: a stranger's file cannot
    name a command.

    Args:
        run: what `kerascnn.runs.read` gives.
    """
    if run.recipe not in RECIPES:
        return ""
    module = importlib.import_module(f"kerascnn.recipes.{run.recipe.replace('-', '_')}")
    parameters = inspect.signature(module.run).parameters
    names = set(parameters)
    options = dict(run.options)
    words = _preset(module, options, names)
    if words is None:
        return ""
    if options.get("augmentation") == "none" and getattr(parameters.get("augmentation"), "default", None) is None:
        # Where it is asked for, it takes the place of what the preset does; without it there is nothing to strengthen.
        options = {name: value for name, value in options.items() if name not in ("augmentation", "strength")}
    asked = dict(run.asked)
    if run.data.sample:
        asked["data"] = "sample"
    for name, value in (options | asked).items():
        if name in (names & KNOWN) - LEFT_OUT and value is not None:
            words += _words(name, value, parameters[name].default)
    return shlex.join(["kerascnn", run.recipe, *words])


def _words(name: str, value: object, default: object) -> list[str]:
    flag = name.replace("_", "-")
    if default is False:
        return [f"--{flag}"] if value is True else []
    if isinstance(value, bool):
        return [f"--{flag}" if value else f"--no-{flag}"]
    return [f"--{flag}", str(value)]


def _preset(module: Any, options: dict[str, Any], names: set[str]) -> list[str] | None:
    """The words for what no option sets by itself; None where no words do."""
    defaults = {field.name: 0 if field.default is MISSING else field.default for field in fields(Training)}
    hidden = {name: value for name, value in defaults.items() if name not in names}
    wanted = {name: options.get(name, value) for name, value in hidden.items()}
    if hidden == wanted:
        return []
    for name, preset in getattr(module, "PRESETS", {}).items():
        if not isinstance(preset, dict) or preset["network"] != options["network"]:
            continue
        own = hidden | {key: value for key, value in preset.items() if key in hidden}
        policy = options.get("augmentation", "none")
        for words, changed in (([], {}), (["--augmentation", policy], NO_CHANGES)):
            if policy != "none" and not words:
                continue
            found = _without(module.PARTS, own | changed, wanted)
            if found is not None:
                return ["--preset", name, *found, *(words if policy == "none" else [])]
    return None


def _without(parts: dict[str, dict[str, Any]], values: dict[str, Any], wanted: dict[str, Any]) -> list[str] | None:
    """The parts to leave out so that the values are those that are wanted."""
    words: list[str] = []
    for part, changes in parts.items():
        ours = {name: value for name, value in changes.items() if name in wanted}
        if ours and all(wanted[name] == value for name, value in ours.items()) and values != values | ours:
            values = values | ours
            words += ["--without", part]
    return words if values == wanted else None
