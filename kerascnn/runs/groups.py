"""Runs that differ in their seed alone, taken together."""

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from kerascnn.errors import InputError
from kerascnn.language import _
from kerascnn.runs.fields import Option
from kerascnn.runs.finished import FinishedRun
from kerascnn.runs.measures import Measure
from kerascnn.runs.run_json import Data
from kerascnn.shapes.places import shown

__all__ = ["Group", "Range", "check_same_data", "check_tested", "differences", "each_once", "grouped", "labelled"]

# What a run is done with, not what it is.
APART = frozenset({"seed", "checkpoint_minutes"})
ASKED = ("classes", "per_class", "size", "fit")
"""What of the data that were asked for changes what is learned."""
OFF = (None, False, 0, "", "stretch")
"""What an option is where nothing was asked for: as if it were not there, as in runs of versions that had none."""


class Range(NamedTuple):
    """The middle one of several values, and how far they spread."""

    lowest: float
    median: float
    highest: float

    @classmethod
    def of(cls, values: Sequence[float]) -> "Range":
        """The range of one value or more.

        >>> Range.of([0.7, 0.9, 0.6])
        Range(lowest=0.6, median=0.7, highest=0.9)
        """
        return cls(min(values), statistics.median(values), max(values))


@dataclass(frozen=True)
class Group:
    """Runs that differ in their seed alone.

    Attributes:
        label: what tells it from the other groups.
        runs: at least one.
    """

    label: str
    runs: tuple[FinishedRun, ...]

    @property
    def first(self) -> FinishedRun:
        """The run that speaks for all where they are alike: network, data, options, parameters."""
        return self.runs[0]

    @property
    def score(self) -> Range:
        """The headline of the test, as the accuracy of a classifier."""
        return Range.of([run.score for run in self.runs])

    @property
    def measure(self) -> Measure:
        """What the headline measures."""
        return self.first.scores.measure

    @property
    def seconds(self) -> Range:
        """Wall-clock seconds of training."""
        return Range.of([run.seconds for run in self.runs])

    @property
    def classes(self) -> tuple[Range | None, ...]:
        """The same of each class, as the part of its test pictures that was found; None where there is none."""
        of_classes = zip(*(run.scores.classes for run in self.runs), strict=True)
        found = [[value for value in of_class if value is not None] for of_class in of_classes]
        return tuple(Range.of(values) if values else None for values in found)

    def curve(self, name: str) -> tuple[Range, ...]:
        """A column of the history, epoch by epoch, as far as every run has gone.

        Args:
            name: a column that every run has.
        """
        columns = [[getattr(row, name) for row in run.history] for run in self.runs]
        return tuple(Range.of(values) for values in zip(*columns, strict=False))


def check_same_data(runs: Sequence[FinishedRun]) -> None:
    """Check that the accuracies of runs can be compared: the same classes, the same test pictures.

    Raises:
        InputError: two runs were tested on different data; the message names both.
    """
    check_tested([(run.place, run.data) for run in runs])
    first, *others = runs
    for other in others:
        if other.scores.measure != first.scores.measure:
            text = _("{folder} measures {measure}, and {other} {other_measure}: they cannot be compared")
            raise InputError(
                text.format(
                    folder=first.place,
                    measure=_(first.scores.measure.title),
                    other=other.place,
                    other_measure=_(other.scores.measure.title),
                )
            )


def check_tested(tests: Sequence[tuple[str, Data]]) -> None:
    """Check the same of tests that may not have been made yet.

    Args:
        tests: of each, what to call it and on what it is made; at least one.

    Raises:
        InputError: two are made on different data; the message names both.
    """
    (first, data), *others = tests
    for other, other_data in others:
        if _tested(other_data) != _tested(data):
            text = _(
                "{folder} was tested on {data}, and {other} on {other_data}: their accuracies cannot be compared; give "
                "runs on the same data"
            )
            if data.title == other_data.title:
                text = _(
                    "{folder} and {other} were tested on {data}, each with other classes; give runs on the same data"
                )
            raise InputError(text.format(folder=first, data=data.title, other=other, other_data=other_data.title))


def _tested(data: Data) -> tuple[object, ...]:
    return data.name, data.sample, data.test, data.class_names


def grouped(runs: Sequence[FinishedRun]) -> list[Group]:
    """Put together the runs that differ in their seed alone, in the order in which they are first met.

    A group's label is the network and whatever else tells it from the others; see `labelled` for other labels.

    Args:
        runs: at least one.

    Raises:
        InputError: they were not all tested on the same data.
    """
    check_same_data(runs)
    found: dict[object, list[FinishedRun]] = {}
    for run in runs:
        how = sorted((name, repr(value)) for name, value in _settings(run).items())
        key = run.recipe, run.data.training, tuple(how)
        found.setdefault(key, []).append(run)
    members = [tuple(together) for together in found.values()]
    return [Group(label, runs) for label, runs in zip(_labels([each[0] for each in members]), members, strict=True)]


def each_once(runs: Sequence[FinishedRun]) -> tuple[list[FinishedRun], list[str]]:
    """The runs, each once, and a sentence for each that is given again: a copy of a folder holds the same run.

    Two trainings are never alike in all that they measured, their seconds included.
    """
    found: list[FinishedRun] = []
    again = []
    for run in runs:
        first = next((each for each in found if replace(each, folder=run.folder) == run), None)
        if first is None:
            found.append(run)
        elif first.place == run.place:
            again.append(_("{folder} is given twice; it counts once").format(folder=run.place))
        else:
            text = _("{folder} holds the same run as {other}; it counts once")
            again.append(text.format(folder=run.place, other=first.place))
    return found, again


def labelled(groups: Sequence[Group], label: Callable[[FinishedRun], str]) -> list[Group]:
    """The groups with other labels.

    Args:
        groups: as `grouped` gives them.
        label: gives a run's label.
    """
    return [replace(group, label=label(group.first)) for group in groups]


def differences(groups: Sequence[Group]) -> list[str]:
    """The options in which the groups differ, the seed left out.

    Args:
        groups: as `grouped` gives them.
    """
    return _differing([group.first for group in groups])


def _settings(run: FinishedRun) -> dict[str, Option]:
    """What a run is, by the names of the options; those that ask for nothing are left out."""
    asked = {name: run.asked[name] for name in ASKED if name in run.asked}
    return {name: value for name, value in {**run.options, **asked}.items() if name not in APART and value not in OFF}


def _differing(runs: Sequence[FinishedRun]) -> list[str]:
    found = [_settings(run) for run in runs]
    names = dict.fromkeys(name for settings in found for name in settings)
    return [name for name in names if len({repr(settings.get(name)) for settings in found}) > 1]


def _labels(runs: Sequence[FinishedRun]) -> list[str]:
    """The networks; where they are not enough, what else differs, one option after another; at last the folders."""
    labels = [run.network for run in runs]
    # The epochs come last: the table has a column for them.
    for name in sorted(_differing(runs), key=lambda name: name == "epochs"):
        alike = {label for label in labels if labels.count(label) > 1}
        if not alike:
            return labels
        values = [run.options.get(name, run.asked.get(name)) for run in runs]
        for label in alike:
            members = [number for number, each in enumerate(labels) if each == label]
            if len({repr(values[number]) for number in members}) > 1:
                for number in members:
                    labels[number] = f"{label} {name}={_value(values[number])}"
    return [
        label if labels.count(label) == 1 else f"{label} ({shown(run.folder.name)})"
        for label, run in zip(labels, runs, strict=True)
    ]


def _value(value: object) -> str:
    return "-" if value is None else f"{value:g}" if isinstance(value, float) else shown(str(value))
