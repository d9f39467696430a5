"""Spanish and English: every text that a person reads passes through `_`.

The language is, in this order: what `use` was given (`--lang` calls it), `$KERASCNN_LANG`, the locale
(`$LANGUAGE`, `$LC_ALL`, `$LC_MESSAGES`, `$LANG`), English. One gettext catalogue holds the Spanish; the English
text in the code is the key. `N_` marks a text that is translated later, when it is shown.

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
from pathlib import Path

__all__ = ["LANGUAGES", "N_", "_", "current", "ngettext", "speak", "use"]

LANGUAGES = ("en", "es")
DOMAIN = "kerascnn"
LOCALE_FOLDER = Path(__file__).parent / "locale"

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
            return "es" if value[:2].lower() == "es" else "en"
    return "en"


@functools.cache
def _catalogue(language: str) -> gettext.NullTranslations:
    return gettext.translation(DOMAIN, LOCALE_FOLDER, [language], fallback=language == "en")


def _(message: str) -> str:
    """The text in the language in use."""
    return _catalogue(current()).gettext(message) if message else ""


def ngettext(singular: str, plural: str, n: int) -> str:
    """The singular or the plural, as `n` asks, in the language in use."""
    return _catalogue(current()).ngettext(singular, plural, n)


def N_(message: str) -> str:  # noqa: N802 (gettext's own name)
    """Mark a text for translation and return it as it is."""
    return message
