"""A summary, or a comparison of two, as text: a table for the terminal, JSON, CSV, Markdown, HTML."""

from collections.abc import Sequence
from typing import Any

from kerascnn.language import _, ngettext
from kerascnn.shapes import render
from kerascnn.shapes.chain import shown_shape
from kerascnn.shapes.places import shown
from kerascnn.shapes.render import Table
from kerascnn.shapes.summary.comparison import Comparison
from kerascnn.shapes.summary.costs import Part, Summary

__all__ = ["FORMATS", "table", "written"]

FORMATS = ("table", "json", "csv", "markdown", "html")
NOTHING = "–"
LONGEST_NAME = 60


def written(content: Summary | Comparison, form: str = "table") -> str:
    """A summary or a comparison in one of the `FORMATS`."""
    if form in ("json", "csv"):
        entry = _comparison_entry(content) if isinstance(content, Comparison) else _entry(content)
        return render.dumped(entry) if form == "json" else _csv(entry["layers"])
    laid = _comparison_table(content) if isinstance(content, Comparison) else table(content)
    if form == "table":
        return f"{_title(content)}\n\n{render.layout(laid)}"
    return render.TABLES[form](laid, _title(content))


def _title(content: Summary | Comparison) -> str:
    if isinstance(content, Comparison):
        first, second = (shown(each.name, LONGEST_NAME) for each in content.both)
        return _("{first} and {second}").format(first=first, second=second)
    return shown(content.name, LONGEST_NAME)


def table(summary: Summary) -> Table:
    """The cells of a summary."""
    heads = [
        _("layer"),
        _("output shape"),
        _("parameters"),
        _("multiply-adds"),
        _("FLOPs"),
        _("receptive field"),
        _("step"),
        _("centre"),
    ]
    found = summary.parts
    chosen = Part("", tuple(row for part in found for row in part.rows))
    images = summary.trace.images
    heads_of_inputs = [_("input {n}").format(n=n) for n in range(1, len(images) + 1)] if images[1:] else [_("input")]
    first = [[name, shown_shape(image), *[""] * 6] for name, image in zip(heads_of_inputs, images, strict=True)]
    exact = (chosen.all_parameters, chosen.counted, chosen.counted)
    numbers = (chosen.parameters, chosen.multiply_adds, chosen.flops)
    totals = [render.at_least(number, exact=each) for number, each in zip(numbers, exact, strict=True)]
    foot = [_("total of these layers") if summary.first or summary.last else _("total"), "", *totals]
    rows = [*first, *(_cells(part) for part in found)]
    return Table(heads, [True, True] + [False] * 6, rows, [*foot, "", "", ""], _notes(summary))


def _costs(part: Part) -> list[str]:
    return [f"{part.parameters:,}", f"{part.multiply_adds:,}", f"{part.flops:,}"]


def _cells(part: Part) -> list[str]:
    row = part.rows[-1]
    depth = 0 if len(part.rows) > 1 else len(row.node.path)
    costs = _costs(part)
    if part.shared:
        costs[0] = _("shared")
    if not part.counted and len(part.rows) == 1:
        costs = [costs[0] + "*" * part.stored if part.all_parameters else _("not counted"), NOTHING, NOTHING]
    elif not part.counted:
        costs = [costs[0] + "*" * part.stored, *(f"≥ {each}" for each in costs[1:])]
        costs[0] = costs[0] if part.all_parameters else f"≥ {costs[0]}"
    return [
        "  " * depth + shown(part.name, LONGEST_NAME),
        shown_shape(part.output) if part.output else "?",
        *costs,
        _axes(row.receptive_field),
        _axes(row.step),
        _axes(row.centre if None not in row.step else ()),
    ]


def _axes(values: Sequence[int | float | None]) -> str:
    """One number where the axes agree, and all of them where they do not."""
    texts = [NOTHING if value is None else f"{value:,g}" for value in values] or [NOTHING]
    return texts[0] if len(set(texts)) == 1 else "×".join(texts)


def _notes(summary: Summary) -> list[str]:
    whole = summary.whole
    notes = [_("FLOPs are 2 × multiply-adds: the multiplication and the addition counted apart")]
    notes += render.trained_notes(whole)
    seen = summary.receptive_field
    if seen:
        text = _("receptive field: {seen} of {image} pixels, the most that an output sees before places are lost")
        notes.append(text.format(seen=_axes(seen), image=shown_shape(summary.trace.image[:-1])))
    if summary.trace.others:
        notes.append(
            _("receptive fields are those in the one input that a layer sees; where inputs have met, none is given")
        )
    if summary.gated:
        notes.append(
            _("gates let every output see the whole picture; the receptive fields are those of the maps alone")
        )
    text = ngettext(
        "feature maps of {n} example in float32: {inference} at once to predict, {training} to train",
        "feature maps of {n} examples in float32: {inference} at once to predict, {training} to train",
        summary.batch,
    )
    values = {"inference": _bytes(summary.inference_bytes), "training": _bytes(summary.training_bytes)}
    notes.append(text.format(n=summary.batch, **values))
    text = _("parameters in float32: {parameters}; {adam} to train with Adam: their gradients and two averages as well")
    trained = whole.parameters - whole.fixed_parameters
    notes.append(
        text.format(parameters=_bytes(4 * whole.parameters), adam=_bytes(4 * (whole.parameters + 3 * trained)))
    )
    notes += render.uncounted_notes(summary.trace.rows)
    return notes + list(summary.remarks)


def _bytes(count: int) -> str:
    """A number of bytes as a person reads it: "58.1 MB", of a million bytes each."""
    for unit, name in ((10**9, "GB"), (10**6, "MB"), (10**3, "kB")):
        if count >= unit:
            return f"{count / unit:,.1f} {name}"
    return f"{count} B"


def _comparison_table(comparison: Comparison) -> Table:
    heads = [_("layer")]
    for head in (_("output shape"), _("parameters"), _("multiply-adds")):
        heads += [f"{head} 1", f"{head} 2"]
    rows = []
    for name, pair in comparison.differences:
        first, second = ([NOTHING] * 3 if part is None else _cells(part)[1:4] for part in pair)
        rows.append([shown(name, LONGEST_NAME), *(cell for both in zip(first, second, strict=True) for cell in both)])
    one, other = (summary.whole for summary in comparison.both)
    costs = zip(_costs(one)[:2], _costs(other)[:2], strict=True)
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
    seen = [_axes(summary.receptive_field) for summary in comparison.both]
    notes.append(_("receptive field: {first} and {second} pixels").format(first=seen[0], second=seen[1]))
    memory = [_bytes(summary.training_bytes) for summary in comparison.both]
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
