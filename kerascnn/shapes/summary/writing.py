"""A summary, or a comparison of two, as text: a table for the terminal, JSON, CSV, Markdown, HTML."""

from collections.abc import Sequence
from typing import Any

from kerascnn.language import _, ngettext
from kerascnn.shapes import render
from kerascnn.shapes.chain import shown_shape
from kerascnn.shapes.places import shown
from kerascnn.shapes.render import Table
from kerascnn.shapes.summary.columns import COLUMNS, DEFAULT, NOTHING, as_axes, as_bytes, chosen, titles
from kerascnn.shapes.summary.comparison import Comparison
from kerascnn.shapes.summary.costs import Part, Summary

__all__ = ["FORMATS", "notes", "table", "written"]

FORMATS = ("table", "json", "csv", "markdown", "html")
LONGEST_NAME = 60


def written(content: Summary | Comparison, form: str = "table", columns: Sequence[str] = DEFAULT) -> str:
    """A summary or a comparison in one of the `FORMATS`; JSON and CSV have all columns of a summary.

    Raises:
        InputError: there is no such column.
    """
    if form in ("json", "csv"):
        entry = _comparison_entry(content) if isinstance(content, Comparison) else _entry(content)
        return render.dumped(entry) if form == "json" else _csv(entry["layers"])
    laid = _comparison_table(content) if isinstance(content, Comparison) else table(content, columns)
    if form == "table":
        return f"{_title(content)}\n\n{render.layout(laid)}"
    return render.TABLES[form](laid, _title(content))


def _title(content: Summary | Comparison) -> str:
    if isinstance(content, Comparison):
        first, second = (shown(each.name, LONGEST_NAME) for each in content.both)
        return _("{first} and {second}").format(first=first, second=second)
    return shown(content.name, LONGEST_NAME)


def table(summary: Summary, columns: Sequence[str] = DEFAULT) -> Table:
    """The cells of a summary.

    Args:
        summary: the network.
        columns: names of `COLUMNS`.

    Raises:
        InputError: there is no such column.
    """
    columns = chosen(columns)
    found = summary.parts
    whole = Part("", tuple(row for part in found for row in part.rows))
    images = summary.trace.images
    heads_of_inputs = [_("input {n}").format(n=n) for n in range(1, len(images) + 1)] if images[1:] else [_("input")]
    first = [
        [name, *(shown_shape(image) if column == "shape" else "" for column in columns)]
        for name, image in zip(heads_of_inputs, images, strict=True)
    ]
    rows = [*first, *([_name(part), *(COLUMNS[column].cell(part, whole) for column in columns)] for part in found)]
    foot = [_("total of these layers") if summary.first or summary.last else _("total")]
    foot += [COLUMNS[column].cell(whole, whole) if COLUMNS[column].foot else "" for column in columns]
    left = [True, *(COLUMNS[column].left for column in columns)]
    return Table([_("layer"), *titles(columns)], left, rows, foot, notes(summary))


def _name(part: Part) -> str:
    depth = 0 if len(part.rows) > 1 else len(part.rows[-1].node.path)
    return "  " * depth + shown(part.name, LONGEST_NAME)


def notes(summary: Summary) -> list[str]:
    """What there is to say below the table."""
    whole = summary.whole
    found = [_("FLOPs are 2 × multiply-adds: the multiplication and the addition counted apart")]
    found += render.trained_notes(whole)
    seen = summary.receptive_field
    if seen:
        text = _("receptive field: {seen} of {image} pixels, the most that an output sees before places are lost")
        found.append(text.format(seen=as_axes(seen), image=shown_shape(summary.trace.image[:-1])))
    if summary.trace.others:
        found.append(
            _("receptive fields are those in the one input that a layer sees; where inputs have met, none is given")
        )
    if summary.gated:
        found.append(
            _("gates let every output see the whole picture; the receptive fields are those of the maps alone")
        )
    text = ngettext(
        "feature maps of {n} example in float32: {inference} at once to predict, {training} to train",
        "feature maps of {n} examples in float32: {inference} at once to predict, {training} to train",
        summary.batch,
    )
    values = {"inference": as_bytes(summary.inference_bytes), "training": as_bytes(summary.training_bytes)}
    found.append(text.format(n=summary.batch, **values))
    text = _("parameters in {types}: {parameters}; {adam} to train with Adam: their gradients and two averages as well")
    trained = whole.parameters - whole.fixed_parameters
    types = ", ".join(whole.dtypes) or "float32"
    # Gradients and averages of half-precision weights are of their type too; of whole numbers there are none.
    width = whole.bytes / whole.parameters if whole.parameters else 0
    adam = as_bytes(whole.bytes + round(3 * trained * width))
    if any(row.quantized for row in whole.rows):
        text = _("parameters in {types}: {parameters} or a little more, with the scales of what is quantised")
    found.append(text.format(types=types, parameters=as_bytes(whole.bytes), adam=adam))
    found += render.uncounted_notes(summary.trace.rows)
    return found + list(summary.remarks)


def _comparison_table(comparison: Comparison) -> Table:
    heads = [_("layer")]
    for head in (_("output shape"), _("parameters"), _("multiply-adds")):
        heads += [f"{head} 1", f"{head} 2"]
    rows = []
    for name, pair in comparison.differences:
        first, second = ([NOTHING] * 3 if part is None else _three(part) for part in pair)
        rows.append([shown(name, LONGEST_NAME), *(cell for both in zip(first, second, strict=True) for cell in both)])
    one, other = (summary.whole for summary in comparison.both)
    costs = zip(*([f"{each.parameters:,}", f"{each.multiply_adds:,}"] for each in (one, other)), strict=True)
    foot = [_("total"), "", "", *(cell for both in costs for cell in both)]
    notes = []
    for name, key in (
        (_("parameters"), "parameters"),
        (_("multiply-adds"), "multiply_adds"),
    ):
        first, second = getattr(one, key), getattr(other, key)
        if first:
            text = _("{name}: {first} and {second}, {ratio} times as many")
            notes.append(
                text.format(name=name, first=f"{first:,}", second=f"{second:,}", ratio=f"{second / first:.3g}")
            )
    seen = [as_axes(summary.receptive_field) for summary in comparison.both]
    notes.append(_("receptive field: {first} and {second} pixels").format(first=seen[0], second=seen[1]))
    memory = [as_bytes(summary.training_bytes) for summary in comparison.both]
    text = ngettext(
        "feature maps of {n} example to train: {first} and {second}",
        "feature maps of {n} examples to train: {first} and {second}",
        comparison.first.batch,
    )
    notes.append(text.format(n=comparison.first.batch, first=memory[0], second=memory[1]))
    same = comparison.same
    text = ngettext("{n} layer is the same in both", "{n} layers are the same in both", same)
    notes.append(text.format(n=same))
    return Table(heads, [True, True, True] + [False] * 4, rows, foot, notes)


def _three(part: Part) -> list[str]:
    """Shape, parameters and multiply-adds of a line."""
    return [COLUMNS[name].cell(part, Part("", ())) for name in ("shape", "parameters", "multiply-adds")]


def _entry(summary: Summary) -> dict[str, Any]:
    """A summary as plain values, named in English whatever the language."""
    whole = summary.whole
    return {
        "name": summary.name,
        "input": list(summary.trace.image),
        "inputs": [list(image) for image in summary.trace.images],
        "layers": [_part_entry(part) for part in summary.parts],
        "parameters": whole.parameters,
        "trainable": whole.parameters - whole.fixed_parameters,
        "frozen": whole.frozen_parameters,
        "multiply_adds": whole.multiply_adds,
        "flops": whole.flops,
        "dtypes": list(whole.dtypes),
        "bytes": whole.bytes,
        "at_least": {"parameters": not whole.all_parameters, "multiply_adds": not whole.counted},
        "receptive_field": list(summary.receptive_field),
        "batch": summary.batch,
        "inference_bytes": summary.inference_bytes,
        "training_bytes": summary.training_bytes,
        "not_counted": [row.node.text for row in summary.uncounted],
        "remarks": list(summary.remarks),
    }


def _part_entry(part: Part) -> dict[str, Any]:
    row = part.rows[-1]
    return {
        "layer": part.name,
        "within": "/".join(row.node.path),
        "output": list(part.output),
        "counted": part.counted,
        "from_file": part.stored,
        "parameters": part.parameters,
        "shared": part.shared,
        "trainable": part.parameters - part.fixed_parameters,
        "frozen": part.frozen_parameters,
        "multiply_adds": part.multiply_adds,
        "flops": part.flops,
        "dtypes": list(part.dtypes),
        "bytes": part.bytes,
        "receptive_field": list(row.receptive_field),
        "step": list(row.step),
        "centre": list(row.centre),
    }


def _comparison_entry(comparison: Comparison) -> dict[str, Any]:
    layers = []
    for name, pair in comparison.differences:
        entry: dict[str, Any] = {"layer": name}
        known = [{} if part is None else _part_entry(part) for part in pair]
        for key in ("output", "parameters", "multiply_adds"):
            for number, values in enumerate(known, start=1):
                entry[f"{key}_{number}"] = values.get(key)
        layers.append(entry)
    return {"networks": [_entry(each) for each in comparison.both], "layers": layers, "same": comparison.same}


def _csv(entries: list[dict[str, Any]]) -> str:
    """One line a layer, numbers plain, the columns named as in JSON."""
    if not entries:
        return ""
    return "\n".join([",".join(entries[0]), *(",".join(map(_csv_cell, entry.values())) for entry in entries)])


def _csv_cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return "x".join("" if each is None else f"{each}" for each in value).strip("x")
    return render.csv_text(value) if isinstance(value, str) else str(value).lower()
