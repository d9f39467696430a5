"""The columns that a summary can have: what each is called, and what stands in it."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from kerascnn.errors import InputError
from kerascnn.language import N_, _
from kerascnn.shapes import render
from kerascnn.shapes.chain import shown_shape
from kerascnn.shapes.places import shown
from kerascnn.shapes.summary.costs import Part

__all__ = ["COLUMNS", "DEFAULT", "NOTHING", "as_axes", "as_bytes", "chosen", "titles"]

NOTHING = "–"
BAR = 10
"""Letters of the longest bar."""
EIGHTHS = " ▏▎▍▌▋▊▉"


class Column(NamedTuple):
    """A column.

    Attributes:
        title: its heading, to be translated.
        cell: what stands in it for a line; the second argument is all lines as one.
        foot: whether the last line has it.
        left: whether it is set flush left.
    """

    title: str
    cell: Callable[[Part, Part], str]
    foot: bool = True
    left: bool = False


def as_axes(values: Sequence[int | float | None]) -> str:
    """One number where the axes agree, and all of them where they do not."""
    texts = [NOTHING if value is None else f"{value:,g}" for value in values] or [NOTHING]
    return texts[0] if len(set(texts)) == 1 else "×".join(texts)


def as_bytes(count: int) -> str:
    """A number of bytes as a person reads it: "58.1 MB", of a million bytes each."""
    for unit, name in ((10**9, "GB"), (10**6, "MB"), (10**3, "kB")):
        if count >= unit:
            return f"{count / unit:,.1f} {name}"
    return f"{count} B"


def _shape(part: Part, _whole: Part) -> str:
    return shown_shape(part.output) if part.output else "?"


def _least(part: Part, whole: Part, count: int, *, exact: bool, single: str) -> str:
    """A number of which something may be missing: of the total, of several layers, or of one."""
    if part is whole:
        return render.at_least(count, exact=exact)
    if exact:
        return f"{count:,}"
    return single if len(part.rows) == 1 else f"≥ {count:,}"


def _parameters(part: Part, whole: Part) -> str:
    if part.shared:
        return _("shared")
    text = _least(part, whole, part.parameters, exact=part.all_parameters, single=_("not counted"))
    return text + "*" * (part.stored and part is not whole)


def _trainable(part: Part, whole: Part) -> str:
    count = part.parameters - part.fixed_parameters
    return _least(part, whole, count, exact=part.all_parameters, single=NOTHING)


def _multiply_adds(part: Part, whole: Part) -> str:
    return _least(part, whole, part.multiply_adds, exact=part.counted, single=NOTHING)


def _flops(part: Part, whole: Part) -> str:
    return _least(part, whole, part.flops, exact=part.counted, single=NOTHING)


def _bar(part: Part, whole: Part) -> str:
    """The share of the multiply-adds, as a bar and in hundredths."""
    if not whole.multiply_adds or not part.counted:
        return ""
    share = part.multiply_adds / whole.multiply_adds
    eighths = round(8 * BAR * share)
    bar = "█" * (eighths // 8) + EIGHTHS[eighths % 8].strip()
    return f"{bar:<{BAR}} {share:6.1%}"


def _bytes(part: Part, _whole: Part) -> str:
    roughly = "≈ " if any(row.quantized and row.parameters for row in part.rows) else ""
    return roughly + as_bytes(part.bytes)


COLUMNS = {
    "shape": Column(N_("output shape"), _shape, foot=False, left=True),
    "parameters": Column(N_("parameters"), _parameters),
    "trainable": Column(N_("trainable"), _trainable),
    "fixed": Column(N_("not trained"), lambda part, _whole: f"{part.fixed_parameters:,}"),
    "frozen": Column(N_("frozen"), lambda part, _whole: f"{part.frozen_parameters:,}"),
    "multiply-adds": Column(N_("multiply-adds"), _multiply_adds),
    "share": Column(N_("share of the multiply-adds"), _bar, foot=False, left=True),
    "flops": Column(N_("FLOPs"), _flops),
    "dtype": Column(N_("type"), lambda part, _whole: ", ".join(part.dtypes) or NOTHING, left=True),
    "bytes": Column(N_("bytes"), _bytes),
    "receptive-field": Column(
        N_("receptive field"), lambda part, _whole: as_axes(part.rows[-1].receptive_field), foot=False
    ),
    "step": Column(N_("step"), lambda part, _whole: as_axes(part.rows[-1].step), foot=False),
    "centre": Column(
        N_("centre"),
        lambda part, _whole: as_axes(part.rows[-1].centre if None not in part.rows[-1].step else ()),
        foot=False,
    ),
}
"""By the names that `--columns` takes."""
DEFAULT = ("shape", "parameters", "multiply-adds", "flops", "receptive-field", "step", "centre")


def chosen(names: Sequence[str]) -> tuple[str, ...]:
    """The columns that somebody asks for, checked; all of them for "all".

    Raises:
        InputError: there is no such column, or one is named twice.
    """
    if list(names) == ["all"]:
        return tuple(COLUMNS)
    for name in names:
        if name not in COLUMNS or names.count(name) > 1:
            text = _("--columns names {name}, which is no column or stands there twice; there are: all, {names}")
            raise InputError(text.format(name=shown(name, 40), names=", ".join(COLUMNS)))
    return tuple(names) or DEFAULT


def titles(names: Sequence[str]) -> list[str]:
    """The headings, in the reader's language."""
    return [_(COLUMNS[name].title) for name in names]
