"""Checking a student's answer: right, or which step went wrong and what was probably done there.

A wrong answer is compared with what comes out when one of the usual mistakes is made at one layer and everything else
is right.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from kerascnn.errors import InputError
from kerascnn.language import _, ngettext
from kerascnn.shapes.chain import Folding, Trace, in_order, shown_shape, trace
from kerascnn.shapes.layers import Joint, Layer, Shape
from kerascnn.shapes.layers.base import Line, number, times
from kerascnn.shapes.notation import Order, channels_last, shape_of
from kerascnn.shapes.places import Source, shown
from kerascnn.shapes.quantities import named
from kerascnn.shapes.row import Row
from kerascnn.shapes.usual_mistakes import mistakes

__all__ = ["Verdict", "check", "mistakes"]


class Verdict(NamedTuple):
    """What can be said of an answer.

    Attributes:
        right: whether it is right.
        text: one sentence for the student.
        working: the formulas of the step that went wrong, with the numbers put in.
    """

    right: bool
    text: str
    working: list[Line]

    def __str__(self) -> str:
        width = max((len(name) for name, _text in self.working), default=0)
        return "\n".join([self.text, *(f"   {name:<{width}}  {text}" for name, text in self.working)])


def check(
    input: str | Shape,  # noqa: A002 (the word of the field)
    *layers: str | Layer,
    answer: str | Shape | Sequence[str],
    order: Order = "hwc",
) -> Verdict:
    """Check a student's answer.

    >>> check("28x28x1", "conv4@3/p1", answer="28x28x4").right
    True
    >>> print(check("28x28x1", "conv4@3/p1", answer="26x26x4").text)
    wrong at step 1, conv4@3/p1: 26×26×4 comes out when the padding is left out; it is 28×28×4

    Args:
        input: the shape of one example; layers may follow in the same text.
        layers: words of the notation, or layers.
        answer: the shape at the end; or a list of shapes, one for each layer, which finds the wrong step for certain.
        order: "chw" where shapes have their channels first.

    Raises:
        InputError: the network cannot be worked out, or there is neither one answer nor one for each layer.
    """
    net = trace(input, *layers, order=order)
    if isinstance(answer, str):
        given = [answer]
    elif all(isinstance(each, int) for each in answer):
        given = [times(answer, "x")]
    else:
        given = [str(each) for each in answer]
    given = [WHOLE.sub(r"\1", each) for each in given]
    steps = len(net.rows)
    if not steps:
        raise InputError(_("there is no layer to check; give one behind the input's shape"))
    if len(given) not in (1, steps):
        text = ngettext(
            "{n} answers for {steps} layer; give one",
            "{n} answers for {steps} layers; give one for the last layer, or one for each",
            steps,
        )
        raise InputError(text.format(n=len(given), steps=steps))
    rows = net.rows if len(given) > 1 else net.rows[-1:]
    for place, (text, row) in enumerate(zip(given, rows, strict=True), start=steps - len(rows) + 1):
        if _has_fraction(text, len(row.output)):
            return _with_fraction(place, row, text, order)
    shapes = [_shape(text, len(row.output)) for text, row in zip(given, rows, strict=True)]
    if len(shapes) == 1:
        return _last(net, shapes[0])
    for place, shape in enumerate(shapes):
        if shape != in_order(net.rows[place].output, order):
            return _step(net, place, shape, [place])
    return Verdict(True, _("right: all {n} steps").format(n=steps), [])


WHOLE = re.compile(r"(\d)(?:\.0{1,2}(?![\d.])|,0{1,2}(?![\d.,]))")
"""A whole number as a calculator or a spreadsheet writes it: 456.0, 28,00; 62,000 is one of thousands."""
THOUSANDS = re.compile(r"[1-9]\d{0,2}([.,' \u00a0\u202f]\d{3})+")
LISTED = re.compile(r"[1-9]\d{0,9}(\s*,\s*\d{1,10})*,?")


FRACTION = re.compile(r"\d+[.,]\d+")
SIZES = re.compile(r"\d+(?:[.,]\d+)?(?:x\d+(?:[.,]\d+)?)*")


def _has_fraction(text: str, rank: int) -> bool:
    """Whether one of the numbers of an answer is not whole: "13.5", "13,5x13,5x8", "13,5 13,5 8".

    Args:
        text: the answer.
        rank: how many numbers the right shape has: "13,5" is a shape of two.
    """
    plain = re.sub(r"\s*[x×*X]\s*|;\s*|,?\s+", "x", text.strip().strip("()[] "))
    if not SIZES.fullmatch(plain) or THOUSANDS.fullmatch(text.strip()):
        return False
    if plain.count(",") == rank - 1 and "x" not in plain:
        return False
    return any(FRACTION.fullmatch(word) for word in plain.split("x"))


def _with_fraction(step: int, row: Row, text: str, order: Order) -> Verdict:
    sentence = _("wrong at step {step}, {layer}: {answer} is not whole, and the numbers of a shape are: {right}")
    values = {"step": step, "layer": row.node.text, "answer": shown(text), "right": shown_shape(row.output, order)}
    return Verdict(False, sentence.format(**values), _sizes(row))


def _shape(text: str, rank: int) -> Shape:
    """The shape, or the number, that an answer is: "28x28x6", "(28, 28, 6)", "62,006".

    Args:
        text: the answer.
        rank: how many numbers the right shape has: so many with commas between them are a shape.
    """
    plain = re.sub(r"\s*[x×*X]\s*", "x", text.strip())
    listed = re.sub(r"^None\s*,\s*", "", plain.strip("()[] "))
    if LISTED.fullmatch(listed):
        numbers = re.findall(r"\d+", listed)
        if listed != plain or len(numbers) == rank or not THOUSANDS.fullmatch(plain):
            plain = "x".join(numbers)
    if THOUSANDS.fullmatch(plain):
        plain = re.sub(r"\D", "", plain)
    words = Source(plain).words()
    if len(words) != 1:
        raise InputError(_("expected one shape, such as 28x28 or 28x28x4; got {text!r}").format(text=shown(text)))
    return shape_of(words[0])


def _last(net: Trace, answer: Shape) -> Verdict:
    if answer == in_order(net.output, net.order):
        text = _("right: {shape}")
        return Verdict(True, text.format(shape=shown_shape(net.output, net.order)), [])
    # The last layer first: a mistake far from the answer is the less likely explanation.
    return _step(net, len(net.rows) - 1, answer, list(reversed(range(len(net.rows)))))


def _step(net: Trace, place: int, answer: Shape, suspects: list[int]) -> Verdict:
    """The verdict on a wrong answer for the layer at `place`, when one of `suspects` is where it went wrong."""
    right = net.rows[place].output
    mine = times(answer, "×")
    if (answer if net.order == "chw" else channels_last(answer)) == right:
        sentence = _("only the order of the axes is wrong: {answer}; with the order {order} it is {right}")
        shown_right = shown_shape(right, net.order)
        return Verdict(False, sentence.format(answer=mine, order=net.order, right=shown_right), [])
    goal = channels_last(answer) if net.order == "chw" else answer
    for suspect in suspects:
        row = net.rows[suspect]
        for text, shape in mistakes(row.layer, row.inputs):
            if min(shape) >= 1 and _carried(net, suspect, shape, place) == goal:
                if suspect == place:
                    sentence = _("wrong at step {step}, {layer}: {answer} comes out when {mistake}; it is {right}")
                else:
                    sentence = _(
                        "wrong at step {step}, {layer}: {answer} comes out at the end when {mistake} there; "
                        "that step gives {right}"
                    )
                filled = sentence.format(
                    step=suspect + 1,
                    layer=row.node.text,
                    answer=mine,
                    mistake=text,
                    right=shown_shape(row.output, net.order),
                )
                return Verdict(False, filled, _sizes(row))
    return _unexplained(net, place, answer, goal, certain=suspects == [place])


def _carried(net: Trace, place: int, shape: Shape, last: int) -> Shape | None:
    """What the layer `last` puts out when the layer at `place` puts out `shape` and all else is right."""
    folding = Folding(net.image)
    folding.made = [(row.output, row.fields) for row in net.rows[:place]]
    folding.made.append((shape, net.rows[place].fields if len(shape) > 1 else ()))
    for row in net.rows[place + 1 : last + 1]:
        try:
            folding.add(row.node)
        except (InputError, ValueError):
            return None
    return folding.made[-1][0]


def _unexplained(net: Trace, place: int, answer: Shape, goal: Shape, *, certain: bool) -> Verdict:
    row = net.rows[place]
    right = shown_shape(row.output, net.order)
    values = {"step": place + 1, "layer": row.node.text, "answer": times(answer, "×"), "right": right}
    other = named(net, place, answer, certain=certain)
    if other is not None:
        sentence, about = other
        values |= {"step": net.rows.index(about) + 1, "layer": about.node.text, "answer": _written(answer)}
        if about is not row and in_order(about.output, net.order) != answer:
            values["right"] = shown_shape(about.output, net.order)
        return Verdict(False, _(sentence).format(**values), [])
    if len(goal) != len(row.output):
        text = ngettext(
            "wrong at step {step}, {layer}: {answer} has {n} number, and the shape has {wanted}: {right}",
            "wrong at step {step}, {layer}: {answer} has {n} numbers, and the shape has {wanted}: {right}",
            len(goal),
        )
        return Verdict(False, text.format(n=len(goal), wanted=len(row.output), **values), row.explain())
    names = _axis_names(len(goal))
    wrong = [name for name, one, other in zip(names, goal, row.output, strict=True) if one != other]
    if certain:
        text = _("wrong at step {step}, {layer}: {answer} instead of {right} ({wrong})")
    else:
        text = _("wrong: {answer} instead of {right} ({wrong}); give an answer for each layer to see which step it is")
    return Verdict(False, text.format(wrong=", ".join(wrong), **values), _sizes(row))


def _written(answer: Shape) -> str:
    return number(answer[0]) if len(answer) == 1 else times(answer, "×")


def _sizes(row: Row) -> list[Line]:
    """The lines of a layer's explanation that are about its shape."""
    lines = row.layer.explain(row.inputs) if isinstance(row.layer, Joint) else row.layer.explain(row.inputs[0])
    return [(name, text) for name, text in lines if not name.endswith((_("parameters"), _("multiply-adds")))]


def _axis_names(rank: int) -> list[str]:
    if rank == 1:
        return [_("features")]
    if rank == 2:
        return [_("length"), _("channels")]
    if rank in (3, 4):
        return [*([_("depth")] if rank == 4 else []), _("height"), _("width"), _("channels")]
    return [_("axis {n}").format(n=n + 1) for n in range(rank)]
