"""A network that describes a picture: a convolutional encoder, and a recurrent decoder that attends to its places."""

from typing import Any

from keras import Input, Model, layers, ops

from kerascnn import checks
from kerascnn.language import N_
from kerascnn.networks._blocks import Normalization, normalized, scaled
from kerascnn.networks._checks import network

__all__ = ["captioner"]

PUBLISHED = {"year": 2015, "paper": "Xu et al.", "decks": "B"}
TASK = "captioning"
REMARKS = {
    "captioner": N_(
        "{parameters} parameters, for small pictures and few words: the published network looks at photographs with "
        "VGG-19, has an LSTM, and feeds what it attends to back into it"
    )
}

CONVOLUTIONS = ((16, 1), (32, 2), (64, 2), (64, 1), (96, 1))
"""Filters and strides."""
UNITS, EMBEDDED, HIDDEN, SCORED, SEEN = 192, 64, 192, 64, 256
"""Of the recurrent state, of a word, of the layer before the answer, of what is compared to find where to look, and of
the layer between the whole picture and the first state."""
MOMENTUM = 0.97
"""Of batch normalisation's moving averages: a training is short."""


@network
def captioner(
    input_shape: tuple[int, int, int] = (64, 64, 3),
    num_words: int = 38,
    *,
    longest: int = 12,
    width: float = 1.0,
    normalization: Normalization = "batch",
) -> Model:
    """A captioner after Show, Attend and Tell (Xu et al. 2015, arXiv:1502.03044), with the attention of Luong et al.

    | layers                 | what                                             | output   | parameters |
    |------------------------|--------------------------------------------------|----------|------------|
    | conv1                  | 16 of 3×3, ReLU                                  | 64×64×16 | 448        |
    | conv2, bn2             | 32 of 3×3, stride 2, ReLU                        | 32×32×32 | 4,736      |
    | conv3, bn3             | 64 of 3×3, stride 2, ReLU                        | 16×16×64 | 18,688     |
    | conv4, bn4             | 64 of 3×3, ReLU                                  | 16×16×64 | 37,120     |
    | conv5, bn5             | 96 of 3×3, ReLU                                  | 16×16×96 | 55,680     |
    | places                 | the map as a row of places                       | 256×96   | 0          |
    | highest, peaks         | 0 where a neighbour is higher                    | 16×16×96 | 0          |
    | mean, strongest        | mean of the peaks, maximum of the map, normalised| 192      | 768        |
    | seen                   | dense, ReLU                                      | 256      | 49,408     |
    | start                  | dense, tanh: the first state                     | 192      | 49,344     |
    | embedding              | 64 numbers for each word                         | 12×64    | 2,432      |
    | gru                    | 192 units, over the words before                 | 12×192   | 148,608    |
    | query, key             | dense, of the state and of each place            | 12×64    | 18,432     |
    | attention              | where to look; the mean of the places by that    | 12×96    | 1          |
    | count_query, count_key | likewise: a gate for each place                  | 12×64    | 18,432     |
    | counted                | the sum of the peaks by their gates, an eighth   | 12×96    | 0          |
    | joined, hidden         | state, mean and sum; dense, ReLU                 | 12×192   | 73,920     |
    | answer                 | dense, softmax: the next word                    | 12×38    | 7,334      |

    485,351 parameters. It takes a picture and the words before, and gives for each of them the probabilities of the
    next one, all at once while it learns. To say a caption the network is cut at `places` and `start`
    (`tasks.captioning.Speaker`): the picture is looked at once, then it goes word by word.

    Unlike the published one, what it attends to is not fed back into its state (Luong et al. 2015, arXiv:1508.04025),
    so that all words are learned at once. The state starts from a mean, as in the published one, and from the maximum.

    A large shape covers more places than a small one, and two large ones as many as three small ones. So a map counts
    only where it is at least as high as in the eight places around it, as Zhou et al. 2019 (arXiv:1904.07850) find
    objects: a shape has one such peak, whatever its size. And what is attended to is a mean, which of two and of three
    alike places is the same. So the state also asks for a sum, `Σ_p σ(query · key_p / 8) peak_p / 8`.

    Args:
        input_shape: `(height, width, channels)`.
        num_words: how many words there are, those that pad, start, end and stand for unknown ones among them.
        longest: words of a caption, its end included.
        width: how many times as many filters and units.
        normalization: what normalises the feature maps.
    """
    checks.whole("num_words", num_words, at_least=5)
    checks.whole("longest", longest, at_least=1)
    picture: Any = Input(input_shape, name="picture")
    words: Any = Input((longest,), dtype="int32", name="words")
    x = layers.Rescaling(2.0, offset=-1.0, name="standardize")(picture)
    for number, (filters, strides) in enumerate(CONVOLUTIONS, start=1):
        # Normalising the largest map would take a tenth of a step's time on a processor, and the picture needs none.
        kind: Normalization = normalization if number > 1 else "none"
        x = layers.Conv2D(
            scaled(filters, width), 3, strides, padding="same", use_bias=kind == "none", name=f"conv{number}"
        )(x)
        x = normalized(x, kind, name=f"bn{number}", momentum=MOMENTUM)
        x = layers.ReLU(name=f"relu{number}")(x)
    rows, columns, channels = x.shape[1:]
    places = layers.Reshape((rows * columns, channels), name="places")(x)
    maps = layers.Reshape((rows, columns, channels), name="map")(places)
    highest = layers.MaxPooling2D(3, strides=1, padding="same", name="highest")(maps)
    peaks = layers.Multiply(name="peaks")([maps, ops.cast(ops.equal(maps, highest), maps.dtype)])
    mean = layers.GlobalAveragePooling2D(name="mean")(peaks)
    strongest = layers.GlobalMaxPooling2D(name="strongest")(x)
    whole = layers.Concatenate(name="whole")([mean, strongest])
    whole = normalized(whole, normalization, name="whole_bn", momentum=MOMENTUM)
    seen = layers.Dense(scaled(SEEN, width), activation="relu", name="seen")(whole)
    start = layers.Dense(scaled(UNITS, width), activation="tanh", name="start")(seen)
    embedded = layers.Embedding(num_words, scaled(EMBEDDED, width), name="embedding")(words)
    state = layers.GRU(scaled(UNITS, width), return_sequences=True, name="gru")(embedded, start)
    query = layers.Dense(scaled(SCORED, width), use_bias=False, name="query")(state)
    key = layers.Dense(scaled(SCORED, width), use_bias=False, name="key")(places)
    attention = layers.Attention(use_scale=True, name="attention")
    context, _scores = attention([query, places, key], return_attention_scores=True)
    query = layers.Dense(scaled(SCORED, width), use_bias=False, name="count_query")(state)
    key = layers.Dense(scaled(SCORED, width), use_bias=False, name="count_key")(places)
    score = layers.Dot(axes=2, name="count_score")([query, key])
    # Scaled, so that no gate is fast shut at first, and neither is the sum large.
    gate = layers.Activation("sigmoid", name="count_gate")(layers.Rescaling(1 / 8, name="count_scale")(score))
    peaks = layers.Reshape((rows * columns, channels), name="peak_places")(peaks)
    counted = layers.Rescaling(1 / 8, name="counted")(layers.Dot(axes=(2, 1), name="count_sum")([gate, peaks]))
    joined = layers.Concatenate(name="joined")([state, context, counted])
    hidden = layers.Dense(scaled(HIDDEN, width), activation="relu", name="hidden")(joined)
    # In float32 whatever the rest computes in: the probabilities of many words are multiplied.
    answer = layers.Dense(num_words, activation="softmax", dtype="float32", name="answer")(hidden)
    return Model([picture, words], answer, name="captioner")
