"""Every `$ kerascnn ...` line of the manual does what the manual shows below it."""

import re
import shlex
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"
BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def commands():
    for page in sorted(DOCS.rglob("*.md")):
        for block in BLOCK.findall(page.read_text()):
            for line, shown in re.findall(r"^\$ (kerascnn .*)\n((?:(?!\$ ).*\n)*)", block, re.MULTILINE):
                yield pytest.param(line, shown, id=f"{page.stem}: {line[:70]}")


@pytest.mark.parametrize(("line", "shown"), list(commands()))
def test_a_command_shows_what_the_manual_says(kerascnn, monkeypatch, tmp_path, line, shown):
    monkeypatch.chdir(tmp_path)
    _code, out, err = kerascnn(*shlex.split(line)[1:])
    assert out + err == shown


@pytest.mark.parametrize("page", ["convolve", "exercises"])
def test_the_python_of_a_page_runs(page):
    for code in re.findall(r"^```python\n(.*?)^```$", (DOCS / f"{page}.md").read_text(), re.MULTILINE | re.DOTALL):
        exec(compile(code, page, "exec"), {})
