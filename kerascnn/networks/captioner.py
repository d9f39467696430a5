"""A network that describes a picture: a convolutional encoder, and a recurrent decoder that attends to its places."""

from typing import Any

from keras import Input, Model, layers

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

CONVOLUTIONS = ((16, 1), (32, 2), (64, 2), (128, 2), (128, 1))
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
    | conv4, bn4             | 128 of 3×3, stride 2, ReLU                       | 8×8×128  | 74,240     |
    | conv5, bn5             | 128 of 3×3, ReLU                                 | 8×8×128  | 147,968    |
    | places                 | the map as a row of places                       | 64×128   | 0          |
    | mean, strongest        | the mean and the maximum of each map, normalised | 256      | 1,024      |
    | seen                   | dense, ReLU                                      | 256      | 65,792     |
    | start                  | dense, tanh: the first state                     | 192      | 49,344     |
    | embedding              | 64 numbers for each word                         | 12×64    | 2,432      |
    | gru                    | 192 units, over the words before                 | 12×192   | 148,608    |
    | query, key             | dense, of the state and of each place            | 12×64    | 20,480     |
    | attention              | where to look; the mean of the places by that    | 12×128   | 1          |
    | count_query, count_key | likewise: a gate for each place                  | 12×64    | 20,480     |
    | counted                | the sum of the places by their gates, an eighth  | 12×128   | 0          |
    | joined, hidden         | state, mean and sum; dense, ReLU                 | 12×192   | 86,208     |
    | answer                 | dense, softmax: the next word                    | 12×38    | 7,334      |

    647,783 parameters. It takes a picture and the words before, and gives for each of them the probabilities of the
    next one, all at once while it learns. To say a caption the network is cut at `places` and `start`
    (`tasks.captioning.Speaker`): the picture is looked at once, then it goes word by word.

    Unlike the published one, what it attends to is not fed back into its state (Luong et al. 2015, arXiv:1508.04025),
    so that all words are learned at once. The state starts from the mean over all places, as in the published one, and
    from their maximum, both normalised over the batch: one shape more changes a mean over 64 places by little.

    What is attended to is a mean, and of two and of three alike places the mean is the same. So the state also asks for
    a sum, `Σ_p σ(query · key_p / 8) place_p / 8`: each place comes in by a gate of its own, and more of them are more.

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
    mean = layers.GlobalAveragePooling2D(name="mean")(x)
    strongest = layers.GlobalMaxPooling2D(name="strongest")(x)
    whole = layers.Concatenate(name="whole")([mean, strongest])
    whole = normalized(whole, normalization, name="whole_bn", momentum=MOMENTUM)
    seen = layers.Dense(scaled(SEEN, width), activation="relu", name="seen")(whole)
    start = layers.Dense(scaled(UNITS, width), activation="tanh", name="start")(seen)
    rows, columns, channels = x.shape[1:]
    places = layers.Reshape((rows * columns, channels), name="places")(x)
    embedded = layers.Embedding(num_words, scaled(EMBEDDED, width), name="embedding")(words)
    state = layers.GRU(scaled(UNITS, width), return_sequences=True, name="gru")(embedded, start)
    query = layers.Dense(scaled(SCORED, width), use_bias=False, name="query")(state)
    key = layers.Dense(scaled(SCORED, width), use_bias=False, name="key")(places)
    attention = layers.Attention(use_scale=True, name="attention")
    context, _scores = attention([query, places, key], return_attention_scores=True)
    counted = _counted(state, places, width)
    joined = layers.Concatenate(name="joined")([state, context, counted])
    hidden = layers.Dense(scaled(HIDDEN, width), activation="relu", name="hidden")(joined)
    # In float32 whatever the rest computes in: the probabilities of many words are multiplied.
    answer = layers.Dense(num_words, activation="softmax", dtype="float32", name="answer")(hidden)
    return Model([picture, words], answer, name="captioner")


def _counted(state: Any, places: Any, width: float) -> Any:
    """The sum of the places that the state asks for, each by a gate of its own: `Σ_p σ(query · key_p) place_p`."""
    query = layers.Dense(scaled(SCORED, width), use_bias=False, name="count_query")(state)
    key = layers.Dense(scaled(SCORED, width), use_bias=False, name="count_key")(places)
    score = layers.Dot(axes=2, name="count_score")([query, key])
    # Scaled, so that no gate is fast shut at first, and neither is the sum large.
    gate = layers.Activation("sigmoid", name="count_gate")(layers.Rescaling(1 / 8, name="count_scale")(score))
    total = layers.Dot(axes=(2, 1), name="count_sum")([gate, places])
    return layers.Rescaling(1 / 8, name="counted")(total)
