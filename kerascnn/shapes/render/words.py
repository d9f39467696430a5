"""The table of the notation, which `kerascnn shape-calc --notation` prints."""

from kerascnn.language import _
from kerascnn.shapes.notation import BRANCHES, KINDS, OPTIONS, SHAPES
from kerascnn.shapes.render.tables import Table, layout

__all__ = ["notation"]

IN_A_ROW = 8
"""Activations of which one row speaks."""


def notation() -> str:
    """The table of the notation, as the parser reads it."""
    activations = [kind.example for kind in KINDS if kind.meaning == "activation"]
    rows = [[example, "", _(meaning)] for example, meaning in SHAPES]
    for kind in KINDS:
        beginning = kind.example in activations[::IN_A_ROW]
        if kind.example in activations and not beginning:
            continue
        options = " ".join(f"/{each}" for each in [*kind.options, *kind.flags])
        meaning = _(kind.meaning)
        if beginning:
            place = activations.index(kind.example)
            meaning += _("; also {names}").format(names=", ".join(activations[place + 1 : place + IN_A_ROW]))
        if kind.names[1:]:
            meaning += _("; also {names}").format(names=", ".join(kind.names[1:]))
        rows.append([kind.example, options, meaning])
    rows += [[word, "", _(meaning)] for word, meaning in BRANCHES]
    rows += [[f"/{option}", "", _(meaning)] for option, meaning in OPTIONS]
    heads = [_("word"), _("options"), _("meaning")]
    return layout(Table(heads, [True, True, True], rows, [], []))
