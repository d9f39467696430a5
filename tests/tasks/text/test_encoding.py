"""What turns texts into numbers: words, n-grams, and the file that keeps them."""

import json

import numpy as np
import pytest

from kerascnn.datasets.text import bucket
from kerascnn.errors import InputError
from kerascnn.tasks.text import Encoder
from kerascnn.tasks.text.options import widths

TEXTS = ["la sopa buena", "la sopa mala", "la mesa", "una mesa buena y una sopa buena"]
HOW = {"most_tokens": 4, "at_least": 3, "min_count": 2, "most_words": 100}


def test_the_most_frequent_words_have_the_lowest_numbers():
    encoder = Encoder.learned(TEXTS, **HOW)
    # buena, la and sopa stand there three times, mesa and una twice.
    assert encoder.words == ("buena", "la", "sopa", "mesa", "una")
    words = encoder.encode(["La sopa ¡BUENA!", "nadie", "", "la la la la la"]).batch(np.arange(4))
    assert words.tolist() == [[3, 4, 1, 2], [1, 0, 0, 0], [0, 0, 0, 0], [3, 3, 3, 3]]
    assert (encoder.vocabulary, encoder.knows("sopa"), encoder.knows("perro")) == (7, True, False)
    assert Encoder.learned(reversed(TEXTS), **HOW) == encoder
    assert len(Encoder.learned(TEXTS, **HOW | {"most_words": 2}).words) == 2


def test_stop_words_have_no_number():
    encoder = Encoder.learned(TEXTS, **HOW, stop_words_of="es")
    assert encoder.words == ("buena", "sopa", "mesa")
    assert encoder.split("una sopa no la mala") == ["sopa", "no", "mala"]


def test_a_text_is_as_long_as_nearly_all_and_as_the_widest_kernel():
    short = ["buena mesa"] * 5
    assert Encoder.learned(short, **HOW | {"most_tokens": None, "at_least": 5}).tokens == 5
    assert Encoder.learned([*short, "mesa " * 90], **HOW | {"most_tokens": None}).tokens == 82  # 2 + 0.9·88, rounded up
    many = [*(["buena mesa"] * 99), "mesa " * 90]
    assert Encoder.learned(many, **HOW | {"most_tokens": None}).tokens == 3


def test_n_grams_come_once_each_and_behind_them_stands_nothing():
    encoder = Encoder.learned(TEXTS, **HOW, with_grams=True)
    words, grams = encoder.encode(["sopa sopa", "x"]).batch(np.arange(2))
    assert words.tolist() == [[4, 4, 0, 0], [1, 0, 0, 0]]
    letters = [" <so", " sop", " opa", " pa>", " <sop", " sopa", " opa>", " <sopa", " sopa>"]
    expected = [bucket(gram, encoder.buckets) for gram in ["sopa", "sopa sopa", *letters]]
    assert grams[0, : len(expected)].tolist() == expected
    assert not grams[0, len(expected) :].any()
    assert grams.shape == (2, encoder.grams)


def test_what_was_written_is_read_again(tmp_path):
    encoder = Encoder.learned(TEXTS, **HOW, stop_words_of="en,es", with_grams=True)
    (tmp_path / "vocabulary.json").write_text(json.dumps(encoder.as_json()), encoding="utf-8")
    assert Encoder.beside(tmp_path / "model.keras") == encoder


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"words": "sopa"}, "`words` is 'sopa'; expected a list of words"),
        ({"words": [1]}, "expected a list of words"),
        ({"words": ["x" * 300]}, "expected a list of words"),
        ({"tokens": 0}, "`tokens` is 0; expected a whole number from 1 to 100000"),
        ({"tokens": 2**31}, "`tokens` is 2147483648; expected a whole number from 1 to 100000"),  # 8 GB for a text
        ({"stop_words": "fr"}, "there is no list of stop words 'fr'"),
        ({"buckets": 3}, "`buckets` is 3; expected a whole number from 4 up"),
        ({"grams": -1}, "`grams` is -1"),
    ],
)
def test_a_vocabulary_of_a_stranger(tmp_path, change, message):
    written = Encoder(("sopa",), 4).as_json() | change
    (tmp_path / "vocabulary.json").write_text(json.dumps(written), encoding="utf-8")
    with pytest.raises(InputError, match=message):
        Encoder.beside(tmp_path / "model.keras")
    (tmp_path / "vocabulary.json").unlink()
    with pytest.raises(InputError, match=r"holds no vocabulary\.json"):
        Encoder.beside(tmp_path / "model.keras")


@pytest.mark.parametrize("given", ["", "3,3", "0", "3;4", "101", "a"])
def test_widths_that_are_none(given):
    with pytest.raises(InputError, match="expected widths in words, each once, such as 3,4,5"):
        widths(given)
