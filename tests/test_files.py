import os
import stat
from pathlib import Path

import pytest

from kerascnn import files
from kerascnn.errors import InputError


def names(folder):
    return [path.name for path in folder.iterdir()]


def fail_half_way(path):
    with files.whole(path) as part:
        assert part.suffix == ".keras"  # Keras chooses the format by the ending
        part.write_text("ne")
        raise RuntimeError("half way")


def test_a_file_appears_whole(tmp_path):
    path = tmp_path / "notes.txt"
    files.write(path, "ñandú")
    assert path.read_text(encoding="utf-8") == "ñandú"
    assert names(tmp_path) == ["notes.txt"]


def test_what_fails_leaves_the_old_file_and_no_other(tmp_path):
    path = tmp_path / "model.keras"
    path.write_text("old")
    with pytest.raises(RuntimeError, match="half way"):
        fail_half_way(path)
    assert path.read_text() == "old"
    assert names(tmp_path) == ["model.keras"]


def test_a_file_that_exists_is_not_replaced_unasked(tmp_path):
    path = tmp_path / "a.png"
    files.check_free(path)
    path.write_text("mine")
    with pytest.raises(InputError, match="exists; choose another name, or --force"):
        files.check_free(path)
    files.check_free(path, force=True)


def test_a_file_needs_a_folder(tmp_path):
    with pytest.raises(InputError, match="is a folder"):
        files.check_free(tmp_path)
    with pytest.raises(InputError, match=r"does not exist; make it first"):
        files.check_free(tmp_path / "no" / "a.png")


def test_a_new_folder(tmp_path):
    folder = files.new_folder(tmp_path / "a" / "b")
    (folder / "mine.txt").write_text("mine")
    with pytest.raises(InputError, match="exists; choose another folder, or --force"):
        files.new_folder(folder)
    files.new_folder(folder, force=True)
    assert (folder / "mine.txt").read_text() == "mine"


def test_a_file_is_no_folder(tmp_path):
    (tmp_path / "a").write_text("")
    with pytest.raises(InputError, match="is a file; give the name of a new folder"):
        files.new_folder(tmp_path / "a", force=True)
    with pytest.raises(InputError, match=r"cannot write into .*/a; choose another folder"):
        files.new_folder(tmp_path / "a" / "b")


def test_a_folder_appears_whole(tmp_path):
    with files.whole_folder(tmp_path / "a") as part:
        (part / "one.txt").write_text("1")
        assert not (tmp_path / "a").exists()
    assert names(tmp_path) == ["a"]
    assert (tmp_path / "a" / "one.txt").read_text() == "1"
    with pytest.raises(OSError, match="not empty"), files.whole_folder(tmp_path / "a"):
        pass
    assert names(tmp_path) == ["a"]


def test_a_folder_that_fails_half_way_is_not_there(tmp_path):
    def fail():
        with files.whole_folder(tmp_path / "a") as part:
            (part / "one.txt").write_text("1")
            raise RuntimeError("half way")

    with pytest.raises(RuntimeError, match="half way"):
        fail()
    assert names(tmp_path) == []


def test_one_process_has_a_folder_to_itself(tmp_path, python):
    code = f"""
from pathlib import Path
from kerascnn import files
try:
    with files.locked(Path({str(tmp_path)!r})):
        print("mine")
except ValueError as error:
    print(error)
"""
    with files.locked(tmp_path):
        assert "is in use by another process; wait until it ends, or choose another folder" in python(code)
    assert python(code) == "mine\n"
    assert names(tmp_path) == []


def test_what_is_written_is_on_the_disk_before_it_has_its_name(tmp_path, monkeypatch):
    calls = []
    fsync, replace = os.fsync, Path.replace

    def noted(number):
        calls.append("fsync of a folder" if stat.S_ISDIR(os.fstat(number).st_mode) else "fsync of a file")
        fsync(number)

    monkeypatch.setattr(os, "fsync", noted)
    monkeypatch.setattr(Path, "replace", lambda self, target: (calls.append("rename"), replace(self, target)))
    files.write(tmp_path / "a.txt", "a")
    assert calls == ["fsync of a file", "rename", "fsync of a folder"]


@pytest.mark.parametrize("name", ["x.png", "x.JPG", "run.keras", "out.html", "table.csv", "sheet.pdf"])
def test_a_folder_is_not_called_as_a_file(tmp_path, name):
    with pytest.raises(
        InputError, match=rf"{name} is to be a folder, and \.\w+ is the ending of a file; .* as \S+/\w+$"
    ):
        files.check_new_folder(tmp_path / name)
    (tmp_path / name).mkdir()
    files.check_new_folder(tmp_path / name, force=True)


@pytest.mark.parametrize("name", ["runs", "v1.2", "lr-0.1", ".hidden", "a.b.c"])
def test_a_folder_may_have_a_dot_in_its_name(tmp_path, name):
    files.check_new_folder(tmp_path / name)


@pytest.mark.parametrize("name", ["out", "out.png", "out.html.gz"])
def test_a_page_is_not_called_as_something_else(tmp_path, name):
    with pytest.raises(InputError, match=r"else than its ending says; expected one of: \.html, \.htm"):
        files.check_free(tmp_path / name, endings=files.PAGES)
    files.check_free(tmp_path / "out.HTML", endings=files.PAGES)
