"""A sliding window as one HTML file: no network, keyboard, light and dark, print."""

import base64
import hashlib
import json
from functools import cache
from html import escape
from importlib import resources

import numpy as np

from kerascnn.filters.matrices import signed, written
from kerascnn.filters.sliding import Sliding
from kerascnn.language import _, current

__all__ = ["sliding_page"]


def sliding_page(sliding: Sliding, *, seconds: float = 1.0) -> str:
    """The page: tables of input, kernel and output, buttons, and every step's arithmetic as a list.

    Without JavaScript, and on paper, the tables show the end and the list has all steps. The page may load nothing:
    its content security policy allows the style and the script that are in it, by their hashes, and nothing else.

    Args:
        sliding: from `filters.sliding`.
        seconds: how long a step stands while it plays.
    """
    style, script = _part("sliding.css"), _part("sliding.js")
    policy = f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; base-uri 'none'"
    tables = [_table("input", _("input"), sliding.image, _input_classes(sliding))]
    if sliding.kernel is not None:
        tables.append(_table("kernel", _("kernel"), sliding.kernel, None))
    tables.append(_table("output", _("output"), sliding.steps[-1].output, _output_classes(sliding)))
    steps = "\n".join(f"<li>{escape(step.arithmetic, quote=False)}</li>" for step in sliding.steps)
    data = json.dumps(_data(sliding, seconds), ensure_ascii=False).replace("<", "\\u003c")
    formulas = "".join(f"<p>{escape(line, quote=False)}</p>" for line in sliding.formulas)
    legend = "".join(f"<p>{escape(line, quote=False)}</p>" for line in _legend(sliding))
    title = escape(sliding.title, quote=False)
    controls, first, back, play, following = _("controls"), _("first"), _("back"), _("play"), _("next")
    keys = _("Keys: left and right arrow for a step, space to play and pause, Home and End.")
    every = _("Every step")
    return f"""<!doctype html>
<html lang="{current()}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<main>
<h1>{title}</h1>
{formulas}
<div class="controls" role="group" aria-label="{escape(controls)}" hidden>
<button type="button" id="first">{first}</button>
<button type="button" id="back">{back}</button>
<button type="button" id="play" aria-pressed="false">{play}</button>
<button type="button" id="next">{following}</button>
<span id="place"></span>
</div>
<p class="keys" hidden>{keys}</p>
<p id="now" role="status" hidden></p>
<div class="board">
{"".join(tables)}
</div>
{legend}
<h2>{every}</h2>
<ol>
{steps}
</ol>
</main>
<script type="application/json" id="data">{data}</script>
<script>{script}</script>
</body>
</html>
"""


@cache
def _part(name: str) -> str:
    return resources.files("kerascnn.plots").joinpath(name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    """A text as a content security policy names it."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _data(sliding: Sliding, seconds: float) -> dict[str, object]:
    """What the script moves: for each step the cells it marks and the output as it stands."""
    weights = None if sliding.kernel is None else [f"×{signed(weight)}" for weight in sliding.kernel.flat]
    stamps = len(sliding.steps[0].inputs) == 1 and len(sliding.steps[0].outputs) > 1
    return {
        "milliseconds": round(seconds * 1000),
        "place": _("step {number} of {count}"),
        "play": _("play"),
        "pause": _("pause"),
        "weights": None if stamps else weights,
        "steps": [
            {
                "inputs": step.inputs,
                "outputs": step.outputs,
                "chosen": step.chosen,
                "output": [[_plain(value) for value in row] for row in step.output],
            }
            for step in sliding.steps
        ],
    }


def _table(key: str, title: str, values: np.ndarray, classes: np.ndarray | None) -> str:
    """One matrix."""
    rows = []
    for number, row in enumerate(values):
        cells = []
        for column, value in enumerate(row):
            name = "" if classes is None or not classes[number, column] else f' class="{classes[number, column]}"'
            cells.append(f"<td{name}><span>{_plain(value)}</span></td>")
        rows.append(f"<tr>{''.join(cells)}</tr>")
    caption = f"{escape(title)} {values.shape[0]}×{values.shape[1]}"
    return f'<table id="{key}"><caption>{caption}</caption><tbody>{"".join(rows)}</tbody></table>\n'


def _input_classes(sliding: Sliding) -> np.ndarray:
    names = np.full(sliding.image.shape, "", object)
    edge = sliding.margin
    if edge:
        names[:] = "aside"
        names[edge:-edge, edge:-edge] = ""
    return names


def _output_classes(sliding: Sliding) -> np.ndarray:
    names = np.full(sliding.steps[-1].output.shape, "aside", object)
    (top, height), (left, width) = sliding.kept
    names[top : top + height, left : left + width] = ""
    return names


def _legend(sliding: Sliding) -> list[str]:
    if (_output_classes(sliding) == "aside").any():
        return [_("grey cells of the output are cut off in the end")]
    return [_("grey cells of the input are padding")] if sliding.margin else []


def _plain(value: float) -> str:
    return "" if np.isnan(value) else written(value).replace("-", "−")
