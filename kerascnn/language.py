"""Spanish and English: every text that a person reads passes through `_`.

The language is, in this order: what `use` was given (`--lang` calls it), `$KERASCNN_LANG`, the locale
(`$LANGUAGE`, `$LC_ALL`, `$LC_MESSAGES`, `$LANG`), English. A language is a folder in `locale/` with a gettext
catalogue, `kerascnn.po`, which is read as it is: nothing is compiled. The English text in the code is the key. `N_`
marks a text that is translated later, when it is shown.

    >>> from kerascnn import language
    >>> language.use("es")
    >>> language._("layer")
    'capa'
    >>> language.use("en")
    >>> language._("layer")
    'layer'
"""

import functools
import gettext
import os
import re
from collections.abc import Sequence
from pathlib import Path

__all__ = ["LANGUAGES", "N_", "_", "current", "ngettext", "retold", "series", "speak", "use"]

LOCALE_FOLDER = Path(__file__).parent / "locale"
LANGUAGES = ("en", *sorted(folder.name for folder in LOCALE_FOLDER.iterdir() if (folder / "kerascnn.po").is_file()))

_chosen: str | None = None


def use(language: str | None) -> None:
    """Speak `language` from now on.

    Args:
        language: "es", "en", or None for what the environment says.

    Raises:
        ValueError: another language.
    """
    global _chosen
    if language is not None and language not in LANGUAGES:
        raise ValueError(f"language is {language!r}; expected one of: {', '.join(LANGUAGES)}")
    _chosen = language


def speak(language: str) -> None:
    """`use(language)` for this whole process, its children and click's own words too."""
    use(language)
    os.environ["KERASCNN_LANG"] = os.environ["LANGUAGE"] = language


def current() -> str:
    """The language in use: "es" or "en"."""
    if _chosen is not None:
        return _chosen
    for variable in ("KERASCNN_LANG", "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(variable, "")
        if value:
            spoken = value[:2].lower()
            return spoken if spoken in LANGUAGES else "en"
    return "en"


_ESCAPES = {"n": "\n", "t": "\t", "r": "\r"}


class _Catalogue(gettext.NullTranslations):
    """The texts of one language, read from its `.po` line by line, in the form that Babel writes."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        entries: list[list[list[str]]] = []  # each message, its plural and their translations, as lines
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith('"'):
                entries[-1][-1].append(line[1:-1])
            elif line.startswith("msg"):
                if line.startswith('msgid "'):
                    entries.append([])
                entries[-1].append([line[line.index('"') + 1 : -1]])
        texts = [[_unquoted(lines) for lines in entry] for entry in entries]
        header = texts[0][1]
        self._which = gettext.c2py(header.partition("plural=(")[2].partition(");")[0])
        self._singular = {entry[0]: entry[1] for entry in texts[1:] if len(entry) == 2}
        self._plural = {entry[0]: entry[2:] for entry in texts[1:] if len(entry) > 2}

    def gettext(self, message: str) -> str:
        return self._singular.get(message, message)

    def original(self, text: str) -> str:
        """The text in the code of which one is the translation; the text itself where it is none."""
        return next((key for key, translation in self._singular.items() if translation == text), text)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        forms = self._plural.get(msgid1)
        return forms[self._which(n)] if forms else self.gettext(msgid1 if n == 1 else msgid2)


def _unquoted(lines: list[str]) -> str:
    text = "".join(lines)
    return re.sub(r"\\(.)", lambda escape: _ESCAPES.get(escape[1], escape[1]), text) if "\\" in text else text


@functools.cache
def _catalogue(language: str) -> gettext.NullTranslations:
    return gettext.NullTranslations() if language == "en" else _Catalogue(LOCALE_FOLDER / language / "kerascnn.po")


def _(message: str) -> str:
    """The text in the language in use."""
    return _catalogue(current()).gettext(message) if message else ""


def ngettext(singular: str, plural: str, n: int) -> str:
    """The singular or the plural, as `n` asks, in the language in use."""
    return _catalogue(current()).ngettext(singular, plural, n)


def series(words: Sequence[str]) -> str:
    """Words joined by "and": the Spanish "y" is "e" in front of an "i", as in "pérdida e IoU".

    >>> series(["height", "width"])
    'height and width'
    """
    text = _(" and ").join(words)
    if current() == "es":
        text = re.sub(r" y (?=h?[ií](?![aeou])|I[A-Za-z])", " e ", text)
    return text


def retold(text: str) -> str:
    """A sentence of kerascnn's own, which a file has in whatever language it was written in, in the language in use.

    >>> retold("incluido en kerascnn"), retold("photos/")
    ('inside kerascnn', 'photos/')
    """
    for language in LANGUAGES:
        catalogue = _catalogue(language)
        if isinstance(catalogue, _Catalogue):
            text = catalogue.original(text)
    return _(text)


def N_(message: str) -> str:  # noqa: N802 (gettext's own name)
    """Mark a text for translation and return it as it is."""
    return message
