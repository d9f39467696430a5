"""The notebook of detection runs from its first cell to its last, on fewer scenes."""

import json
import re
from pathlib import Path

import pytest

NOTEBOOK = Path(__file__).parents[2] / "docs" / "notebooks" / "detection.ipynb"


@pytest.mark.slow  # 17 seconds; the manual runs it whenever it is built
def test_detection_runs(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    names = {}
    for cell in json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            code = re.sub(r"^(\s*)!.*$", r"\1pass", "".join(cell["source"]), flags=re.MULTILINE)
            small = '"epochs": 1, "scenes": 32, "test_scenes": 8, "size": 64, "width": 0.2'
            code = re.sub(r'"epochs": 2.*"width": 0.5', small, code)
            exec(compile(code, NOTEBOOK.name, "exec"), names)
    assert 0 < len(names["kept"]) <= len(names["found"]) == 12
    assert (tmp_path / "runs" / "detection" / "report.html").is_file()
