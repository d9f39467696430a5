"""The formats by their names, each layer's formulas behind them, and model code."""

import html as markup
from collections.abc import Callable
from textwrap import indent

from kerascnn.errors import InputError
from kerascnn.language import _
from kerascnn.shapes import layers
from kerascnn.shapes.chain import Trace, shown_shape
from kerascnn.shapes.places import shown
from kerascnn.shapes.render.branches import Branch, outline
from kerascnn.shapes.render.pages import html, latex, markdown
from kerascnn.shapes.render.records import csv, dumped, json
from kerascnn.shapes.render.tables import shape_or_open, table, title
from kerascnn.shapes.row import Row

__all__ = ["FORMATS", "code", "explained", "explanation", "not_carried"]


def explanation(trace: Trace) -> str:
    """Each layer with its formulas, the numbers put in."""
    blocks = []
    place = 0
    for row in outline(trace.rows):
        if isinstance(row, Branch):
            goes_on = "" if row.shape is None else _(", {shape} goes on as it is")
            shape = "" if row.shape is None else shown_shape(row.shape, trace.order)
            blocks.append(row.indent + row.title + goes_on.format(shape=shape))
            continue
        place += 1
        before = _(" and ").join(shape_or_open(shape, trace.order) for shape in row.inputs)
        head = f"{place}. {title(row)}: {before} → {shape_or_open(row.output, trace.order)}"
        lines = row.explain()
        width = max((len(name) for name, _text in lines), default=0)
        body = [f"   {name:<{width}}  {text}" for name, text in lines]
        block = "\n".join([head, *body, *(f"   {note}" for note in row.notes)])
        blocks.append(indent(block, "  " * (2 * len(row.node.branch))))
    return "\n\n".join(blocks)


def explained(trace: Trace, form: str) -> str:
    """A trace in one of the formats, and its explanation behind it."""
    if form == "json":
        import json as library

        content = library.loads(json(trace))
        for entry, row in zip(content["layers"], trace.rows, strict=True):
            entry["explanation"] = row.explain()
        return dumped(content)
    if form not in FRAMES:
        text = _("--explain goes with --format {formats}; not with {form}")
        raise InputError(text.format(formats=", ".join([*FRAMES, "json"]), form=form))
    text = explanation(trace)
    return f"{FORMATS[form](trace)}\n\n" + FRAMES[form].format(markup.escape(text) if form == "html" else text)


FRAMES = {"table": "{}", "markdown": "```text\n{}\n```", "html": "<pre>{}</pre>"}

FORMATS: dict[str, Callable[[Trace], str]] = {
    "table": table,
    "json": json,
    "csv": csv,
    "markdown": markdown,
    "latex": latex,
    "html": html,
}


IN_CODE = (
    *(layers.Activation, layers.Cropping, layers.Dense, layers.Dropout, layers.Flatten, layers.GlobalPooling),
    *(layers.Convolution, layers.Depthwise, layers.LocallyConnected, layers.Merge, layers.Normalization),
    *(layers.Pooling, layers.Reshape, layers.ResponseNormalization, layers.Separable, layers.TransposeConvolution),
    *(layers.AdaptivePooling, layers.UpSampling, layers.ZeroPadding),
)
"""Layers that the notation has a word for, and so the code."""


def _has_code(row: Row) -> bool:
    layer, rank = row.layer, len(row.output)
    if not isinstance(layer, IN_CODE) or not row.counted or row.node.shares is not None:
        return False
    if isinstance(layer, layers.Merge):
        return layer.mode != "concat" or layer.axis in (-1, rank - 1)
    return not isinstance(layer, layers.Normalization) or (layer.mode != "rms" and layer.axes in ((-1,), (rank,)))


def not_carried(trace: Trace) -> list[str]:
    """What the code or the saved model that a trace was read from says, and the code that is printed does not.

    Each is such as "BatchNorm2d(eps=0.01) in line 3".
    """
    found: dict[str, None] = {}
    for row in trace.rows:
        over_a_vector = row.layer == layers.Activation(function="softmax") and len(row.inputs[0]) == 1
        if row.node.lost and not over_a_vector:  # a softmax over a vector has no choice of axes
            found[row.node.lost] = None
    return list(found)


def code(trace: Trace, kind: str) -> str:
    """The code of a trace's model: "keras", "functional" or "pytorch".

    Raises:
        InputError: a layer is one that the notation has no word for, or that the library does not have.
    """
    from kerascnn.shapes import keras_code, pytorch_code

    if trace.others:
        raise InputError(_("there is no code for a model of several inputs here; it has code of its own"))
    for row in trace.rows:
        if not _has_code(row):
            text = _(
                "there is no code for the layer {name} ({kind}) here: --notation lists those that there is code for"
            )
            raise InputError(text.format(name=shown(row.node.text, 60), kind=shown(str(row.layer), 60)))

    makers = {"keras": keras_code.sequential, "functional": keras_code.functional, "pytorch": pytorch_code.module}
    return makers[kind](trace)
