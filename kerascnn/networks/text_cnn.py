"""The CNN for sentences: a sentence is a matrix, a row for each word, and kernels slide along its words."""

from collections.abc import Sequence
from typing import Any, Literal, NamedTuple

from keras import Input, Model, initializers, layers

from kerascnn import checks
from kerascnn.errors import InputError
from kerascnn.language import N_, _
from kerascnn.networks._checks import network

__all__ = ["text_cnn"]

PUBLISHED = {"year": 2014, "paper": "Kim", "decks": "D"}
TASK = "text"
REMARKS = {
    "text-cnn:kim": N_("the vocabulary is 10,000 words here; in the paper it is that of each data set, 18,765 for MR"),
}
"""What was published of it, and why this network differs."""


class Variant(NamedTuple):
    """A form of the network: numbers of a word's vector, kernels of each width, and numbers that n-grams share."""

    dimension: int
    filters: int
    grams: int
    buckets: int


VARIANTS = {"kim": Variant(300, 100, 0, 0), "ngrams": Variant(64, 64, 800, 2**18)}
WEIGHT = 10.0
"""How long the vector of a sentence's n-grams is: at 1, as TF-IDF has it, Adam's steps would be too short."""


@network
def text_cnn(
    num_classes: int = 2,
    *,
    variant: Literal["kim", "ngrams"] = "kim",
    tokens: int = 50,
    vocabulary: int = 10_000,
    dimension: int | None = None,
    kernel_sizes: Sequence[int] = (3, 4, 5),
    filters: int | None = None,
    dropout: float = 0.5,
    word_dropout: float = 0.0,
    frozen: bool = False,
    grams: int | None = None,
    buckets: int | None = None,
) -> Model:
    """The CNN for sentences: Kim 2014, arXiv:1408.5882; one probability per class, for the numbers of the words.

    `kim`, 3,360,902 parameters for 10,000 words and two classes:

    | layer                | what                                        | output   | parameters |
    |----------------------|---------------------------------------------|----------|------------|
    | words                | numbers of the words, 0 behind the last one | 50       | 0          |
    | vectors              | a vector of 300 numbers for each word       | 50×300   | 3,000,000  |
    | conv3, conv4, conv5  | 100 kernels over 3, 4 and 5 words, ReLU     | 48×100.. | 360,300    |
    | pool3, pool4, pool5  | the highest value along the sentence        | 100 each | 0          |
    | features             | all of them together                        | 300      | 0          |
    | dropout              | half of them, in training                   | 300      | 0          |
    | classes              | dense, softmax                              | 2        | 602        |

    `ngrams`, 1,476,162 parameters of which 1,214,018 are trained, is narrower, and has a second input: the numbers of
    the sentence's n-grams of words and letters, 0 behind the last one (`kerascnn.datasets.text.bucket`). Each number
    has a weight for each class, as in logistic regression on TF-IDF (`gram_weights`, which start at 0), and how rare it
    is, which is not trained (`rarity`, which starts at 1: `kerascnn.tasks.text` sets it from the training texts). A
    sentence's rarities are brought to one length, and the weights of its n-grams, weighted so, are added to what the
    kernels say.

    Departures: the paper bounds the length of the last layer's vectors at 3, and begins with word2vec's vectors; here
    they begin at random, uniform in ±0.25, as the paper has the unknown words.

    Args:
        num_classes: how many classes are told apart.
        variant: which of the two.
        tokens: words of a sentence.
        vocabulary: how many different numbers words have, that of no word and that of unknown words among them.
        dimension: numbers of a word's vector; by default the variant's.
        kernel_sizes: over how many words kernels go; each width once.
        filters: kernels of each width; by default the variant's.
        dropout: the part of the features that is left out in training.
        word_dropout: the part of the vectors' numbers that is left out in training, the same along a sentence.
        frozen: whether the words' vectors stay as they are.
        grams: the most n-grams of a sentence; 0 for a network without them; by default the variant's.
        buckets: how many different numbers n-grams have; by default the variant's.

    Raises:
        InputError: a sentence has fewer words than a kernel, or a width stands there twice.
    """
    form = VARIANTS[variant]
    size = form.dimension if dimension is None else dimension
    count = form.filters if filters is None else filters
    most = form.grams if grams is None else grams
    _check(tokens, kernel_sizes)
    words = Input((tokens,), dtype="int32", name="words")
    x = layers.Embedding(
        vocabulary,
        size,
        embeddings_initializer=initializers.RandomUniform(-0.25, 0.25),
        trainable=not frozen,
        name="vectors",
    )(words)
    if word_dropout:
        x = layers.SpatialDropout1D(word_dropout, name="word_dropout")(x)
    pooled = []
    for width in kernel_sizes:
        maps = layers.Conv1D(count, width, activation="relu", name=f"conv{width}")(x)
        pooled.append(layers.GlobalMaxPooling1D(name=f"pool{width}")(maps))
    features = layers.Concatenate(name="features")(pooled) if len(pooled) > 1 else pooled[0]
    scores = layers.Dropout(dropout, name="dropout")(features)
    if not most:
        outputs = layers.Dense(num_classes, activation="softmax", name="classes")(scores)
        return Model(words, outputs, name=f"text_cnn_{variant}")
    scores = layers.Dense(num_classes, name="kernel_scores")(scores)
    numbers = Input((most,), dtype="int32", name="grams")
    of_grams = _of_grams(numbers, num_classes, form.buckets if buckets is None else buckets)
    outputs = layers.Softmax(name="classes")(layers.Add(name="scores")([scores, of_grams]))
    return Model([words, numbers], outputs, name=f"text_cnn_{variant}")


def _of_grams(numbers: Any, num_classes: int, buckets: int) -> Any:
    """What the n-grams of a sentence say for each class."""
    # A rarity of 0 is that of no n-gram.
    rarity = layers.Embedding(buckets, 1, embeddings_initializer="ones", trainable=False, name="rarity")(numbers)
    rarity = layers.UnitNormalization(axis=1, name="length")(rarity)
    rarity = layers.Rescaling(WEIGHT, name="longer")(rarity)
    weights = layers.Embedding(buckets, num_classes, embeddings_initializer="zeros", name="gram_weights")(numbers)
    total = layers.Dot(axes=1, name="weighted")([rarity, weights])
    return layers.Flatten(name="gram_scores")(total)


def _check(tokens: int, kernel_sizes: Sequence[int]) -> None:
    """Check that every kernel fits into a sentence.

    Raises:
        InputError: one does not, there is none, or a width stands there twice.
    """
    for width in kernel_sizes:
        checks.whole("kernel-sizes", width, at_least=1)
    if not kernel_sizes or len(set(kernel_sizes)) < len(kernel_sizes):
        text = _("kernel-sizes is {sizes}; expected widths in words, each once, such as 3,4,5")
        raise InputError(text.format(sizes=",".join(map(str, kernel_sizes)) or "–"))
    if tokens < max(kernel_sizes):
        text = _("a kernel over {width} words does not fit into a sentence of {tokens}; expected more tokens")
        raise InputError(text.format(width=max(kernel_sizes), tokens=tokens))
