"""Sentences on groups of coloured shapes, in Spanish and in English: numbers, nouns and adjectives that agree."""

from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple, get_args

from kerascnn.errors import InputError, unknown
from kerascnn.language import _

__all__ = [
    "COLOURS",
    "HIGHEST_COUNT",
    "LANGUAGES",
    "SHAPES",
    "Group",
    "Language",
    "in_order",
    "parse",
    "sentence",
    "words_of",
]

Language = Literal["es", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
SHAPES = ("circle", "square", "triangle", "star", "cross")
COLOURS = ("red", "green", "blue", "yellow", "purple", "orange")
COMMA = ","


class Group(NamedTuple):
    """Shapes of one kind and one colour.

    Attributes:
        number: how many.
        shape: one of `SHAPES`.
        colour: one of `COLOURS`.
    """

    number: int
    shape: str
    colour: str


class _Noun(NamedTuple):
    gender: Literal["masculine", "feminine"]
    singular: str
    plural: str


class _Adjective(NamedTuple):
    """Its forms; masculine and feminine may be the same."""

    masculine: str
    feminine: str
    masculine_plural: str
    feminine_plural: str


_SPANISH_NOUNS = {
    "circle": _Noun("masculine", "círculo", "círculos"),
    "square": _Noun("masculine", "cuadrado", "cuadrados"),
    "triangle": _Noun("masculine", "triángulo", "triángulos"),
    "star": _Noun("feminine", "estrella", "estrellas"),
    "cross": _Noun("feminine", "cruz", "cruces"),
}
_SPANISH_ADJECTIVES = {
    "red": _Adjective("rojo", "roja", "rojos", "rojas"),
    "green": _Adjective("verde", "verde", "verdes", "verdes"),
    "blue": _Adjective("azul", "azul", "azules", "azules"),
    "yellow": _Adjective("amarillo", "amarilla", "amarillos", "amarillas"),
    "purple": _Adjective("morado", "morada", "morados", "moradas"),
    "orange": _Adjective("naranja", "naranja", "naranjas", "naranjas"),
}
_SPANISH_NUMBERS = ("dos", "tres", "cuatro", "cinco")
_ENGLISH_PLURALS = {shape: f"{shape}es" if shape == "cross" else f"{shape}s" for shape in SHAPES}
_ENGLISH_NUMBERS = ("two", "three", "four", "five")
_AND = {"es": "y", "en": "and"}
HIGHEST_COUNT = 1 + len(_SPANISH_NUMBERS)
VOWELS = "aeiou"


def in_order(groups: Iterable[Group]) -> tuple[Group, ...]:
    """The groups as a sentence names them: most shapes first, of as many in the order of `SHAPES` and `COLOURS`.

    A scene has one sentence, so that a sentence is right or wrong.

    >>> groups = Group(1, "star", "red"), Group(2, "cross", "red"), Group(1, "circle", "red")
    >>> [each.shape for each in in_order(groups)]
    ['cross', 'circle', 'star']
    """

    def place(group: Group) -> tuple[int, int, int]:
        return -group.number, SHAPES.index(group.shape), COLOURS.index(group.colour)

    return tuple(sorted(groups, key=place))


def sentence(groups: Iterable[Group], language: Language = "es") -> tuple[str, ...]:
    """The words of the sentence on some groups; a comma is a word.

    >>> " ".join(sentence([Group(1, "circle", "blue"), Group(2, "square", "red")]))
    'dos cuadrados rojos y un círculo azul'
    >>> " ".join(sentence([Group(1, "star", "orange"), Group(3, "cross", "purple")], "en"))
    'three purple crosses and an orange star'

    Args:
        groups: at least one, each of another kind or colour.
        language: "es" or "en".

    Raises:
        InputError: there is no such language, shape, colour or number, or there are no groups.
    """
    if language not in LANGUAGES:
        raise unknown(_("language"), language, LANGUAGES)
    said = [_phrase(_checked(group), language) for group in in_order(map(_checked, groups))]
    if not said:
        raise InputError(_("there is no sentence on nothing; give at least one group of shapes"))
    words = list(said[0])
    for number, phrase in enumerate(said[1:], start=2):
        words += [_AND[language] if number == len(said) else COMMA, *phrase]
    return tuple(words)


def _checked(group: Group) -> Group:
    if group.shape not in SHAPES:
        raise unknown(_("shape"), group.shape, SHAPES)
    if group.colour not in COLOURS:
        raise unknown(_("colour"), group.colour, COLOURS)
    if not 1 <= group.number <= HIGHEST_COUNT:
        text = _("a group of {count} shapes; expected 1 to {most}")
        raise InputError(text.format(count=group.number, most=HIGHEST_COUNT))
    return group


def _phrase(group: Group, language: Language) -> tuple[str, ...]:
    if language == "en":
        if group.number == 1:
            return "an" if group.colour[0] in VOWELS else "a", group.colour, group.shape
        return _ENGLISH_NUMBERS[group.number - 2], group.colour, _ENGLISH_PLURALS[group.shape]
    noun, adjective = _SPANISH_NOUNS[group.shape], _SPANISH_ADJECTIVES[group.colour]
    feminine = noun.gender == "feminine"
    if group.number == 1:
        return "una" if feminine else "un", noun.singular, adjective.feminine if feminine else adjective.masculine
    plural = adjective.feminine_plural if feminine else adjective.masculine_plural
    return _SPANISH_NUMBERS[group.number - 2], noun.plural, plural


def parse(words: Sequence[str], language: Language = "es") -> tuple[Group, ...] | None:
    """The groups that a sentence names, in its order; None where it is no sentence of the grammar.

    >>> parse("tres cruces moradas y una estrella roja".split())
    (Group(number=3, shape='cross', colour='purple'), Group(number=1, shape='star', colour='red'))
    >>> parse("una cruces moradas".split()) is None
    True

    Args:
        words: as `sentence` gives them.
        language: "es" or "en".
    """
    if len(words) % 4 != 3:  # three words a group, and one between two
        return None
    phrases = _phrases(language)
    found = [phrases.get(tuple(words[start : start + 3])) for start in range(0, len(words), 4)]
    groups = [each for each in found if each is not None]
    between = [COMMA] * (len(found) - 2) + [_AND[language]] * (len(found) > 1)
    return tuple(groups) if len(groups) == len(found) and between == list(words[3::4]) else None


_KNOWN: dict[Language, dict[tuple[str, ...], Group]] = {}


def _phrases(language: Language) -> dict[tuple[str, ...], Group]:
    """Every phrase of a language with what it means."""
    if language not in _KNOWN:
        counts = range(1, HIGHEST_COUNT + 1)
        groups = [Group(count, shape, colour) for count in counts for shape in SHAPES for colour in COLOURS]
        _KNOWN[language] = {_phrase(group, language): group for group in groups}
    return _KNOWN[language]


def words_of(language: Language, most: int, groups: int) -> tuple[str, ...]:
    """All words of the sentences on up to `groups` groups of up to `most` shapes, in alphabetical order.

    >>> words_of("en", 1, 1)[:4]
    ('a', 'an', 'blue', 'circle')
    """
    found = {word for phrase, group in _phrases(language).items() if group.number <= most for word in phrase}
    between = {_AND[language]} if groups > 1 else set()
    return tuple(sorted(found | between | ({COMMA} if groups > 2 else set())))
