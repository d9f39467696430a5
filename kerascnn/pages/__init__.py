"""HTML pages that load nothing: tags that escape what is in them, sections, charts, pictures, the page itself."""

from kerascnn.pages.chart import Curve, chart
from kerascnn.pages.page import page
from kerascnn.pages.sections import Section, details, facts, figure, percent, scrolling, section, table
from kerascnn.pages.tags import Child, Html, joined, tag, trusted

__all__ = [
    "Child",
    "Curve",
    "Html",
    "Section",
    "chart",
    "details",
    "facts",
    "figure",
    "joined",
    "page",
    "percent",
    "scrolling",
    "section",
    "table",
    "tag",
    "trusted",
]
