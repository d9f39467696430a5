"""Pointers of Git LFS: the 130 bytes of text that stand where a large file would, until `git lfs pull` fetches it."""

from pathlib import Path

from kerascnn.errors import InputError
from kerascnn.language import _

__all__ = ["check_no_pointer", "is_pointer"]

BEGINS = b"version https://git-lfs.github.com/spec/"
LONGEST = 1_024
"""Bytes that a pointer has at most, by the specification."""


def is_pointer(path: Path) -> bool:
    """Whether a regular file is a pointer; what cannot be read is none."""
    try:
        if path.is_file() and path.stat().st_size < LONGEST:
            with path.open("rb") as file:
                return file.read(len(BEGINS)) == BEGINS
    except OSError:
        pass
    return False


def check_no_pointer(path: Path) -> None:
    """Check that a file is the file itself.

    Raises:
        InputError: it is a pointer.
    """
    if is_pointer(path):
        text = _("{path} is a Git LFS pointer, not the file itself; run `git lfs pull` in its repository")
        raise InputError(text.format(path=path))
