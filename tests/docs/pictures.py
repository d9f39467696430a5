"""The pictures of docs/networks/, each drawn by the `kerascnn diagram` line of its page.

`python tests/docs/pictures.py` draws them anew.
"""

import re
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path

from kerascnn import cli

DOCS = Path(__file__).parents[2] / "docs"
PICTURES = DOCS / "images" / "networks"
LINE = re.compile(r"^\$ kerascnn (diagram .*-o (\S+\.svg).*)$", re.MULTILINE)


def lines() -> Iterator[tuple[str, list[str]]]:
    """The name of each picture, and the words of the command that draws it."""
    for page in sorted((DOCS / "networks").glob("*.md")):
        for line, name in LINE.findall(page.read_text(encoding="utf-8")):
            yield name, shlex.split(line)


def draw(words: list[str], name: str, folder: Path) -> Path:
    """Draw a picture into a folder."""
    path = folder / name
    code = cli.main([str(path) if word == name else word for word in words] + ["--force", "--lang", "en"])
    assert code == 0, words
    return path


if __name__ == "__main__":
    PICTURES.mkdir(parents=True, exist_ok=True)
    sys.exit(not [draw(words, name, PICTURES) for name, words in lines()])
