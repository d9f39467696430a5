"""What a model's outputs are taken for, against the definitions of softmax and sigmoid."""

import warnings

import keras
import numpy as np
import pytest

from kerascnn.errors import InputError
from kerascnn.prediction.network import Network

layers = keras.layers
SIDE = (4, 4, 1)
PICTURES = np.random.default_rng(0).integers(0, 256, (3, *SIDE), np.uint8)


def ending(*last):
    return keras.Sequential([keras.Input(SIDE), layers.Flatten(), *last])


def functional(last):
    pictures = keras.Input(SIDE)
    return keras.Model(pictures, last(layers.Flatten()(pictures)))


def logits(model):
    """The numbers in front of everything: the pictures times the weights of the only dense layer."""
    kernel, bias = model.get_weights()[:2]
    return (PICTURES.reshape(3, -1) / 255) @ kernel.astype("float64") + bias


def softmax(z):
    return np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def two(z):
    """The probabilities of two classes from the logit of the second."""
    return np.concatenate([1 - sigmoid(z), sigmoid(z)], axis=1)


# The model, what its scores are, and the words that say so.
ENDS = {
    "softmax": (lambda: ending(layers.Dense(3, activation="softmax")), softmax, ""),
    "softmax as a layer": (lambda: ending(layers.Dense(3), layers.Softmax()), softmax, ""),
    "softmax as an activation": (lambda: ending(layers.Dense(3), layers.Activation("softmax")), softmax, ""),
    "softmax as an operation": (lambda: functional(lambda x: keras.ops.softmax(layers.Dense(3)(x))), softmax, ""),
    "softmax, and then nothing": (
        lambda: ending(layers.Dense(3, activation="softmax"), layers.Dropout(0.5), layers.Reshape((3,))),
        softmax,
        "",
    ),
    "softmax in a model in it": (
        lambda: keras.Sequential([keras.Input(SIDE), ending(layers.Dense(3, activation="softmax"))]),
        softmax,
        "",
    ),
    "softmax behind a model": (lambda: keras.Sequential([ending(layers.Dense(3)), layers.Softmax()]), softmax, ""),
    "its logarithm": (lambda: ending(layers.Dense(3, activation="log_softmax")), softmax, "gives the logarithms"),
    "logits": (lambda: ending(layers.Dense(3)), softmax, "the softmax of the model's outputs"),
    "logits of a linear activation": (
        lambda: ending(layers.Dense(3), layers.Activation("linear")),
        softmax,
        "the softmax of the model's outputs",
    ),
    "one sigmoid": (lambda: ending(layers.Dense(1, activation="sigmoid")), two, "the probability of dog"),
    "one sigmoid as an operation": (
        lambda: functional(lambda x: keras.ops.sigmoid(layers.Dense(1)(x))),
        two,
        "the probability of dog",
    ),
    "one logit": (lambda: ending(layers.Dense(1)), two, "taken for a logit, is the probability of dog"),
    "several sigmoids": (
        lambda: ending(layers.Dense(3, activation="sigmoid")),
        sigmoid,
        "a probability for each class by itself",
    ),
    "two sigmoids": (
        lambda: ending(layers.Dense(2), layers.Activation("sigmoid")),
        sigmoid,
        "a probability for each class by itself",
    ),
}


@pytest.mark.parametrize(("make", "expected", "said"), ENDS.values(), ids=ENDS)
def test_scores_are_probabilities_whatever_the_model_ends_in(make, expected, said):
    model = make()
    network = Network(model)
    np.testing.assert_allclose(network.scores_of(PICTURES), expected(logits(model)), atol=1e-5)
    sentence = network.scores.sentence(("cat", "dog", "ship")[: network.scores.classes])
    assert said in sentence
    assert bool(said) == bool(sentence)


def test_a_mean_of_two_softmaxes_is_told_by_what_comes_out():
    def both(x):
        return layers.Average()([layers.Dense(3, activation="softmax")(x) for _ in range(2)])

    model = functional(both)
    network = Network(model)
    assert (network.scores.own, network.scores.applied) == ("softmax", "")
    np.testing.assert_allclose(network.scores_of(PICTURES), np.asarray(model(PICTURES / np.float32(255))), atol=1e-6)


def test_a_softmax_of_one_output_is_said_to_tell_nothing():
    with warnings.catch_warnings(action="ignore"):  # Keras's own, when the model is made
        network = Network(ending(layers.Dense(1, activation="softmax")))
    assert network.scores_of(PICTURES).tolist() == [[0, 1]] * 3
    assert "makes 1 of it for every picture" in network.scores.sentence(("cat", "dog"))


def test_what_somebody_asks_for_is_done():
    model = ending(layers.Dense(3))
    for asked, expected in (("raw", lambda z: z), ("softmax", softmax), ("sigmoid", sigmoid)):
        found = Network(model, scores=asked).scores_of(PICTURES)
        np.testing.assert_allclose(found, expected(logits(model)), atol=1e-5)
    one = ending(layers.Dense(1))
    np.testing.assert_allclose(Network(one, scores="raw").scores_of(PICTURES), logits(one), atol=1e-5)
    np.testing.assert_allclose(Network(one, scores="sigmoid").scores_of(PICTURES), two(logits(one)), atol=1e-5)
    own = ending(layers.Dense(3, activation="softmax"))
    np.testing.assert_allclose(Network(own, scores="softmax").scores_of(PICTURES), softmax(logits(own)), atol=1e-5)


@pytest.mark.parametrize(
    ("last", "asked", "complaint"),
    [
        (layers.Dense(1), "softmax", "a single output, of which a softmax is always 1; give --scores sigmoid"),
        (layers.Dense(3, activation="softmax"), "sigmoid", "the model applies a softmax itself"),
        (layers.Dense(3, activation="sigmoid"), "softmax", "the model applies a sigmoid itself"),
        (layers.Dense(3), "sofmax", "there is no kind of scores 'sofmax'; did you mean 'softmax'"),
    ],
)
def test_what_cannot_be_had_is_refused(last, asked, complaint):
    with pytest.raises(InputError, match=complaint):
        Network(ending(last), scores=asked)


def test_huge_outputs_make_no_overflow_and_none_that_is_no_number():
    model = ending(layers.Dense(2))
    model.set_weights([np.zeros((16, 2)), np.array([1e30, -1e30])])
    assert Network(model).scores_of(PICTURES).tolist() == [[1, 0]] * 3
    model.set_weights([np.full((16, 2), 3e38), np.full(2, 3e38)])
    with pytest.raises(InputError, match="the model gives inf for a picture, which is no number"):
        Network(model).scores_of(PICTURES)


def test_several_outputs_and_maps_are_refused():
    pictures = keras.Input(SIDE)
    flat = layers.Flatten()(pictures)
    with pytest.raises(InputError, match="the model gives 2 outputs; expected a network that gives one score"):
        Network(keras.Model(pictures, [layers.Dense(2)(flat), layers.Dense(3)(flat)]))
    with pytest.raises(InputError, match="the model gives 4×4×2; expected a network that gives one score per class"):
        Network(keras.Sequential([pictures, layers.Conv2D(2, 1)]))
