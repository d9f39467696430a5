"""The page: one file that loads nothing."""

import base64
import hashlib
from collections.abc import Sequence
from functools import cache
from importlib import resources

from kerascnn.drawing import Scene
from kerascnn.drawing.svg import style
from kerascnn.language import _, current
from kerascnn.pages.sections import Section
from kerascnn.pages.tags import Child, joined, tag, trusted

__all__ = ["page"]


def page(title: str, opening: Sequence[Child], sections: Sequence[Section], scene: Scene | None = None) -> str:
    """An HTML page.

    Its content security policy allows its own style and script, by their hashes, and pictures and sounds in it:
    whatever stood in the files of a run, nothing else runs and nothing is fetched. Without JavaScript all pictures of
    the confusion matrix stand below it.

    Args:
        title: above all.
        opening: what comes before the sections.
        sections: each is in the table of contents.
        scene: a drawing among them, whose colours the page needs.
    """
    sheet, script = _part("page.css") + ("" if scene is None else style(scene)), _part("page.js")
    policy = (
        f"default-src 'none'; img-src data:; media-src data:; style-src '{_hash(sheet)}'; "
        f"script-src '{_hash(script)}'; base-uri 'none'; form-action 'none'"
    )
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=policy),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("title", title),
        tag("style", trusted(sheet)),
    )
    links = [tag("li", tag("a", each.title, href=f"#{each.key}")) for each in sections]
    navigation = tag("nav", tag("ul", joined(links)), aria_label=_("Contents"))
    skip = tag("a", _("Skip to the content"), href="#content", class_="skip")
    main = tag("main", *(joined(["\n", each.markup()]) for each in sections), id="content", tabindex=-1)
    body = tag(
        "body",
        skip,
        tag("header", tag("h1", title), *opening),
        navigation,
        main,
        tag("footer", tag("p", _("Written by kerascnn. This file loads nothing and sends nothing."))),
        tag("script", trusted(script)),
    )
    return f"<!DOCTYPE html>\n{tag('html', head, body, lang=current())}\n"


@cache
def _part(name: str) -> str:
    return resources.files("kerascnn.pages").joinpath(name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    """A text as a content security policy names it."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
