"""Every notebook, and every page that is one, runs from its first cell to its last: on little data, in one epoch.

The manual that is published runs them whole: `python -m sphinx -b html docs docs/_build/html`.
"""

import json
import re
import sys
import types
from pathlib import Path

import pytest

from kerascnn.filters import EXAMPLES
from publishers import digits, photos, write_binary, write_idx

DOCS = Path(__file__).parents[2] / "docs"
NOTEBOOKS = sorted(DOCS.glob("notebooks/*.ipynb"))
PAGES = sorted(page for page in DOCS.glob("*.md") if "{code-cell}" in page.read_text(encoding="utf-8"))
CHECKED = ("convolution", "custom-filters", "networks-of-the-course", "pooling", "worked-examples")
"""Those whose cells check what they show with an `assert`, under titles in both languages."""
SHORTER = (
    (r"^(\s*)[!%].*$", r"\1pass"),  # the shell's lines, and magic
    (r"\b(freeze_)?epochs=\d+", r"\1epochs=1"),
    (r'"epochs": \d+, "force"', '"epochs": 2, "force"'),
    (r', data="sample"', ""),
    (r"\bwidth=0\.25", "width=0.0625"),
    (r'"steps": 96', '"steps": 4'),
    (
        r'"epochs": 2, "steps": 150.*',
        '"epochs": 1, "steps": 2, "chords": 8, "window": 256, "dilations": 4, "width": 0.25}',
    ),
    (r"run\.model, \d+", "run.model, 300"),
    (
        r'"identities": 100, "held_out": 30(.*)"epochs": 4, "steps": 40',
        r'"identities": 8, "held_out": 5\1"epochs": 1, "steps": 2',
    ),
    (r'"scenes": 4_000, "test_scenes": 200, "width": 0.5', '"scenes": 32, "test_scenes": 20, "width": 0.1'),
    (r"kerascnn train-mnist --out", "kerascnn train-mnist --preset fast --out"),
)


def cells(path, kind="code"):
    if path.suffix == ".ipynb":
        stored = json.loads(path.read_text(encoding="utf-8"))["cells"]
        return ["".join(cell["source"]) for cell in stored if cell["cell_type"] == kind]
    found = re.findall(r"^```\{code-cell\}.*\n((?:.*\n)*?)```$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return [re.sub(r"^:tags:.*$", "", cell, flags=re.MULTILINE) for cell in found]


def run(path, shorter=SHORTER):
    """All cells in one namespace, as "Run all" does."""
    namespace = {}
    for number, source in enumerate(cells(path)):
        for pattern, replacement in shorter:
            source = re.sub(pattern, replacement, source, flags=re.MULTILINE)
        exec(compile(source, f"{path.name}, cell {number}", "exec"), namespace)
    return namespace


@pytest.fixture(autouse=True)
def notebook(monkeypatch, tmp_path):
    """An empty folder to run in, six hundred digits and a hundred objects; IPython, which the tests need not have."""
    write_idx(tmp_path / "data/mnist", digits(600, 200))
    write_binary(tmp_path / "data/cifar10", photos(100, 60))
    monkeypatch.setenv("KERASCNN_DATA", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(sys.modules, "IPython", types.SimpleNamespace(version_info=(9, 0), get_ipython=lambda: None))
    shown = types.SimpleNamespace(Image=lambda path, width=None: Path(path).read_bytes())
    monkeypatch.setitem(sys.modules, "IPython.display", shown)


def marked(path):
    return pytest.param(path, id=path.stem, marks=pytest.mark.slow if path.stem == "networks-of-the-course" else ())


@pytest.mark.parametrize("path", [marked(path) for path in [*PAGES, *NOTEBOOKS]])
def test_every_cell_runs(path):
    run(path)


@pytest.mark.parametrize("name", CHECKED)
def test_most_cells_check_their_figures(name):
    first, *others = cells(DOCS / f"notebooks/{name}.ipynb")
    assert "# %pip install -q kerascnn" in first
    assert sum("assert" in source for source in others) >= len(others) - 1


@pytest.mark.parametrize("name", CHECKED)
def test_under_each_title_stands_the_spanish_one(name):
    titles = [text.splitlines() for text in cells(DOCS / f"notebooks/{name}.ipynb", "markdown") if text[0] == "#"]
    assert len(titles) > 4
    for _title, blank, spanish, *_rest in titles:
        assert blank == ""
        assert re.fullmatch(r"\*.+\*", spanish)


def test_every_worked_example_of_the_course_is_in_its_notebook():
    text = "\n".join(cells(DOCS / "notebooks/worked-examples.ipynb"))
    assert [name for name in EXAMPLES if f'"{name}"' not in text] == []
