"""A trace as text: a table for the terminal, JSON, CSV, Markdown, LaTeX, HTML; its formulas; model code."""

from kerascnn.shapes.render.formats import FORMATS, code, explained, explanation, not_carried
from kerascnn.shapes.render.pages import TABLES, html, html_table, latex, markdown, markdown_table
from kerascnn.shapes.render.records import csv, csv_text, dumped, json
from kerascnn.shapes.render.tables import Table, at_least, layout, table, table_of, trained_notes, uncounted_notes
from kerascnn.shapes.render.words import notation

__all__ = [
    "FORMATS",
    "TABLES",
    "Table",
    "at_least",
    "code",
    "csv",
    "csv_text",
    "dumped",
    "explained",
    "explanation",
    "html",
    "html_table",
    "json",
    "latex",
    "layout",
    "markdown",
    "markdown_table",
    "not_carried",
    "notation",
    "table",
    "table_of",
    "trained_notes",
    "uncounted_notes",
]
