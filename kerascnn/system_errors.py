"""What the system says of a file, as a person reads it: which file, and why."""

import errno
import os
from pathlib import Path

from kerascnn.errors import InputError, WorkError
from kerascnn.language import _

__all__ = ["FULL", "failure", "is_full", "raise_of_system", "reason"]

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
"""What the system says where there is no more room, or no more leave to use it."""


def is_full(error: BaseException) -> bool:
    """Whether an error says that there is no more room."""
    return isinstance(error, OSError) and error.errno in FULL


def reason(error: OSError) -> str:
    """What the system said, with advice where there is some."""
    if error.errno in FULL:
        return _("the disk is full: {reason}").format(reason=os.strerror(error.errno))
    return error.strerror or str(error)


def failure(error: OSError, path: Path | None = None) -> InputError | WorkError:
    """The error of the system as a person reads it: which file, and why.

    Args:
        error: what was raised.
        path: the file, where the error does not name it.
    """
    named = error.filename if isinstance(error.filename, str | bytes | os.PathLike) else None
    place = os.fsdecode(named) if named is not None else path
    said = reason(error)
    if error.errno in FULL:
        text = _("{path} could not be written ({reason}); make room, and do it again")
        return WorkError(text.format(path=place, reason=said) if place is not None else said)
    line = _("{path}: {reason}").format(path=place, reason=said) if place is not None else said
    return WorkError(line) if error.errno in (None, errno.EIO) else InputError(line)


def raise_of_system(error: BaseException, path: Path) -> None:
    """Raise what the system said, where an error is of the system and not of what a file holds.

    For places where anything else that goes wrong means that a file is damaged: that no leave was given to read it, or
    that the disk is full, must not be taken for damage.

    Args:
        error: what was raised while a file was read.
        path: the file, where the error does not name it.

    Raises:
        InputError: the system gives no leave.
        WorkError: there is no room.
    """
    # A damaged archive has its readers seek before the beginning, which is EINVAL.
    if isinstance(error, OSError) and error.errno not in (None, errno.EINVAL):
        raise failure(error, path) from error
