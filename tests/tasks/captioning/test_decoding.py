"""The search for the likeliest sentence, against all sentences; the network cut in two, against the whole."""

import itertools

import numpy as np
import pytest

from kerascnn import networks
from kerascnn.datasets.captions.vocabulary import END, NOT_SAID
from kerascnn.tasks.captioning import Speaker
from kerascnn.tasks.captioning.feed import shifted

WORDS, LONGEST = 7, 3


@pytest.fixture(scope="module")
def model():
    """A small network whose weights are large, so that its answers are far from one another."""
    import keras

    keras.utils.set_random_seed(3)
    model = networks.build("captioner", input_shape=(16, 16, 3), num_words=WORDS, longest=LONGEST, width=0.1)
    chance = np.random.default_rng(5)
    answer = model.get_layer("answer")
    answer.set_weights([chance.normal(0, 1, each.shape) for each in answer.get_weights()])
    return model


@pytest.fixture(scope="module")
def pictures():
    return np.random.default_rng(0).random((4, 16, 16, 3), "float32")


def sentences():
    """All that can be said: words that are neither padding, start nor unknown, to the end or to the longest."""
    words = [number for number in range(WORDS) if number not in (*NOT_SAID, END)]
    for length in range(LONGEST):
        for each in itertools.product(words, repeat=length):
            yield (*each, END)
    yield from itertools.product(words, repeat=LONGEST)


def probability(model, picture, sentence):
    """By the whole network, given all words before at once."""
    padded = np.array([[*sentence, *[0] * (LONGEST - len(sentence))]], np.int32)
    given = model.predict_on_batch((picture[None], shifted(padded)))[0]
    return [float(given[place, word]) for place, word in enumerate(sentence)]


def test_a_beam_that_holds_all_finds_the_likeliest_sentence_of_all(model, pictures):
    speaker = Speaker(model)
    for picture, said in zip(pictures, speaker.say(pictures, beam=50), strict=True):
        scores = {each: float(np.log(probability(model, picture, each)).sum()) for each in sentences()}
        best = max(scores, key=scores.get)
        assert tuple(said.words.tolist()) == best
        assert said.score == pytest.approx(scores[best], abs=1e-4)
        np.testing.assert_allclose(said.probabilities, probability(model, picture, best), atol=1e-5)


def test_a_beam_of_one_says_the_likeliest_word_each_time(model, pictures):
    for picture, said in zip(pictures, Speaker(model).say(pictures), strict=True):
        sentence = []
        while len(sentence) < LONGEST and END not in sentence:
            padded = np.array([[*sentence, *[0] * (LONGEST - len(sentence))]], np.int32)
            answer = model.predict_on_batch((picture[None], shifted(padded)))[0, len(sentence)]
            answer[list(NOT_SAID)] = 0
            sentence.append(int(answer.argmax()))
        assert said.words.tolist() == sentence


def test_a_wider_beam_finds_no_less_likely_a_sentence_here_and_company_changes_nothing(model, pictures):
    speaker = Speaker(model)
    narrow, wide = speaker.say(pictures, beam=1), speaker.say(pictures, beam=4)
    assert all(one.score <= other.score + 1e-6 for one, other in zip(narrow, wide, strict=True))
    for number, said in enumerate(wide):
        (alone,) = speaker.say(pictures[number : number + 1], beam=4)
        assert alone.words.tolist() == said.words.tolist()
        assert alone.score == pytest.approx(said.score, abs=1e-4)


def test_attention_is_a_map_of_places_for_each_word(model, pictures):
    for said in Speaker(model).say(pictures, beam=2):
        assert said.attention.shape == (len(said.words), 4, 4)
        np.testing.assert_allclose(said.attention.sum(axis=(1, 2)), 1, atol=1e-5)


@pytest.mark.parametrize("beam", [0, -1, 51, 1.5])
def test_a_beam_that_is_none_is_refused(model, pictures, beam):
    with pytest.raises(ValueError, match=r"beam is .*; expected a whole number from 1"):
        Speaker(model).say(pictures, beam=beam)


def test_a_network_that_says_no_words_is_refused():
    classifier = networks.build("mlp", input_shape=(8, 8, 3), num_classes=3)
    with pytest.raises(ValueError, match="says no words; expected a network for captions such as captioner"):
        Speaker(classifier)


def test_layers_of_the_names_alone_are_no_network_that_speaks():
    from keras import Input, Model, layers

    picture, words = Input((8, 8, 3)), Input((4,), dtype="int32")
    places = layers.Reshape((64, 3), name="places")(picture)
    start = layers.Dense(5, name="start")(layers.Flatten()(picture))
    state = layers.GRU(6, return_sequences=True, name="gru")(layers.Embedding(9, 2)(words))
    seen = layers.Attention(name="attention")([layers.Dense(3)(state), places])
    answer = layers.Dense(9, name="answer")(layers.Add()([seen, layers.RepeatVector(4)(layers.Dense(3)(start))]))
    with pytest.raises(ValueError, match="says no words"):
        Speaker(Model([picture, words], answer))
