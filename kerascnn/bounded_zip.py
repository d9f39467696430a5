"""Zip archives from strangers, read within limits: `.npz` and `.keras` files are such archives.

`zipfile` takes an archive's word for how long its directory is, unpacks by four methods, and gives what a member
declares. Here the directory is at most `LARGEST_DIRECTORY`, members are stored or deflated, and what comes out of
them is counted while it comes.
"""

import contextlib
import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

__all__ = ["DEFLATE_AT_MOST", "LARGEST_DIRECTORY", "PIECE", "pieces", "unpacked", "zip_archive"]

LARGEST_DIRECTORY = 2**20
"""Bytes of a directory that are read: some 10,000 members. One of five million takes a minute and 2 GB."""
PIECE = 2**20
DEFLATE_AT_MOST = 1032
"""Deflate shrinks by this factor at most, so that a small file cannot hold more than this many times its size."""

_DAMAGED = (EOFError, NotImplementedError, OSError, RuntimeError, ValueError, struct.error, zlib.error)
"""What `zipfile` raises for a damaged archive, beside its own error; OSError where a place lies before the beginning,
RuntimeError for an encrypted member."""


class _InPieces(io.BufferedIOBase):
    """A file that gives no more than `LARGEST_DIRECTORY` at once, however much `zipfile` believes to lie there."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def read(self, size: int | None = -1, /) -> bytes:
        wanted = LARGEST_DIRECTORY + 1 if size is None or size < 0 else min(size, LARGEST_DIRECTORY + 1)
        content = self._file.read(wanted)
        if len(content) > LARGEST_DIRECTORY:
            raise zipfile.BadZipFile("the directory is too long")
        return content

    def seek(self, place: int, whence: int = 0, /) -> int:
        return self._file.seek(place, whence)

    def tell(self) -> int:
        return self._file.tell()

    def seekable(self) -> bool:
        return True


@contextlib.contextmanager
def _as_bad_zip() -> Iterator[None]:
    try:
        yield
    except zipfile.BadZipFile:
        raise
    except _DAMAGED as error:
        raise zipfile.BadZipFile(f"damaged: {type(error).__name__}") from error


@contextlib.contextmanager
def zip_archive(path: Path) -> Iterator[zipfile.ZipFile]:
    """Open an archive.

    Args:
        path: a file; a pipe or a device would have to be refused before.

    Raises:
        OSError: there is no such file, or it cannot be read.
        zipfile.BadZipFile: it is no archive, is damaged, or its directory is too long.
    """
    with path.open("rb") as file:
        with _as_bad_zip():
            archive = zipfile.ZipFile(_InPieces(file))
        with archive:
            yield archive


def pieces(archive: zipfile.ZipFile, member: str | zipfile.ZipInfo, *, most: int) -> Iterator[bytes]:
    """What a member holds, unpacked, a piece of `PIECE` bytes at a time.

    Args:
        archive: from `zip_archive`.
        member: its name or its entry in the directory.
        most: bytes that it may have.

    Raises:
        KeyError: there is no such member.
        zipfile.BadZipFile: it is damaged, encrypted, packed by another method than deflate, or longer than `most`.
    """
    info = archive.getinfo(member) if isinstance(member, str) else member
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) or info.flag_bits & 1:
        raise zipfile.BadZipFile("packed by a method that is not read")
    if info.file_size > most:
        raise zipfile.BadZipFile("longer than expected")
    count = 0
    with _as_bad_zip(), archive.open(info) as file:
        while piece := file.read(PIECE):
            count += len(piece)
            if count > most:
                raise zipfile.BadZipFile("longer than expected")
            yield piece


def unpacked(archive: zipfile.ZipFile, member: str | zipfile.ZipInfo, *, most: int) -> bytearray:
    """All that a member holds; memory is taken as it comes, not as it is declared.

    Raises:
        KeyError: as `pieces`.
        zipfile.BadZipFile: as `pieces`.
    """
    content = bytearray()
    for piece in pieces(archive, member, most=most):
        content += piece
    return content
