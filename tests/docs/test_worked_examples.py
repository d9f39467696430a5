"""The notebook that walks through the course's worked examples: its cells run, and it has every example."""

import json
from pathlib import Path

from kerascnn.filters import EXAMPLES

NOTEBOOK = Path(__file__).parents[2] / "docs/notebooks/worked-examples.ipynb"


def cells(kind):
    notebook = json.loads(NOTEBOOK.read_text())
    return ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == kind]


def test_every_cell_runs_and_its_asserts_hold(capsys):
    # In one namespace, from top to bottom, as "Run all" does.
    namespace = {}
    for number, source in enumerate(cells("code")):
        exec(compile(source, f"cell {number}", "exec"), namespace)
    printed = capsys.readouterr().out
    assert "a slide prints 83" in printed


def test_every_cell_checks_its_figures():
    first, *others = cells("code")
    assert "# %pip install -q kerascnn" in first
    assert all("assert" in source for source in others)


def test_every_example_is_there():
    text = "\n".join(cells("code"))
    assert [name for name in EXAMPLES if f'"{name}"' not in text] == []


def test_under_each_title_stands_the_spanish_one():
    for source in cells("markdown"):
        lines = source.splitlines()
        if lines[0].startswith("#"):
            assert lines[1] == ""
            assert lines[2].startswith("*")
            assert lines[2].endswith("*")


def test_it_is_stored_without_results():
    notebook = json.loads(NOTEBOOK.read_text())
    for cell in notebook["cells"]:
        assert not cell.get("outputs")
        assert cell.get("execution_count") is None
    assert notebook["nbformat"] == 4
