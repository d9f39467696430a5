"""Backwards, against trying everything the slow way."""

import itertools
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kerascnn.errors import InputError
from kerascnn.shapes import solve, trace


def words(*texts: str, want: str, order: str = "hwc") -> list[str]:
    found = solve(*texts, want=want, order=order)
    return [" ".join(row.node.text for row in net.rows) for net in found.traces]


def test_the_padding_that_keeps_the_size():
    assert words("28x28x1", "conv4@3/p?", want="28x28") == ["conv4@3/p1"]
    assert words("28x28x1", "conv4@3/p_", want="28x28") == ["conv4@3/p1"]


def test_every_solution_is_listed():
    assert words("7x7x1", "conv1@?/s?", want="3x3") == ["conv1@1/s3", "conv1@2/s2", "conv1@3/s2", "conv1@5/s1"]


def test_channels_can_be_unknown_and_wanted():
    assert words("28x28x3", "conv?@5", want="24x24x6") == ["conv6@5"]
    assert words("28x28x3", "conv?@5 flatten", want="3456") == ["conv6@5 flatten"]
    assert words("400", "dense?", want="120") == ["dense120"]
    assert words("3x28x28", "conv?@5", want="6x24x24", order="chw") == ["conv6@5"]


def test_the_size_of_the_input_can_be_unknown():
    found = solve("?x?x3 conv6@5 pool2 conv16@5 pool2", want="5x5")
    assert [net.image for net in found.traces] == [(size, size, 3) for size in (32, 33, 34, 35)]


def test_a_number_within_a_branch():
    assert words("8x8x4 split conv?@3/same and add", want="8x8x4") == ["conv4@3/same add"]


@given(size=st.integers(3, 20), kernel=st.integers(1, 6), want=st.integers(1, 22))
def test_all_strides_and_paddings_that_work_and_no_others(size, kernel, want):
    slow = []
    last = max(size, want, kernel, 1)
    for stride in range(1, last + 1):
        for padding in range(last + 1):
            try:
                if trace(f"{size}x1 conv1@{kernel}/s{stride}/p{padding}").output == (want, 1):
                    slow.append(f"conv1@{kernel}/s{stride}/p{padding}")
            except InputError:
                continue
    try:
        assert words(f"{size}x1", f"conv1@{kernel}/s?/p?", want=f"{want}x1") == slow
    except InputError as error:
        assert not slow, error  # noqa: PT017


def test_what_was_tried_is_said():
    found = solve("28x28x1", "conv4@3/p?", want="28x28")
    assert str(found).endswith("1 solution; tried: padding 0 to 28")
    assert '"layers": [\n        "28x28x1",\n        "conv4@3/p1"' in found.json()


def test_no_solution_names_the_closest():
    with pytest.raises(
        InputError, match=r"nothing in place of .* ends in 40×40 .*; conv4@3/s1 comes closest, with 26"
    ) as e:
        solve("28x28x1", "conv4@3/s?", want="40x40")
    line, under = e.value.__notes__[0].split("\n")
    assert line[under.index("^")] == "?"


def test_too_much_to_try_is_refused():
    with pytest.raises(InputError, match="more than 300,000 combinations to try; put a number in the place of a"):
        solve("224x224x3", "conv?@?/s?/p?", want="112x112")
    with pytest.raises(InputError, match="more than 100,000 combinations"):
        solve("9x9x1", "split conv1@?/s?/p? and conv1@?/s?/p? add", want="5x5")


def slow(image: str, word: str, want: str, last: int) -> list[str]:
    """All numbers in all places, one combination after another."""
    found = []
    for numbers in itertools.product(range(last + 1), repeat=len(re.findall("[?_]", word))):
        given = iter(numbers)
        text = re.sub("[?_]", lambda _match, given=given: str(next(given)), word)
        try:
            if "x".join(map(str, trace(image, text).output)).startswith(want):
                found.append(text)
        except InputError:
            continue
    return found


@pytest.mark.parametrize(
    ("image", "word", "want"),
    [
        ("9x9x1", "conv8@?/s?/p?", "4x4x"),
        ("9x9x1", "conv8@?/s?/p?", "5x5x"),
        ("9x7x1", "conv8@?x?/s?", "4x3x"),
        ("9x9x1", "conv1@?/d?/p?", "7x7x"),
        ("9x2", "pool?/s?/p?", "4x"),
        ("9x9x2", "pool?/p?", "4x4x"),
        ("4x4x1", "tconv1@?/s?/p?", "8x8x"),
        ("4x4x1", "tconv1@3/s?/p?/op?", "8x8x"),
        ("9x9x1", "conv2@3/s?/same", "3x3x"),
        ("5x5x1", "up? crop?", "8x8x"),
        ("5x5x1", "pad? conv1@?", "8x8x"),
        ("9x9x1", "conv2@?/s?/p? pool2 relu", "2x2x"),
        ("9x9x1", "conv2@?/s?/p? flatten", "32"),
        ("9x9x4", "conv4@?/g?", "4x4x"),
    ],
)
def test_what_is_solved_for_is_what_trying_everything_finds(image, word, want):
    found = solve(image, word, want=want.rstrip("x"))
    largest = int(image[0])
    solved = [" ".join(row.node.text for row in net.rows) for net in found.traces]
    # 0 is no kernel, and numbers larger than the image are found, but not tried here.
    tried = [text for text in slow(image, word, want, largest) if all(map(int, re.findall(r"@(\d+)", text)))]
    assert [each for each in solved if max(map(int, re.findall(r"[@sp](\d+)", each)), default=0) <= largest] == tried
    assert tried


def test_the_last_unknown_is_solved_for_where_there_are_too_many_to_try():
    found = words("100x100x3", "conv8@_/s_/p_", want="49x49")
    # ⌊(100 − 4)/2⌋ + 1 = 49, ⌊(100 − 5 + 2·1)/2⌋ + 1 = 49
    assert {"conv8@4/s2/p0", "conv8@5/s2/p1"} <= set(found)
    assert all((100 - f + 2 * p) // s + 1 == 49 for f, s, p in (map(int, re.findall(r"[@sp](\d+)", t)) for t in found))
    assert len(found) == sum(
        (100 - f + 2 * p) // s == 48 and 100 - f + 2 * p >= 0
        for f in range(1, 101)
        for s in range(1, 101)
        for p in range(101)
    )
    # A billion pixels: 10⁹ − 112 + 1.
    assert words("1000000000x3", "conv4@?", want="112") == ["conv4@999999889"]
    # The filters are the channels that are wanted.
    assert "conv64@3/s2/p1" in words("32x32x3", "conv?@?/s?/p?", want="16x16x64")


def test_many_solutions_are_not_all_shown():
    text = str(solve("30x30x3", "conv8@_/s_/p_", want="15x15"))
    assert text.splitlines()[-2].startswith("the first 100 are shown; put a number in the place of a ?")
    assert text.count("\n30x30x3 conv8@") == 100


def test_without_an_unknown_there_is_nothing_to_solve():
    with pytest.raises(InputError, match=r"there is no . to solve for; `kerascnn check` compares an answer"):
        solve("28x28x1", "conv4@3", want="26x26")
    with pytest.raises(InputError, match="expected one shape"):
        solve("28x28x1", "conv4@?", want="26 26")


def test_another_word_that_is_wrong_is_named_in_its_place():
    with pytest.raises(InputError, match="covn3: there is no such layer"):
        solve("28x28x1", "conv4@?", "covn3", want="26x26")


def test_with_an_output_padding_same_counts_only_whether_the_kernel_is_odd():
    # (5 − 1)·2 + F mod 2 + 1 = 10: what it comes to does not grow with the kernel.
    assert words("5x5x1", "tconv1@?/s2/same/op1", want="10x10") == [f"tconv1@{f}/s2/same/op1" for f in (1, 3, 5, 7, 9)]
    assert words("5x5x1", "tconv1@3/s2/valid/op?", want="12x12") == ["tconv1@3/s2/valid/op1"]
