"""A sheet of exercises: the same topic, level, count and seed give the same sheet, in every process."""

import importlib
import itertools
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random
from types import ModuleType

from kerascnn import checks
from kerascnn.errors import InputError, unknown
from kerascnn.exercises.exercise import Exercise, distinct, written
from kerascnn.language import _

__all__ = [
    "LARGEST",
    "LEVELS",
    "MIXED",
    "Item",
    "Option",
    "Sheet",
    "format_names",
    "make",
    "render",
    "title",
    "topic_names",
]

LEVELS = (1, 2, 3)
LARGEST = 1000
MIXED = "mixed"

# An exercise whose numbers make two answers alike, or which the sheet already has, is drawn again.
ATTEMPTS = 300
DISTRACTORS = 3


@dataclass(frozen=True)
class Option:
    """One answer to choose: its text, whether it is the right one, and what the student is told who chooses it."""

    text: str
    right: bool
    feedback: str


@dataclass(frozen=True)
class Item:
    """An exercise on a sheet: its number from 1, a name that no other exercise has, and its answers in order."""

    number: int
    name: str
    exercise: Exercise
    options: tuple[Option, ...]


@dataclass(frozen=True)
class Sheet:
    """Exercises of one topic and level."""

    topic: str
    level: int
    seed: int
    items: tuple[Item, ...]


def topic_names() -> list[str]:
    """The topics that there are: each is a module of `kerascnn.exercises.topics`."""
    return _modules("topics")


def format_names() -> list[str]:
    """The formats that a sheet can be written in: each is a module of `kerascnn.exercises.sheets`."""
    return _modules("sheets")


def make(topic: str = MIXED, *, count: int = 10, level: int = 1, seed: int = 0) -> Sheet:
    """Make a sheet, in the language in use.

    >>> made = make("parameters", count=2, seed=1)
    >>> made == make("parameters", count=2, seed=1)
    True
    >>> [option.right for option in made.items[0].options].count(True)
    1

    Args:
        topic: one of `topic_names()`, or "mixed" for all in turn.
        count: exercises, 1 to 1000.
        level: 1 (one formula, small numbers) to 3 (several steps).
        seed: 0 or more; another seed gives another sheet.

    Raises:
        InputError: an unknown topic, a number out of range, or a topic without so many different exercises.
    """
    if topic != MIXED and topic not in topic_names():
        raise unknown(_("topic"), topic, [*topic_names(), MIXED])
    checks.whole("count", count, at_least=1)
    checks.whole("level", level, at_least=LEVELS[0])
    checks.whole("seed", seed, at_least=0)
    if count > LARGEST:
        raise InputError(
            _("count is {count}; a sheet has at most {largest} exercises").format(count=count, largest=LARGEST)
        )
    if level > LEVELS[-1]:
        raise InputError(_("level is {level}; expected 1, 2 or 3").format(level=level))
    turns = itertools.cycle(topic_names() if topic == MIXED else [topic])
    # A text seeds the generator by its SHA-512: alike in every process, unlike hash().
    random = Random(f"{topic} {level} {seed}")  # noqa: S311 (exercises, not secrets)
    items: list[Item] = []
    known: set[object] = set()
    for number, turn in zip(range(1, count + 1), turns, strict=False):
        exercise = _new(_topic_module(turn).exercise, random, level, known)
        if exercise is None:
            text = _("{topic} at level {level} and seed {seed} has no new exercise after {count}; ask for fewer")
            raise InputError(text.format(topic=turn, count=number - 1, level=level, seed=seed))
        name = f"{turn}-L{level}-S{seed}-{number:0{len(str(count))}}"
        items.append(Item(number, name, exercise, _options(exercise, random)))
    return Sheet(topic, level, seed, tuple(items))


def title(topic: str) -> str:
    """The heading of a topic, in the language in use."""
    return _("All topics") if topic == MIXED else _(_topic_module(topic).TITLE)


def render(made: Sheet, form: str = "text", *, key: bool = False) -> str:
    """Write a sheet in a format.

    Args:
        made: the sheet.
        form: one of `format_names()`.
        key: add the answers, worked out; in Moodle's formats, as each question's general feedback.

    Raises:
        InputError: an unknown format.
    """
    if form not in format_names():
        raise unknown(_("format"), form, format_names())
    module = importlib.import_module(f"kerascnn.exercises.sheets.{form.replace('-', '_')}")
    text: str = module.render(made, key=key)
    return text


def _modules(folder: str) -> list[str]:
    return sorted(path.stem.replace("_", "-") for path in (Path(__file__).parent / folder).glob("[a-z]*.py"))


def _topic_module(topic: str) -> ModuleType:
    return importlib.import_module(f"kerascnn.exercises.topics.{topic.replace('-', '_')}")


def _new(make: Callable[[Random, int], Exercise], random: Random, level: int, known: set[object]) -> Exercise | None:
    """An exercise that the sheet does not have yet, with enough wrong answers; None if none is found."""
    for _attempt in range(ATTEMPTS):
        made = make(random, level)
        mistakes = distinct(made.answer, made.mistakes, decimals=made.decimals)
        if len(mistakes) >= DISTRACTORS and (made.question, made.matrices) not in known:
            known.add((made.question, made.matrices))
            chosen = sorted(random.sample(range(len(mistakes)), DISTRACTORS))
            return Exercise(
                made.question,
                made.answer,
                made.steps,
                tuple(mistakes[place] for place in chosen),
                made.matrices,
                made.decimals,
            )
    return None


def _options(exercise: Exercise, random: Random) -> tuple[Option, ...]:
    options = [Option(written(exercise.answer, exercise.decimals), True, _("Right."))]
    options += [Option(written(mistake.value, exercise.decimals), False, mistake.name) for mistake in exercise.mistakes]
    random.shuffle(options)
    return tuple(options)
