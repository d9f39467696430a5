"""A network that says whether an object is in a picture, where, and of which class."""

from typing import Any

from keras import Input, Model, initializers, layers, ops, saving

from kerascnn.language import N_
from kerascnn.networks import features
from kerascnn.networks._backbone import built, name_of
from kerascnn.networks._blocks import Normalization, normalized, scaled
from kerascnn.networks._checks import network

__all__ = ["localizer"]

PUBLISHED = {"year": None, "paper": N_("made for the course"), "decks": "E"}
TASK = "localization"

CONVOLUTIONS = ((24, 2), (48, 2), (96, 2), (128, 1), (128, 1))
"""Filters and strides."""
BESIDE = 0.25
"""How far from the middle of its place an object's middle may be said to be, as a part of the picture."""
SMALL = -0.5
"""What the sides start from, before the sigmoid: 0.38 of the picture."""


@saving.register_keras_serializable("kerascnn")
class Places(initializers.Initializer):
    """Where the places of a feature map are: `(rows · columns, 2)`, x and y of their middles as parts of the picture.

    Args:
        rows: of the map.
        columns: of the map.
    """

    def __init__(self, rows: int, columns: int) -> None:
        self.rows, self.columns = rows, columns

    def __call__(self, shape: tuple[int, ...], dtype: Any = None) -> Any:
        """The places row by row."""
        number = ops.arange(self.rows * self.columns)
        x, y = number % self.columns, number // self.columns
        x, y = (ops.cast(each, dtype) + 0.5 for each in (x, y))
        return ops.stack([x / self.columns, y / self.rows], -1)

    def get_config(self) -> dict[str, int]:
        """What it was made with."""
        return {"rows": self.rows, "columns": self.columns}


@network
def localizer(
    input_shape: tuple[int, int, int] = (64, 64, 3),
    num_classes: int = 10,
    *,
    backbone: str | None = None,
    preprocess: bool = False,
    stride: int = 8,
    width: float = 1.0,
    normalization: Normalization = "batch",
) -> Model:
    """Classification with localisation: the vector y of deck E, from one look at the picture.

    | layers                    | what                                     | output   | parameters |
    |---------------------------|------------------------------------------|----------|------------|
    | conv1, bn1, relu1         | 24 of 3×3, stride 2                      | 32×32×24 | 744        |
    | conv2, bn2, relu2         | 48 of 3×3, stride 2                      | 16×16×48 | 10,560     |
    | conv3, bn3, relu3         | 96 of 3×3, stride 2                      | 8×8×96   | 41,856     |
    | conv4, bn4, relu4         | 128 of 3×3                               | 8×8×128  | 111,104    |
    | conv5, bn5, relu5         | 128 of 3×3                               | 8×8×128  | 147,968    |
    | strongest                 | the maximum of each map                  | 128      | 0          |
    | object                    | dense, sigmoid: p_c                      | 1        | 129        |
    | class                     | dense, softmax: c_1 to c_n               | 10       | 1,290      |
    | where                     | of relu5: 1×1                            | 8×8×1    | 129        |
    | where_places, _softmax    | how likely the object is at each place   | 64       | 0          |
    | middle                    | the mean of the places, so weighted      | 2        | 128 fixed  |
    | places, seen_there        | the mean of relu5, so weighted           | 128      | 0          |
    | beside, beside_part       | dense, tanh, a quarter: how far from it  | 2        | 258        |
    | place                     | both added: b_x, b_y                     | 2        | 0          |
    | side                      | of seen_there: dense, sigmoid: b_h, b_w  | 2        | 258        |
    | answer                    | all of it beside one another             | 15       | 0          |

    314,424 parameters, 128 of them fixed. The output is `[p_c, b_x, b_y, b_h, b_w, c_1, ..., c_n]`: is there an
    object, the middle, height and width of its box as parts of the picture, and the classes. What there is does not
    depend on where it is, so the maximum over all places tells it. Where it is, is a mean of the places, weighted by
    how likely each is, as in the spatial softmax of Finn et al. 2016 (arXiv:1509.06113), and how large it is, is seen
    there: what was learned in one place holds in all of them.

    Args:
        input_shape: `(height, width, channels)`.
        num_classes: how many classes.
        backbone: another network, whose feature map of that stride takes the place of the convolutions.
        preprocess: whether the backbone begins with the layer that the weights of keras.applications expect.
        stride: pixels of the picture from place to place of the backbone's map.
        width: how many times as many filters.
        normalization: what normalises the feature maps.
    """
    if backbone is None:
        inputs: Any = Input(input_shape)
        x = layers.Rescaling(2.0, offset=-1.0, name="standardize")(inputs)
        for number, (filters, strides) in enumerate(CONVOLUTIONS, start=1):
            x = layers.Conv2D(
                scaled(filters, width),
                3,
                strides,
                padding="same",
                use_bias=normalization == "none",
                name=f"conv{number}",
            )(x)
            x = normalized(x, normalization, name=f"bn{number}", momentum=0.97)
            x = layers.ReLU(name=f"relu{number}")(x)
    else:
        seen = features(built(backbone, input_shape, preprocess), stride)
        (inputs,), x = seen.inputs, seen.output
    strongest = layers.GlobalMaxPooling2D(name="strongest")(x)
    # In float32 whatever the rest computes in: a box is to be right to a part of a pixel.
    exact: dict[str, Any] = {"dtype": "float32"}
    rows, columns, maps = x.shape[1:]
    scores = layers.Flatten(name="where_places", **exact)(layers.Conv2D(1, 1, name="where", **exact)(x))
    likely = layers.Softmax(name="where_softmax", **exact)(scores)
    middle = layers.Dense(2, use_bias=False, kernel_initializer=Places(rows, columns), name="middle", **exact)
    middle.trainable = False
    seen_there = layers.Reshape((rows * columns, maps), name="places", **exact)(x)
    seen_there = layers.Dot(1, name="seen_there", **exact)([likely, seen_there])
    beside = layers.Dense(2, activation="tanh", name="beside", **exact)(seen_there)
    beside = layers.Rescaling(BESIDE, name="beside_part", **exact)(beside)
    small = initializers.Constant(SMALL)
    parts = [
        layers.Dense(1, activation="sigmoid", name="object", **exact)(strongest),
        layers.Add(name="place", **exact)([middle(likely), beside]),
        layers.Dense(2, activation="sigmoid", bias_initializer=small, name="side", **exact)(seen_there),
        layers.Dense(num_classes, activation="softmax", name="class", **exact)(strongest),
    ]
    return Model(inputs, layers.Concatenate(dtype="float32", name="answer")(parts), name=name_of("localizer", backbone))
