"""Files that appear whole or not at all, and are never written over unasked."""

import contextlib
import errno
import hashlib
import os
import shutil
from collections.abc import Collection, Iterator
from pathlib import Path

from kerascnn.errors import InputError
from kerascnn.language import _

__all__ = [
    "ENDINGS",
    "FULL",
    "PAGES",
    "check_free",
    "check_is_folder",
    "check_new_folder",
    "locked",
    "new_folder",
    "sha256",
    "whole",
    "whole_folder",
    "write",
]

PICTURES = (".avif", ".bmp", ".eps", ".gif", ".heic", ".jfif", ".jpeg", ".jpg", ".pdf", ".png", ".ps", ".svg", ".svgz")
OTHERS = (".csv", ".h5", ".htm", ".html", ".json", ".keras", ".md", ".mp4", ".npz", ".tex", ".txt", ".xml", ".zip")
ENDINGS = frozenset((*PICTURES, ".tif", ".tiff", ".webp", *OTHERS))
"""What files are called; a folder that is asked for by such a name is taken for a slip."""
PAGES = (".html", ".htm")
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
"""What the system says where there is no more room, or no more leave to use it."""


def check_free(path: Path, *, force: bool = False, endings: Collection[str] = ()) -> None:
    """Check, before the work starts, that `path` can be written.

    Args:
        path: the file.
        force: whether it may be replaced.
        endings: those that say what is written, as ".html"; none for any.

    Raises:
        InputError: it exists and `force` is off, it is a folder, its folder does not exist or is not writable, or it
            has another ending.
    """
    if endings and path.suffix.lower() not in endings and not path.is_dir():
        text = _("{path} would hold something else than its ending says; expected one of: {endings}")
        raise InputError(text.format(path=path, endings=", ".join(endings)))
    if path.is_dir():
        raise InputError(_("{path} is a folder; give the name of a file").format(path=path))
    if os.path.lexists(path) and not force:
        raise InputError(_("{path} exists; choose another name, or --force to replace it").format(path=path))
    if not path.parent.is_dir():
        raise InputError(_("the folder {folder} does not exist; make it first").format(folder=path.parent))
    if not os.access(path.parent, os.W_OK):
        raise InputError(_("cannot write into {folder}; choose another folder").format(folder=path.parent))


def check_is_folder(path: Path) -> None:
    """Check that `path` is a folder to read data from.

    Raises:
        InputError: it is not there, or it is something else.
    """
    if not os.path.exists(path):  # noqa: PTH110 (a name that is too long is no error)
        raise InputError(_("{folder} does not exist; give the folder with the data").format(folder=path))
    if not os.path.isdir(path):  # noqa: PTH112
        raise InputError(_("{folder} is no folder; give the folder with the data").format(folder=path))


@contextlib.contextmanager
def whole(path: Path) -> Iterator[Path]:
    """Give a name beside `path` to write to; what was written takes the place of `path` when the block ends.

    If the block raises, `path` is as it was before; once it has ended, what was written outlives a power cut.
    """
    part = path.with_name(f".{path.stem}.{os.getpid()}.part{path.suffix}")
    try:
        yield part
        _to_disk(part)
        part.replace(path)
        _to_disk(path.parent)
    finally:
        part.unlink(missing_ok=True)


@contextlib.contextmanager
def whole_folder(path: Path) -> Iterator[Path]:
    """Give a new folder beside `path` to put files into; it gets the name `path` when the block ends.

    If the block raises, neither is there. A process that is killed leaves the one beside it, `.NAME.PID.part`.

    Raises:
        OSError: `path` exists and is not empty.
    """
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir()
    try:
        yield part
        for file in part.iterdir():
            _to_disk(file)
        _to_disk(part)
        part.rename(path)
        _to_disk(path.parent)
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _to_disk(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk and not only in memory."""
    if path.is_dir() and os.name == "nt":  # Windows opens no folders
        return
    number = os.open(path, os.O_RDWR if os.name == "nt" else os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def write(path: Path, content: str | bytes) -> None:
    """Write `content` to `path`, text as UTF-8, whole or not at all."""
    with whole(path) as part:
        part.write_bytes(content.encode() if isinstance(content, str) else content)


def check_new_folder(path: Path, *, force: bool = False) -> None:
    """Check, before the work starts, that `path` can be made a folder to write into.

    Raises:
        InputError: it exists and `force` is off, it is a file or has a file's ending, or it cannot be written.
    """
    if path.suffix.lower() in ENDINGS and not path.is_dir():
        text = _("{path} is to be a folder, and {ending} is the ending of a file; give the name of a folder, as {stem}")
        raise InputError(text.format(path=path, ending=path.suffix, stem=path.with_suffix("")))
    if path.is_dir():
        if not force:
            text = _("{path} exists; choose another folder, or --force to write into it")
            raise InputError(text.format(path=path))
    elif os.path.lexists(path):
        raise InputError(_("{path} is a file; give the name of a new folder").format(path=path))
    nearest = next(folder for folder in (path, *path.absolute().parents) if os.path.lexists(folder))
    if not nearest.is_dir() or not os.access(nearest, os.W_OK):
        raise InputError(_("cannot write into {folder}; choose another folder").format(folder=nearest))


def new_folder(path: Path, *, force: bool = False) -> Path:
    """Make a folder to write into; with `force`, one that exists is used, and what else lies in it stays.

    Raises:
        InputError: as `check_new_folder`, or the system refuses.
    """
    check_new_folder(path, force=force)
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        text = _("cannot make the folder {path}: {reason}")
        raise InputError(text.format(path=path, reason=error.strerror)) from error
    return path


def sha256(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal.

    Raises:
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Have a folder to oneself while the block runs. The lock goes with the process, however that ends.

    It is on the folder itself, so that no file is left behind. Where the system has no such locks (Windows, some
    network drives), nothing is locked.

    Raises:
        InputError: another process has it.
    """
    with contextlib.ExitStack() as held:
        with contextlib.suppress(ImportError):
            import fcntl

            number = os.open(folder, os.O_RDONLY)
            held.callback(os.close, number)
            try:
                fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                text = _("{folder} is in use by another process; wait until it ends, or choose another folder")
                raise InputError(text.format(folder=folder)) from error
            except OSError:  # no locks there
                pass
        yield
