"""A trace for other programs: JSON, CSV."""

from kerascnn.shapes.chain import Trace, in_order
from kerascnn.shapes.places import shown
from kerascnn.shapes.render.branches import Branch, layers_of_branches, outline
from kerascnn.shapes.row import Row
from kerascnn.untrusted_text import for_csv

__all__ = ["csv", "csv_text", "dumped", "json"]


def dumped(content: object) -> str:
    r"""JSON with every character that cannot be seen, or that moves a terminal's cursor, as its escape.

    >>> dumped(["capa\x9b", "año"])
    '[\n  "capa\\u009b",\n  "año"\n]'
    """
    import json as library

    text = library.dumps(content, indent=2, ensure_ascii=False)
    if text.replace("\n", "").isprintable():
        return text
    return "".join(each if each == "\n" or each.isprintable() else library.dumps(each)[1:-1] for each in text)


def json(trace: Trace) -> str:
    """One object: the input, the layers, the totals."""

    def layer(place: int, row: Row) -> dict[str, object]:
        entry: dict[str, object] = {
            "layer": row.node.text,
            "notation": str(row.layer),
            "inputs": list(row.node.inputs),
            "output": list(in_order(row.output, trace.order)),
            "activations": row.activations,
            "counted": row.counted,
            "from_file": row.stored,
            "parameters": row.parameters,
            "trainable": row.parameters - row.fixed_parameters,
            "multiply_adds": row.multiply_adds,
            "receptive_field": list(row.receptive_field),
            "step": list(row.step),
            "centre": list(row.centre),
            "notes": row.notes,
        }
        if row.node.branch:
            entry["branch"] = list(row.node.branch)
        if row.node.joins:
            entry["branches"] = layers_of_branches(trace.rows, place)
        return entry

    content: dict[str, object] = {
        "order": trace.order,
        "input": list(in_order(trace.image, trace.order)),
        "layers": [layer(place, row) for place, row in enumerate(trace.rows)],
        "output": list(in_order(trace.output, trace.order)),
        "parameters": trace.parameters,
        "trainable": trace.parameters - trace.fixed_parameters,
        "multiply_adds": trace.multiply_adds,
        "at_least": {
            "parameters": not all(row.counted or row.stored for row in trace.rows),
            "multiply_adds": not all(row.counted for row in trace.rows),
        },
    }
    if trace.others:
        content["inputs"] = [list(in_order(image, trace.order)) for image in trace.images]
    return dumped(content)


def csv(trace: Trace) -> str:
    """Comma-separated values: one line a layer, numbers plain, the columns named as in JSON whatever the language.

    Where there are branches, the last column says in which a layer lies, and one without layers has a line as well, as
    `shortcut`.
    """
    branched = any(row.node.joins for row in trace.rows)
    lines = ["layer,output,activations,parameters,multiply_adds,receptive_field,step" + ",branch" * branched]
    for row in outline(trace.rows):
        if isinstance(row, Branch):
            if row.shape is not None:
                lines.append(f"shortcut,{'x'.join(map(str, in_order(row.shape, trace.order)))},0,0,0,,,{row.number}")
            continue
        cells = [
            csv_text(row.node.text),
            "x".join(map(str, in_order(row.output, trace.order))),
            str(row.activations),
            str(row.parameters),
            str(row.multiply_adds),
            "x".join(map(str, row.receptive_field)),
            "x".join("" if step is None else str(step) for step in row.step).strip("x"),
            *([".".join(map(str, row.node.branch))] if branched else []),
        ]
        lines.append(",".join(cells))
    return "\n".join(lines)


def csv_text(text: str) -> str:
    """A cell that a spreadsheet takes for text: names in a saved model are a stranger's."""
    plain = for_csv(shown(text, 200))
    return '"' + plain.replace('"', '""') + '"' if set(plain) & set(",\"'") else plain
