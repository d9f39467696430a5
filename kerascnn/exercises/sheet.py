"""A sheet of exercises: the same topic, level, count and seed give the same sheet, in every process."""

import importlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from types import ModuleType

from kerascnn import checks
from kerascnn.errors import InputError, unknown
from kerascnn.exercises.exercise import Exercise, distinct, possible, trivial, written
from kerascnn.language import _, ngettext

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
ATTEMPTS = 600
# So is one whose answer the sheet already has, so often for one exercise and for all: some topics have few answers.
ANSWER_ATTEMPTS = 500
ALL_ANSWER_ATTEMPTS = 1200
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
    turns = topic_names() if topic == MIXED else [topic]
    # A text seeds the generator by its SHA-512: alike in every process, unlike hash().
    random = Random(f"{topic} {level} {seed}")  # noqa: S311 (exercises, not secrets)
    items: list[Item] = []
    known = _Known()
    turn = turns[0]
    for number in range(1, count + 1):
        while (exercise := _new(_topic_module(turn).exercise, random, level, known)) is None:
            # A topic that has no new exercise is passed over as long as another has one.
            following = _next(turns, turn)
            turns.remove(turn)
            if not turns:
                text = ngettext(
                    "{topic} at level {level} and seed {seed} has {count} different exercise; ask for no more",
                    "{topic} at level {level} and seed {seed} has {count} different exercises; ask for no more",
                    number - 1,
                )
                raise InputError(text.format(topic=topic, count=number - 1, level=level, seed=seed))
            turn = following
        name = f"{turn}-L{level}-S{seed}-{number:0{len(str(count))}}"
        items.append(Item(number, name, exercise, _options(exercise, random)))
        turn = _next(turns, turn)
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


def _next(turns: list[str], turn: str) -> str:
    return turns[(turns.index(turn) + 1) % len(turns)]


class _Known:
    """What a sheet has so far: exercises, and how often each answer is right.

    Attributes:
        attempts: how many more may be drawn for the sake of another answer.
    """

    def __init__(self) -> None:
        self.attempts = ALL_ANSWER_ATTEMPTS
        self.exercises: set[object] = set()
        self.answers: Counter[str] = Counter()

    def times(self, exercise: Exercise) -> int:
        """How many exercises of the sheet have its answer."""
        return self.answers[written(exercise.answer, exercise.decimals)]

    def add(self, exercise: Exercise) -> None:
        self.exercises.add(exercise.essence)
        self.answers[written(exercise.answer, exercise.decimals)] += 1


def _new(make: Callable[[Random, int], Exercise], random: Random, level: int, known: _Known) -> Exercise | None:
    """An exercise that the sheet does not have yet, with enough wrong answers; None if none is found.

    Of those that are found at first, the one whose answer the sheet has least often, if it has them all.
    """
    found: list[Exercise] = []
    for attempt in range(ATTEMPTS):
        if found:
            if attempt >= ANSWER_ATTEMPTS or not known.attempts or not known.times(found[-1]):
                break
            known.attempts -= 1
        made = make(random, level)
        able = [mistake for mistake in made.mistakes if possible(mistake.value, made.largest)]
        mistakes = distinct(made.answer, able, decimals=made.decimals)
        new = made.essence not in known.exercises and not trivial(made.answer, made.largest)
        if new and len(mistakes) >= DISTRACTORS:
            found.append(replace(made, mistakes=mistakes))
    if not found:
        return None
    exercise = min(found, key=known.times)
    known.add(exercise)
    chosen = sorted(random.sample(range(len(exercise.mistakes)), DISTRACTORS))
    return replace(exercise, mistakes=tuple(exercise.mistakes[place] for place in chosen))


def _options(exercise: Exercise, random: Random) -> tuple[Option, ...]:
    options = [Option(written(exercise.answer, exercise.decimals), True, _("Right."))]
    options += [Option(written(mistake.value, exercise.decimals), False, mistake.name) for mistake in exercise.mistakes]
    random.shuffle(options)
    return tuple(options)
