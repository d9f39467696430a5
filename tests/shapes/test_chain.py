"""The course's worked examples, and the published figures of its networks."""

import pytest

from kerascnn.errors import InputError
from kerascnn.shapes import Trace, trace

LENET = "conv6@5 pool2 conv16@5 pool2 flatten dense120 dense84 dense10"
ALEXNET = """
    conv96@11/s4 relu lrn pool3/s2 conv256@5/p2/g2 relu lrn pool3/s2 conv384@3/p1 relu conv384@3/p1/g2 relu
    conv256@3/p1/g2 relu pool3/s2 flatten dense4096 relu dropout dense4096 relu dropout dense1000 softmax"""


def vgg16() -> str:
    blocks = [(64, 2), (128, 2), (256, 3), (512, 3), (512, 3)]
    convolutions = " ".join(f"conv{filters}@3/same relu " * count + "pool2" for filters, count in blocks)
    return convolutions + " flatten dense4096 relu dense4096 relu dense1000 softmax"


# What the slides give, recomputed: the chain, the shapes after its layers, and what else the row of the course says.
SHAPES = [
    ("conv-exercise", "28x28x1 conv4@3/p1", [(28, 28, 4)]),
    ("pool-exercise", "28x28x4 pool2/s2", [(14, 14, 4)]),
    # The slide's 7×7 already holds the padding of a 5×5 image: both readings give the same.
    ("conv-7x7x3", "5x5x3 conv2@3/s2/p1", [(3, 3, 2)]),
    ("conv-7x7x3, drawn", "7x7x3 conv2@3/s2", [(3, 3, 2)]),
    ("strided-conv-5x5", "5x5x1 conv1@3/s2/p1", [(3, 3, 1)]),
    ("rgb-volume", "6x6x3 conv2@3", [(4, 4, 2)]),
    (
        "convnet-39",
        "39x39x3 conv10@3 conv20@5/s2 conv40@5/s2 flatten",
        [(37, 37, 10), (17, 17, 20), (7, 7, 40), (1960,)],
    ),
    (
        "toledo-32",
        "32x32x3 conv12@3/same pool2 flatten fc10",
        [(32, 32, 12), (16, 16, 12), (3072,), (10,)],
    ),
    ("one-by-one", "28x28x192 conv32@1", [(28, 28, 32)]),
    ("transpose-2x2, formula", "2x2x1 tconv1@3/s2/p1", [(3, 3, 1)]),
    ("transpose-2x2, slide", "2x2x1 tconv1@3/s2/p1/op1", [(4, 4, 1)]),
    ("strided-7x7-s2", "7x7x1 conv1@3/s2", [(3, 3, 1)]),
    ("maxpool-4x4", "4x4x1 pool2/s2", [(2, 2, 1)]),
    ("maxpool-5x5-f3s1", "5x5x1 pool3/s1", [(3, 3, 1)]),
    ("vertical-edge-6x6", "6x6x1 conv1@3", [(4, 4, 1)]),
    ("yolo-target", "3x3x64 conv16@1 reshape3x3x2x8", [(3, 3, 16), (3, 3, 2, 8)]),
]


@pytest.mark.parametrize(("text", "shapes"), [row[1:] for row in SHAPES], ids=[row[0] for row in SHAPES])
def test_shapes_of_the_worked_examples(text, shapes):
    assert [row.output for row in trace(text).rows] == shapes


def test_lenet_table():
    """The slide's table for 32×32×3, with its sizes and parameters."""
    net = trace("32x32x3", LENET)
    assert [row.output for row in net.rows] == [
        *((28, 28, 6), (14, 14, 6), (10, 10, 16), (5, 5, 16)),
        *((400,), (120,), (84,), (10,)),
    ]
    assert [row.activations for row in net.rows] == [4704, 1176, 1600, 400, 400, 120, 84, 10]
    assert [row.parameters for row in net.rows] == [456, 0, 2416, 0, 0, 48120, 10164, 850]
    assert net.parameters == 62006


def test_parameters_and_costs_of_the_worked_examples():
    # ten-filters: (3·3·3 + 1)·10.
    assert trace("64x64x3 conv10@3").parameters == 280
    # mlp-200: 200·200·3 inputs into 1000 units, and 1000 biases.
    net = trace("200x200x3 flatten dense1000")
    assert net.rows[0].output == (120_000,)
    assert (net.rows[1].multiply_adds, net.parameters) == (120_000_000, 120_001_000)
    assert trace("200x200x3 flatten dense1000/nobias").parameters == 120_000_000
    # inception-cost: 28·28·32 · 5·5·192, and through 16 channels 28·28·16 · 192 + 28·28·32 · 5·5·16.
    assert trace("28x28x192 conv32@5/same").multiply_adds == 120_422_400
    assert trace("28x28x192 conv16@1 conv32@5/same").multiply_adds == 12_443_648
    # separable-cost: 4·4·5 · 3·3·3; depthwise 4·4·3 · 3·3, then 4·4·5 · 3.
    assert trace("6x6x3 conv5@3").multiply_adds == 2160
    assert [row.multiply_adds for row in trace("6x6x3 dwconv@3 conv5@1").rows] == [432, 240]
    assert trace("6x6x3 sepconv5@3").multiply_adds == 672


def test_lenet5_of_1998():
    """Grey 32×32, C3 fully connected to S2.

    28·28·6 · 25 = 117,600; 10·10·16 · 150 = 240,000; 400·120 + 120·84 + 84·10 = 58,920; together 416,520. 61,706
    parameters: 156 + 2,416 + 48,120 + 10,164 + 850.
    """
    net = trace("32x32x1", LENET)
    assert net.multiply_adds == 117_600 + 240_000 + 58_920 == 416_520
    assert net.parameters == 61_706


def test_alexnet_in_two_groups():
    """Krizhevsky, Sutskever and Hinton (2012), on 227×227; the second, fourth and fifth convolution in two groups.

    Multiply-adds: 55·55·96 · 11·11·3 = 105,415,200; 27·27·256 · 5·5·48 = 223,948,800; 13·13·384 · 3·3·256 =
    149,520,384; 13·13·384 · 3·3·192 = 112,140,288; 13·13·256 · 3·3·192 = 74,760,192; 9216·4096 + 4096·4096 +
    4096·1000 = 58,621,952. Receptive field, r + (F − 1)·step: 11, 19 (pool, step 8), 51 (conv 5), 67 (pool, step 16),
    99, 131, 163 (three conv 3), 195 (pool, step 32).
    """
    net = trace("227x227x3", ALEXNET)
    costs = [row.multiply_adds for row in net.rows if row.multiply_adds]
    assert costs[:5] == [105_415_200, 223_948_800, 149_520_384, 112_140_288, 74_760_192]
    assert net.multiply_adds == sum(costs[:5]) + 58_621_952 == 724_406_816
    assert net.parameters == 60_965_224
    windows = [row for row in net.rows if row.node.text.startswith(("conv", "pool"))]
    assert [row.receptive_field[0] for row in windows] == [11, 19, 51, 67, 99, 131, 163, 195]
    assert [row.step[0] for row in windows] == [4, 8, 8, 16, 16, 16, 16, 32]


def test_vgg16():
    """Simonyan and Zisserman (2015), configuration D, on 224×224.

    A pair or triple of 3×3 convolutions at step s adds 2s each, a pooling adds s: 1 + 2·2·1 + 1 = 6; + 2·2·2 + 2 = 16;
    + 3·2·4 + 4 = 44; + 3·2·8 + 8 = 100; + 3·2·16 + 16 = 212.
    """
    net = trace("224x224x3", vgg16())
    assert net.multiply_adds == 15_470_264_320
    assert net.parameters == 138_357_544
    pools = [row for row in net.rows if row.node.text == "pool2"]
    assert [row.receptive_field for row in pools] == [(6, 6), (16, 16), (44, 44), (100, 100), (212, 212)]
    assert pools[-1].step == (32, 32)
    assert net.rows[-1].receptive_field == (224, 224)


def test_a_residual_branch_sees_what_its_widest_path_sees():
    net = trace("32x32x16 split conv16@3/same bn relu conv16@3/same bn and add relu")
    assert net.output == (32, 32, 16)
    assert net.rows[-1].receptive_field == (5, 5)
    assert net.rows[-1].centre == (0, 0)


def test_an_inception_module_puts_its_channels_one_after_another():
    """Inception 3a of GoogLeNet (Szegedy and others 2014, table 1): 28×28×192 → 256 channels; 163,696 parameters."""
    branches = "split conv64@1 and conv96@1 conv128@3/same and conv16@1 conv32@5/same and pool3/s1/same conv32@1 concat"
    net = trace("28x28x192", branches)
    assert net.output == (28, 28, 256)
    # 192·64 + 64 + 192·96 + 96 + 9·96·128 + 128 + 192·16 + 16 + 25·16·32 + 32 + 192·32 + 32
    assert net.parameters == 163_696
    assert net.rows[-1].receptive_field == (5, 5)


def test_channels_first_is_the_same_arithmetic():
    first = trace("3x32x32", LENET, order="chw")
    second = trace("32x32x3", LENET)
    assert [row.output for row in first.rows] == [row.output for row in second.rows]
    assert (first.parameters, first.multiply_adds) == (second.parameters, second.multiply_adds)
    assert "6×28×28" in str(first)


def test_one_dimension():
    """WaveNet's dilated causal convolutions: the receptive field doubles, 1 + 1 + 2 + 4 + 8 = 16."""
    net = trace("100x1 conv8@2/d1/causal conv8@2/d2/causal conv8@2/d4/causal conv8@2/d8/causal")
    assert net.output == (100, 8)
    assert net.rows[-1].receptive_field == (16,)
    # All of it lies in the past: its last pixel is the output's own.
    assert net.rows[-1].centre == (-7.5,)


def test_ten_thousand_layers():
    text = "64x64x8 " + " ".join(f"conv{8 + count % 5}@3/same relu" for count in range(5000))
    assert len(trace(text).rows) == 10_000


def test_a_trace_knows_its_totals_and_shows_as_a_table():
    net = trace((28, 28, 1), "conv4@3/p1 bn", "pool2")
    assert isinstance(net, Trace)
    assert net.parameters == 40 + 16
    assert net.fixed_parameters == 8
    assert "<td" in net._repr_html_()
    assert "28×28×4" in str(net)


@pytest.mark.parametrize(
    ("text", "notes"),
    [
        ("32x32x3 pool3/s2", ["pool3/s2: no window sees 1 row and 1 column of its input"]),
        ("28x29x1 pool2", ["pool2: no window sees 1 column of its input"]),
        ("10x1 conv1@1/s3/same", ["conv1@1/s3/same: no window sees 6 positions of its input"]),
        ("28x28x1 pool2", []),
    ],
)
def test_what_no_window_sees_is_said(text, notes):
    assert trace(text).notes == notes


def test_an_unknown_order_is_refused():
    with pytest.raises(InputError, match="order is 'whc'; expected hwc or chw"):
        trace("3x3x3", order="whc")
