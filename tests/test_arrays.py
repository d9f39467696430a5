"""Whatever a public function is given in the place of an array, it answers, or says in one sentence what is wrong."""

import contextlib
import warnings

import numpy as np
import pytest

from kerascnn import augmentation, boxes, filters, handwriting
from kerascnn.datasets.sound import mu_law
from kerascnn.errors import InputError
from kerascnn.insight import flat_map, invariance, neighbours
from kerascnn.insight.feature_maps import shape_of
from kerascnn.tasks.captioning import bleu
from kerascnn.tasks.edges import counting, thinning
from kerascnn.tasks.segmentation import evaluation
from kerascnn.tasks.siamese import verification
from kerascnn.tasks.sound import likelihood

ODD = {
    "number": 3.0,
    "nothing": None,
    "text": "hello",
    "dict": {"a": 1},
    "empty": [],
    "no-rows": np.zeros((0, 4)),
    "vector": np.arange(5.0),
    "rows-of-two-lengths": [[1, 2], [3]],
    "texts": [["a", "b"]],
    "objects": np.array([[1, None]], dtype=object),
    "dates": np.array(["2020"], dtype="M8[D]"),
    "complex": np.ones((4, 4), complex),
    "nan": np.full((5, 5), np.nan),
    "infinite": np.full((4, 4), np.inf),
    "negative": -np.ones((3, 4)),
    "bytes": np.full((28, 28), 200, np.uint8),
    "three-axes": np.ones((5, 5, 3)),
    "four-axes": np.full((2, 5, 5, 3), 7, np.uint8),
    "five-axes": np.ones((1, 2, 5, 5, 3)),
}
TWO = np.array([[0, 0, 4, 4], [1, 1, 3, 5.0]])
KERNEL, IMAGE = np.ones((3, 3)), np.arange(25.0).reshape(5, 5)
ANCHORS = {"size": (6, 6), "grid": (3, 3), "classes": 3}
TRUTH = boxes.Truth(TWO, np.array([0, 1]))


def chance():
    return np.random.default_rng(0)


FUNCTIONS = {
    "convolve": lambda odd: filters.convolve(odd, KERNEL),
    "convolve-kernel": lambda odd: filters.convolve(IMAGE, odd),
    "correlation-steps": lambda odd: list(filters.correlation_steps(odd, KERNEL)),
    "pooling-steps": lambda odd: list(filters.pooling_steps(odd, "max")),
    "transpose-convolve": lambda odd: filters.transpose_convolve(IMAGE, odd),
    "max-pool": filters.max_pool,
    "spectrum": filters.spectrum,
    "iou": lambda odd: boxes.iou(odd, TWO),
    "convert": lambda odd: boxes.convert(odd, "xyxy", "xywh"),
    "nms-boxes": lambda odd: boxes.nms(odd, [0.9, 0.8]),
    "nms-scores": lambda odd: boxes.nms(TWO, odd),
    "nms-labels": lambda odd: boxes.nms(TWO, [0.9, 0.8], labels=odd),
    "anchors": lambda odd: boxes.fit_anchors(odd, 2),
    "encode-labels": lambda odd: boxes.encode(TWO, odd, anchors=[[2, 2]], **ANCHORS),
    "encode-anchors": lambda odd: boxes.encode(TWO, [0, 1], anchors=odd, **ANCHORS),
    "decode": lambda odd: boxes.decode(odd, size=(6, 6)),
    "overlap": lambda odd: boxes.overlap(odd, (0, 0, 2, 2)),
    "precision": lambda odd: boxes.average_precision(odd, odd),
    "precision-scores": lambda odd: boxes.average_precision([TRUTH], [boxes.Detections(TWO, np.array([0, 1]), odd)]),
    "shift": lambda odd: augmentation.shift(odd, chance(), pixels=1),
    "warp": lambda odd: augmentation.warp(odd, np.eye(3)),
    "warp-matrices": lambda odd: augmentation.warp(np.zeros((2, 5, 5, 1), np.uint8), odd),
    "matrices": lambda odd: augmentation.matrices((5, 5), rotation=odd),
    "policy": lambda odd: augmentation.policy("course")(odd, chance()),
    "policy-labels": lambda odd: augmentation.policy("mixup").augment_batch(ODD["four-axes"], odd, chance()),
    "digits": handwriting.find_digits,
    "shape-of-picture": shape_of,
    "map": flat_map,
    "neighbours": lambda odd: neighbours(odd, np.array([0])),
    "neighbours-queries": lambda odd: neighbours(np.ones((4, 3)), odd),
    "changed": lambda odd: invariance.changed(odd, "rotation", 10),
    "roc": lambda odd: verification.roc(odd, np.array([1.0, 2.0])),
    "one-shot": lambda odd: verification.one_shot(odd, np.array([0, 0, 1, 1]), 2),
    "one-shot-labels": lambda odd: verification.one_shot(np.ones((4, 4)), odd, 2),
    "mu-law-codes": mu_law.decode,
    "mu-law-amplitudes": mu_law.encode,
    "probabilities": likelihood.probabilities,
    "confusion": lambda odd: evaluation.confusion(odd, np.zeros((28, 28), np.uint8), 3),
    "edges": lambda odd: counting.curve_of(odd, np.zeros((2, 4, 4), np.uint8)),
    "edges-truth": lambda odd: counting.curve_of(np.zeros((2, 4, 4), np.float32), odd),
    "thinned": thinning.thinned,
    "bleu": lambda odd: bleu.corpus_bleu(odd, odd),
}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_what_is_no_such_array_is_one_sentence(name):
    refused = 0
    for odd in ODD.values():
        with contextlib.suppress(InputError), warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)
            refused += 1
            FUNCTIONS[name](odd)
            refused -= 1
    # Text, nothing and a dictionary are no array for any of them.
    assert refused >= 4


def test_the_sentence_says_what_came_and_what_was_expected():
    with pytest.raises(InputError, match=r"^the list of scores holds <U5; expected numbers$"):
        boxes.nms(TWO, "hello")
    with pytest.raises(InputError, match=r"^the table of boxes is no array: its rows differ in length"):
        boxes.area([[1, 2], [3]])
    with pytest.raises(InputError, match=r"^the picture has the axes \(5, 5, 3\); expected \(height, width\)$"):
        handwriting.find_digits(ODD["three-axes"])
    with pytest.raises(
        InputError, match=r"^the distances have the shape \(4, 4\); expected one for each two of 2 pict"
    ):
        verification.one_shot(np.ones((4, 4)), np.array([0, 1]), 2)
    with pytest.raises(InputError, match=r"^expected a list with a Truth for each picture, got ndarray$"):
        boxes.average_precision(TWO, TWO)
