"""What is being written, under names that nobody can guess, and what is left of it where a process was killed.

A file or a folder that is not finished is called `.kerascnn-0123456789abcdef.part`, with an ending that programs choose
a format by. Who writes it holds a lock on it, which the system takes back however the process ends. So whoever writes
into the same folder later can tell what is dead from what is alive, on whichever machine, and removes it.
"""

import contextlib
import errno
import os
import re
import secrets
import stat
import tempfile
import time
from collections.abc import Iterator
from io import BufferedReader
from pathlib import Path

from kerascnn.language import _

__all__ = [
    "clear",
    "holding",
    "is_locked_by",
    "new_file",
    "new_folder",
    "plain_file",
    "remove_folder",
    "temporary_folder",
]

NAME = re.compile(r"\.kerascnn-[0-9a-f]{16}\.part(\.[^/]*)?")
FRESH = 1.0
"""Seconds for which what was just made is left alone: its lock may be still to come."""
# Not on Windows.
NO_LINK, NO_WAIT, FOLDER = (getattr(os, name, 0) for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_DIRECTORY"))


def _beside(folder: Path, suffix: str = "") -> Path:
    """A name that nobody can guess, with the ending that tells programs the format."""
    return folder / f".kerascnn-{secrets.token_hex(8)}.part{suffix if len(suffix) < 32 else ''}"


def is_locked_by(number: int, *, wait: bool = False) -> bool | None:
    """Lock an open file or folder.

    Returns:
        True when it is locked; False if another process has the lock; None where the system has no such locks
        (Windows, some network drives).
    """
    try:
        import fcntl
    except ImportError:
        return None
    try:
        fcntl.flock(number, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        return False
    except OSError:
        return None
    return True


@contextlib.contextmanager
def holding(path: Path) -> Iterator[None]:
    """Hold the lock that tells others that what stands at `path` is being written."""
    if os.name == "nt":
        yield
        return
    number = os.open(path, os.O_RDONLY | NO_LINK)
    try:
        is_locked_by(number)
        yield
    finally:
        os.close(number)


@contextlib.contextmanager
def new_file(folder: Path, suffix: str) -> Iterator[Path]:
    """Make an empty file of our own in a folder; when the block ends it is removed, unless it was moved away.

    Raises:
        OSError: it cannot be made.
    """
    clear(folder)
    part = _beside(folder, suffix)
    os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | NO_LINK, 0o666))
    try:
        with holding(part):
            yield part
    finally:
        part.unlink(missing_ok=True)


@contextlib.contextmanager
def new_folder(folder: Path, *, mode: int = 0o777) -> Iterator[Path]:
    """Make a folder of our own in a folder; when the block ends it is removed, unless it was moved away.

    Raises:
        OSError: it cannot be made.
    """
    clear(folder)
    part = _beside(folder)
    part.mkdir(mode)
    try:
        with holding(part):
            yield part
    finally:
        remove_folder(part)


@contextlib.contextmanager
def temporary_folder() -> Iterator[Path]:
    """A folder for this user alone, in the place that the system has for what is temporary.

    Raises:
        OSError: there is no such place, or no room in it.
    """
    with new_folder(Path(tempfile.gettempdir()), mode=0o700) as folder:
        yield folder


def plain_file(path: Path) -> BufferedReader:
    """Open a file for reading that is no link, and no pipe or device, which may be waited for or never end.

    Raises:
        OSError: it is none, or cannot be read.
    """
    number = os.open(path, os.O_RDONLY | NO_LINK | NO_WAIT | getattr(os, "O_BINARY", 0))
    if not stat.S_ISREG(os.fstat(number).st_mode):
        os.close(number)
        raise OSError(errno.EINVAL, _("it is no plain file"), str(path))
    return os.fdopen(number, "rb")


def remove_folder(folder: Path) -> None:
    """Remove a folder of files, and not what it may hold beside files, nor what a link in its place leads to."""
    with contextlib.suppress(OSError):
        if folder.is_symlink():
            return
        with os.scandir(folder) as entries:
            found = [entry.name for entry in entries if not entry.is_dir(follow_symlinks=False)]
        if os.unlink not in os.supports_dir_fd:
            for name in found:
                (folder / name).unlink()
        else:
            number = os.open(folder, os.O_RDONLY | NO_LINK | FOLDER)
            try:
                for name in found:
                    os.unlink(name, dir_fd=number)
            finally:
                os.close(number)
        folder.rmdir()


def clear(folder: Path) -> None:
    """Remove what a process of this user left unfinished in a folder and no process is writing any more."""
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for name in [entry.name for entry in entries if NAME.fullmatch(entry.name)]:
            _remove_if_dead(folder / name)


def _remove_if_dead(path: Path) -> None:
    try:
        number = os.open(path, os.O_RDONLY | NO_LINK | NO_WAIT)
    except OSError:  # a link, which is none of ours; somebody else's; or gone by now
        return
    try:
        facts = os.fstat(number)
        mine = not hasattr(os, "geteuid") or facts.st_uid == os.geteuid()
        if not mine or time.time() - facts.st_mtime < FRESH or is_locked_by(number) is not True:
            return
        if stat.S_ISDIR(facts.st_mode):
            remove_folder(path)
        elif stat.S_ISREG(facts.st_mode):
            with contextlib.suppress(OSError):
                path.unlink()
    finally:
        os.close(number)
