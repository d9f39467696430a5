"""`run.json`, in which a training says what it is: the one place where it is read.

Whoever reads a run (to go on with it, to report, compare or use it) asks here. The file is taken for what a stranger
may have written: it is read up to a limit, and each field is checked when it is asked for.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from kerascnn.errors import InputError
from kerascnn.language import N_, _
from kerascnn.paths import takes_texts
from kerascnn.runs.fields import Called, Fields, Option, from_json
from kerascnn.runs.options import from_flat, names
from kerascnn.shapes.places import shown

__all__ = ["EXAMPLES", "IMAGES", "NAME", "Data", "RunJson", "lies_in", "read_beside", "read_run_json"]

NAME = "run.json"
CLASSIFICATION = "classification"
IMAGES = "images"
EXAMPLES = {IMAGES: N_("images"), "texts": N_("texts"), "sounds": N_("sounds")}
"""What data consist of."""
TITLES = {
    IMAGES: N_("{data}, {count:,} test images"),
    "texts": N_("{data}, {count:,} test texts"),
    "sounds": N_("{data}, {count:,} test sounds"),
}
T = TypeVar("T")


@dataclass(frozen=True)
class Data:
    """What a run learned from and was tested on.

    Attributes:
        name: of the data set.
        source: where it came from.
        sample: whether it is only a sample of the data set.
        training: how many examples it learned from.
        validation: how many chose the best epoch.
        test: how many it was tested on.
        class_names: one name per class.
        examples: what they consist of, a key of `EXAMPLES`.
    """

    name: str
    source: str
    sample: bool
    training: int
    validation: int
    test: int
    class_names: tuple[str, ...]
    examples: str = IMAGES

    @property
    def title(self) -> str:
        """What was tested on, in one line, with the word "sample" where it is one."""
        text = _(TITLES[self.examples]).format(data=self.name, count=self.test)
        return _("{text} (sample)").format(text=text) if self.sample else text


class RunJson:
    """What a `run.json` says.

    Every property raises `InputError` where the field is missing or no such thing.

    Args:
        fields: all of it.
    """

    def __init__(self, fields: Fields) -> None:
        self.fields = fields
        self.folder = fields.path.parent

    @property
    def recipe(self) -> str:
        """The practical, as its command is called."""
        return self.fields.name("recipe")

    @property
    def task(self) -> str:
        """What the network was asked to do; a run that names nothing was a classification."""
        return self.fields.name("task") if "task" in self.fields.content else CLASSIFICATION

    @property
    def called(self) -> Mapping[str, Called] | None:
        """The options with which the recipe was called; None where an earlier version has not written them."""
        return self.fields.part("called").called() if "called" in self.fields.content else None

    @property
    def status(self) -> str:
        """How far it is: "running", "interrupted", "failed" or "done"."""
        return self.fields.name("status")

    @property
    def data(self) -> Data:
        """Which data there were."""
        about = self.fields.part("data")
        return Data(
            name=about.text("name"),
            source=about.text("source"),
            sample=about.truth("sample"),
            training=about.whole("training", at_least=1),
            validation=about.whole("validation"),
            test=about.whole("test", at_least=1),
            class_names=about.texts("class_names"),
            examples=about.choice("examples", tuple(EXAMPLES)) if "examples" in about.content else IMAGES,
        )

    @property
    def seed(self) -> int:
        """The seed of the training, which divided a folder of pictures too."""
        return self.fields.part("options").whole("seed")

    @property
    def options(self) -> Mapping[str, Option]:
        """How it was trained, by the names of `run`'s keywords."""
        return self.fields.part("options").options()

    @property
    def asked(self) -> Mapping[str, Option]:
        """Which data were asked for."""
        return self.fields.part("asked").options()

    @property
    def parameters(self) -> int:
        """How many numbers the network has."""
        return self.fields.whole("parameters", at_least=1)

    @property
    def device(self) -> str:
        """What computed."""
        return self.fields.text("device")

    @property
    def versions(self) -> Mapping[str, Option]:
        """Those of kerascnn and what it stands on."""
        return self.fields.part("versions").options()

    @property
    def machine(self) -> Mapping[str, Option]:
        """The system and the processor; empty where the run has not written them."""
        return self.fields.part("machine").options() if "machine" in self.fields.content else {}

    def read_options(self, part: str, *kinds: type[T]) -> tuple[T, ...]:
        """The dataclasses whose options stand together in one object, each of its type.

        Args:
            part: "options" or "asked".
            kinds: the dataclasses; together they have all options.

        Raises:
            InputError: an option is missing, unknown or of another type.
        """
        content = self.fields.part(part)
        known = {name for kind in kinds for name in names(kind)}
        for name in content.content:
            if name not in known:
                text = _("{path}: there is no option `{part}.{name}` in this version; go on with the one that wrote it")
                raise InputError(text.format(path=shown(str(content.path), 200), part=part, name=shown(name)))
        return tuple(from_flat(kind, content) for kind in kinds)


def lies_in(path: Path, folder: Path) -> bool:
    """Whether what a `run.json` names lies in the run's own folder, wherever links lead.

    Nothing else that it names is opened: a stranger may have written it, to have the reader's own pictures put into a
    report that the reader then hands on.

    Args:
        path: what it names.
        folder: the run's.
    """
    try:
        return path.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError, ValueError):  # a loop of links, a name that is none
        return False


@takes_texts
def read_run_json(folder: Path) -> RunJson:
    """Read the `run.json` of a run's folder.

    Raises:
        InputError: there is none, it is too large, or it holds something else.
    """
    return RunJson(from_json(folder / NAME))


@takes_texts
def read_beside(model: Path) -> RunJson | None:
    """What the run says that has left a model; None where no run has.

    Args:
        model: the `.keras` file.

    Raises:
        InputError: there is a `run.json`, and it is too large or holds something else.
    """
    path = model.with_name(NAME)
    return RunJson(from_json(path)) if path.is_file() else None
