import errno
import os
import stat
from pathlib import Path

import pytest

from kerascnn import files, system_errors
from kerascnn.errors import InputError, WorkError


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
from kerascnn import files, system_errors
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


@pytest.mark.parametrize(
    "name", ["x.png", "x.JPG", "run.keras", "out.html", "table.csv", "sheet.pdf", "s.wav", "m.onnx", "t.xlsx"]
)
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


def test_a_link_is_replaced_and_what_it_leads_to_is_left_alone(tmp_path):
    aim, link = tmp_path / "aim.txt", tmp_path / "link.txt"
    aim.write_text("mine")
    link.symlink_to(aim)
    files.write(link, "new")
    assert (aim.read_text(), link.read_text(), link.is_symlink()) == ("mine", "new", False)


@pytest.mark.parametrize("links", [True, False], ids=["with hard links", "without"])
def test_what_has_appeared_since_the_check_is_not_replaced_unasked(tmp_path, monkeypatch, links):
    def refuse(*_arguments, **_settings):
        raise OSError(errno.EPERM, os.strerror(errno.EPERM))

    if not links:
        monkeypatch.setattr(os, "link", refuse)
    path = tmp_path / "a.png"
    files.check_free(path)
    path.write_text("mine")
    with pytest.raises(InputError, match=r"a\.png exists; choose another name, or --force to replace it"):
        files.write(path, "new", force=False)
    assert path.read_text() == "mine"
    files.write(path, "new", force=True)
    assert path.read_text() == "new"
    files.write(tmp_path / "b.png", "new", force=False)
    assert names(tmp_path) == ["a.png", "b.png"] or names(tmp_path) == ["b.png", "a.png"]


def test_a_folder_that_has_appeared_is_not_taken(tmp_path, monkeypatch):
    folder = tmp_path / "a"
    folder.mkdir()
    monkeypatch.setattr(files, "check_new_folder", lambda path, force: None)  # it appeared just after
    with pytest.raises(InputError, match="exists; choose another folder, or --force"):
        files.new_folder(folder)
    files.new_folder(folder, force=True)


def test_nothing_is_written_through_a_link_in_the_place_of_a_folder(tmp_path):
    (tmp_path / "aim").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "aim")
    (tmp_path / "nowhere").symlink_to(tmp_path / "none")
    for name in ("link", "nowhere"):
        for force in (False, True):
            with pytest.raises(InputError, match="is a link, and nothing is written through one; give the folder"):
                files.new_folder(tmp_path / name, force=force)


@pytest.mark.parametrize(
    ("raised", "expected"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "[Errno 28] No space left on device: '{path}'"),
        (OSError("Can't write data (errno = 28, error message = 'No space')"), "[Errno 28] No space left on"),
        (
            RuntimeError("Can't decrement id (file write failed: errno = 27, error"),
            "[Errno 27] File too large: '{path}'",
        ),
        (OSError(errno.EACCES, "Permission denied", "/etc/other"), "[Errno 13] Permission denied: '/etc/other'"),
    ],
    ids=["a full disk", "as HDF5 says it", "as HDF5 says it in closing", "another file"],
)
def test_an_error_of_the_system_names_its_file_and_reason(tmp_path, raised, expected):
    path = tmp_path / "model.keras"
    with pytest.raises(OSError) as caught, files.whole(path):  # noqa: PT011 (its text is what is compared)
        raise raised
    assert expected.format(path=path) in str(caught.value)
    assert names(tmp_path) == []


def test_the_part_that_is_written_is_not_named(tmp_path):
    path = tmp_path / "a.txt"
    with pytest.raises(OSError, match="Permission denied") as caught, files.whole(path) as part:
        raise PermissionError(errno.EACCES, "Permission denied", str(part))
    assert caught.value.filename == str(path)


def test_errors_of_the_system_in_words():
    full = system_errors.failure(OSError(errno.ENOSPC, "No space left on device", "/data/a.png"))
    assert isinstance(full, WorkError)
    assert str(full) == (
        "/data/a.png could not be written (the disk is full: No space left on device); make room, and do it again"
    )
    denied = system_errors.failure(PermissionError(errno.EACCES, "Permission denied"), Path("/data/b.png"))
    assert isinstance(denied, InputError)
    assert str(denied) == "/data/b.png: Permission denied"
    assert str(system_errors.failure(OSError("strange"))) == "strange"


def test_damage_is_not_taken_for_an_error_of_the_system():
    for damage in (OSError("image file is truncated"), OSError(errno.EINVAL, "Invalid argument"), ValueError("1")):
        system_errors.raise_of_system(damage, Path("a.png"))
    with pytest.raises(InputError, match=r"^a\.png: Permission denied$"):
        system_errors.raise_of_system(PermissionError(errno.EACCES, "Permission denied"), Path("a.png"))


def test_a_name_s_bytes_that_are_no_text_are_written_as_escapes(tmp_path):
    files.write(tmp_path / "a.json", '["caf\udce9 á"]')
    assert (tmp_path / "a.json").read_bytes() == '["caf\\udce9 á"]'.encode()


def test_a_link_to_nothing_is_not_free(tmp_path):
    link = tmp_path / "picture.png"
    link.symlink_to(tmp_path / "nowhere.png")
    with pytest.raises(InputError, match=r"picture\.png exists; choose another name, or --force to replace it"):
        files.check_free(link, force=False)
