"""Links in a folder that a command is to write into with --force: nothing is written through them."""

import os

import pytest

COMMANDS = {
    "a window that slides": ("sliding-window", "absent.keras"),
    "a style": ("style-transfer", "a.png", "b.png", "--network", "absent.keras"),
    "a training": ("train-mnist", "--epochs", "1"),
}


@pytest.mark.parametrize("words", COMMANDS.values(), ids=COMMANDS)
@pytest.mark.parametrize("to", ["the folder", "its figures"])
def test_nothing_is_written_through_a_link(kerascnn, tmp_path, monkeypatch, words, to):
    monkeypatch.chdir(tmp_path)
    elsewhere, out = tmp_path / "elsewhere", tmp_path / "out"
    elsewhere.mkdir()
    if to == "the folder":
        out.symlink_to(elsewhere)
    else:
        out.mkdir()
        (out / "figures").symlink_to(elsewhere)
    for name in ("a.png", "b.png"):
        (tmp_path / name).write_bytes(b"")
    code, printed, err = kerascnn(*words, "--out", "out", "--force")
    assert (code, printed) == (2, "")
    assert "out is a link" in err or f"out{os.sep}figures is a link" in err
    assert list(elsewhere.iterdir()) == []
