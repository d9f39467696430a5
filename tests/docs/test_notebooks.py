"""Notebooks that train run from the first cell to the last, on little data."""

import json
import re
from pathlib import Path

import pytest

from publishers import digits, write_idx

NOTEBOOK = Path(__file__).parents[2] / "docs" / "notebooks" / "what-a-network-sees.ipynb"


def test_what_a_network_sees_runs(monkeypatch, tmp_path):
    write_idx(tmp_path, digits(600, 200))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KERASCNN_DATA", str(tmp_path))
    names = {}
    for cell in json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            code = re.sub(r"^(\s*)!.*$", r"\1pass", "".join(cell["source"]), flags=re.MULTILINE)
            code = code.replace('"steps": 96', '"steps": 4')  # the climb of 16 channels, a third of the time
            exec(compile(code, NOTEBOOK.name, "exec"), names)
    assert names["embedding"].vectors.shape == (200, 576)
    assert (tmp_path / "runs" / "sees" / "model.keras").is_file()


@pytest.mark.slow
def test_the_notebook_of_segmentation_runs(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    names = {}
    notebook = NOTEBOOK.with_name("segmentation.ipynb")
    for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            code = re.sub(r"^(\s*)!.*$", r"\1pass", "".join(cell["source"]), flags=re.MULTILINE)
            exec(compile(code, notebook.name, "exec"), names)
    assert names["found"].mask.shape == (320, 320)
