"""Files that appear whole or not at all, are never written over unasked, and never through a link."""

import contextlib
import hashlib
import os
import re
from collections.abc import Collection, Iterator
from pathlib import Path

from kerascnn import leftovers, system_errors
from kerascnn.errors import InputError
from kerascnn.language import _

__all__ = [
    "ENDINGS",
    "PAGES",
    "check_free",
    "check_is_folder",
    "check_new_folder",
    "check_own_folder",
    "locked",
    "new_folder",
    "sha256",
    "whole",
    "whole_folder",
    "write",
]

PICTURES = (".avif", ".bmp", ".eps", ".gif", ".heic", ".jfif", ".jpeg", ".jpg", ".pdf", ".png", ".ps", ".svg", ".svgz")
OTHERS = (".csv", ".h5", ".htm", ".html", ".json", ".keras", ".md", ".mp4", ".npz", ".tex", ".txt", ".xml", ".zip")
SOUNDS = (".flac", ".m4a", ".mp3", ".ogg", ".wav", ".wave")
MODELS = (".hdf5", ".onnx", ".pkl", ".pt", ".pth", ".tflite")
TABLES = (".docx", ".npy", ".tsv", ".xls", ".xlsx", ".yaml", ".yml")
FILMS = (".avi", ".mkv", ".mov", ".webm")
ENDINGS = frozenset((*PICTURES, ".ppm", ".tif", ".tiff", ".webp", *OTHERS, *SOUNDS, *MODELS, *TABLES, *FILMS))
"""What files are called; a folder that is asked for by such a name is taken for a slip."""
PAGES = (".html", ".htm")
SAID_BY_HDF5 = re.compile(r"errno = (\d+)")


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
        raise _exists(path)
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


def _exists(path: Path) -> InputError:
    return InputError(_("{path} exists; choose another name, or --force to replace it").format(path=path))


@contextlib.contextmanager
def whole(path: Path, *, force: bool = True) -> Iterator[Path]:
    """Give a name beside `path` to write to; what was written takes the place of `path` when the block ends.

    If the block raises, `path` is as it was before; once it has ended, what was written outlives a power cut. A link
    is replaced, and what it leads to is left alone.

    Args:
        path: the file.
        force: replace it if it exists; off to leave alone what may have appeared since `check_free`.

    Raises:
        InputError: it exists and `force` is off.
        OSError: it cannot be written; the error names `path`.
    """
    with _naming(path) as parts, leftovers.new_file(path.parent, path.suffix) as part:
        parts.append(part)
        yield part
        _to_disk(part)
        _take_place(part, path, force=force)
        _to_disk(path.parent)


def _take_place(part: Path, path: Path, *, force: bool) -> None:
    if force:
        part.replace(path)
        return
    try:
        os.link(part, path)  # which, unlike a renaming, replaces nothing
    except FileExistsError:
        raise _exists(path) from None
    except (OSError, NotImplementedError):  # no such links there
        if os.path.lexists(path):
            raise _exists(path) from None
        part.rename(path)


@contextlib.contextmanager
def whole_folder(path: Path) -> Iterator[Path]:
    """Give a new folder beside `path` to put files into; it gets the name `path` when the block ends.

    If the block raises, neither is there.

    Raises:
        OSError: `path` exists and is not empty, or it cannot be written; the error names it.
    """
    with _naming(path) as parts, leftovers.new_folder(path.parent) as part:
        parts.append(part)
        yield part
        for file in part.iterdir():
            _to_disk(file)
        _to_disk(part)
        part.rename(path)
        _to_disk(path.parent)


@contextlib.contextmanager
def _naming(path: Path) -> Iterator[list[Path]]:
    """Let an error of the system name the file that was asked for, not the one beside it that is being written.

    HDF5, which Keras saves with, and matplotlib do not always say which file it was, or that the disk is full.
    """
    parts: list[Path] = []
    try:
        yield parts
    except (OSError, RuntimeError, ValueError) as error:
        number = error.errno if isinstance(error, OSError) else None
        said = SAID_BY_HDF5.search(str(error))
        if number is None and said:
            number = int(said[1])
        if number is None:
            raise
        named = getattr(error, "filename", None)
        if named is None or any(Path(os.fsdecode(named)).is_relative_to(part) for part in parts) or _is_ours(named):
            named = str(path)
        raise OSError(number, os.strerror(number), named) from error


def _is_ours(named: str | bytes) -> bool:
    return leftovers.NAME.fullmatch(Path(os.fsdecode(named)).name) is not None


def _to_disk(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk and not only in memory."""
    if path.is_dir() and os.name == "nt":  # Windows opens no folders
        return
    number = os.open(path, os.O_RDWR if os.name == "nt" else os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def write(path: Path, content: str | bytes, *, force: bool = True) -> None:
    """Write `content` to `path`, whole or not at all: text as UTF-8, bytes of a name that are none as their escapes.

    In JSON the escape stands for the same byte again.

    Args:
        path: the file.
        content: what goes into it.
        force: as for `whole`.
    """
    with whole(path, force=force) as part:
        part.write_bytes(content.encode(errors="backslashreplace") if isinstance(content, str) else content)


def check_new_folder(path: Path, *, force: bool = False) -> None:
    """Check, before the work starts, that `path` can be made a folder to write into.

    Raises:
        InputError: it exists and `force` is off, it is a file, a link or called as a file, or it cannot be written.
    """
    if path.is_symlink():
        text = _("{path} is a link, and nothing is written through one; give the folder that it leads to")
        raise InputError(text.format(path=path))
    if path.suffix.lower() in ENDINGS and not path.is_dir():
        text = _("{path} is to be a folder, and {ending} is the ending of a file; give the name of a folder, as {stem}")
        raise InputError(text.format(path=path, ending=path.suffix, stem=path.with_suffix("")))
    if path.is_dir():
        if not force:
            raise _folder_exists(path)
    elif os.path.lexists(path):
        raise InputError(_("{path} is a file; give the name of a new folder").format(path=path))
    nearest = next(folder for folder in (path, *path.absolute().parents) if os.path.lexists(folder))
    if not nearest.is_dir() or not os.access(nearest, os.W_OK):
        raise InputError(_("cannot write into {folder}; choose another folder").format(folder=nearest))


def _folder_exists(path: Path) -> InputError:
    return InputError(_("{path} exists; choose another folder, or --force to write into it").format(path=path))


def new_folder(path: Path, *, force: bool = False) -> Path:
    """Make a folder to write into; with `force`, one that exists is used, and what else lies in it stays.

    Raises:
        InputError: as `check_new_folder`, or the system refuses.
    """
    check_new_folder(path, force=force)
    try:
        path.mkdir(parents=True, exist_ok=force)
    except FileExistsError:  # since the line above
        raise _folder_exists(path) from None
    except OSError as error:
        text = _("cannot make the folder {path}: {reason}")
        raise InputError(text.format(path=path, reason=system_errors.reason(error))) from error
    return path


def check_own_folder(path: Path) -> None:
    """Check that a folder which a command keeps within the one that it was given is none that leads elsewhere.

    Raises:
        InputError: it is a link or a file.
    """
    if path.is_symlink() or (os.path.lexists(path) and not path.is_dir()):
        text = _("{path} is a link or a file, where a folder of the run belongs; move it away, or choose another --out")
        raise InputError(text.format(path=path))


def sha256(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal.

    Raises:
        OSError: it cannot be read, or is no plain file: a pipe would be waited for, and a device has no end.
    """
    with leftovers.plain_file(path) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Have a folder to oneself while the block runs. The lock goes with the process, however that ends.

    It is on the folder itself, so that no file is left behind. Where the system has no such locks (Windows, some
    network drives), nothing is locked.

    Raises:
        InputError: another process has it, or there is no such folder.
    """
    if os.name == "nt":
        yield
        return
    try:
        number = os.open(folder, os.O_RDONLY | leftovers.FOLDER)
    except OSError as error:
        raise system_errors.failure(error, folder) from error
    try:
        if leftovers.is_locked_by(number) is False:
            text = _("{folder} is in use by another process; wait until it ends, or choose another folder")
            raise InputError(text.format(folder=folder))
        yield
    finally:
        os.close(number)
