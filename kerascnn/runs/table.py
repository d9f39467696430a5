"""The comparison of runs in words and numbers: for the terminal, for a report, for a spreadsheet, for a program."""

import csv
import io
import json
from collections.abc import Sequence
from typing import Any

from kerascnn.language import _
from kerascnn.runs.groups import Group, Range, differences
from kerascnn.runs.interval import FEW, interval, wilson
from kerascnn.untrusted_text import for_csv, for_markdown, width

__all__ = ["as_csv", "as_json", "as_markdown", "as_text", "lines", "title", "words"]


def words(heads: Sequence[str]) -> int:
    """How many columns of the table, the first, hold words; the others hold numbers."""
    return heads.index(_("parameters"))


def title(groups: Sequence[Group]) -> str:
    """What was tested on, in one line, with the word "sample" where it is one; and what stands for several runs."""
    text = groups[0].first.data.title
    if all(len(group.runs) == 1 for group in groups):
        return text
    return _("{text}; the median of the seeds, and their range").format(text=text)


def lines(groups: Sequence[Group]) -> list[list[str]]:
    """The table: its heads, then one line per group, the label first.

    Where the labels begin with the networks, as they do when no others are given, there is no column for the networks.
    """
    heads = [
        _("run"),
        _("architecture"),
        _("parameters"),
        _("epochs"),
        _("seeds"),
        _(groups[0].measure.title),
        _("seconds"),
    ]
    rows = [heads, *map(_cells, groups)]
    if groups[0].first.data.test < FEW and _is_part(groups[0]):
        at = len(heads) - 1
        rows = [[*row[:at], cell, *row[at:]] for row, cell in zip(rows, _intervals(groups), strict=True)]
    if all(group.label.split(" ")[0] == group.first.network for group in groups):
        return [row[:1] + row[2:] for row in rows]
    return rows


def _is_part(group: Group) -> bool:
    """Whether the headline is a part of the test set, as an accuracy is."""
    return group.measure.form.endswith("%")


def _intervals(groups: Sequence[Group]) -> list[str]:
    """Where the test pictures are few: how far the median of each group can be trusted."""
    ends = [wilson(group.score.median, group.first.data.test) for group in groups]
    return [_("95% interval"), *(f"{100 * low:.2f}–{100 * high:.2f}" for low, high in ends)]


def _cells(group: Group) -> list[str]:
    return [
        group.label,
        group.first.network,
        f"{group.first.parameters:,}",
        str(group.first.epochs),
        str(len(group.runs)),
        _spread(group.score, group.measure.form),
        _spread(group.seconds, ",.1f"),
    ]


def _spread(values: Range, form: str) -> str:
    written = f"{values.median:{form}}"
    if values.lowest == values.highest:
        return written
    low, high = (f"{value:{form}}".removesuffix("%") for value in (values.lowest, values.highest))
    return f"{written} ({low}–{high})"


def _differences(groups: Sequence[Group]) -> str:
    return _("differ in: {options}").format(options=", ".join(differences(groups)) or "-")


def as_text(groups: Sequence[Group]) -> str:
    """The table for the terminal, with what was tested on above it, and in what the runs differ below."""
    rows = lines(groups)
    first = words(rows[0])
    widths = [max(map(width, column)) for column in zip(*rows, strict=True)]
    aligned = [
        [_padded(cell, most, right=each >= first) for each, (cell, most) in enumerate(zip(row, widths, strict=True))]
        for row in rows
    ]
    return "\n".join([title(groups), "", *("  ".join(row).rstrip() for row in aligned), "", _differences(groups)])


def _padded(cell: str, most: int, *, right: bool) -> str:
    blanks = " " * (most - width(cell))
    return blanks + cell if right else cell + blanks


def as_markdown(groups: Sequence[Group]) -> str:
    """The table, with what was tested on above it, and in what the runs differ below."""
    heads, *rows = lines(groups)
    first = words(heads)
    rule = ["---"] * first + ["---:"] * (len(heads) - first)
    cells = [[for_markdown(cell) for cell in row] for row in (heads, *rows)]
    written = ["| " + " | ".join(row) + " |" for row in (cells[0], rule, *cells[1:])]
    parts = [for_markdown(title(groups)), "\n".join(written), for_markdown(_differences(groups))]
    return "\n\n".join(parts) + "\n"


def as_csv(groups: Sequence[Group]) -> str:
    """One row per run; a name that a spreadsheet would take for a formula stands behind an apostrophe."""
    text = io.StringIO()
    first = "label,network,data,sample,training_images,test_images,parameters,epochs,seed"
    heads = f"{first},{groups[0].measure.name},loss,seconds,folder"
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(heads.split(","))
    for group in groups:
        for run in group.runs:
            data = run.data
            about = [group.label, run.network, data.name, data.sample, data.training, data.test]
            what = [run.parameters, run.epochs, run.seed, run.score, run.loss, run.seconds, run.place]
            writer.writerow([for_csv(cell) if isinstance(cell, str) else cell for cell in (*about, *what)])
    return text.getvalue()


def as_json(groups: Sequence[Group]) -> str:
    """Everything: the data, each group, each of its runs, each class."""
    data = groups[0].first.data
    content = {
        "data": {"name": data.name, "sample": data.sample, "test": data.test, "class_names": list(data.class_names)},
        "groups": [_group(group) for group in groups],
    }
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def _group(group: Group) -> dict[str, Any]:
    recalls = zip(group.first.data.class_names, group.classes, strict=bool(group.classes))
    return {
        "label": group.label,
        "network": group.first.network,
        "parameters": group.first.parameters,
        "epochs": group.first.epochs,
        "training": group.first.data.training,
        group.measure.name: group.score._asdict(),
        "interval": interval(group.score.median, group.first.data.test) if _is_part(group) else None,
        "seconds": group.seconds._asdict(),
        "recall": [{"class": name, **(each._asdict() if each else {"median": None})} for name, each in recalls],
        "runs": [
            {
                "folder": run.place,
                "recipe": run.recipe,
                "seed": run.seed,
                run.scores.measure.name: run.score,
                "loss": run.loss,
                "seconds": run.seconds,
                "best_epoch": run.best_epoch,
                "device": run.device,
                "versions": dict(run.versions),
            }
            for run in group.runs
        ],
    }
