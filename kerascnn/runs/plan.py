"""What a run is: everything that has to be known to do it, in a form that `run.json` can hold."""

import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal, Protocol, Self

from kerascnn import checks
from kerascnn.runs.fields import Called
from kerascnn.runs.options import flat
from kerascnn.runs.run_json import RunJson

__all__ = ["HIGHEST_SEED", "PHOTOGRAPHS", "Computing", "DataChoice", "Options", "Plan"]

HIGHEST_SEED = 2**32 - 1
"""NumPy's generator without a name of its own, which Keras seeds too, takes no higher one."""
PHOTOGRAPHS = "photographs"
"""What `DataChoice` calls a folder of any photographs, which are brought to a size that suits them."""


@dataclass(frozen=True)
class DataChoice:
    """What to learn from.

    Attributes:
        name: of a data set that the task knows.
        data: "full", "sample", or "auto" for what is there.
        data_dir: the reader's own folder; None for what ships or was fetched.
        skip_bad: whether to leave out pictures of the folder that cannot be read.
        labels: a table of the names and classes of the folder's pictures; None for one folder a class.
        size: pixels along a side that the folder's pictures are brought to; None for what suits.
        fit: how they are brought to it.
        classes: the names of the classes that are taken, separated by commas; "" for all.
        per_class: how many pictures of each class there are to learn from; None for all.
    """

    name: str
    data: Literal["auto", "full", "sample"] = "auto"
    data_dir: Path | None = None
    skip_bad: bool = False
    labels: Path | None = None
    size: int | None = None
    fit: Literal["stretch", "crop", "pad"] = "stretch"
    classes: str = ""
    per_class: int | None = None

    def check(self) -> None:
        """Check what can be checked without looking at the data.

        Raises:
            InputError: the first thing that cannot be used.
        """
        if self.size is not None:
            checks.whole("size", self.size, at_least=1)

    def moved(self, data_dir: Path) -> "DataChoice":
        """The same in another folder; the table is looked for by its name in that folder and beside it.

        So a table is read only where the reader has named the folder, wherever a stranger's file says that it lies.
        """
        if self.labels is None:
            return replace(self, data_dir=data_dir)
        inside, beside = (folder / self.labels.name for folder in (data_dir, data_dir.absolute().parent))
        return replace(self, data_dir=data_dir, labels=inside if inside.is_file() else beside)


@dataclass(frozen=True)
class Computing:
    """Where and how to compute.

    Attributes:
        device: "auto", "cpu" or "gpu".
        precision: "float32", "bfloat16" or "float16".
        jit: compile with XLA; None leaves the choice to Keras.
        checkpoint_minutes: how often to write a checkpoint within an epoch; one is written at each end of an epoch.
        auto_batch: take the largest half, quarter, ... of the batch size that fits into memory, where it does not.
    """

    device: Literal["auto", "cpu", "gpu"] = "auto"
    precision: Literal["float32", "bfloat16", "float16"] = "float32"
    jit: bool | None = None
    checkpoint_minutes: float = 10.0
    auto_batch: bool = False

    def check(self) -> None:
        """Check what can be checked without loading Keras.

        Raises:
            InputError: the first thing that cannot be used.
        """
        checks.number("checkpoint-minutes", self.checkpoint_minutes, above=0)


class Options(Protocol):
    """How a task trains, in a frozen dataclass of what JSON can hold; every task has one of its own."""

    @property
    def epochs(self) -> int:
        """Passes over the training set."""
        ...

    @property
    def batch_size(self) -> int:
        """Examples in a step."""
        ...

    @property
    def seed(self) -> int:
        """Of everything that is drawn."""
        ...

    def check(self) -> None:
        """Check everything that can be checked without loading Keras.

        Raises:
            InputError: the first thing that cannot be used.
        """
        ...


@dataclass(frozen=True)
class Plan:
    """What a run does: its data, its options, and where it computes.

    Attributes:
        recipe: the practical's name, as its command is called.
        task: what the network is asked to do: a package of `kerascnn.tasks`.
        data: what to learn from.
        options: how to train.
        computing: where and how to compute.
        called: what the recipe was called with, by the names of its keywords, as JSON has it.
        command: the command that does the same; "" where none is known.
    """

    recipe: str
    task: str
    data: DataChoice
    options: Any
    computing: Computing = Computing()
    called: Mapping[str, Called] = field(default_factory=dict)
    command: str = field(default="", compare=False)

    def check(self) -> None:
        """Check everything that can be checked without loading Keras.

        Raises:
            InputError: the first thing that cannot be used.
        """
        self.options.check()
        self.data.check()
        self.computing.check()

    def with_batch_size(self, batch_size: int) -> "Plan":
        """The same with another batch size."""
        return replace(self, options=replace(self.options, batch_size=batch_size))

    def resume_command(self, folder: Path) -> str:
        """The command that goes on with the run in a folder, as it can be pasted."""
        data = self.data.data_dir
        return shlex.join(["kerascnn", "resume", str(folder), *(["--data-dir", str(data)] if data else [])])

    def as_json(self) -> dict[str, Any]:
        """The plan as `run.json` holds it; a folder is written with its whole path."""
        return {
            "recipe": self.recipe,
            "task": self.task,
            "called": dict(self.called),
            "options": flat(self.options) | flat(self.computing),
            "asked": flat(self.data),
        }

    @classmethod
    def read(cls, written: RunJson, options: type[Any]) -> Self:
        """The plan in a `run.json`.

        Args:
            written: what the file says.
            options: the dataclass of the task's options.

        Raises:
            InputError: a part is missing, unknown or of another kind.
        """
        (data,) = written.read_options("asked", DataChoice)
        how, computing = written.read_options("options", options, Computing)
        return cls(written.recipe, written.task, data, how, computing, written.called or {})
