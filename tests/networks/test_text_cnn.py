"""The CNN for sentences, against NumPy and against sums by hand."""

import numpy as np
import pytest

from kerascnn import networks
from kerascnn.errors import InputError

SMALL = {"tokens": 7, "vocabulary": 20, "dimension": 5, "filters": 4, "kernel_sizes": (2, 3), "num_classes": 3}
WORDS = np.array([[4, 5, 6, 2, 0, 0, 0], [19, 1, 1, 3, 7, 8, 9]], np.int32)


def softmax(scores):
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def kernel_scores(model, words):
    """What the kernels say, word by word."""
    table = np.asarray(model.get_layer("vectors").embeddings)
    dense = next(layer for layer in model.layers if type(layer).__name__ == "Dense")
    rows = []
    for sentence in words:
        matrix, highest = table[sentence], []
        for width in (2, 3):
            kernel, bias = map(np.asarray, model.get_layer(f"conv{width}").weights)
            places = [
                np.maximum((matrix[first : first + width, :, None] * kernel).sum(axis=(0, 1)) + bias, 0)
                for first in range(len(sentence) - width + 1)
            ]
            highest.append(np.max(places, axis=0))
        rows.append(np.concatenate(highest) @ np.asarray(dense.kernel) + np.asarray(dense.bias))
    return np.array(rows)


def test_kim_s_network_is_what_numpy_says():
    model = networks.build("text-cnn", **SMALL)
    assert model.name == "text_cnn_kim"
    found = np.asarray(model.predict_on_batch(WORDS))
    assert found == pytest.approx(softmax(kernel_scores(model, WORDS)), abs=1e-6)


def test_n_grams_add_their_weights_by_how_rare_they_are():
    model = networks.build("text-cnn", **SMALL, variant="ngrams", grams=6, buckets=30)
    random = np.random.default_rng(0)
    rarity, weights = random.random((30, 1)), random.normal(size=(30, 3))
    rarity[0] = 0  # of no n-gram
    model.get_layer("rarity").embeddings.assign(rarity)
    model.get_layer("gram_weights").embeddings.assign(weights)
    grams = np.array([[3, 9, 12, 0, 0, 0], [29, 1, 0, 0, 0, 0]], np.int32)
    lengths = [np.linalg.norm(rarity[those]) for those in ([3, 9, 12], [29, 1])]
    sums = [(rarity[those] * weights[those]).sum(axis=0) for those in ([3, 9, 12], [29, 1])]
    added = 10 * np.array(sums) / np.array(lengths)[:, None]
    found = np.asarray(model.predict_on_batch((WORDS, grams)))
    assert found == pytest.approx(softmax(kernel_scores(model, WORDS) + added), abs=1e-5)
    # A sentence without any n-gram that was seen in training.
    none = np.asarray(model.predict_on_batch((WORDS, np.zeros_like(grams))))
    assert none == pytest.approx(softmax(kernel_scores(model, WORDS)), abs=1e-5)
    assert not model.get_layer("rarity").trainable


def test_vectors_that_stay_are_no_trained_weights():
    free, frozen = (networks.build("text-cnn", **SMALL, frozen=frozen) for frozen in (False, True))
    assert len(free.trainable_weights) == len(frozen.trainable_weights) + 1


@pytest.mark.parametrize("sizes", [(), (3, 3), (0,)])
def test_widths_that_cannot_be(sizes):
    with pytest.raises(InputError, match="kernel-sizes is"):
        networks.build("text-cnn", **SMALL | {"kernel_sizes": sizes})


def test_a_sentence_that_is_too_short_and_too_few_classes():
    with pytest.raises(InputError, match="a kernel over 3 words does not fit into a sentence of 2"):
        networks.build("text-cnn", **SMALL | {"tokens": 2})
    with pytest.raises(InputError, match="num_classes is 1"):
        networks.build("text-cnn", **SMALL | {"num_classes": 1})
    with pytest.raises(InputError, match="the network text-cnn has no width to choose"):
        networks.build("text-cnn", width=2)
