"""Sentences agree in gender and number, and say what is there: checked with a list of words that stands here alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kerascnn.datasets.captions.sentences import COLOURS, HIGHEST_COUNT, SHAPES, Group, parse, sentence, words_of

FEMININE = {"star", "cross"}
STEMS = {
    "es": {
        "círculo": "circle", "cuadrado": "square", "triángulo": "triangle", "estrella": "star", "cruz": "cross",
        "cruces": "cross", "roj": "red", "verde": "green", "azul": "blue", "amarill": "yellow", "morad": "purple",
        "naranja": "orange",
    },
    "en": {each: each for each in (*SHAPES, *COLOURS)},
}  # fmt: skip
NUMBERS = {"un": 1, "una": 1, "a": 1, "an": 1, "dos": 2, "two": 2, "tres": 3, "three": 3, "cuatro": 4, "four": 4,
           "cinco": 5, "five": 5}  # fmt: skip

KINDS = st.tuples(st.sampled_from(SHAPES), st.sampled_from(COLOURS))
GROUPS = st.lists(KINDS, min_size=1, max_size=4, unique=True).flatmap(
    lambda kinds: st.tuples(*(st.builds(Group, st.integers(1, HIGHEST_COUNT), *map(st.just, kind)) for kind in kinds))
)


def meaning(word, language):
    return next(name for stem, name in STEMS[language].items() if word.startswith(stem))


def phrases(words, language):
    found, rest = [], list(words)
    while rest:
        found.append(rest[:3])
        between, rest = rest[3:4], rest[4:]
        assert between == ([] if not rest else [{"es": "y", "en": "and"}[language]] if len(rest) == 3 else [","])
    return found


@given(GROUPS, st.sampled_from(["es", "en"]))
def test_a_sentence_names_each_group_once_the_most_numerous_first(groups, language):
    said = []
    for number, *others in phrases(sentence(groups, language), language):
        noun, adjective = others if language == "es" else others[::-1]
        said.append((NUMBERS[number], meaning(noun, language), meaning(adjective, language)))
    assert sorted(said) == sorted(map(tuple, groups))
    places = [(-count, SHAPES.index(shape), COLOURS.index(colour)) for count, shape, colour in said]
    assert places == sorted(places)


@given(GROUPS)
def test_spanish_agrees_in_gender_and_number(groups):
    for number, noun, adjective in phrases(sentence(groups, "es"), "es"):
        feminine, several = meaning(noun, "es") in FEMININE, NUMBERS[number] > 1
        assert noun.endswith("s") == adjective.endswith("s") == several
        if not several:
            assert number == ("una" if feminine else "un")
        if meaning(adjective, "es") in ("red", "yellow", "purple"):
            assert adjective.rstrip("s")[-1] == ("a" if feminine else "o")
        if meaning(noun, "es") == "cross":
            assert noun == ("cruces" if several else "cruz")


@given(GROUPS)
def test_english_has_the_plural_and_an_before_a_vowel(groups):
    for number, adjective, noun in phrases(sentence(groups, "en"), "en"):
        assert (NUMBERS[number] > 1) == (noun != meaning(noun, "en"))
        assert noun in ("crosses", meaning(noun, "en"), f"{meaning(noun, 'en')}s")
        assert (number == "an") == (NUMBERS[number] == 1 and adjective == "orange")


@given(GROUPS, st.sampled_from(["es", "en"]))
def test_a_sentence_is_parsed_back(groups, language):
    words = sentence(groups, language)
    assert sorted(parse(words, language)) == sorted(groups)
    assert sentence(parse(words, language), language) == words
    assert set(words) <= set(words_of(language, HIGHEST_COUNT, 4))


@pytest.mark.parametrize(
    "text",
    ["", "dos", "dos cuadrado rojo", "un estrella roja", "una estrella rojo", "dos cruces rojas y",
     "dos cruces rojas , un círculo azul", "dos cruces rojas y un círculo azul y una cruz azul", "y un círculo azul"],
)  # fmt: skip
def test_what_is_no_sentence_is_not_parsed(text):
    assert parse(text.split(), "es") is None


def test_the_issue_s_own_sentence():
    groups = Group(2, "square", "red"), Group(1, "circle", "blue")
    assert " ".join(sentence(groups)) == "dos cuadrados rojos y un círculo azul"
    assert " ".join(sentence(groups, "en")) == "two red squares and a blue circle"


def test_the_words_are_those_that_are_needed():
    assert "tres" not in words_of("es", 2, 3)
    assert "," not in words_of("es", 3, 2)
    assert "y" not in words_of("es", 3, 1)
    # un, una, dos, tres, y and the comma; 10 nouns; 4 + 2 + 2 + 4 + 4 + 2 adjectives.
    assert len(words_of("es", 3, 3)) == 6 + 10 + 18
    # a, an, two, three, and, the comma; 10 nouns; 6 adjectives.
    assert len(words_of("en", 3, 3)) == 6 + 10 + 6


@pytest.mark.parametrize(
    ("groups", "language", "message"),
    [
        ([], "es", "no sentence on nothing"),
        ([Group(6, "star", "red")], "es", "a group of 6 shapes; expected 1 to 5"),
        ([Group(1, "heart", "red")], "es", "there is no shape 'heart'"),
        ([Group(1, "star", "pink")], "en", "there is no colour 'pink'"),
        ([Group(1, "star", "red")], "fr", "there is no language 'fr'"),
    ],
)
def test_what_there_are_no_words_for_is_refused(groups, language, message):
    with pytest.raises(ValueError, match=message):
        sentence(groups, language)
