"""Every `$ kerascnn ...` line of the manual does what the manual shows below it."""

import re
import shlex
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"
BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
NOT_RUN = ("compare", "data", "install")  # these speak of the reader's own runs and photos, and train for a minute
PYTHON = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def commands():
    for page in sorted(DOCS.rglob("*.md")):
        for block in BLOCK.findall(page.read_text()):
            for line, shown in re.findall(r"^\$ (kerascnn .*)\n((?:(?!\$ ).*\n)*)", block, re.MULTILINE):
                yield pytest.param(page, line, shown, id=f"{page.stem}: {line[:70]}")


def pages_with_python():
    pages = [page for page in sorted(DOCS.rglob("*.md")) if page.stem not in NOT_RUN]
    return [page for page in pages if PYTHON.search(page.read_text())]


def run_python(page):
    for code in PYTHON.findall(page.read_text()):
        exec(compile(code, page.name, "exec"), {})


@pytest.mark.parametrize(("page", "line", "shown"), list(commands()))
def test_a_command_shows_what_the_manual_says(kerascnn, monkeypatch, tmp_path, capsys, page, line, shown):
    monkeypatch.chdir(tmp_path)
    # What the page shows with `cat` is there, and so is what its Python saves.
    for name, content in re.findall(r"^\$ cat (\S+)\n((?:(?!\$ |```).*\n)*)", page.read_text(), re.MULTILINE):
        Path(name).write_text(content)
    if "model.keras" in line:
        run_python(page)
        capsys.readouterr()
    _code, out, err = kerascnn(*shlex.split(line)[1:])
    assert out + err == shown


@pytest.mark.parametrize("page", pages_with_python(), ids=lambda page: page.stem)
def test_the_python_of_a_page_runs(page, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    run_python(page)
