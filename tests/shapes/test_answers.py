"""Right answers, and the mistakes that wrong ones come from."""

import pytest

from kerascnn.errors import InputError
from kerascnn.shapes import check

LENET = "32x32x3 conv6@5 pool2 conv16@5 pool2 flatten"


def test_a_right_answer():
    verdict = check("28x28x1", "conv4@3/p1", answer="28x28x4")
    assert verdict.right
    assert verdict.text == "right: 28×28×4"
    assert check("28x28x1", "conv4@3/p1", answer=(28, 28, 4)).right
    assert check("1x28x28", "conv4@3/p1", answer="4x28x28", order="chw").right


# (W − F + 2P)/S with one thing wrong, worked out by hand.
MISTAKES = [
    ("28x28x1 conv4@3/p1", "26x26x4", "when the padding is left out"),  # 28 − 3 + 1
    ("28x28x1 conv4@3/p1", "27x27x4", "when the padding is added once, not at both ends"),  # 28 − 3 + 1 + 1
    ("28x28x1 conv4@3", "25x25x4", "when the + 1 at the end is left out"),
    ("8x8x1 conv4@3/s2", "4x4x4", "when the division is rounded up, not down"),  # ⌈5/2⌉ + 1
    ("28x28x1 conv4@3/s2", "26x26x4", "when the stride is left out"),
    ("28x28x1 conv4@5/s2", "14x14x4", "when the kernel is left out: the size is only divided by the stride"),
    ("28x28x1 conv4@3/d2", "26x26x4", "when the dilation is left out"),
    ("28x28x3 conv4@3", "26x26x3", "when the input's channels are kept"),
    ("28x28x3 conv4@3", "26x26x12", "when the filters are multiplied by the input's channels"),
    ("28x28x4 pool2", "14x14x2", "when the channels are pooled too"),
    ("28x28x4 pool2", "14x14x1", "when the channels are summed"),
    ("5x5x16 flatten", "25", "when the channels are left out of the product"),
    ("2x2x1 tconv1@3/s2/p1/op1", "3x3x1", "when the output padding is left out"),
    ("4x4x1 tconv1@2/s2", "2x2x1", "when the formula of a convolution is used"),
    # (n − 1)·S − 2P + F = 7·2 − 2·1 + 5 = 17
    ("8x8x3 tconv8@5/s2/p1", "18x18x8", "when the padding is cut off once, not at both ends"),
    ("8x8x3 tconv8@5/s2/p1", "21x21x8", "when the padding is added: a transpose convolution cuts it off"),
    ("8x8x3 tconv8@5/s2/p1", "19x19x8", "when the padding is left out"),
    ("8x8x3 tconv8@5/s3/p1", "27x27x8", "when the − 1 is left out: between n stamps there are n − 1 steps"),
    ("8x8x3 tconv8@5/s2/p1", "12x12x8", "when the kernel is left out: the last stamp reaches that far from its place"),
    ("8x8x3 tconv8@5/s2/p1", "16x16x8", 'when n·S is taken, which Keras gives with padding="same"'),
    ("8x8x3 tconv8@5/s2/p1", "10x10x8", "when the stride is left out"),
    ("8x8x3 tconv8@3/s2/d2", "17x17x8", "when the dilation is left out"),
    ("8x8x3 tconv8@5/s2/p1", "17x17x3", "when the input's channels are kept"),
    ("8x8x3 up2", "4x4x3", "when the map is made smaller, not larger"),
    ("8x8x3 pad1", "9x9x3", "when the edges count at one end only, not at both"),
    ("8x8x3 crop1", "10x10x3", "when the edges are added, not cut off"),
]


@pytest.mark.parametrize(("net", "answer", "mistake"), MISTAKES, ids=[row[2][5:40] for row in MISTAKES])
def test_the_mistake_is_named(net, answer, mistake):
    verdict = check(net, answer=answer)
    assert not verdict.right
    assert mistake in verdict.text
    assert verdict.text.startswith("wrong at step 1, ")


def test_a_mistake_early_in_the_chain_is_found_from_its_end():
    # Without the + 1 in the last pooling: ⌊(10 − 2)/2⌋ = 4, 4·4·16 = 256.
    verdict = check(LENET, answer="256")
    assert verdict.text.startswith(
        "wrong at step 4, pool2: 256 comes out at the end when the + 1 at the end is left out"
    )
    assert ("height, width", "⌊(10 − 2)/2⌋ + 1 = 5") in verdict.working


def test_an_answer_for_each_layer_finds_the_step():
    shapes = ["28x28x6", "14x14x6", "11x11x16", "5x5x16", "400"]
    verdict = check(LENET, answer=shapes)
    assert verdict.text == "wrong at step 3, conv16@5: 11×11×16 instead of 10×10×16 (height, width)"
    shapes[2] = "10x10x16"
    assert check(LENET, answer=shapes).text == "right: all 5 steps"


def test_the_working_is_about_the_shape():
    working = check("28x28x1", "conv4@3/p1", answer="1x1x1").working
    assert ("height, width", "⌊(28 − 3 + 2·1)/1⌋ + 1 = 28") in working
    assert not {"parameters", "multiply-adds", "receptive field"} & {name for name, _text in working}


def test_the_other_order_of_the_axes_is_named():
    verdict = check("28x28x1", "conv4@3/p1", answer="4x28x28")
    assert verdict.text == "only the order of the axes is wrong: 4×28×28; with the order hwc it is 28×28×4"
    verdict = check("1x28x28", "conv4@3/p1", answer="28x28x4", order="chw")
    assert verdict.text == "only the order of the axes is wrong: 28×28×4; with the order chw it is 4×28×28"


def test_what_cannot_be_explained_says_which_axes_are_wrong():
    assert check("28x28x1", "conv4@3", answer="26x13x4").text.endswith("26×13×4 instead of 26×26×4 (width)")
    text = check(LENET, answer="77").text
    assert text == ("wrong: 77 instead of 400 (features); give an answer for each layer to see which step it is")
    text = "wrong at step 1, conv4@3: {} has {}, and the shape has 3: 26×26×4"
    assert check("28x28x1", "conv4@3", answer="26x27").text == text.format("26×27", "2 numbers")
    assert check("28x28x1", "conv4@3", answer="39").text == text.format("39", "1 number")


# Deck E's table of LeNet: parameters 456, 2,416, 48,120, 10,164, 850, in all 62,006; 28·28·6 = 4,704 values. 450 are
# 5·5·3·6, and 28·28·6·75 = 352,800 multiply-adds are 705,600 FLOPs.
OTHERWISE_RIGHT = [
    ("32x32x3 conv6@5", "456", "456 is the right number of parameters of step 1, conv6@5; its output shape is 28×28×6"),
    ("32x32x3 conv6@5", "456.0", "456 is the right number of parameters of step 1"),
    ("32x32x3 conv6@5", "456,00", "456 is the right number of parameters of step 1"),
    ("32x32x3 conv6@5", "28,0", "28 is the right height and width of step 1"),
    ("32x32x3 conv6@5", "450", "450 is the number of parameters of step 1, conv6@5, without its biases"),
    ("32x32x3 conv6@5", "4704", "4,704 is the right number of values that step 1, conv6@5, puts out"),
    ("32x32x3 conv6@5", "352800", "352,800 is the right number of multiply-adds of step 1"),
    ("32x32x3 conv6@5", "705600", "705,600 is the right number of FLOPs of step 1"),
    ("32x32x3 conv6@5", "28", "28 is the right height and width of step 1"),
    ("32x32x3 conv6@5", "6", "6 is the right number of channels of step 1"),
    ("32x32x3 conv6@5", "5", "5 is the right receptive field of step 1"),
    (
        "32x32x3 conv6@5",
        "28x28",
        "28×28 is right without the channels; the output shape of step 1, conv6@5, is 28×28×6",
    ),
    (f"{LENET} dense120 dense84 dense10", "850", "850 is the right number of parameters of step 8, dense10"),
    (f"{LENET} dense120 dense84 dense10", "62,006", "62,006 is the right number of parameters of the whole network"),
    (f"{LENET} dense120 dense84 dense10", "2416", "2,416 is the right number of parameters of step 3, conv16@5"),
    (f"{LENET} dense120 dense84 dense10", "5x5x16", "5×5×16 is the output shape of step 4, pool2; at the end it is 10"),
]


@pytest.mark.parametrize(("net", "answer", "text"), OTHERWISE_RIGHT, ids=[row[1] for row in OTHERWISE_RIGHT])
def test_what_is_right_for_something_else_is_named(net, answer, text):
    verdict = check(net, answer=answer)
    assert not verdict.right
    assert verdict.text.startswith(text)


def test_of_each_step_only_its_own_numbers_are_named():
    shapes = ["28x28x6", "14x14x6", "2416", "5x5x16", "400"]
    text = "2,416 is the right number of parameters of step 3, conv16@5; its output shape is 10×10×16"
    assert check(LENET, answer=shapes).text == text
    shapes[2] = "456"
    assert check(LENET, answer=shapes).text.startswith("wrong at step 3, conv16@5: 456 has 1 number")


@pytest.mark.parametrize(
    "answer", ["28, 28, 4", "(28, 28, 4)", "[28,28,4]", "(None, 28, 28, 4)", "28 × 28 × 4", "28X28X4"]
)
def test_a_shape_may_be_written_as_keras_prints_it(answer):
    assert check("28x28x1", "conv4@3/p1", answer=answer).right


@pytest.mark.parametrize("answer", ["48,120", "48.120", "48 120", "48'120", "48120"])
def test_thousands_may_be_set_apart(answer):
    assert check("48121", "dense48120", answer=answer).right
    assert check("400 dense120", answer=answer).text.startswith("48,120 is the right number of parameters of step 1")


def test_commas_are_between_the_numbers_of_a_shape_that_has_so_many():
    assert check("100x3", "conv128@3", answer="98,128").right
    with pytest.raises(InputError, match="0,5 is no shape"):
        check("100x3", "conv128@3", answer="0,5")


@pytest.mark.parametrize("answer", ["13.5", "13,5", "13.5x13.5x8", "13,5 x 13,5 x 8", "13,5 13,5 8", "(13.5, 13.5, 8)"])
def test_a_size_with_a_fraction_was_not_rounded(answer):
    verdict = check("28x28x1", "conv8@3/s2", answer=answer)
    assert not verdict.right
    assert verdict.text == (
        f"wrong at step 1, conv8@3/s2: {answer} is not whole, and the numbers of a shape are: 13×13×8"
    )
    assert verdict.working[0] == ("height, width", "⌊(28 − 3 + 2·0)/2⌋ + 1 = 13")


def test_the_answer_of_a_step_may_have_the_fraction():
    verdict = check("28x28x1", "conv8@3/s2", "pool2", answer=["13x13x8", "6,5x6,5x8"])
    assert verdict.text.startswith("wrong at step 2, pool2: 6,5x6,5x8 is not whole")


def test_two_answers_for_one_layer_are_too_many():
    with pytest.raises(InputError, match=r"^2 answers for 1 layer; give one$"):
        check("28x28x1", "conv4@3", answer=["26x26x4", "26x26x4"])


def test_bad_questions_are_refused():
    with pytest.raises(InputError, match="2 answers for 5 layers; give one for the last layer, or one for each"):
        check(LENET, answer=["1", "2"])
    with pytest.raises(InputError, match="there is no layer to check"):
        check("28x28x1", answer="28x28x1")
    with pytest.raises(InputError, match="3x is no shape"):
        check("28x28x1", "relu", answer="3x")


@pytest.mark.parametrize("answer", ["28.0x28.0x6.0", "28,0 x 28,0 x 6", "(28.0, 28.0, 6.0)"])
def test_whole_numbers_with_decimals_of_zero_are_whole(answer):
    assert check("32x32x3", "conv6@5", answer=answer).right
