import numpy as np
import pytest

from kerascnn.filters import KERNELS, kernel, named
from kerascnn.filters.matrices import LARGEST, parse, signed, written


@pytest.mark.parametrize(
    "text", ["1 2;3 4", "1 2\n3 4", "1, 2; 3, 4", "1 , 2;3 , 4", "1;2\n3;4", " 1  2 ; 3 4 ; ", "1 2\r\n3 4\r\n"]
)
def test_rows_may_be_written_in_several_ways(text):
    np.testing.assert_array_equal(parse("image", text), [[1, 2], [3, 4]])


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("0,6 0,6; 0,6 0,6", [[0.6, 0.6], [0.6, 0.6]]),
        ("0,6\t1", [[0.6, 1]]),
        ("0,6, 0,6; 1, 2", [[0.6, 0.6], [1, 2]]),
        ("-0,5 ,5 1,5e1", [[-0.5, 0.5, 15]]),
        ("−0,5 1/9", [[-0.5, 1 / 9]]),
        ('\ufeff"0,6";"0,6"\r\n"1,5";"2"\r\n', [[0.6, 0.6], [1.5, 2]]),  # as Excel writes UTF-8
        ("\ufeff0,6;0,6\n1,5;2\n", [[0.6, 0.6], [1.5, 2]]),
        ("0,6;0,6\n1,5;2\n", [[0.6, 0.6], [1.5, 2]]),  # a spreadsheet's file: a row a line
        # No decimal comma: three values, a sign, a point or a fraction behind a comma.
        ("1,2,3;4,5,6", [[1, 2, 3], [4, 5, 6]]),
        ("1,2;3,-4", [[1, 2], [3, -4]]),
        ("0.5,0.5", [[0.5, 0.5]]),
        ("1/9,1/9", [[1 / 9, 1 / 9]]),
    ],
)
def test_a_comma_between_blanks_is_decimal(text, rows):
    np.testing.assert_array_equal(parse("image", text), rows)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("0,6", r"row 1 of the image can be read as 2 numbers \(0 6\) or with decimal commas \(0\.6\)"),
        ("1 2; 3,4", r"row 2 of the image can be read as 2 numbers \(3 4\) or with decimal commas \(3\.4\)"),
        ("0,6,0,6", r"can be read as 4 numbers \(0 6 0 6\) or with decimal commas \(0\.6 0\.6\); put blanks"),
        ("1,2, 3", r"can be read as 3 numbers \(1 2 3\) or with decimal commas \(1\.2 3\)"),
        ("1,2,3; 4 5,6", "commas of the image stand between numbers in one row and within them in another"),
        ("1.5 2,5", "the image has decimal points and decimal commas; write all of its numbers in one way"),
        ("1.234,5 2", r"row 1, column 1 of the image is '1\.234,5'"),
        ("1,,2", "row 1, column 1 of the image is '1,,2'"),
    ],
)
def test_a_comma_that_could_be_either_is_asked_about(text, message):
    with pytest.raises(ValueError, match=message):
        parse("image", text)


def test_fractions_and_decimals():
    np.testing.assert_array_equal(parse("image", "1/9 -0.5 1e2"), [[1 / 9, -0.5, 100]])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the image is empty"),
        (" ; ;", "the image is empty"),
        ("1 2; 3", "row 2 of the image is 1 long and its first row 2"),
        ("1 2; 3 b", "row 2, column 2 of the image is 'b'; expected a number"),
        ("1/0", "row 1, column 1 of the image is '1/0'"),
        ("nan", "is 'nan'; expected a number"),
        ("inf", "is 'inf'; expected a number"),
        ("1e400", "is '1e400'; expected a number"),
        ("-1e400", "is '-1e400'; expected a number"),
        ("1/" + "9" * 5000, "is '1/999999999999999999…'; expected a number"),
        ("\x1b[31m", r"is '\\x1b\[31m'; expected a number"),
        ('"1' + "9" * 200_000 + '"', "row 1, column 1 of the image is"),
        ("1 " * LARGEST, f"has {2 * LARGEST} characters; at most {LARGEST}"),
    ],
)
def test_what_is_no_matrix_is_said_with_its_place(text, message):
    with pytest.raises(ValueError, match=message):
        parse("image", text)


@pytest.mark.parametrize(
    ("value", "text"),
    [(1 / 16, "0.0625"), (1 / 9, "1/9"), (-2 / 3, "-2/3"), (1e-20, "0"), (220, "220"), (np.pi, "3.141593")],
)
def test_numbers_are_written_as_by_hand(value, text):
    assert written(value) == text


def test_a_negative_number_in_a_sum_stands_in_parentheses():
    assert [signed(2), signed(-0.6), signed(-0.0)] == ["2", "(−0.6)", "0"]


def test_the_kernels_of_the_course():
    # Deck B's Sobel, deck E's vertical and horizontal edges, deck A's edge weights and 1/9 box.
    assert named("sobel-x").rows == ((1, 0, -1), (2, 0, -2), (1, 0, -1))
    assert named("vertical").rows == ((1, 0, -1),) * 3
    assert named("horizontal").rows == ((1, 1, 1), (0, 0, 0), (-1, -1, -1))
    assert named("edge").rows == ((0, -1, 0), (-1, 4, -1), (0, -1, 0))
    np.testing.assert_array_equal(kernel("blur"), np.full((3, 3), 1 / 9))
    assert named("sobel") is named("sobel-x")


@pytest.mark.parametrize("name", KERNELS)
def test_each_kernel_keeps_or_removes_the_mean(name):
    # A smooth area stays as it is under identity, blur, sharpen and emboss, and vanishes under whatever finds edges.
    keeps = {"identity", "blur", "gaussian", "gaussian-5", "sharpen", "emboss"}
    assert KERNELS[name].weights.sum() == pytest.approx(int(name in keeps), abs=1e-12)
    assert KERNELS[name].source


def test_an_unknown_name_gives_the_closest():
    with pytest.raises(ValueError, match="there is no kernel 'sobl-x'; did you mean 'sobel-x'"):
        kernel("sobl-x")
    with pytest.raises(ValueError, match="the kernel is empty; give a name"):
        kernel("  ")


@pytest.mark.parametrize("text", ['"1,5","2"\n"3","4,5"', '"1,5",2\n3,"4,5"', '"1,5";"2"\n"3";"4,5"'])
def test_the_quotes_of_spreadsheets_are_read(text):
    np.testing.assert_array_equal(parse("image", text), [[1.5, 2], [3, 4.5]])
