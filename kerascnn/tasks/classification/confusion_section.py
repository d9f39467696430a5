"""Which class is taken for which, with the pictures of each cell."""

import math

import numpy as np

from kerascnn.language import _, ngettext
from kerascnn.pages.pictures import grid, image, thumbnails
from kerascnn.pages.sections import Section, figure, section
from kerascnn.pages.tags import Child, Html, joined, tag
from kerascnn.runs import FinishedRun
from kerascnn.tasks.classification.counts import Counts
from kerascnn.tasks.classification.scored_pictures import ScoredPictures, most_of_each
from kerascnn.untrusted_text import short_names

__all__ = ["MOST_CLASSES", "confusion", "shade"]

MOST_CLASSES = 20
"""As many columns as fit a page; of more classes only the most frequent mistakes are listed."""
MOST_PAIRS = 30
NAME = 40
"""Letters of a class's name; the table of the classes has them whole."""
MOST_IN_A_CELL = 24
GREY_PICTURES, COLOUR_PICTURES = 1500, 600
"""How many pictures a page holds in all: about one third of a megabyte of digits, one of colour pictures."""
SHADES = 5

Cell = tuple[int, int]


def confusion(run: FinishedRun, seen: ScoredPictures | None, why_not: str) -> Section:
    """The matrix, or of many classes the most frequent mistakes; a cell opens its pictures.

    Args:
        run: what was counted.
        seen: the pictures; None where there are none.
        why_not: says why there are none.
    """
    cells = _cells(run)
    panels = {} if seen is None else _panels(run, seen, cells)
    drawn = _matrix(run, panels) if len(Counts.of(run).confusion) <= MOST_CLASSES else _pairs(run, cells, panels)
    caption = _("rows: the true class; columns: the predicted one; the stronger the colour, the more mistakes")
    children: list[Child] = [figure(drawn, caption, sample=run.data.sample)]
    if seen is None:
        children.append(tag("p", _("The pictures of the cells are not here: {reason}").format(reason=why_not)))
    else:
        children.append(tag("p", _("A number is a button: it shows the pictures."), class_="screen"))
        if not np.array_equal(_counted(run, seen), Counts.of(run).confusion):
            text = _("The pictures were classified anew, here, and not all of them came out as in the run.")
            children.append(tag("p", text))
        children.append(tag("div", joined(panels.values()), id="cells", aria_live="polite"))
    return section("confusion", _("Confusion matrix"), *children)


def shade(count: int, most: int) -> int:
    """How dark a cell is, from 0 for none; a few among many are still seen.

    >>> [shade(count, 100) for count in (0, 1, 10, 100)]
    [0, 1, 2, 5]
    """
    return math.ceil(SHADES * math.sqrt(count / most)) if count else 0


def _cells(run: FinishedRun) -> list[Cell]:
    """The cells with something in them: the matrix's, or the most frequent mistakes."""
    matrix = Counts.of(run).confusion
    found = [(row, column) for row, counts in enumerate(matrix) for column, count in enumerate(counts) if count]
    if len(matrix) <= MOST_CLASSES:
        return found
    wrong = [(row, column) for row, column in found if row != column]
    return sorted(wrong, key=lambda cell: -Counts.of(run).confusion[cell[0]][cell[1]])[:MOST_PAIRS]


def _counted(run: FinishedRun, seen: ScoredPictures) -> np.ndarray:
    classes = len(Counts.of(run).confusion)
    flat = np.bincount(seen.labels * classes + seen.predictions, minlength=classes**2)
    return flat.reshape(classes, classes)


def _describe(run: FinishedRun, cell: Cell) -> str:
    names = short_names(run.data.class_names, NAME)
    true, predicted = (names[each] for each in cell)
    count = Counts.of(run).confusion[cell[0]][cell[1]]
    if cell[0] == cell[1]:
        text = ngettext("{count:,} picture of {true}, found", "{count:,} pictures of {true}, found", count)
    else:
        text = ngettext(
            "{count:,} picture of {true} taken for {predicted}",
            "{count:,} pictures of {true} taken for {predicted}",
            count,
        )
    return text.format(count=count, true=true, predicted=predicted)


def _panels(run: FinishedRun, seen: ScoredPictures, cells: list[Cell]) -> dict[Cell, Html]:
    """For each cell that has pictures here, the part of the page with them."""
    counts = np.array([Counts.of(run).confusion[row][column] for row, column in cells], np.int64)
    budget = GREY_PICTURES if seen.images.shape[-1] == 1 else COLOUR_PICTURES
    most = most_of_each(counts, budget, MOST_IN_A_CELL)
    return {cell: _panel(run, seen, cell, numbers, most) for cell in cells if len(numbers := seen.cell(*cell))}


def _panel(run: FinishedRun, seen: ScoredPictures, cell: Cell, numbers: np.ndarray, most: int) -> Html:
    title = _describe(run, cell)
    if len(numbers) <= most:
        shown = _("all of them, the surest first") if cell[0] != cell[1] else _("all of them, the least sure first")
    elif cell[0] != cell[1]:
        shown = _("the {count} surest").format(count=most)
    else:
        shown = _("the {count} least sure").format(count=most)
    if run.data.sample:
        shown = _("{text} (sample)").format(text=shown)
    sheet = image(grid(thumbnails(seen.images[numbers[:most]])), f"{title}: {shown}", scale=2, photo=True)
    name = f"cell-{cell[0]}-{cell[1]}"
    content = [tag("h3", title, id=f"{name}-title"), tag("div", sheet, class_="sheet"), tag("p", shown)]
    return tag("section", *content, id=name, class_="cell", aria_labelledby=f"{name}-title", tabindex=-1)


def _count(run: FinishedRun, cell: Cell, panels: dict[Cell, Html]) -> Child:
    """A cell's number: a button where there are pictures."""
    count = Counts.of(run).confusion[cell[0]][cell[1]]
    if cell not in panels:
        return f"{count:,}"
    name = f"cell-{cell[0]}-{cell[1]}"
    settings: dict[str, str | int] = {
        "aria_controls": name,
        "aria_label": _describe(run, cell),
        "data_row": cell[0],
        "data_column": cell[1],
    }
    return tag("button", f"{count:,}", type="button", aria_expanded="true", **settings)


def _matrix(run: FinishedRun, panels: dict[Cell, Html]) -> Html:
    names = short_names(run.data.class_names, NAME)
    most = max((count for row, column, count in _mistakes(run)), default=0)
    corner = tag("td", _("true ↓ predicted →"), class_="corner")
    head = tag("tr", corner, *(tag("th", tag("span", name), scope="col") for name in names))
    rows = []
    for row, counts in enumerate(Counts.of(run).confusion):
        cells = []
        for column, count in enumerate(counts):
            kind = "right" if row == column else f"s{shade(count, most)}"
            cells.append(tag("td", _count(run, (row, column), panels), class_=kind))
        rows.append(tag("tr", tag("th", names[row], scope="row"), *cells))
    caption = tag("caption", _("Confusion matrix, {data}").format(data=run.data.title))
    kind = "matrix" if max(map(len, names)) < 4 else "matrix long"
    return tag("table", caption, tag("thead", head), tag("tbody", joined(rows)), class_=kind)


def _mistakes(run: FinishedRun) -> list[tuple[int, int, int]]:
    return [
        (row, column, count)
        for row, counts in enumerate(Counts.of(run).confusion)
        for column, count in enumerate(counts)
        if row != column
    ]


def _pairs(run: FinishedRun, cells: list[Cell], panels: dict[Cell, Html]) -> Html:
    names = short_names(run.data.class_names, NAME)
    head = [tag("th", text, scope="col") for text in (_("true class"), _("predicted class"), _("pictures"))]
    rows = [
        tag(
            "tr",
            tag("th", names[row], scope="row"),
            tag("td", names[column]),
            tag("td", _count(run, (row, column), panels)),
        )
        for row, column in cells
    ]
    text = _("The {count} most frequent mistakes of {classes} classes, {data}")
    caption = tag("caption", text.format(count=len(cells), classes=len(names), data=run.data.title))
    return tag("table", caption, tag("thead", tag("tr", *head)), tag("tbody", joined(rows)), class_="matrix")
