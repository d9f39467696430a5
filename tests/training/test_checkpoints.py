"""Checkpoints appear whole or not at all, two are kept, and a damaged one gives way to the one before it."""

import errno
import io
import os
import pathlib
import resource
import tracemalloc
import zipfile

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
    assert found.training_state == {"training": {"epoch": 2}}
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
    "empty sums": (lambda folder: (folder / "SHA256SUMS").write_text(""), "SHA256SUMS is not what was written"),
    "other sums": (lambda folder: (folder / "SHA256SUMS").write_bytes(b"\xff\xfe"), "codec can't decode"),
}


@pytest.mark.parametrize(("damage", "reason"), DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_one_gives_way_to_the_one_before(saved, damage, reason):
    damage(saved.folder / "000003")
    again = Checkpoints(saved.folder)
    found, (bad,) = again.newest()
    assert found.path.name == "000002"
    assert found.training_state == {"training": {"epoch": 1}}
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
    assert bad.reason == "state.npz holds objects, not numbers"


def foreign(folder):
    """Folders with a number of six digits that no training has written, by what is wrong with them."""
    sums = (folder / "000003" / "SHA256SUMS").read_text()
    for name, content in {
        "123456": {"photo.jpg": "mine"},
        "123457": {"SHA256SUMS": "", "standing.json": "{}"},
        "123458": {"SHA256SUMS": sums, "notes.txt": "mine"},
        "123459": {"state.npz": "mine"},
        "123460": {"SHA256SUMS": f"{'0' * 64}  photo.jpg\n"},
        "123461": {"SHA256SUMS": "f" * 70, "standing.json": '["training"]'},
        "123462": {},
    }.items():
        (folder / name).mkdir()
        for file, text in content.items():
            (folder / name / file).write_text(text)
    (folder / "123463" / "state.npz").mkdir(parents=True)
    (folder / "123463" / "SHA256SUMS").write_text(sums)
    return [f"{number}" for number in range(123456, 123464)]


def test_what_no_training_has_written_is_never_removed(saved, tmp_path):
    kept = foreign(saved.folder)
    (tmp_path / "elsewhere").mkdir()
    (saved.folder / "000002").rename(tmp_path / "elsewhere" / "000002")
    (saved.folder / "222222").symlink_to(tmp_path / "elsewhere" / "000002")
    before = {path: path.stat().st_mtime_ns for path in saved.folder.rglob("*") if "000003" not in str(path)}
    again = Checkpoints(saved.folder)
    again.remove()
    assert names(saved) == sorted([*kept, "222222"])
    assert {path: path.stat().st_mtime_ns for path in saved.folder.rglob("*")} == before
    assert len(list((tmp_path / "elsewhere" / "000002").iterdir())) == 4


def test_a_folder_that_is_a_link_is_not_gone_into(saved, tmp_path):
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "checkpoints").symlink_to(saved.folder)
    linked = Checkpoints(tmp_path / "run" / "checkpoints")
    assert not linked.exist()
    assert linked.newest() == (None, [])
    linked.remove()
    assert names(saved) == ["000002", "000003"]


def sum_up(folder):
    """Write sums that are right, as a stranger would."""
    found = [path for path in sorted(folder.iterdir()) if path.name != "SHA256SUMS"]
    (folder / "SHA256SUMS").write_text("".join(f"{files.sha256(path)}  {path.name}\n" for path in found))


def npz_of(header, content=b"", *, pack=zipfile.ZIP_STORED):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", pack) as archive:
        archive.writestr("a.npy", b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header + content)
    return buffer.getvalue()


HUGE = b"{'descr': '<f8', 'fortran_order': False, 'shape': (1000000000000,)}\n"
HOSTILE = {
    "longer than it is": (lambda path: path.write_bytes(npz_of(HUGE)), "cannot reshape array of size 0"),
    "packed": (lambda path: path.write_bytes(npz_of(HUGE, bytes(10**6), pack=zipfile.ZIP_DEFLATED)), "is packed"),
    "packed by bzip2": (lambda path: path.write_bytes(npz_of(HUGE, b"0" * 10**6, pack=zipfile.ZIP_BZIP2)), "is packed"),
    "no zip": (lambda path: path.write_bytes(b"no zip"), "not a zip file"),
    "of another version": (lambda path: path.write_bytes(npz_of(HUGE).replace(b"\x01\x00F", b"\x09\x00F")), ""),
}


@pytest.mark.parametrize(("make", "reason"), HOSTILE.values(), ids=HOSTILE)
def test_a_stranger_s_arrays_take_no_more_memory_than_they_are_long(saved, make, reason):
    folder = saved.folder / "000003"
    make(folder / "state.npz")
    sum_up(folder)
    tracemalloc.start()
    found, (bad,) = Checkpoints(saved.folder).newest()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found.path.name == "000002"
    assert reason in bad.reason
    assert peak < 4e7  # what is read of standing.json, and its sums


def test_more_numbers_than_the_network_has_are_not_read(saved):
    (bad, older) = Checkpoints(saved.folder).newest(most=5000)[1]
    assert bad.reason == older.reason == "state.npz holds more than the numbers of this network"
    assert Checkpoints(saved.folder).newest(most=50_000)[0].path.name == "000003"


@pytest.mark.parametrize("name", ["SHA256SUMS", "standing.json", "state.npz"])
@pytest.mark.parametrize("kind", ["a pipe", "a device", "a link"])
def test_what_would_be_waited_for_is_not_opened(saved, tmp_path, name, kind):
    path = saved.folder / "000003" / name
    path.rename(tmp_path / "away")
    if kind == "a pipe":
        os.mkfifo(path)
    else:
        path.symlink_to("/dev/zero" if kind == "a device" else tmp_path / "away")
    found, (bad,) = Checkpoints(saved.folder).newest()
    assert found.path.name == "000002"
    assert bad.reason == f"{name}: " + ("it is no plain file" if kind == "a pipe" else os.strerror(errno.ELOOP))


@pytest.mark.parametrize("text", ["[" * 200_000, "3", '{"training": NaN', "\x00"])
def test_a_standing_that_is_none_is_damage(saved, text):
    folder = saved.folder / "000003"
    (folder / "standing.json").write_text(text)
    sum_up(folder)
    found, (bad,) = Checkpoints(saved.folder).newest()
    assert found.path.name == "000002"
    assert bad.reason.isprintable()


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
    assert found.training_state == {"training": {"epoch": 9 if call == 7 else 2}}


def test_what_a_killed_save_left_is_tidied_away_and_nothing_else(saved):
    part = saved.folder / ".kerascnn-0123456789abcdef.part"
    part.mkdir()
    (part / "state.npz").write_text("half")
    os.utime(part, (0, 0))
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
        assert (found.training_state, damaged) == ({"training": {"epoch": 2}}, [])
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
        assert (found.training_state, damaged) == ({"training": {"epoch": 2}}, [])
    assert names(saved) == ["000002", "000003"]
    saved.save(arrays(9), {"training": {"epoch": 9}})
    assert names(saved) == ["000003", "000004"]
