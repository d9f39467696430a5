"""The notebook that builds the networks of the course: its cells run, and each checks its figures."""

import json
from pathlib import Path

import pytest

NOTEBOOK = Path(__file__).parents[2] / "docs/notebooks/networks-of-the-course.ipynb"
CELLS = [
    (cell["cell_type"], "".join(cell["source"])) for cell in json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
]


@pytest.mark.slow
def test_every_cell_runs_and_its_asserts_hold(capsys):
    namespace = {}
    for number, (kind, source) in enumerate(CELLS):
        if kind == "code":
            exec(compile(source, f"cell {number}", "exec"), namespace)
    assert "173,824 parameters in the shortcuts" in capsys.readouterr().out


def test_every_cell_checks_its_figures():
    assert all("assert" in source for kind, source in CELLS if kind == "code")


def test_under_each_title_stands_the_spanish_one():
    titles = [source.splitlines() for kind, source in CELLS if kind == "markdown" and source.startswith("#")]
    assert len(titles) == 6
    assert all(lines[2].startswith("*") and lines[2].endswith("*") for lines in titles)
