"""Boxes that a person types or writes into a file, in exact fractions: the standard library alone."""

import csv
import re
from collections.abc import Sequence
from fractions import Fraction
from typing import Literal, NamedTuple

from kerascnn.errors import InputError
from kerascnn.language import _, ngettext

__all__ = ["Exact", "Given", "decimal", "exact", "name_of", "numbers", "read", "unquoted", "xyxy"]

Exact = tuple[Fraction, Fraction, Fraction, Fraction]
"""xyxy."""

LONGEST = 2_000
LARGEST = Fraction(10**9)
WORD = re.compile(r"[-+−]?(\d+([.,]\d*)?|[.,]\d+)")
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
MOST_DECIMALS = 100
MOST_LINES = 100_000


def decimal(value: Fraction, decimals: int = 3) -> str:
    """A number as it is written: whole, or with as many decimals as it has, at most so many.

    >>> decimal(Fraction(3)), decimal(Fraction(1, 2)), decimal(Fraction(2, 3)), decimal(Fraction(-1, 3))
    ('3', '0.5', '0.667', '−0.333')
    """
    digits = f"{abs(round(value * 10**decimals)):0{decimals + 1}d}"  # whole numbers: a float has 17 digits at most
    shown = f"{digits[:-decimals]}.{digits[-decimals:]}"
    if Fraction(shown) == abs(value):
        shown = shown.rstrip("0").rstrip(".")
    return f"−{shown}" if value < 0 else shown


def exact(value: Fraction) -> str:
    """A number that a person wrote, with all its decimals; one that has no end of them as `decimal` writes it.

    >>> exact(Fraction("0.00012")), exact(Fraction("-50.123456789")), exact(Fraction(1, 3))
    ('0.00012', '−50.123456789', '0.333')
    """
    decimals = 3
    while 10**decimals % value.denominator and decimals < MOST_DECIMALS:
        decimals += 1
    return decimal(value, 3 if 10**decimals % value.denominator else decimals)


def name_of(number: int) -> str:
    """A box's letter, by its place in the file, or its number from 1 where there are no more letters.

    >>> name_of(0), name_of(26)
    ('A', '27')
    """
    return LETTERS[number] if number < len(LETTERS) else str(number + 1)


def unquoted(line: str) -> str:
    """A line whose cells stand in quotes, as spreadsheets write decimal commas, with blanks between the cells.

    >>> unquoted('"0,5",1,"2,5"'), unquoted('"0,5";"1"'), unquoted("0,5 1")
    ('0,5 1 2,5', '0,5 1', '0,5 1')
    """
    if '"' not in line:
        return line
    return " ".join(next(csv.reader([line[:LONGEST]], delimiter=";" if ";" in line else ",")))


def numbers(text: str, what: str) -> tuple[Fraction, ...]:
    """The numbers in a text, between blanks, semicolons or commas; where commas do not part them, they are decimal.

    >>> numbers("10 20.5 30 40", "A"), numbers("0,5 1 2 3", "A")[0], numbers("1,2,3,4", "A")[1]
    ((Fraction(10, 1), Fraction(41, 2), Fraction(30, 1), Fraction(40, 1)), Fraction(1, 2), Fraction(2, 1))

    Args:
        text: what was given.
        what: its name, for the error.

    Raises:
        InputError: a word is no number, or one is too large.
    """
    plain = text.strip()[:LONGEST]
    blanks = re.search(r"[\s;]", plain) is not None
    words = re.split(r"[\s;]+" if blanks else ",", plain)
    found = []
    for word in (each.rstrip(",") if blanks else each.strip() for each in words):
        if not word:
            continue
        if not WORD.fullmatch(word):
            text = _("{what}: {word!r} is no number")
            raise InputError(text.format(what=what, word=word[:40]))
        value = Fraction(word.replace(",", ".").replace("−", "-"))
        if abs(value) > LARGEST:
            text = _("{what}: {word} is larger than any picture")
            raise InputError(text.format(what=what, word=word[:40]))
        found.append(value)
    return tuple(found)


def xyxy(given: Sequence[Fraction], form: Literal["xyxy", "xywh", "cxcywh"], what: str) -> Exact:
    """Four numbers of a format as left, top, right, bottom.

    Args:
        given: the numbers.
        form: as in `formats.FORMATS`.
        what: the box's name, for the error.

    Raises:
        InputError: there are not four, or the box has no area.
    """
    if len(given) != 4:
        text = ngettext(
            "{what} has {count} number; expected four, with blanks between them",
            "{what} has {count} numbers; expected four, with blanks between them",
            len(given),
        )
        raise InputError(text.format(what=what, count=len(given)))
    one, two, three, four = given
    if form == "xywh":
        box = (one, two, one + three, two + four)
    elif form == "cxcywh":
        box = (one - three / 2, two - four / 2, one + three / 2, two + four / 2)
    else:
        box = (one, two, three, four)
    if box[0] >= box[2] or box[1] >= box[3]:
        text = _("{what} is empty: {box}; expected left < right and top < bottom")
        raise InputError(text.format(what=what, box=" ".join(map(exact, box))))
    return box


class Given(NamedTuple):
    """A box of a file.

    Attributes:
        box: xyxy.
        score: p.
        label: its class; "" where the file has none.
    """

    box: Exact
    score: Fraction
    label: str


def read(text: str, name: str, form: Literal["xyxy", "xywh", "cxcywh"] = "xyxy") -> list[Given]:
    """The boxes of a text, one a line: four numbers, p, and a class if there are several; # begins a comment.

    Args:
        text: the text.
        name: of the file, for errors.
        form: what the four numbers are.

    Raises:
        InputError: what is wrong, with the file and the line; or there is no box.
    """
    found: list[Given] = []
    known: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        plain = unquoted(line.partition("#")[0].strip())
        if not plain:
            continue
        place = _("{file}, line {line}").format(file=name, line=number)
        if len(found) >= MOST_LINES:
            text = _("{place}: more than {most:,} boxes").format(place=place, most=MOST_LINES)
            raise InputError(text)
        match = re.fullmatch(r"(.*?[\d.])(?:[\s;,]+([^\W\d].*))?", plain)
        values = numbers(match[1], place) if match else ()
        if not match or len(values) != 5:
            text = _("{place}: expected left, top, right, bottom and p, then a class if there are several")
            raise InputError(text.format(place=place))
        if not 0 <= values[4] <= 1:
            text = _("{place}: p is {score}; expected a number from 0 to 1, the last after left, top, right and bottom")
            raise InputError(text.format(place=place, score=exact(values[4])))
        label = (match[2] or "").strip()
        usual = known.setdefault(label.casefold(), label)
        if label != usual:
            text = _("{place}: the class {label!r} differs from {usual!r} by its capitals alone; write both alike")
            raise InputError(text.format(place=place, label=label[:40], usual=usual[:40]))
        found.append(Given(xyxy(values[:4], form, place), values[4], label))
    if not found:
        raise InputError(_("{file}: holds no box; expected one a line").format(file=name))
    return found
