"""What all sections of a page are made of."""

from collections.abc import Mapping, Sequence

from kerascnn.language import _
from kerascnn.pages.tags import Child, Html, joined, tag

__all__ = ["Section", "details", "facts", "figure", "percent", "scrolling", "section", "table"]


class Section:
    """A part of the page with its heading.

    Args:
        key: its place in the page, for links.
        title: the heading.
        children: what is in it.
    """

    def __init__(self, key: str, title: str, *children: Child) -> None:
        self.key, self.title, self.children = key, title, children

    def markup(self) -> Html:
        """The section as an element that its heading names."""
        name = f"{self.key}-title"
        heading = tag("h2", self.title, id=name)
        return tag("section", heading, *self.children, id=self.key, aria_labelledby=name)


def section(key: str, title: str, *children: Child) -> Section:
    """A part of the page with its heading."""
    return Section(key, title, *children)


def percent(value: float | None) -> str:
    """A part of one, in hundredths; a dash where there is none."""
    return "—" if value is None else f"{value:.2%}"


def figure(content: Child, caption: str, *, sample: bool) -> Html:
    """A figure with its caption, which says where the data are only a sample."""
    if sample:
        caption = _("{text} (sample)").format(text=caption)
    return tag("figure", scrolling(content, caption), tag("figcaption", caption))


def scrolling(content: Child, label: str) -> Html:
    """What may be wider than the page: it scrolls by itself, with the keyboard too."""
    return tag("div", content, class_="wide", role="group", tabindex=0, aria_label=label)


def facts(pairs: Mapping[str, Child] | Sequence[tuple[str, Child]]) -> Html:
    """A list of names with what belongs to them."""
    items = pairs.items() if isinstance(pairs, Mapping) else pairs
    return tag("dl", *(tag("div", tag("dt", name), tag("dd", value)) for name, value in items))


def details(title: str, *children: Child) -> Html:
    """What the reader opens."""
    return tag("details", tag("summary", title), *children)


def table(caption: str, heads: Sequence[str], rows: Sequence[Sequence[Child]], *, words: int = 1) -> Html:
    """A table whose first column names its rows.

    Args:
        caption: what it says.
        heads: one per column.
        rows: one child per column.
        words: how many columns, the first, hold words; the others hold numbers.
    """

    def kind(column: int) -> str | None:
        return None if column < words else "number"

    top = tag("tr", *(tag("th", head, scope="col", class_=kind(column)) for column, head in enumerate(heads)))
    body = []
    for first, *others in rows:
        cells = [tag("td", cell, class_=kind(column)) for column, cell in enumerate(others, start=1)]
        body.append(tag("tr", tag("th", first, scope="row"), *cells))
    written = tag("table", tag("caption", caption), tag("thead", top), tag("tbody", joined(body)))
    return scrolling(written, caption)
