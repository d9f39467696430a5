"""What is printed, in whatever encoding its way has: no encoding ends a command."""

import codecs
import io
import sys

import click

__all__ = ["suit", "write_anything"]

SIGNS = {
    **{"─": "-", "━": "-", "│": "|", "█": "#", "▏": "|", "•": "*", "·": "*", "×": "x", "−": "-", "–": "-", "—": "-"},
    **{
        "⌊": "[",
        "⌋": "]",
        "⌈": "ceil(",
        "⌉": ")",
        "→": "->",
        "←": "<-",
        "↓": "v",
        "…": "...",
        "≤": "<=",
        "≥": ">=",
        "≈": "~",
    },
    **{"²": "^2", "⁹": "^9", "√": "sqrt", "Σ": "sum", "α": "alpha", "β": "beta", "γ": "gamma"},
    **{"«": '"', "»": '"', "’": "'"},
}
"""What stands for a sign where it cannot be written; for any other stands a question mark."""
PLAIN, JSON = "kerascnn-plain", "kerascnn-json"
OF_A_FORM = {"json": JSON, "html": "xmlcharrefreplace"}
GIVE_UP = ("strict", "surrogateescape", "backslashreplace")
"""The ways with what cannot be written that nobody asked for; another was chosen with `$PYTHONIOENCODING`."""


def write_anything() -> None:
    """Let standard output and standard error replace what their encoding has no sign for, instead of failing."""
    codecs.register_error(PLAIN, _plain)
    codecs.register_error(JSON, _json)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and stream.errors in (*GIVE_UP, *OF_A_FORM.values()):
            stream.reconfigure(errors=PLAIN)
    # click takes ASCII for a mistake and writes UTF-8 there, between lines that others print in ASCII.
    for name, stream in (("_default_text_stdout", lambda: sys.stdout), ("_default_text_stderr", lambda: sys.stderr)):
        if hasattr(click.utils, name):
            setattr(click.utils, name, stream)


def suit(form: str) -> None:
    r"""Let standard output write a form that has escapes of its own, as JSON has `\u00e1`, with these."""
    if form in OF_A_FORM and isinstance(sys.stdout, io.TextIOWrapper) and sys.stdout.errors == PLAIN:
        sys.stdout.reconfigure(errors=OF_A_FORM[form])


def _plain(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(map(_sign, error.object[error.start : error.end])), error.end


def _sign(sign: str) -> str:
    if "\udc80" <= sign <= "\udcff":  # a byte of a file's name that is no text
        return f"\\x{ord(sign) - 0xDC00:02x}"
    return SIGNS.get(sign, "?")


def _json(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    units = error.object[error.start : error.end].encode("utf-16-be", "surrogatepass")
    pairs = zip(units[::2], units[1::2], strict=True)
    return "".join(f"\\u{high:02x}{low:02x}" for high, low in pairs), error.end
