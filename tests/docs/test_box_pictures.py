"""The pictures of the page on boxes are what its commands draw now."""

import re
import shlex
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "boxes.md").read_text(encoding="utf-8")
LINES = re.findall(r"`kerascnn ([^`]*-o (\w+\.svg))`", PAGE)


@pytest.mark.parametrize(("line", "name"), LINES, ids=[name for _line, name in LINES])
def test_a_picture_is_current(kerascnn, monkeypatch, tmp_path, line, name):
    monkeypatch.chdir(tmp_path)
    (file, content), *_others = re.findall(r"^\$ cat (\S+)\n((?:(?!\$ |```).*\n)*)", PAGE, re.MULTILINE)
    Path(file).write_text(content)
    assert kerascnn(*shlex.split(line))[0] == 0
    assert Path(name).read_bytes() == (DOCS / "images/boxes" / name).read_bytes()


def test_every_picture_is_drawn_and_shown():
    shown = re.findall(r"!\[[^]]{20,}\]\(images/boxes/(\S+)\)", PAGE)
    assert sorted(shown) == sorted(name for _line, name in LINES)
    assert sorted(shown) == sorted(path.name for path in (DOCS / "images/boxes").iterdir())
