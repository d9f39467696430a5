import fcntl
import os

import pytest

from kerascnn import leftovers

NAME = ".kerascnn-0123456789abcdef.part"


@pytest.fixture
def dead(tmp_path):
    """A file and a folder that a process left when it was killed."""
    file, folder = tmp_path / f"{NAME}.png", tmp_path / NAME
    file.write_text("half")
    folder.mkdir()
    (folder / "state.npz").write_text("half")
    for path in (file, folder):
        os.utime(path, (0, 0))
    return file, folder


def test_what_is_dead_is_removed(dead, tmp_path):
    (tmp_path / "mine.part").write_text("mine")
    leftovers.clear(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.part"]


def test_what_is_alive_or_was_just_made_is_left_alone(dead, tmp_path):
    file, folder = dead
    with leftovers.holding(file), leftovers.holding(folder):
        leftovers.clear(tmp_path)
        assert file.exists()
        assert (folder / "state.npz").exists()
    os.utime(file)
    leftovers.clear(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [file.name]


def test_a_link_and_what_it_leads_to_are_left_alone(tmp_path):
    aim = tmp_path / "photos"
    aim.mkdir()
    (aim / "cat.png").write_text("mine")
    os.utime(aim, (0, 0))
    (tmp_path / NAME).symlink_to(aim)
    (tmp_path / f"{NAME}.png").symlink_to(aim / "cat.png")
    leftovers.clear(tmp_path)
    leftovers.remove_folder(tmp_path / NAME)
    assert (aim / "cat.png").read_text() == "mine"
    assert (tmp_path / NAME).is_symlink()


def test_a_folder_that_holds_more_than_files_keeps_the_rest(dead, tmp_path):
    _, folder = dead
    (folder / "mine").mkdir()
    (folder / "mine" / "a.txt").write_text("mine")
    os.utime(folder, (0, 0))
    leftovers.clear(tmp_path)
    assert (folder / "mine" / "a.txt").read_text() == "mine"


def test_what_is_being_written_has_a_name_that_differs_and_a_lock(tmp_path):
    with leftovers.new_file(tmp_path, ".png") as one, leftovers.new_file(tmp_path, ".png") as two:
        assert leftovers.NAME.fullmatch(one.name)
        assert one != two
        with one.open() as file, pytest.raises(BlockingIOError):
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    assert list(tmp_path.iterdir()) == []


def test_the_temporary_folder_is_for_this_user_alone_and_goes_with_the_dead(dead, tmp_path, monkeypatch):
    monkeypatch.setattr(leftovers.tempfile, "tempdir", str(tmp_path))
    with leftovers.temporary_folder() as folder:
        assert folder.stat().st_mode & 0o777 == 0o700
        (folder / "weights.h5").write_text("1")
        assert list(tmp_path.iterdir()) == [folder]
    assert list(tmp_path.iterdir()) == []


def test_a_pipe_and_a_device_are_no_plain_files(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to(__file__)
    for path, reason in (
        (tmp_path / "pipe", "no plain file"),
        ("/dev/zero", "no plain file"),
        (tmp_path, "no plain file"),
        (tmp_path / "link", "Too many levels of symbolic links"),
    ):
        with pytest.raises(OSError, match=reason):
            leftovers.plain_file(path)
