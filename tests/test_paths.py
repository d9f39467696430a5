"""A text may stand wherever a path does."""

import importlib
import inspect
import re
from pathlib import Path

import numpy as np
import pytest

import kerascnn as kc
from kerascnn.paths import arguments_of, takes_texts
from kerascnn.recipes import train_images

MADE_BY_THE_LIBRARY = ("ImageFolder", "FinishedRun", "Task", "Checkpoint", "Checkpoints", "Run", "Inspection", "Result")
"""Classes whose objects nobody makes by hand, and the protocol of tasks."""


def write(out: Path | None, folder: "Path | str" = Path(), *, name: str = "") -> tuple[object, ...]:
    return out, folder, name


def test_texts_become_paths_where_a_path_is_meant():
    assert takes_texts(write)("a/b", "c", name="d") == (Path("a/b"), Path("c"), "d")
    assert takes_texts(write)(None) == (None, Path(), "")
    assert arguments_of(write, out=Path("a")) == {"out": Path("a"), "folder": Path(), "name": ""}
    with pytest.raises(TypeError, match="out"):
        takes_texts(write)()
    assert list(inspect.signature(takes_texts(write)).parameters) == ["out", "folder", "name"]


def functions():
    """The public functions and methods of the library, with their names."""
    for package in ("augmentation", "boxes", "datasets", "diagram", "filters", "insight", "plots", "report", "runs"):
        module = importlib.import_module(f"kerascnn.{package}")
        for name in module.__all__:
            found = getattr(module, name)
            if inspect.isfunction(found):
                yield f"{package}.{name}", found
            elif inspect.isclass(found) and name not in MADE_BY_THE_LIBRARY:
                yield from ((f"{package}.{name}.{key}", each) for key, each in vars(found).items() if callable(each))
    for file in Path(importlib.import_module("kerascnn.recipes").__file__).parent.glob("[a-z]*.py"):
        run = importlib.import_module(f"kerascnn.recipes.{file.stem}").run
        if inspect.isfunction(run):  # the others are recipes, which take texts
            yield f"recipes.{file.stem}", run


CHECKS = ("diagram.check_path", "runs.lies_in")
"""What compares a path that somebody else made."""


def test_every_public_function_takes_texts_for_paths():
    strict = []
    for name, found in functions():
        try:
            parameters = inspect.signature(found).parameters.values()
        except (TypeError, ValueError):
            continue
        paths = [each.name for each in parameters if re.search(r"\bPath\b", str(each.annotation))]
        strict += [name for each in parameters if each.name in paths and "str" not in str(each.annotation)]
        if hasattr(found, "__wrapped__"):
            strict = [each for each in strict if each != name]
    assert sorted(set(strict) - set(CHECKS)) == []


def test_a_recipe_takes_texts(tmp_path):
    plan = train_images.run.plan(str(tmp_path), labels="labels.csv")
    assert plan.data.data_dir == tmp_path
    assert plan.data.labels == Path("labels.csv")
    assert plan.command.endswith(f"--labels {Path('labels.csv').absolute()}")
    kc.plots.save(kc.plots.confusion_matrix(np.eye(2, dtype=int), ["a", "b"]), str(tmp_path / "a.png"))
    assert (tmp_path / "a.png").is_file()
