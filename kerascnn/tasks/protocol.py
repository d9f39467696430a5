"""What every task has: the functions that its package gives, and what they hand to one another."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, runtime_checkable

from kerascnn.runs.measures import Measure
from kerascnn.runs.plan import DataChoice, Plan
from kerascnn.runs.run_json import IMAGES

if TYPE_CHECKING:
    import keras
    from matplotlib.figure import Figure

    from kerascnn.pages import Section
    from kerascnn.runs import FinishedRun
    from kerascnn.training import Feed, Phase

__all__ = ["About", "Built", "Page", "Prediction", "Predictor", "SentencePredictor", "Task", "Tested"]


@dataclass(frozen=True)
class About:
    """What there is to learn from, as a run tells of it.

    Attributes:
        name: of the data set.
        source: where it came from, in one line.
        sample: whether it is only a sample of the data set.
        test: how many examples the test has.
        class_names: one name per class; empty where there are no classes.
        training: how many examples there are to learn from, those that choose the best epoch included.
        sha256: of all of it.
        taken_as: where it was found in a folder, what of it was taken for what, a line each.
        examples: what it consists of, a key of `runs.run_json.EXAMPLES`.
    """

    name: str
    source: str
    sample: bool
    training: int
    test: int
    class_names: tuple[str, ...]
    sha256: str
    taken_as: tuple[str, ...] = ()
    examples: str = IMAGES


class Built(NamedTuple):
    """What `training.fit` takes.

    Attributes:
        model: compiled.
        training: what it learns from.
        validation: what chooses the best epoch.
        phases: the parts of a training that is compiled in several ways, as `training.fit` has them.
        start: gives the model the weights that it starts from, where these are no random ones. A run that goes on has
            them from its checkpoint.
        beside: what predicting takes beside the model, such as what its numbers stand for: JSON objects by the names of
            their files, which are written into the folder of the run.
    """

    model: "keras.Model"
    training: "Feed"
    validation: "Feed"
    phases: "Sequence[Phase]" = ()
    start: Callable[[], None] | None = None
    beside: Mapping[str, Mapping[str, Any]] = MappingProxyType({})


class Tested(Protocol):
    """What came out of the test."""

    @property
    def score(self) -> float:
        """The headline: a value of the task's `HEADLINE`."""
        ...

    @property
    def loss(self) -> float:
        """The mean loss on the test set."""
        ...

    def metrics(self, about: About) -> Mapping[str, Any]:
        """What `metrics.json` keeps besides headline and loss, in what JSON can hold.

        `classes`, where there are classes, has for each of them, by its name, what the headline is of it alone.
        """
        ...

    def line(self) -> str:
        """The headline in words, for the last line of a training."""
        ...


class Page(NamedTuple):
    """What a task adds to the report of a run.

    Attributes:
        numbers: those that a reader looks for first, each with what it counts.
        results: sections about the test.
        inside: sections about what the network has learned; empty where there is nothing to look at.
    """

    numbers: Sequence[tuple[str, str]]
    results: "Sequence[Section]"
    inside: "Sequence[Section]"


class Prediction(Protocol):
    """What a network says of one file."""

    def lines(self) -> Sequence[str]:
        """For the terminal."""
        ...

    def as_json(self) -> Mapping[str, Any]:
        """For a program."""
        ...

    def drawn(self) -> "Figure":
        """As a figure."""
        ...


class Predictor(Protocol):
    """A saved network that is asked about files."""

    def predict(self, path: Path) -> Prediction:
        """What the network says of a file.

        Raises:
            InputError: the file is damaged, or nothing that the network takes.
        """
        ...


@runtime_checkable
class SentencePredictor(Predictor, Protocol):
    """A saved network that reads: it is asked about sentences too."""

    def predict_sentence(self, given: str) -> Prediction:
        """What the network says of a sentence, or of a file of plain text.

        Raises:
            InputError: there is nothing in it that the network reads.
        """
        ...


class Task(Protocol):
    """A package of `kerascnn.tasks`; its functions import what is heavy when they are called.

    Attributes:
        Options: how it trains: a frozen dataclass of what JSON can hold, see `runs.plan.Options`.
        MEASURES: what is measured after each epoch beside the loss, by the names that Keras gives the metrics.
        BEST: the column of the history by which the best epoch is chosen.
        HEADLINE: what the test measures.
    """

    Options: type[Any]
    MEASURES: tuple[Measure, ...]
    BEST: Measure
    HEADLINE: Measure

    def load(self, choice: DataChoice, options: Any, *, fetch: bool = True) -> Any:
        """Load the data.

        Args:
            choice: which.
            options: of the task.
            fetch: whether what is missing may be fetched over the network.

        Raises:
            InputError: there are no such data.
        """
        ...

    def about(self, data: Any) -> About:
        """What the data are."""
        ...

    def build(self, plan: Plan, data: Any) -> Built:
        """The model, compiled, and its feeds; the same plan and data give the same, in any process.

        Raises:
            InputError: the network does not take such data.
        """
        ...

    def network(self, plan: Plan, data: Any) -> "keras.Model":
        """The model, not compiled, as `build` makes it.

        Raises:
            InputError: as `build`.
        """
        ...

    def test(self, model: "keras.Model", options: Any, data: Any) -> Tested:
        """Test a trained model, once."""
        ...

    def draw(self, figures: Path, name: str, model: "keras.Model", data: Any, tested: Tested) -> None:
        """Draw the figures of the test into a folder.

        Args:
            figures: the folder.
            name: what was trained on what, and whether on a sample, for the titles.
            model: the network.
            data: as `load` gave them.
            tested: as `test` gave it.
        """
        ...

    def page(self, run: "FinishedRun", model: "keras.Model | None", seen: tuple[Any, Any] | None, why_not: str) -> Page:
        """What the report of a run says of the test.

        Args:
            run: what its folder says.
            model: the network; None where it cannot be had.
            seen: the data, as `load` gave them, and what came out of the test; None where they cannot be had.
            why_not: says why.

        Raises:
            InputError: `run.metrics` is not what this task writes.
        """
        ...

    def predictor(self, path: Path) -> Predictor:
        """The network in a `.keras` file or the folder of a run; further keywords are the task's own.

        Raises:
            InputError: there is none, or none that this task can use.
        """
        ...
