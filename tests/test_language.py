import string

import pytest

import catalogue
from kerascnn import language

SPANISH = [message for message in catalogue.read() if message.id]


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_the_spanish_has_every_text_and_no_other():
    known = {
        message.id[0] if isinstance(message.id, tuple) else message.id for message in catalogue.read() if message.id
    }
    assert known == set(catalogue.used()), "run `python tests/catalogue.py`"


@pytest.mark.parametrize("message", SPANISH, ids=lambda m: str(m.id)[:40])
def test_each_text_has_its_spanish_with_the_same_fields(message):
    assert not message.fuzzy
    english = message.id if isinstance(message.id, tuple) else (message.id,)
    spanish = message.string if isinstance(message.string, tuple) else (message.string,)
    for text in spanish:
        assert text.strip()
        if "{" in english[-1]:
            assert fields(text) == fields(english[-1])


@pytest.mark.parametrize("message", SPANISH, ids=lambda m: str(m.id)[:40])
def test_the_catalogue_is_read_as_babel_reads_it(message):
    language.use("es")
    if isinstance(message.id, tuple):
        assert [language.ngettext(*message.id, n) for n in (1, 0, 2, 5)] == [
            message.string[n != 1] for n in (1, 0, 2, 5)
        ]
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
