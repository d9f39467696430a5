"""The diagram of a run's network."""

from kerascnn import diagram
from kerascnn.drawing import Scene
from kerascnn.drawing.svg import svg
from kerascnn.errors import InputError
from kerascnn.language import _
from kerascnn.pages import Section, section, tag, trusted
from kerascnn.runs import FinishedRun
from kerascnn.shapes.places import shown

__all__ = ["LONGEST_REASON", "drawn_network", "network"]

LONGEST_REASON = 400
"""Letters of what went wrong."""


def drawn_network(run: FinishedRun) -> Scene | str:
    """The diagram of the saved network, or why there is none."""
    try:
        return diagram.draw(run.folder / "model.keras")
    except InputError as error:
        return shown(str(error), LONGEST_REASON)


def network(scene: Scene | str) -> Section:
    """The diagram."""
    title = _("Network")
    if isinstance(scene, str):
        return section("network", title, tag("p", _("There is no diagram: {reason}").format(reason=scene)))
    # Inside a page an SVG needs no name space; that the drawing escapes its words is tested there.
    picture = trusted(svg(scene, styled=False).replace(' xmlns="http://www.w3.org/2000/svg"', ""))
    content = tag("div", picture, class_="wide", role="group", tabindex=0, aria_label=title)
    return section("network", title, tag("figure", content))
