"""Files that appear whole or not at all, and are never written over unasked."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from kerascnn.errors import InputError
from kerascnn.language import _

__all__ = ["check_free", "check_new_folder", "new_folder", "whole", "write"]


def check_free(path: Path, *, force: bool = False) -> None:
    """Check, before the work starts, that `path` can be written.

    Raises:
        InputError: it exists and `force` is off, it is a folder, or its folder does not exist or is not writable.
    """
    if path.is_dir():
        raise InputError(_("{path} is a folder; give the name of a file").format(path=path))
    if os.path.lexists(path) and not force:
        raise InputError(_("{path} exists; choose another name, or --force to replace it").format(path=path))
    if not path.parent.is_dir():
        raise InputError(_("the folder {folder} does not exist; make it first").format(folder=path.parent))
    if not os.access(path.parent, os.W_OK):
        raise InputError(_("cannot write into {folder}; choose another folder").format(folder=path.parent))


@contextlib.contextmanager
def whole(path: Path) -> Iterator[Path]:
    """Give a name beside `path` to write to; what was written takes the place of `path` when the block ends.

    If the block raises, `path` is as it was before.
    """
    part = path.with_name(f".{path.stem}.{os.getpid()}.part{path.suffix}")
    try:
        yield part
        with part.open("rb") as written:
            os.fsync(written.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def write(path: Path, content: str | bytes) -> None:
    """Write `content` to `path`, text as UTF-8, whole or not at all."""
    with whole(path) as part:
        part.write_bytes(content.encode() if isinstance(content, str) else content)


def check_new_folder(path: Path, *, force: bool = False) -> None:
    """Check, before the work starts, that `path` can be made a folder to write into.

    Raises:
        InputError: it exists and `force` is off, it is a file, or it cannot be written.
    """
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
