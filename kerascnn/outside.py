"""Text that comes from outside, such as the names of classes, models and files, made safe for where it is shown."""

__all__ = ["for_plots", "visible"]


def visible(text: str) -> str:
    r"""The text with every character that cannot be seen as its escape, so that a terminal takes no orders from it.

    >>> visible("cat\x1b[2J\u202e")
    'cat\\x1b[2J\\u202e'
    """
    if text.isprintable():
        return text
    return "".join(character if character.isprintable() else _escape(character) for character in text)


def _escape(character: str) -> str:
    return character.encode("unicode_escape", "backslashreplace").decode("ascii")


def for_plots(text: str) -> str:
    r"""The text as matplotlib shows it letter by letter: a dollar sign begins no formula.

    >>> for_plots("$50")
    '\\$50'
    """
    return visible(text).replace("$", r"\$")
