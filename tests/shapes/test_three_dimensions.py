"""Volumes: `16x16x16x1 conv8@3` has three axes to slide along, because the shape says so."""

import pytest

from kerascnn.errors import InputError
from kerascnn.shapes import check, solve, trace
from kerascnn.shapes.render import code

CHAIN = (
    "16x15x14x2 conv6@3x3x1/same/s2 bn relu pool2/s1 conv4@3/p1/d2 tconv3@3/s2/same up2x1x1 pad1,0x0,1x1 crop1,0x0x2 "
    "avgpool2 conv4@1/g1/nobias dropout gn2 globalmaxpool/keep flatten dense3"
)


def built(text: str) -> object:
    scope: dict[str, object] = {}
    exec(text.replace("model.summary()", ""), scope)
    return scope["model"]


@pytest.mark.parametrize("kind", ["keras", "functional"])
def test_keras_agrees_layer_by_layer(kind):
    pytest.importorskip("keras")
    net = trace(CHAIN)
    model = built(code(net, kind))
    assert (model.output_shape[1:], model.count_params()) == (net.output, net.parameters)
    shapes = [layer.output.shape[1:] for layer in model.layers]
    assert all(row.output in shapes for row in net.rows)


def test_the_arithmetic_by_hand():
    # C3D's first layers (Tran et al. 2015, Learning Spatiotemporal Features with 3D Convolutional Networks).
    net = trace("16x112x112x3 conv64@3/same pool1x2x2 conv128@3/same pool2")
    assert [row.output for row in net.rows] == [
        (16, 112, 112, 64),
        (16, 56, 56, 64),
        (16, 56, 56, 128),
        (8, 28, 28, 128),
    ]
    assert net.rows[0].parameters == (3 * 3 * 3 * 3 + 1) * 64
    assert net.rows[0].multiply_adds == 16 * 112 * 112 * 64 * 81
    assert net.rows[-1].receptive_field == (6, 10, 10)
    assert [name for name, _text in net.rows[0].explain()[:3]] == ["depth", "height", "width"]
    first = trace("8x8x8x1 conv2@3").rows[0].explain()[0]
    assert first == ("depth, height, width", "⌊(8 − 3 + 2·0)/1⌋ + 1 = 6")


def test_channels_first_is_the_same_the_other_way_round():
    first = trace("2x16x15x14 conv4@3", order="chw")
    assert first.rows[0].output == trace("16x15x14x2 conv4@3").rows[0].output == (14, 13, 12, 4)
    assert "4×14×13×12" in str(first)


def test_what_no_window_sees():
    (note,) = trace("5x5x5x1 pool2").notes
    assert note == "pool2: no window sees 1 slice and 1 row and 1 column of its input"


def test_answers_and_unknowns():
    verdict = check("8x8x8x1", "conv4@3/p1", answer="6x6x6x4")
    assert "6×6×6×4 comes out when the padding is left out; it is 8×8×8×4" in verdict.text
    assert [found.rows[0].node.text for found in solve("8x8x8x1", "conv4@3/p?", want="8x8x8").traces] == ["conv4@3/p1"]
    assert "(depth)" in check("8x9x9x1", "conv4@3", answer="5x7x7x4").text


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("4x4x4x1 conv8@7", "⌊(4 − 7 + 2·0)/1⌋ + 1 = −2; these work: conv8@7/p2, conv8@4, conv8@7/same"),
        ("8x8x8x1 conv8@3x3", "it has 2 numbers (3x3), and its input has 3 axes to slide along; these work: conv8@3"),
        ("8x8x8x1 conv8@3/causal", "causal padding is for one dimension, and its input has 3"),
        ("8x8x8x8x1 conv8@3", "a shape has one to four numbers"),
        ("8x8x8x1 pad1x1x1x1", "one number, or one for each axis"),
        ("999999999x999999999x999999999x3 relu", "more than 9,223,372,036,854,775,807 numbers, and no library counts"),
        ("2097152x2097152x2097152x1 conv1@1", "more than 9,223,372,036,854,775,807 numbers"),
        ("1000000x1000000x1000000x1 up1000000", "its numbers become larger|has more than 9,223,372,036,854,775,807"),
    ],
)
def test_what_does_not_go_is_one_line(text, message):
    with pytest.raises(InputError) as caught:
        trace(text)
    line = str(caught.value)
    assert any(part in line for part in message.split("|"))
    assert "\n" not in line
    assert len(line) < 400


@pytest.mark.parametrize("word", ["dwconv@3", "sepconv4@3"])
def test_keras_has_no_depthwise_convolution_of_volumes(word):
    with pytest.raises(InputError, match=rf"no Keras code for {word}: Keras has none of three dimensions"):
        code(trace(f"8x8x8x2 {word}"), "keras")
    assert "nn.Conv3d(2, " in code(trace(f"8x8x8x2 {word}"), "pytorch")


def test_pytorch_agrees():
    torch = pytest.importorskip("torch")
    net = trace(CHAIN.replace("/same/s2", "/p1x1x0/s2").replace("tconv3@3/s2/same", "tconv3@3/s2/p1/op1"))
    text = code(net, "pytorch").rsplit("\n", 1)[0]
    scope: dict[str, object] = {}
    exec(text, scope)
    value = torch.zeros(1, 2, 16, 15, 14)
    scope["model"].eval()
    assert tuple(scope["model"](value).shape[1:]) == net.output
    assert sum(each.numel() for each in scope["model"].parameters()) == net.parameters - 2 * 6
