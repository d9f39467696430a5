import inspect
import re

import click
import pytest

from kerascnn.cli._command import DECIMAL

HEAVY = "('keras', 'tensorflow', 'numpy', 'matplotlib', 'PIL', 'rich')"


@pytest.mark.parametrize("words", [["--help"], ["--version"], ["--lang", "es", "--help"]])
def test_help_and_version_import_nothing_heavy(python, words):
    code = f"""
import sys
from kerascnn import cli
assert cli.main({words}) == 0
print([name for name in {HEAVY} if name in sys.modules])"""
    assert python(code).splitlines()[-1] == "[]"


def test_every_command_shows_help_with_an_example_and_imports_nothing_heavy(python):
    code = f"""
import sys, click
from kerascnn import cli
for name in cli.group.list_commands(None):
    assert cli.main([name, "--help"]) == 0, name
    command = cli.group.get_command(None, name)
    assert "kerascnn " + name in command.help.split("Example:")[1], name
    for option in command.params:
        assert isinstance(option, click.Argument) or option.help, (name, option.name)
print([name for name in {HEAVY} if name in sys.modules])"""
    assert python(code).splitlines()[-1] == "[]"


def test_an_unknown_command_names_the_closest(kerascnn):
    code, out, err = kerascnn("docto")
    assert (code, out) == (2, "")
    assert err == "Error: there is no command 'docto'; did you mean 'doctor'?\n"


def test_spanish_wherever_lang_stands(kerascnn):
    code, out, _ = kerascnn("--help", "--lang", "es")
    assert code == 0
    assert "Uso: kerascnn" in out
    assert "Muestra esta ayuda y termina." in out
    code, _, err = kerascnn("nada", "--lang=es")
    assert code == 2
    assert err.startswith("Error: no existe la orden 'nada'")


def test_the_formats_that_commands_offer_are_those_that_are_written():
    from kerascnn.cli import shape_calc, summary
    from kerascnn.shapes import render
    from kerascnn.shapes.summary import FORMATS

    assert list(shape_calc.FORMATS) == list(render.FORMATS)
    assert summary.FORMATS == FORMATS


def test_what_click_says_is_in_the_language_too(kerascnn):
    code, _, err = kerascnn("networks", "--formt", "--lang", "es")
    said = err.replace("'", "").replace("--formt.", "--formt")  # click 8.1 has no quotes and no full stop
    assert (code, said) == (2, "Error: No existe la opción --formt ¿Quiso decir --format?\n")


@pytest.mark.parametrize(
    ("text", "value"), [("0,05", 0.05), ("−1,5", -1.5), ("0,001", 0.001), (",5", 0.5), ("1,5e-3", 0.0015)]
)
def test_an_option_takes_a_decimal_comma(text, value):
    assert DECIMAL.convert(text, None, None) == value


@pytest.mark.parametrize(
    ("text", "message"),
    [("1,234", "1,234 can be read as 1.234 or as 1234"), ("1,2,3", "'1,2,3' is not a valid float"), ("0,x", "'0,x'")],
)
def test_a_comma_that_could_be_either_is_asked_about(text, message):
    with pytest.raises(click.BadParameter, match=message):
        DECIMAL.convert(text, None, None)


def test_every_option_with_decimals_takes_a_comma(kerascnn):
    # filter's is declared by hand, train-mnist's is read off a signature; both fail after the number is read.
    for words in (["filter", "--cutoff", "0,7", "-o", "/nowhere/x.png"], ["train-mnist", "--learning-rate", "0,0"]):
        code, _, err = kerascnn(*words)
        assert code == 2
        assert "not a valid" not in err


def test_without_docstrings_the_help_is_read_from_the_source(monkeypatch):
    from kerascnn.cli import _command, compare, data
    from kerascnn.recipes import train_mnist

    functions = [compare.command.callback, data.command.callback, train_mnist.run]
    whole = [inspect.cleandoc(function.__doc__) for function in functions]
    monkeypatch.setattr(_command, "__doc__", None)
    for function in functions:
        monkeypatch.setattr(function, "__doc__", None)
    assert [_command.docstring(function) for function in functions] == whole


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("report", "mine", "-o", "out/"), "out/ is the name of a folder; give the name of a file"),
        (("exercises", "-o", "sheets/"), "sheets/ is the name of a folder"),
        (("exercises", "-o", "sheet.png"), "sheet.png: a sheet is text, and .png is something else"),
        (("pixels", "-o", "drawn"), "drawn has an ending that cannot be drawn"),
        (("predict", "mine", "x.png", "-o", "drawn"), "drawn has an ending that cannot be drawn"),
        (("look", "mine", "x.png", "--what", "scores", "-o", "x.html"), "x.html has an ending that cannot be drawn"),
        (("patches", "mine", "mnist", "-o", "x.png"), "x.png is to be a folder"),
        (("embed", "mine", "mnist", "-o", "x.svg"), "x.svg is to be a folder"),
        (("invariance", "mine", "-o", "x.pdf"), "x.pdf is to be a folder"),
        (("train-mnist", "--out", "run.keras"), "run.keras is to be a folder"),
    ],
)
def test_a_file_is_not_asked_for_as_a_folder_nor_a_folder_as_a_file(kerascnn, tmp_path, monkeypatch, words, said):
    monkeypatch.chdir(tmp_path)
    code, out, err = kerascnn(*words)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert said in err
    assert list(tmp_path.iterdir()) == []


def test_nothing_turns_a_check_of_files_off():
    """As SECURITY.md promises: there is no such option, no message that advises it, and no code that does it."""
    from pathlib import Path

    import kerascnn
    from kerascnn import cli

    said = []
    for name in cli.group.list_commands(None):
        for option in cli.group.get_command(None, name).params:
            said += [*option.opts, *option.secondary_opts]
    assert "--skip-bad" in said
    off = re.compile(r"safe|trust|secure|allow|checks?$|verif|limits?-?off|no-limit")
    assert [option for option in said if off.search(option) and option.startswith("-")] == []
    library = Path(kerascnn.__file__).parent
    messages = (library / "locale/es/kerascnn.po").read_text()
    assert re.findall(r"safe_mode|unsafe|allow_pickle", messages) == []
    # IMDB's reviews are objects of NumPy, and read when they have the SHA-256 of those that Keras publishes.
    code = "\n".join(path.read_text() for path in library.rglob("*.py") if path.name != "imdb.py")
    assert re.findall(r"safe_mode=False|allow_pickle=True|enable_unsafe_deserialization\(", code) == []
