"""Tokens of Spanish and English, and the n-grams that they make."""

import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kerascnn.datasets.text import bucket, grams, stop_words, tokens
from kerascnn.errors import InputError


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("¿Qué HAY, señor Ñandú?", ["¿", "qué", "hay", ",", "señor", "ñandú", "?"]),
        ("¡No! ¡¡Nunca!!", ["¡", "no", "!", "¡", "¡", "nunca", "!", "!"]),
        ("cafe\u0301 CAFÉ", ["café", "café"]),
        ("I don't, you don’t; rock'n'roll", ["i", "don't", ",", "you", "don't", ";", "rock'n'roll"]),
        ("'quoted' words", ["'", "quoted", "'", "words"]),
        ("3.50 1.000,25 8:30 9/10 50%", ["3.50", "1.000,25", "8:30", "9/10", "50", "%"]),
        ("mp3 y 2nd", ["mp3", "y", "2", "nd"]),
        ("bien... mal… :-) :(", ["bien", "...", "mal", "…", ":-)", ":("]),
        ("👍🏽👍 ❤️ 👩‍💻 🇪🇸🇲🇽", ["👍🏽", "👍", "❤️", "👩‍💻", "🇪🇸", "🇲🇽"]),
        ("猫が好き", ["猫が好き"]),
        ("see https://example.com/a?b=1 now", ["see", "https://example.com/a?b=1", "now"]),
        (" \t\n ", []),
        ("", []),
    ],
)
def test_tokens(text, found):
    assert tokens(text) == found


@given(st.text(max_size=30))
@settings(max_examples=50)
def test_no_letter_is_lost_and_no_space_is_kept(text):
    found = tokens(text)
    assert all(found)
    assert not any(sign.isspace() for token in found for sign in token)
    # Of short texts, nothing but white space is left out.
    if all(len(part) <= 60 for part in text.split()):
        kept = len("".join(found))
        assert (kept > 0) == bool(text.strip())


def test_stop_words_leave_negation_alone():
    for name, negation in (("en", "not no never without but nobody"), ("es", "no nunca sin pero nadie ni")):
        assert not stop_words(name) & set(negation.split())
    assert tokens("La película no es nada buena", without=stop_words("es")) == ["película", "no", "nada", "buena"]
    assert stop_words("en,es") == stop_words("en") | stop_words("es")
    assert stop_words("none") == frozenset()
    with pytest.raises(InputError, match="there is no list of stop words 'fr'"):
        stop_words("en,fr")


def test_grams_of_words_and_letters():
    assert list(grams(["a", "b", "c"], longest=3, letters=None)) == ["a", "b", "c", "a b", "b c", "a b c"]
    assert list(grams(["sí"], longest=0, letters=(3, 5))) == [" <sí", " sí>", " <sí>"]
    assert list(grams([], longest=2, letters=(3, 5))) == []


@given(st.text(min_size=1, max_size=20), st.integers(2, 500))
@settings(max_examples=50)
def test_words_have_the_lower_numbers_letters_the_higher_and_nothing_has_none(gram, half):
    word, letters = gram.lstrip(" ") or "a", f" {gram}"
    assert 1 <= bucket(word, 2 * half) < half <= bucket(letters, 2 * half) < 2 * half
    assert bucket(letters, 2 * half) == half + zlib.crc32(letters.encode()) % half
