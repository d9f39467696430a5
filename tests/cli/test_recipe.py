"""A recipe's command, read off its signature: what has a place is an argument, what has a name is an option."""

from pathlib import Path
from typing import Annotated

import click
import pytest

from kerascnn import language
from kerascnn.cli._recipe import command_of

got = {}


def styled(
    content: Annotated[Path, "A photograph."],
    style: Annotated[str, "Folder to write; else runs/train-mnist-TIME."],
    *,
    size: Annotated[int, "Pixels along a side."] = 256,
) -> None:
    """Paint a photograph as a painter would.

    Example:
        kerascnn styled me.jpg van-gogh.jpg
    """
    got.update(content=content, style=style, size=size)


def ran(*words):
    got.clear()
    command_of("styled", styled).main(list(words), standalone_mode=False)
    return got


def test_arguments_and_options_come_where_the_function_takes_them():
    assert ran("me.jpg", "--size", "9", "van-gogh.jpg") == {
        "content": Path("me.jpg"),
        "style": "van-gogh.jpg",
        "size": 9,
    }
    assert ran("--", "-1.jpg", "-x")["style"] == "-x"


def test_a_missing_argument_is_named():
    with pytest.raises(click.MissingParameter, match="style"):
        ran("me.jpg")


def test_the_help_says_what_the_arguments_are_in_the_reader_s_language():
    command = command_of("styled", styled)
    text = command.get_help(click.Context(command, info_name="styled"))
    assert "styled [OPTIONS] CONTENT STYLE" in text
    assert text.count("A photograph.") == 1
    assert text.index("Arguments:\n  CONTENT  A photograph.") < text.index("Options:\n  --size INTEGER")
    language.use("es")
    text = command.get_help(click.Context(command, info_name="styled"))
    assert "Argumentos:" in text
    assert "STYLE    Carpeta" in text
