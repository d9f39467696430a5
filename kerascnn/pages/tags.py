"""HTML that cannot be written unescaped: whatever is plain text is escaped, and only `tag` makes markup."""

from collections.abc import Iterable
from html import escape

__all__ = ["Child", "Html", "joined", "tag", "trusted"]

VOID = frozenset({"br", "col", "img", "meta"})


class Html(str):
    """Markup. It is made by `tag`, `joined` and `trusted` alone."""

    __slots__ = ()


Child = str | Html | None


def trusted(markup: str) -> Html:
    """Take a text for markup: a file of this package, or a picture that escapes its own words."""
    return Html(markup)


def joined(children: Iterable[Child]) -> Html:
    """Children one after another; plain text is escaped, None is nothing.

    >>> joined(["a < b", tag("br"), None])
    'a &lt; b<br>'
    """
    parts = (child if isinstance(child, Html) else escape(child) for child in children if child is not None)
    return Html("".join(parts))


def tag(element: str, /, *children: Child, **attributes: str | int | bool | None) -> Html:
    """An element.

    >>> tag("p", "a < b", class_="it's", hidden=True, id=None)
    '<p class="it&#x27;s" hidden>a &lt; b</p>'

    Args:
        element: its name.
        children: what is in it; plain text is escaped.
        attributes: their values are escaped, `aria_label` is `aria-label`, `class_` is `class`; True stands for an
            attribute without a value, None and False for none.
    """
    written = ""
    for key, value in attributes.items():
        if value is None or value is False:
            continue
        written += f" {key.rstrip('_').replace('_', '-')}"
        if value is not True:
            written += f'="{escape(str(value))}"'
    opening = f"<{element}{written}>"
    return Html(opening if element in VOID else f"{opening}{joined(children)}</{element}>")
