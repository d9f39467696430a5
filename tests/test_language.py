import re
import string

import pytest

import catalogue
from kerascnn import language

SPANISH = [message for message in catalogue.read() if message.id]


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_the_spanish_has_every_text_and_no_other():
    known = {message.id[0] if isinstance(message.id, tuple) else message.id for message in SPANISH}
    assert known == set(catalogue.used()), "run `python tests/catalogue.py`"


def problem(message) -> str:
    """What is wrong with the Spanish of a text, or nothing."""
    english = message.id if isinstance(message.id, tuple) else (message.id,)
    spanish = message.string if isinstance(message.string, tuple) else (message.string,)
    if message.fuzzy:
        return "it is marked fuzzy"
    if not all(text.strip() for text in spanish):
        return "it has no Spanish"
    if "{" in english[-1] and any(fields(text) != fields(english[-1]) for text in spanish):
        return "the fields in braces differ"
    return ""


# In one test each: there are more texts than all else that is tested.
def test_each_text_has_its_spanish_with_the_same_fields():
    assert {message.id: problem(message) for message in SPANISH if problem(message)} == {}


def test_the_catalogue_is_read_as_babel_reads_it():
    language.use("es")
    numbers = (1, 0, 2, 5)
    for message in SPANISH:
        if isinstance(message.id, tuple):
            read = [language.ngettext(*message.id, number) for number in numbers]
            assert read == [message.string[number != 1] for number in numbers]
        else:
            assert language._(message.id) == message.string


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"LANG": "es_EC.UTF-8"}, "es"),
        ({"LANG": "en_US.UTF-8"}, "en"),
        ({"LANG": "es_MX.UTF-8", "KERASCNN_LANG": "en"}, "en"),
        ({"LANG": "C"}, "en"),
        ({}, "en"),
    ],
)
def test_the_language_comes_from_the_environment(monkeypatch, environment, expected):
    for variable in ("KERASCNN_LANG", "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(variable, raising=False)
    for variable, value in environment.items():
        monkeypatch.setenv(variable, value)
    assert language.current() == expected


def test_another_language_is_refused():
    with pytest.raises(ValueError, match="expected one of: en, es"):
        language.use("fr")


@pytest.mark.parametrize(
    ("words", "joined"),
    [
        (["pérdida", "IoU medio"], "pérdida e IoU medio"),
        (["pérdida", "intersección"], "pérdida e intersección"),
        (["pérdida", "exactitud"], "pérdida y exactitud"),
        (["agua", "hielo"], "agua y hielo"),
        (["padre", "hijo"], "padre e hijo"),
        (["uno"], "uno"),
    ],
)
def test_and_is_e_in_front_of_an_i(words, joined):
    language.use("es")
    assert language.series(words) == joined
    language.use("en")
    assert language.series(words) == " and ".join(words)


def test_a_sentence_in_a_file_is_told_in_the_language_in_use():
    english, spanish = "inside kerascnn", "incluido en kerascnn"
    for chosen, expected in (("en", english), ("es", spanish)):
        language.use(chosen)
        assert language.retold(english) == language.retold(spanish) == expected
        assert language.retold("/home/ana/fotos") == "/home/ana/fotos"


def test_a_percent_sign_stands_at_its_number_everywhere():
    """As the numbers have it that Python writes."""
    assert not re.search(r"\d\s%", (language.LOCALE_FOLDER / "es" / "kerascnn.po").read_text(encoding="utf-8"))
