import numpy as np
import pytest

from kerascnn.filters import EXAMPLES, correlation_steps, example, transpose_convolve
from kerascnn.filters.demonstration import convolution, pooling, transpose, worked
from kerascnn.filters.matrices import parse, written


@pytest.mark.parametrize("name", EXAMPLES)
def test_each_example_comes_out(name):
    shown = worked(EXAMPLES[name], explain=True)
    assert [list(map(written, row)) for row in shown["output"]] == [
        row.split() for row in EXAMPLES[name].output.split(";")
    ]
    if EXAMPLES[name].relu:
        np.testing.assert_allclose(shown["relu"], parse("relu", EXAMPLES[name].relu), atol=1e-12)
    # The arithmetic ends, pixel by pixel, in the output.
    ends = [line.split("→")[0].rsplit("=", 1)[1].strip().replace("−", "-") for line in shown.steps]
    assert ends == [written(value) for value in shown["output"].ravel()]


def test_the_outputs_that_the_slides_print():
    # Typed from the decks (E: vertical edge, blocks, stride 2; D: max pooling; B: letter A), not from the module.
    assert example("vertical-edge-6x6").result[0].tolist() == [-5, -4, 0, 8]
    assert example("vertical-edge-6x6").result[3].tolist() == [-3, -2, -3, -16]
    assert example("horizontal-on-blocks").result[1].tolist() == [30, 10, -10, -30]
    assert example("strided-7x7-s2").result.tolist() == [[91, 100, 88], [69, 91, 117], [44, 72, 74]]
    assert example("zambrano-5x5").result.tolist() == [[6, -9, -8], [-3, -2, -3], [-3, 0, -2]]
    assert example("letter-a-sobel").result[0].tolist() == [-1.2, -0.6, 0.6, 1.2]
    assert example("edge-weights-60").result.tolist() == [[60]]
    assert example("maxpool-4x4-d").result.tolist() == [[100, 184], [12, 45]]
    assert example("avgpool-4x4-d").result.tolist() == [[36.5, 80], [12, 15]]
    assert example("transpose-2x2").result.tolist() == [[0, 4, 0, 1], [10, 7, 6, 3], [0, 7, 0, 2], [6, 3, 4, 2]]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("strided-7x7-s2", ["83", "88"]),
        ("avgpool-4x4-d", ["36 ", "36.5"]),
        ("conv-7x7x3", ["5×5×3", "3×3×2", "already includes the padding"]),
        ("transpose-2x2", ["gives 3", "output padding 1"]),
    ],
)
def test_a_slides_slip_is_named(name, words):
    note = worked(example(name)).notes[0]
    assert all(word in note for word in words)


def test_what_keras_gives_for_the_transpose_is_shown_beside_it():
    shown = worked(example("transpose-2x2"))
    # Keras's "same" crops the other end of the 5x5 whole.
    np.testing.assert_array_equal(shown["keras_same"], shown["whole"][:4, :4])
    np.testing.assert_array_equal(shown["output"], shown["whole"][1:, 1:])
    assert "cuts an odd row and column off at the end" in shown.notes[1]
    import keras

    for padding, expected in (("same", shown["keras_same"]), ("valid", shown["whole"])):
        layer = keras.layers.Conv2DTranspose(1, 3, strides=2, padding=padding, use_bias=False)
        layer.build((None, 2, 2, 1))
        layer.set_weights([shown["kernel"][..., None, None]])
        np.testing.assert_allclose(np.asarray(layer(shown["image"][None, ..., None]))[0, ..., 0], expected)


def test_the_three_cuts_of_the_transpose_stand_side_by_side():
    shown = worked(example("transpose-2x2"))
    whole = shown["whole"]
    # Of five rows the slide keeps the last four, Keras's "same" the first four, the formula the three in the middle.
    np.testing.assert_array_equal(shown["output"], whole[1:, 1:])
    np.testing.assert_array_equal(shown["keras_same"], whole[:-1, :-1])
    np.testing.assert_array_equal(shown["formula"], whole[1:-1, 1:-1])
    plain = transpose([[2, 1], [3, 2]], [[1, 2], [2, 0]], stride=2)
    assert "formula" not in [name for name, _title, _values in plain.matrices]


def test_without_output_padding_the_formula_gives_3():
    pair = example("transpose-2x2")
    assert transpose_convolve(pair.pixels, parse("kernel", pair.kernel), stride=2, padding=1).shape == (3, 3)


def test_each_product_is_written_out():
    # The slide of deck A: -140 - 225 + 880 - 205 - 250 = 60.
    weights = example("edge-weights-60")
    (line,) = correlation_steps(weights.pixels, parse("kernel", weights.kernel))
    assert line == ("(0,0): 0·0 + 140·(−1) + 0·0 + 225·(−1) + 220·4 + 205·(−1) + 0·0 + 250·(−1) + 0·0 = 60")


def test_padding_is_written_as_zeros_and_left_out_of_pooling():
    assert convolution([[5]], [[1, 1]], padding=1, explain=True).steps[2] == "(1,0): 0·1 + 5·1 = 5"
    assert pooling([[-1, -2], [-3, -4]], "max", 3, stride=1, padding=1, explain=True).steps[0] == (
        "(0,0): max(−1, −2, −3, −4) = −1"
    )
    shown = pooling([[4, 8]], "average", 2, stride=1, padding=1, explain=True)
    assert shown.steps[:2] == ("(0,0): (4)/1 = 4", "(0,1): (4 + 8)/2 = 6")


def test_convolution_and_cross_correlation_side_by_side():
    shown = convolution([[1, 2], [3, 4]], [[1, 0], [0, 2]], turned=True)
    assert (shown["output"].item(), shown["correlation"].item()) == (1 * 2 + 4 * 1, 1 * 1 + 4 * 2)
    assert "a layer learns its weights" in shown.notes[0]
    assert "both are equal" in convolution([[1]], [[1]], turned=True).notes[0]
    assert "changes the sign" in convolution([[1, 2]], [[1, -1]], turned=True).notes[0]


def test_a_lesson_stays_small():
    with pytest.raises(ValueError, match="padding is 10001; on a matrix written by hand it is at most 10000"):
        convolution([[1]], [[1]], padding=10001)
    with pytest.raises(ValueError, match="this makes a matrix of 10001x10001"):
        convolution([[1]], [[1]], padding=5000)
    with pytest.raises(ValueError, match="this makes a matrix of 10001x10001"):
        transpose([[1]], [[1]], stride=10000)
    with pytest.raises(ValueError, match="22500 products would be written out; at most 20000 are"):
        convolution(np.ones((52, 52)), np.ones((3, 3)), explain=True)
    with pytest.raises(ValueError, match="this takes 40000000000 multiplications; a lesson has at most 100000000"):
        convolution(np.ones((500, 500)), np.ones((400, 400)))
    with pytest.raises(ValueError, match="this takes 40000000000 multiplications"):
        transpose(np.ones((500, 500)), np.ones((400, 400)))
    with pytest.raises(ValueError, match="this takes 40000000000 multiplications"):
        pooling(np.ones((500, 500)), "max", 400)
    with pytest.raises(ValueError, match="is no convolution; leave --flip out"):
        worked(example("maxpool-4x4-a"), turned=True)
