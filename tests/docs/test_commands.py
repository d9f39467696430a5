"""Every `$ kerascnn ...` line of the manual does what the manual shows below it."""

import re
import shlex
import shutil
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


@pytest.fixture(scope="module")
def left_by_python(tmp_path_factory):
    """The folder with what the Python of a page saves, which runs once."""
    folders = {}

    def run(page):
        if page not in folders:
            folder = tmp_path_factory.mktemp(page.stem)
            with pytest.MonkeyPatch.context() as patch:
                patch.chdir(folder)
                for code in PYTHON.findall(page.read_text()):
                    exec(compile(code, page.name, "exec"), {})
            folders[page] = folder
        return folders[page]

    return run


@pytest.mark.parametrize(("page", "line", "shown"), list(commands()))
def test_a_command_shows_what_the_manual_says(
    kerascnn, monkeypatch, tmp_path, capsys, left_by_python, page, line, shown
):
    monkeypatch.chdir(tmp_path)
    # What the page shows with `cat` is there, and so is what its Python saves.
    for name, content in re.findall(r"^\$ cat (\S+)\n((?:(?!\$ |```).*\n)*)", page.read_text(), re.MULTILINE):
        Path(name).write_text(content)
    if "model.keras" in line:
        shutil.copytree(left_by_python(page), tmp_path, dirs_exist_ok=True)
        capsys.readouterr()
    _code, out, err = kerascnn(*shlex.split(line)[1:])
    assert out + err == shown


@pytest.mark.parametrize("page", pages_with_python(), ids=lambda page: page.stem)
def test_the_python_of_a_page_runs(page, left_by_python):
    left_by_python(page)
