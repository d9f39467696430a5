"""Checkpoints appear whole or not at all, two are kept, and a damaged one gives way to the one before it."""

import errno
import os
import pathlib
import resource

import numpy as np
import pytest

from kerascnn import files
from kerascnn.training.checkpoints import Checkpoints


def arrays(value):
    return {
        "state": {"a": np.full(1000, value), "seeds": np.array([value, 2], np.uint32)},
        "best": {"00000": np.ones(3)},
    }


@pytest.fixture
def saved(tmp_path):
    """Three were written."""
    checkpoints = Checkpoints(tmp_path / "checkpoints")
    for number in range(3):
        checkpoints.save(arrays(number), {"training": {"epoch": number}})
    return checkpoints


def names(checkpoints):
    return sorted(path.name for path in checkpoints.folder.iterdir())


def test_two_are_kept_and_the_newest_comes_back(saved):
    assert names(saved) == ["000002", "000003"]
    found, damaged = Checkpoints(saved.folder).newest()
    assert damaged == []
    assert found.standing == {"training": {"epoch": 2}}
    assert found.arrays["state"]["a"].tolist() == [2] * 1000
    assert found.arrays["state"]["seeds"].dtype == np.uint32
    assert found.arrays["best"]["00000"].tolist() == [1, 1, 1]


def test_the_sums_are_those_that_sha256sum_reads(saved):
    lines = (saved.folder / "000003" / "SHA256SUMS").read_text().splitlines()
    assert [line[66:] for line in lines] == ["best.npz", "standing.json", "state.npz"]
    assert lines[2][:64] == files.sha256(saved.folder / "000003" / "state.npz")


def test_where_there_is_none(tmp_path):
    assert Checkpoints(tmp_path / "checkpoints").newest() == (None, [])
    assert not (tmp_path / "checkpoints").exists()


def truncate(path):
    os.truncate(path, path.stat().st_size // 2)


def flip(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


DAMAGE = {
    "truncated": (lambda folder: truncate(folder / "state.npz"), "state.npz is not what was written"),
    "one bit": (lambda folder: flip(folder / "state.npz"), "state.npz is not what was written"),
    "empty": (lambda folder: (folder / "standing.json").write_text(""), "standing.json is not what was written"),
    "missing": (lambda folder: (folder / "best.npz").unlink(), "best.npz: No such file or directory"),
    "no sums": (lambda folder: (folder / "SHA256SUMS").unlink(), "SHA256SUMS: No such file or directory"),
    "empty sums": (lambda folder: (folder / "SHA256SUMS").write_text(""), "standing.json is not what was written"),
    "other sums": (lambda folder: (folder / "SHA256SUMS").write_bytes(b"\xff\xfe"), "codec can't decode"),
}


@pytest.mark.parametrize(("damage", "reason"), DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_one_gives_way_to_the_one_before(saved, damage, reason):
    damage(saved.folder / "000003")
    again = Checkpoints(saved.folder)
    found, (bad,) = again.newest()
    assert found.path.name == "000002"
    assert found.standing == {"training": {"epoch": 1}}
    assert bad.path.name == "000003"
    assert reason in bad.reason
    again.save(arrays(7), {"training": {"epoch": 2}})
    assert names(saved) == ["000002", "000004"]  # the damaged one is not counted among the two


def test_nothing_of_it_is_run(tmp_path, saved):
    """A pickled object in a checkpoint is refused, sums or not."""
    folder = saved.folder / "000003"
    np.savez(folder / "state.npz", a=np.array([print], dtype=object))
    sums = "".join(f"{files.sha256(folder / name)}  {name}\n" for name in ("standing.json", "state.npz"))
    (folder / "SHA256SUMS").write_text(sums)
    found, (bad,) = Checkpoints(saved.folder).newest()
    assert found.path.name == "000002"
    assert "allow_pickle=False" in bad.reason


@pytest.mark.parametrize("call", range(1, 8))
def test_a_save_that_fails_anywhere_leaves_what_there_was(saved, monkeypatch, call):
    left = call

    def failing(original):
        def wrapper(*arguments):
            nonlocal left
            left -= 1
            if left == 0:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            return original(*arguments)

        return wrapper

    monkeypatch.setattr(os, "fsync", failing(os.fsync))
    monkeypatch.setattr(pathlib.Path, "rename", failing(pathlib.Path.rename))
    with pytest.raises(OSError, match="No space left"):
        saved.save(arrays(9), {"training": {"epoch": 9}})
    found, damaged = Checkpoints(saved.folder).newest()
    assert damaged == []
    # The seventh is the one that comes after the new name: by then the new checkpoint is there.
    assert found.standing == {"training": {"epoch": 9 if call == 7 else 2}}


def test_what_a_killed_save_left_is_tidied_away_and_nothing_else(saved):
    (saved.folder / ".000004.123.part").mkdir()
    (saved.folder / ".000004.123.part" / "state.npz").write_text("half")
    (saved.folder / "notes.txt").write_text("mine")
    (saved.folder / "2024").mkdir()
    assert Checkpoints(saved.folder).newest()[0].path.name == "000003"
    saved.save(arrays(1), {})
    assert names(saved) == ["000003", "000004", "2024", "notes.txt"]
    saved.remove()
    assert names(saved) == ["2024", "notes.txt"]


def test_20_saves_on_a_disk_that_is_full_keep_the_one_before(saved):
    """A limit on the length of files, as low as each of 20 parts of the largest: a real write fails, in its middle."""
    length = max(path.stat().st_size for path in (saved.folder / "000003").iterdir())
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    for number in range(20):
        resource.setrlimit(resource.RLIMIT_FSIZE, (length * number // 20, before[1]))
        try:
            with pytest.raises(OSError, match="File too large"):
                saved.save(arrays(9), {"training": {"epoch": 9}})
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
        found, damaged = Checkpoints(saved.folder).newest()
        assert (found.standing, damaged) == ({"training": {"epoch": 2}}, [])
    assert names(saved) == ["000002", "000003"]


def test_20_saves_whose_rename_fails_keep_the_one_before(saved, monkeypatch):
    for code in (errno.EIO, errno.EACCES, errno.ENOSPC, errno.EROFS) * 5:

        def fail(self, target, code=code):
            raise OSError(code, os.strerror(code))

        with monkeypatch.context() as patch:
            patch.setattr(pathlib.Path, "rename", fail)
            with pytest.raises(OSError, match=os.strerror(code)):
                saved.save(arrays(9), {"training": {"epoch": 9}})
        found, damaged = Checkpoints(saved.folder).newest()
        assert (found.standing, damaged) == ({"training": {"epoch": 2}}, [])
    assert names(saved) == ["000002", "000003"]
    saved.save(arrays(9), {"training": {"epoch": 9}})
    assert names(saved) == ["000003", "000004"]
