import struct
import tracemalloc
import zipfile

import pytest

from kerascnn import bounded_zip


def archive_of(path, members, method=zipfile.ZIP_DEFLATED):
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def read(path, name="a", most=10**9):
    with bounded_zip.zip_archive(path) as archive:
        return bytes(bounded_zip.unpacked(archive, name, most=most))


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_members_are_read_as_zipfile_reads_them(tmp_path, method):
    content = bytes(range(256)) * 20_000
    path = archive_of(tmp_path / "good.zip", {"a": content, "b": b""}, method)
    assert read(path) == content
    assert read(path, "b") == b""
    with pytest.raises(KeyError):
        read(path, "c")


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_other_methods_are_refused_before_anything_is_unpacked(tmp_path, method):
    path = archive_of(tmp_path / "bomb.zip", {"a": bytes(50_000_000)}, method)
    tracemalloc.start()
    with pytest.raises(zipfile.BadZipFile, match="packed by a method that is not read"):
        read(path)
    assert tracemalloc.get_traced_memory()[1] < 3e6
    tracemalloc.stop()


def test_a_member_is_at_most_as_long_as_expected_whatever_it_declares(tmp_path):
    path = archive_of(tmp_path / "long.zip", {"a": bytes(50_000_000)})
    with pytest.raises(zipfile.BadZipFile, match="longer than expected"):
        read(path, most=1000)
    content = path.read_bytes()
    declared, lied = struct.pack("<I", 50_000_000), struct.pack("<I", 900)
    assert content.count(declared) == 2
    path.write_bytes(content.replace(declared, lied))
    tracemalloc.start()
    with pytest.raises(zipfile.BadZipFile):
        read(path, most=1000)
    assert tracemalloc.get_traced_memory()[1] < 5e6
    tracemalloc.stop()


def test_a_directory_of_thousands_of_members_is_refused_unread(tmp_path):
    entry = struct.pack("<4s4B4HL2L5H2L", b"PK\x01\x02", 20, 0, 20, *[0] * 15) + b""
    for count, fits in ((1, True), (100_000, False)):
        directory = entry * count
        end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, count & 0xFFFF, count & 0xFFFF, len(directory), 0, 0)
        (tmp_path / "many.zip").write_bytes(directory + end)
        if fits:
            with bounded_zip.zip_archive(tmp_path / "many.zip") as archive:
                assert len(archive.infolist()) == 1
            continue
        with (
            pytest.raises(zipfile.BadZipFile, match="the directory is too long"),
            bounded_zip.zip_archive(tmp_path / "many.zip"),
        ):
            pass


@pytest.mark.parametrize("kept", [0, 10, 0.5, 0.99])
def test_a_damaged_archive_is_one_error(tmp_path, kept):
    path = archive_of(tmp_path / "cut.zip", {"a": bytes(range(256)) * 100})
    content = path.read_bytes()
    path.write_bytes(content[: int(kept * len(content)) if isinstance(kept, float) else kept])
    with pytest.raises(zipfile.BadZipFile):
        read(path)


def test_a_wrong_byte_is_noticed(tmp_path):
    path = archive_of(tmp_path / "a.zip", {"a": bytes(range(256)) * 100})
    content = bytearray(path.read_bytes())
    content[60] ^= 1
    path.write_bytes(content)
    with pytest.raises(zipfile.BadZipFile):
        read(path)
