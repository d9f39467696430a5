import io
import json
import sys
import warnings

import pytest

from kerascnn import cli

SHAPES = ("shape-calc", "32x32x3", "conv6@5", "pool2", "--explain")


def printed(monkeypatch, encoding, *words):
    """What a command writes to standard output and standard error of an encoding, as the bytes that they get."""
    streams = [io.TextIOWrapper(io.BytesIO(), encoding=encoding, write_through=True) for _ in range(2)]
    monkeypatch.setattr(sys, "stdout", streams[0])
    monkeypatch.setattr(sys, "stderr", streams[1])
    code = cli.main(list(words))
    return code, *(stream.buffer.getvalue() for stream in streams)


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252", "cp437", "utf-16"])
@pytest.mark.parametrize(
    "words",
    [
        SHAPES,
        ("convolve", "--example", "vertical-edge-6x6", "--explain"),
        ("--lang", "es", "data"),
        ("--lang", "es", "compare", "--help"),
        ("exercises", "--language", "es", "--key"),
    ],
)
def test_no_encoding_ends_a_command(monkeypatch, encoding, words):
    code, out, err = printed(monkeypatch, encoding, *words)
    assert (code, err) == (0, b"")
    assert out.decode(encoding)


def test_what_cannot_be_written_is_replaced(monkeypatch):
    _code, out, _err = printed(monkeypatch, "ascii", *SHAPES)
    assert b"[(32 - 5 + 2*0)/1] + 1 = 28" in out
    assert b"-" * 60 in out
    _code, out, err = printed(monkeypatch, "ascii", "--lang", "es", "data")
    assert b"im?genes" in out
    _code, out, err = printed(monkeypatch, "ascii", "--lang", "es", "no\udce9", "x")
    assert err == b"Error: no existe la orden 'no\\udce9'; `kerascnn --help` las enumera\n"


def test_a_name_that_is_no_text_can_be_printed_in_utf_8_too(monkeypatch):
    code, out, err = printed(monkeypatch, "utf-8", "report", "runs/caf\udce9")
    assert (code, out) == (2, b"")
    assert b"runs/caf\\xe9 does not exist" in err


def test_json_loses_no_letter(monkeypatch):
    _code, out, _err = printed(monkeypatch, "ascii", "--lang", "es", "shape-calc", "8x8x1", "relu", "--format", "json")
    whole = json.loads(out.decode("ascii"))
    _code, out, _err = printed(monkeypatch, "utf-8", "--lang", "es", "shape-calc", "8x8x1", "relu", "--format", "json")
    assert whole == json.loads(out.decode())


def test_an_encoding_s_own_way_with_errors_is_the_reader_s(monkeypatch):
    stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii", errors="namereplace", write_through=True)
    monkeypatch.setattr(sys, "stdout", stream)
    assert cli.main(list(SHAPES)) == 0
    assert rb"\N{LEFT FLOOR}" in stream.buffer.getvalue()


def warned(capsys, category, monkeypatch, *words):
    """What standard error says when a library warns and logs while a command runs."""
    from kerascnn.cli import doctor

    def warn(*_arguments, **_settings):
        import logging

        warnings.warn("glyph\x1b[31m missing", category, stacklevel=1)
        logging.getLogger("matplotlib.font_manager").warning("findfont")

    monkeypatch.setattr(doctor.command, "callback", warn)
    monkeypatch.setattr(sys, "warnoptions", [])
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        assert cli.main(["doctor", *words]) == 0
    return capsys.readouterr().err


def test_no_warning_of_a_library_reaches_the_terminal(capsys, monkeypatch):
    from kerascnn.datasets.dataset import SkippedWarning

    assert warned(capsys, UserWarning, monkeypatch) == ""
    assert warned(capsys, SkippedWarning, monkeypatch) == "Note: glyph\\x1b[31m missing\n"


def test_debug_shows_every_warning(capsys, monkeypatch):
    with pytest.warns(UserWarning, match="glyph"):
        warned(capsys, UserWarning, monkeypatch, "--debug")
