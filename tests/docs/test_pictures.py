"""The pictures of the networks' pages are what the code draws now; `python tests/docs/pictures.py` draws them anew."""

import importlib.util
import re
from pathlib import Path

import pytest

SPEC = importlib.util.spec_from_file_location("pictures", Path(__file__).with_name("pictures.py"))
pictures = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(pictures)


@pytest.mark.parametrize(("name", "words"), list(pictures.lines()), ids=[name for name, _words in pictures.lines()])
def test_a_picture_is_current(name, words, tmp_path):
    drawn = pictures.draw(words, name, tmp_path).read_bytes()
    assert drawn == (pictures.PICTURES / name).read_bytes()


def test_every_picture_is_drawn_and_shown_and_has_words_for_those_who_do_not_see_it():
    pages = "\n".join(page.read_text() for page in (pictures.DOCS / "networks").glob("*.md"))
    shown = re.findall(r"!\[([^]]+)\]\(\.\./images/networks/(\S+)\)", pages)
    names = sorted(name for name, _words in pictures.lines())
    assert sorted(name for _text, name in shown) == names
    assert sorted(path.name for path in pictures.PICTURES.iterdir()) == names
    assert all(len(text) > 20 for text, _name in shown)
