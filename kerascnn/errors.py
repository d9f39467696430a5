"""The errors that a person reads: one sentence that says what was wrong, what was expected and what to do next."""

from collections.abc import Iterable

from kerascnn.language import _

__all__ = ["DamagedPicturesError", "InputError", "TooSmallError", "WorkError", "closest", "unknown"]


class InputError(ValueError):
    """What was given cannot be used. On the command line this is one line and exit code 2."""


class DamagedPicturesError(InputError):
    """Pictures of a folder cannot be read. A command that can leave them out says so."""


class TooSmallError(InputError):
    """A picture is so small that a layer has nothing left to look at.

    Args:
        message: what a person reads.
        side: the smallest height and width that the network can look at, in pixels.
    """

    def __init__(self, message: str, side: int) -> None:
        super().__init__(message)
        self.side = side


class WorkError(RuntimeError):
    """The input was good and the work failed all the same. On the command line this is one line and exit code 1."""


def closest(word: str, choices: Iterable[str]) -> str | None:
    """The choice that looks most like `word`, if one does.

    >>> closest("lenet", ["lenet5", "mlp"])
    'lenet5'
    """
    import difflib

    return next(iter(difflib.get_close_matches(word, list(choices), n=1, cutoff=0.5)), None)


def unknown(kind: str, word: str, choices: Iterable[str]) -> InputError:
    """The error for a name that is not among `choices`: it lists them, and the closest first.

    >>> str(unknown("network", "lenet", ["lenet5", "mlp"]))
    "there is no network 'lenet'; did you mean 'lenet5'? There are: lenet5, mlp"

    Args:
        kind: what is named, already in the reader's language.
        word: the name that was given.
        choices: the names that exist.
    """
    choices = sorted(choices)
    names = ", ".join(choices)
    near = closest(word, choices)
    if near:
        text = _("there is no {kind} {word!r}; did you mean {near!r}? There are: {names}")
    else:
        text = _("there is no {kind} {word!r}. There are: {names}")
    return InputError(text.format(kind=kind, word=word, near=near, names=names))
