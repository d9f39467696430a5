"""A sheet in Moodle's XML, which carries everything that GIFT does and how each question behaves.

Numbers are numerical questions in which each known mistake earns nothing and its own feedback; other answers are
multiple choice with one right answer. The format is described in Moodle's documentation, "Moodle XML format".
"""

from html import escape

from kerascnn.exercises import html
from kerascnn.exercises.exercise import written
from kerascnn.exercises.sheet import Item, Option, Sheet, title

__all__ = ["render"]


COMBINED = ("correct", "partiallycorrect", "incorrect")
"""The feedback of a whole multiple-choice question; Moodle expects it, each answer has its own."""


def render(made: Sheet, *, key: bool) -> str:
    """The sheet; with `key` each question's general feedback is its solution."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        "<quiz>",
        '  <question type="category">',
        f"    <category><text>{escape(f'$course$/top/kerascnn/{title(made.topic)}')}</text></category>",
        "  </question>",
    ]
    lines += [line for item in made.items for line in _question(item, key)]
    return "\n".join([*lines, "</quiz>"]) + "\n"


def cdata(markup: str) -> str:
    """HTML that XML does not read; the sign that would end it is put into two pieces.

    >>> cdata("a]]>b")
    '<![CDATA[a]]]]><![CDATA[>b]]>'
    """
    return f"<![CDATA[{markup.replace(']]>', ']]]]><![CDATA[>')}]]>"


def _question(item: Item, key: bool) -> list[str]:
    exercise = item.exercise
    numerical = isinstance(exercise.answer, int | float)
    solution = html.solution(exercise) if key else ""
    lines = [
        f'  <question type="{"numerical" if numerical else "multichoice"}">',
        f"    <name><text>{escape(item.name)}</text></name>",
        f'    <questiontext format="html"><text>{cdata(html.question(exercise))}</text></questiontext>',
        f'    <generalfeedback format="html"><text>{cdata(solution)}</text></generalfeedback>',
        "    <defaultgrade>1</defaultgrade>",
        "    <penalty>0.3333333</penalty>",
        "    <hidden>0</hidden>",
    ]
    if numerical:
        tolerance = f"<tolerance>{written(exercise.tolerance, exercise.decimals)}</tolerance>"
        # The first answer that fits is the one that counts: the right one stands first.
        for option in sorted(item.options, key=lambda option: not option.right):
            lines += _answer(option, f"<text>{option.text}</text>", tolerance)
        lines.append("    <unitgradingtype>0</unitgradingtype><showunits>3</showunits>")
    else:
        lines += [
            "    <single>true</single>",
            "    <shuffleanswers>true</shuffleanswers>",
            "    <answernumbering>abc</answernumbering>",
            *(f'    <{each}feedback format="html"><text></text></{each}feedback>' for each in COMBINED),
        ]
        for option in item.options:
            lines += _answer(option, f"<text>{cdata(escape(option.text, quote=False))}</text>")
    return [*lines, "  </question>"]


def _answer(option: Option, *inner: str) -> list[str]:
    feedback = f'<feedback format="html"><text>{cdata(escape(option.feedback, quote=False))}</text></feedback>'
    return [f'    <answer fraction="{100 if option.right else 0}" format="html">{"".join(inner)}{feedback}</answer>']
