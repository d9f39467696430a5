"""Transpose convolutions with Keras's words and an output padding, against the array that Keras makes."""

import itertools

import numpy as np
import pytest

from kerascnn.errors import InputError
from kerascnn.shapes import answers, trace
from kerascnn.shapes.render import code

keras, tf = pytest.importorskip("keras"), pytest.importorskip("tensorflow")

SETTINGS = [
    (kernel, stride, padding, extra)
    for kernel, stride, padding in itertools.product(range(1, 5), range(1, 5), ("same", "valid"))
    for extra in (None, *range(stride))
]
SIZE = 5


def word(kernel: int, stride: int, padding: str, extra: int | None, dilation: int = 1) -> str:
    return f"tconv1@{kernel}/s{stride}/{padding}" + ("" if extra is None else f"/op{extra}") + f"/d{dilation}"


def layer(rank: int, kernel: int, stride: int, padding: str, extra: int | None, dilation: int = 1) -> object:
    return getattr(keras.layers, f"Conv{rank}DTranspose")(
        1, kernel, stride, padding, output_padding=extra, dilation_rate=dilation, kernel_initializer="ones"
    )


@pytest.mark.parametrize("padding", ["same", "valid"])
def test_sizes_and_places_are_those_of_the_array_and_what_is_refused_is_said(padding):
    impulses = np.eye(SIZE, dtype="float32")[:, :, None]
    for setting in (each for each in SETTINGS if each[2] == padding):
        net = trace(f"{SIZE}x1 {word(*setting)}")
        (row,) = net.rows
        made = layer(1, *setting)
        assert tuple(made.compute_output_shape((None, SIZE, 1))[1:]) == row.output, setting
        if padding == "same" and setting[0] % 2 == setting[3] == 0:
            # The two opinions of Keras: the shape that it announces, and no array.
            with pytest.raises((tf.errors.InvalidArgumentError, tf.errors.AbortedError)):  # oneDNN aborts
                made(impulses)
            assert "TensorFlow then refuses to compute it" in row.notes[0], setting
            with pytest.raises(InputError, match=r"no Keras code for .*; leave /op out"):
                code(net, "keras")
            continue
        array = np.asarray(made(impulses))[:, :, 0]
        assert not row.notes, setting
        assert array.shape[1:] == row.output[:1], setting
        for place in range(row.output[0]):
            first, last = row.fields[0].seen(place)
            seen = [pixel for pixel in range(SIZE) if array[pixel, place]]
            assert seen == list(range(max(0, first), min(SIZE - 1, last) + 1)), (setting, place)


def test_two_axes_that_differ():
    # The kernel, the stride and the output padding of each axis are its own: 4·2 + 3 mod 2 + 1 and 4·3 + 3 + 2.
    for text, settings, shape in (
        ("tconv2@3/s2x3/same/op1x2", {"padding": "same"}, (10, 15)),
        ("tconv2@3x2/s2x3/valid/op0x2", {"padding": "valid"}, (11, 16)),
    ):
        kernel, extra = ((3, 3), (1, 2)) if "same" in text else ((3, 2), (0, 2))
        made = keras.layers.Conv2DTranspose(2, kernel, (2, 3), output_padding=extra, **settings)
        assert np.asarray(made(np.zeros((1, 5, 5, 1), "float32"))).shape[1:3] == shape
        assert trace(f"5x5x1 {text}").output[:2] == shape


@pytest.mark.parametrize("dilation", [2, 3])
def test_dilated_ones_have_keras_shapes(dilation):
    # The array is not made here: TensorFlow computes it on a GPU only, and Keras takes no stride with it.
    for kernel, padding, extra in itertools.product(range(1, 5), ("same", "valid"), (None, 0)):
        setting = (kernel, 1, padding, extra, dilation)
        row = trace(f"{SIZE}x1 {word(*setting)}").rows[-1]
        assert tuple(layer(1, *setting).compute_output_shape((None, SIZE, 1))[1:]) == row.output, setting
        assert ("in Keras", "TensorFlow computes it on a GPU only: it is dilated") in row.explain()


def test_the_right_answer_is_right_and_the_code_makes_it():
    for setting in SETTINGS[::7]:
        net = trace(f"{SIZE}x{SIZE}x1 {word(*setting)}")
        expected = tuple(layer(2, *setting).compute_output_shape((None, SIZE, SIZE, 1))[1:])
        assert answers.check(f"{SIZE}x{SIZE}x1", word(*setting), answer=expected).right, setting
        if net.rows[-1].notes:
            continue
        for kind in ("keras", "functional"):
            scope: dict[str, object] = {}
            exec(code(net, kind).replace("model.summary()", ""), scope)
            assert scope["model"].output_shape[1:] == expected, setting
        assert trace(f"{SIZE}x{SIZE}x1 {net.rows[-1].layer}").output == expected, setting


def test_the_output_padding_is_less_than_the_stride_as_in_keras():
    with pytest.raises(InputError, match=r"output padding 2 is not less than its stride 2"):
        trace("5x5x1 tconv1@3/s2/same/op2")
    with pytest.raises(ValueError, match="strictly less than `strides`"):
        layer(2, 3, 2, "same", 2)
    # PyTorch takes as much as the dilation, which a padding number stands for.
    assert trace("5x5x1 tconv1@3/d3/op2").output == (13, 13, 1)
    with pytest.raises(InputError, match=r"output padding 2 is not less than its stride 1"):
        trace("5x5x1 tconv1@3/d3/valid/op2")


def test_pytorch_cuts_off_where_keras_does():
    # Keras cuts the odd pixel off at the end; PyTorch's padding would cut one off in front and give one back behind.
    assert "nn.ConvTranspose2d(1, 1, 3, stride=2),\n    nn.ZeroPad2d((0, -1, 0, -1))," in code(
        trace("5x5x1 tconv1@3/s2/same"), "pytorch"
    )
    assert "nn.ConvTranspose2d(1, 1, 3, stride=2, padding=1)," in code(trace("5x5x1 tconv1@3/s2/same/op0"), "pytorch")
    assert "nn.ConvTranspose2d(1, 1, 3, stride=2, output_padding=1)," in code(
        trace("5x5x1 tconv1@3/s2/valid/op1"), "pytorch"
    )
    assert "nn.ConvTranspose2d(1, 1, 3, stride=2, padding=1, output_padding=1)," in code(
        trace("5x5x1 tconv1@3/s2/p1/op1"), "pytorch"
    )
