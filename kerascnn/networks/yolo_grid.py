"""A detector in the manner of YOLO: one pass over the picture, and a grid of cells that each say what they see."""

from typing import Any

from keras import Input, Model, initializers, layers

from kerascnn import checks
from kerascnn.errors import InputError
from kerascnn.language import N_, _
from kerascnn.networks import features
from kerascnn.networks._backbone import built, name_of
from kerascnn.networks._blocks import Normalization, normalized, scaled
from kerascnn.networks._checks import network

__all__ = ["yolo_grid"]

PUBLISHED = {"year": 2016, "paper": "Redmon et al.", "decks": "E"}
TASK = "detection"
REMARKS = {
    "yolo-grid": N_(
        "{parameters} parameters, for small pictures: YOLO's own first network has 24 convolutions on 448×448, and two "
        "dense layers in the place of the grid's convolutions"
    )
}

STEM, STAGES = 24, ((48, 1), (96, 2))
"""Filters of the first convolution; of each stage filters and residual blocks. Each halves the height and the width."""
SOFTPLUS_OF_0 = 0.6931471805599453
"""ln 2: the first boxes are as large as the anchors."""
MOMENTUM = 0.97
"""Of batch normalisation's moving averages: a training is short."""
RARE = -4.0
"""The first bias of p_c: few cells have an object, and none is to be sure of one at the start (Lin et al. 2017)."""


@network
def yolo_grid(
    input_shape: tuple[int, int, int] = (96, 96, 3),
    num_classes: int = 10,
    *,
    anchors: tuple[tuple[float, float], ...] = ((24.0, 31.0),),
    backbone: str | None = None,
    preprocess: bool = False,
    stride: int = 8,
    width: float = 1.0,
    normalization: Normalization = "batch",
) -> Model:
    """A grid detector after YOLO (Redmon et al. 2016, arXiv:1506.02640), with the anchors of its second version.

    | layers                  | what                                         | output    | parameters |
    |-------------------------|----------------------------------------------|-----------|------------|
    | conv1, bn1, relu1       | 24 of 3×3, stride 2                          | 48×48×24  | 744        |
    | conv2, bn2, relu2       | 48 of 3×3, stride 2                          | 24×24×48  | 10,560     |
    | block2_1                | 48 of 3×3, twice, added to what came in      | 24×24×48  | 41,856     |
    | conv3, bn3, relu3       | 96 of 3×3, stride 2                          | 12×12×96  | 41,856     |
    | block3_1, block3_2      | 96 of 3×3, twice each                        | 12×12×96  | 333,312    |
    | head, head_bn, head_relu| 96 of 3×3                                    | 12×12×96  | 83,328     |
    | object                  | 1×1, sigmoid: p_c                            | 12×12×1   | 97         |
    | place                   | 1×1, sigmoid, 2σ − 0.5: b_x, b_y             | 12×12×2   | 194        |
    | side                    | 1×1, softplus, times the anchor: b_h, b_w    | 12×12×2   | 194        |
    | class                   | 1×1, softmax: c_1 to c_n                     | 12×12×10  | 970        |
    | grid                    | all of it beside one another                 | 12×12×1×15| 0          |

    513,111 parameters. The output is the course's target tensor (deck E): for each cell and anchor p_c, the place of
    the middle within the cell, height and width in cells, and the classes; `boxes.decode` reads it. With 2σ − 0.5
    (Jocher 2020, YOLOv5) the cells beside an object's middle can find it too.

    Args:
        input_shape: `(height, width, channels)`.
        num_classes: how many classes.
        anchors: `(width, height)` of each, in pixels.
        backbone: another network, whose feature map of that stride takes the place of the layers before `head`.
        preprocess: whether the backbone begins with the layer that the weights of keras.applications expect.
        stride: pixels of the picture from cell to cell; the network's own layers have 8.
        width: how many times as many filters.
        normalization: what normalises the feature maps.
    """
    for each in anchors:
        for side in each:
            checks.number("anchors", side, above=0)
    if backbone is None:
        if stride != 8:
            raise InputError(_("stride is {stride}; yolo-grid without a backbone has 8").format(stride=stride))
        inputs = Input(input_shape)
        x = _layers(inputs, width, normalization)
    else:
        seen = features(built(backbone, input_shape, preprocess), stride)
        (inputs,), x = seen.inputs, seen.output
    filters = scaled(STAGES[-1][0], width)
    x = _convolution(x, filters, 1, normalization, "head")
    rows, columns = x.shape[1:3]
    count = len(anchors)
    cells = (rows, columns, count)
    heights = [side for anchor in anchors for side in (anchor[1] / stride, anchor[0] / stride)]

    def convolution(name: str, numbers: int, **settings: Any) -> Any:
        # In float32 whatever the rest computes in: a box is to be right to a part of a pixel.
        return layers.Conv2D(count * numbers, 1, dtype="float32", name=name, **settings)(x)

    def shaped(name: str, numbers: int, given: Any) -> Any:
        return layers.Reshape((*cells, numbers), dtype="float32", name=f"{name}_cells")(given)

    found = convolution("object", 1, activation="sigmoid", bias_initializer=initializers.Constant(RARE))
    place = convolution("place", 2, activation="sigmoid")
    place = layers.Rescaling(2.0, offset=-0.5, dtype="float32", name="place_in_cell")(place)
    side = convolution("side", 2, activation="softplus")
    side = layers.Rescaling([each / SOFTPLUS_OF_0 for each in heights], dtype="float32", name="side_of_anchor")(side)
    classes = shaped("class", num_classes, convolution("class", num_classes))
    classes = layers.Softmax(dtype="float32", name="class_softmax")(classes)
    parts = [shaped("object", 1, found), shaped("place", 2, place), shaped("side", 2, side), classes]
    grid = layers.Concatenate(dtype="float32", name="grid")(parts)
    return Model(inputs, grid, name=name_of("yolo_grid", backbone))


def _convolution(x: Any, filters: int, strides: int, normalization: Normalization, name: str) -> Any:
    number = name.removeprefix("conv")
    bn, relu = (f"bn{number}", f"relu{number}") if number != name else (f"{name}_bn", f"{name}_relu")
    x = layers.Conv2D(filters, 3, strides, padding="same", use_bias=normalization == "none", name=name)(x)
    x = normalized(x, normalization, name=bn, momentum=MOMENTUM)
    return layers.ReLU(name=relu)(x)


def _layers(x: Any, width: float, normalization: Normalization) -> Any:
    x = layers.Rescaling(2.0, offset=-1.0, name="standardize")(x)
    x = _convolution(x, scaled(STEM, width), 2, normalization, "conv1")
    for number, (filters, blocks) in enumerate(STAGES, start=2):
        filters = scaled(filters, width)
        x = _convolution(x, filters, 2, normalization, f"conv{number}")
        for block in range(1, blocks + 1):
            name = f"block{number}_{block}"
            y = _convolution(x, filters, 1, normalization, f"{name}_1")
            y = layers.Conv2D(filters, 3, padding="same", use_bias=normalization == "none", name=f"{name}_2")(y)
            y = normalized(y, normalization, name=f"{name}_2_bn", momentum=MOMENTUM)
            x = layers.Add(name=f"{name}_add")([x, y])
            x = layers.ReLU(name=f"{name}_out")(x)
    return x
