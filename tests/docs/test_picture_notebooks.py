"""The notebooks of filters, convolution and pooling: their cells run from top to bottom and their asserts hold."""

import json
import re
import sys
import types
from pathlib import Path

import pytest

NOTEBOOKS = Path(__file__).parents[2] / "docs/notebooks"
NAMES = ("convolution", "custom-filters", "pooling")


def cells(name, kind):
    notebook = json.loads((NOTEBOOKS / f"{name}.ipynb").read_text())
    return ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == kind]


@pytest.mark.parametrize("name", NAMES)
def test_every_cell_runs_and_its_asserts_hold(name, monkeypatch, tmp_path):
    import matplotlib.pyplot as plt

    monkeypatch.chdir(tmp_path)
    # A notebook has IPython; the tests need not.
    monkeypatch.setitem(sys.modules, "IPython", types.SimpleNamespace(version_info=(9, 0), get_ipython=lambda: None))
    monkeypatch.setitem(sys.modules, "IPython.display", types.SimpleNamespace(Image=lambda path: path))
    namespace = {}
    for number, source in enumerate(cells(name, "code")):
        plain = re.sub(r"^%.*$", "", source, flags=re.MULTILINE)  # the notebook's own lines
        exec(compile(plain, f"{name}, cell {number}", "exec"), namespace)
    plt.close("all")


@pytest.mark.parametrize("name", NAMES)
def test_the_first_cell_installs_and_most_check_their_figures(name):
    first, *others = cells(name, "code")
    assert "# %pip install -q kerascnn" in first
    assert sum("assert" in source for source in others) >= len(others) - 1


@pytest.mark.parametrize("name", NAMES)
def test_under_each_title_stands_the_spanish_one(name):
    for source in cells(name, "markdown"):
        title, blank, spanish, *_rest = source.splitlines()
        assert title.startswith("#")
        assert blank == ""
        assert re.fullmatch(r"\*.+\*", spanish)
