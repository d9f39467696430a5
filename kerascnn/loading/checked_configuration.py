"""What is found in a configuration, and how a class in it is called in a message."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from kerascnn.shapes.places import shown
from kerascnn.shapes.saved import Config

__all__ = ["Checked", "kind_of", "stated_module"]

MOST_PROBLEMS = 20


@dataclass
class Checked:
    """What is in a configuration.

    Attributes:
        config: what a network can be built from; only to be used if there are no problems.
        problems: why it would not be loaded, a clause each, at most `MOST_PROBLEMS`.
        kind: the class of the model, as the file says.
        name: the name of the model, as the file says.
        classes: how often each class of layer occurs.
    """

    config: dict[str, Any] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    kind: str = ""
    name: str = ""
    classes: Counter[str] = field(default_factory=Counter)

    def refuse(self, reason: str) -> None:
        """Note a problem, once."""
        if len(self.problems) < MOST_PROBLEMS and reason not in self.problems:
            self.problems.append(reason)


def stated_module(config: Config) -> str:
    """The module that a file names; Keras's own where it names none, as old files do."""
    module = config.get("module")
    return "keras" if module is None else str(module)


def kind_of(config: Config) -> str:
    """How a class is called in a message."""
    own = stated_module(config).partition(".")[0] == "keras"
    name = shown(str(config.get("class_name")))
    return name if own else f"{shown(stated_module(config))}>{name}"
