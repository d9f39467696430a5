"""Text that comes from outside, such as the names of classes, models and files, made safe for where it is shown."""

import re

__all__ = ["file_name", "for_plots", "visible"]

LONGEST_FILE_NAME = 80
RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\.|$)")


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


def file_name(text: str) -> str:
    """The text as the name of a file that every system accepts, in the folder that it is meant for.

    >>> file_name("../../etc/passwd")
    'etc-passwd'
    >>> file_name("conv1/relu"), file_name("aux"), file_name("..")
    ('conv1-relu', '_aux', '_')
    """
    safe = re.sub(r"[^\w.+=@-]+|-{2,}", "-", text).strip(" .-")
    safe = re.sub(r"\.{2,}", ".", safe).strip(" .-").lstrip("-.")
    safe = safe.encode()[:LONGEST_FILE_NAME].decode(errors="ignore")
    return f"_{safe}" if not safe or RESERVED.match(safe) else safe


def for_plots(text: str) -> str:
    r"""The text as matplotlib shows it letter by letter: a dollar sign begins no formula.

    >>> for_plots("$50")
    '\\$50'
    """
    return visible(text).replace("$", r"\$")
