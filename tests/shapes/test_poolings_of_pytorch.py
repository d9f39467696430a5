"""PyTorch's `ceil_mode` and adaptive poolings, against windows that are really moved, PyTorch itself and Keras."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kerascnn.errors import InputError
from kerascnn.shapes import check, solve, trace
from kerascnn.shapes.render import code

GOLDEN = [
    # size, kernel, stride, padding: outputs of torch.nn.MaxPool2d(..., ceil_mode=True) in PyTorch 2.13
    ((112, 3, 2, 0), 56),  # GoogLeNet's first pooling in torchvision
    ((56, 3, 2, 0), 28),
    ((111, 3, 2, 0), 55),  # SqueezeNet 1.0 in torchvision
    ((54, 3, 2, 0), 27),
    ((7, 2, 2, 0), 4),
    ((5, 2, 4, 0), 2),
    ((3, 2, 2, 1), 2),  # ⌈(3 − 2 + 2)/2⌉ + 1 = 3, but the third would begin in the padding behind
    ((4, 2, 3, 1), 2),
    ((2, 3, 2, 0), 1),  # a window that is larger than the map
    ((5, 3, 3, 1), 2),
]


def moved(size: int, kernel: int, stride: int, padding: int) -> int:
    """Windows, by moving one: on while pixels are left, as long as it begins inside the input or the padding before."""
    if kernel - size - 2 * padding >= stride:
        return 0  # so much larger than the map that rounding up does not help
    count, begin = 1, -padding
    while begin + kernel < size + padding and begin + stride < size:
        count, begin = count + 1, begin + stride
    return count


@pytest.mark.parametrize(("numbers", "expected"), GOLDEN, ids=str)
def test_the_last_window_begins_inside_the_input(numbers, expected):
    size, kernel, stride, padding = numbers
    net = trace(f"{size}x{size}x1 pool{kernel}/s{stride}/p{padding}/ceil")
    assert net.output == (expected, expected, 1)
    assert moved(*numbers) == expected
    formula = dict(net.rows[0].explain())["height, width"]
    assert formula.endswith(f"= {expected}")
    assert ("− 1 =" in formula) == (numbers in [(3, 2, 2, 1), (4, 2, 3, 1), (5, 3, 3, 1)])


@given(st.integers(1, 40), st.integers(1, 7), st.integers(1, 7), st.integers(0, 3))
def test_any_pooling_agrees_with_moved_windows(size, kernel, stride, padding):
    padding = min(padding, kernel // 2)
    if not moved(size, kernel, stride, padding):
        with pytest.raises(InputError, match="does not fit"):
            trace(f"{size}x1 pool{kernel}/s{stride}/p{padding}/ceil")
        return
    row = trace(f"{size}x1 pool{kernel}/s{stride}/p{padding}/ceil").rows[0]
    assert row.output == (moved(size, kernel, stride, padding), 1)
    assert row.receptive_field == (kernel,)
    written = f"pool{kernel}" + (f"/s{stride}" if stride != kernel else "") + (f"/p{padding}" if padding else "")
    assert str(row.layer) == f"{written}/ceil"


def test_pytorch_itself_says_the_same():
    torch = pytest.importorskip("torch")
    for numbers in itertools.product(range(1, 14), range(1, 6), range(1, 6), range(3)):
        size, kernel, stride, padding = numbers
        if padding > kernel // 2:
            continue
        for name, mode in (("MaxPool1d", "pool"), ("AvgPool1d", "avgpool")):
            pooling = getattr(torch.nn, name)(kernel, stride, padding, ceil_mode=True)
            if not moved(*numbers):
                with pytest.raises(RuntimeError, match=r"[Oo]utput size"):
                    pooling(torch.zeros(1, 1, size))
                continue
            expected = pooling(torch.zeros(1, 1, size)).shape[-1]
            assert trace(f"{size}x1 {mode}{kernel}/s{stride}/p{padding}/ceil").output == (expected, 1), numbers


def test_model_code():
    net = trace("112x112x3 pool3/s2/ceil avgpool2/ceil")
    assert 'layers.MaxPooling2D(3, strides=2, padding="same")' in code(net, "keras")
    assert "nn.MaxPool2d(3, stride=2, ceil_mode=True)" in code(net, "pytorch")
    assert "nn.MaxPool2d(3, stride=2, padding=1, ceil_mode=True)" in code(trace("8x8x1 pool3/s2/p1/ceil"), "pytorch")
    with pytest.raises(InputError, match=r"no Keras code for pool3/ceil: Keras rounds down, and padding=\"same\" does"):
        code(trace("4x4x1 pool3/ceil"), "keras")


@pytest.mark.parametrize("kind", ["pool", "avgpool"])
@pytest.mark.parametrize("size", [7, 8])
@pytest.mark.parametrize("window", ["2", "3/s2"])
def test_keras_code_that_rounds_up_gives_pytorch_s_numbers(kind, size, window):
    """The largest and the mean of what the windows see of the input, computed by hand; negative numbers too."""
    pytest.importorskip("keras")
    import numpy as np

    net = trace(f"{size}x1 {kind}{window}/ceil")
    scope: dict[str, object] = {}
    exec(code(net, "keras").replace("model.summary()", ""), scope)
    values = -np.arange(1, size + 1, dtype="float32")
    kernel = int(window[0])
    starts = range(0, net.output[0] * 2, 2)
    join = np.max if kind == "pool" else np.mean
    expected = [join(values[begin : begin + kernel]) for begin in starts]
    assert np.asarray(scope["model"](values[None, :, None])).ravel() == pytest.approx(expected)


def test_doctor_check_and_unknowns_know_it():
    verdict = check("55x55x3", "pool2/ceil", answer="27x27x3")
    assert "27×27×3 comes out when the division is rounded down: /ceil rounds it up; it is 28×28×3" in verdict.text
    found = solve("55x55x3", "pool?/s2/ceil", want="28x28")
    assert [each.rows[0].node.text for each in found.traces] == ["pool1/s2/ceil", "pool2/s2/ceil"]
    notes = trace("5x5x1 pool2/ceil").notes
    assert notes == []


@pytest.mark.parametrize(
    ("word", "message"),
    [
        ("conv4@3/ceil", "conv has no option /ceil"),
        ("pool2/same/ceil", "/ceil is PyTorch's and goes with /p; /same leaves nothing to round"),
        ("pool2/ceil/ceil", "/ceil says again what has been said"),
        ("pool2/ceil2", "pool has no option /ceil2"),
    ],
)
def test_where_it_does_not_go(word, message):
    with pytest.raises(InputError, match=message):
        trace(f"8x8x3 {word}")


@pytest.mark.parametrize(
    ("shape", "size", "field"),
    [((10, 10), 3, (4,)), ((7, 7), 7, (1,)), ((28, 28), 6, (5, 6)), ((2, 2), 5, (1, 2)), ((6, 9), 3, (2, 3))],
)
def test_parts_of_an_adaptive_pooling(shape, size, field):
    """What each output sees is the part that PyTorch's documentation gives: ⌊i·W/N⌋ up to ⌈(i + 1)·W/N⌉."""
    row = trace(f"{shape[0]}x{shape[1]}x3 adaptiveavgpool{size}").rows[0]
    assert row.output == (size, size, 3)
    for axis, along in enumerate(shape):
        parts = [(part * along // size, -(-(part + 1) * along // size) - 1) for part in range(size)]
        assert [row.fields[axis].seen(part) for part in range(size)] == parts
        assert {last - first + 1 for first, last in parts} <= set(field)


def test_adaptive_poolings_agree_with_keras_and_pytorch():
    keras = pytest.importorskip("keras")
    for size, wanted in itertools.product((5, 8, 13), (1, 4, 7)):
        net = trace(f"{size}x{size + 1}x2 adaptivemaxpool{wanted}x0")
        scope: dict[str, object] = {}
        if hasattr(keras.layers, "AdaptiveMaxPooling2D"):
            exec(code(net, "keras").replace("model.summary()", ""), scope)
            assert scope["model"].output_shape[1:] == net.output
        assert net.output == (wanted, size + 1, 2)
    assert f"nn.AdaptiveMaxPool2d(({wanted}, None))" in code(net, "pytorch")
