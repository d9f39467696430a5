"""Receptive fields, against the pixels that are really reached."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kerascnn.errors import InputError
from kerascnn.shapes import trace
from kerascnn.shapes.layers import Sliding


def reached(net) -> list[set[int]]:
    """For each output of a chain along one axis, the pixels that it is made of, those in the padding as well."""
    # Outputs are numbered from far in front of the axis, so that what lies in the padding has a place too.
    seen = {place: {place} for place in range(-400, 700)}
    for row in net.rows:
        if isinstance(row.layer, Sliding):
            (window,) = row.layer.windows(row.inputs[0])
            seen = {
                place: set().union(*(seen[start + element * window.dilation] for element in range(window.kernel)))
                for place in range(-400, 700)
                if (start := place * window.stride - window.before) in seen
                and start + (window.kernel - 1) * window.dilation in seen
            }
    return [seen[place] for place in range(net.output[0])]


@st.composite
def words(draw: st.DrawFn) -> str:
    kernel, stride = draw(st.integers(1, 4)), draw(st.integers(1, 3))
    padding = draw(st.sampled_from(["/same", "/p0", "/p1", "/p2", "/causal"]))
    return f"conv1@{kernel}/s{stride}/d{draw(st.integers(1, 2))}{padding}"


@given(size=st.integers(8, 40), layers=st.lists(words(), min_size=1, max_size=4))
def test_field_and_step_are_those_of_the_pixels_that_are_reached(size, layers):
    try:
        net = trace(f"{size}x1", *layers)
    except InputError:
        assume(False)
    (field,) = net.rows[-1].fields
    for place, pixels in enumerate(reached(net)):
        assert min(pixels) == field.low + place * field.step
        assert max(pixels) == field.low + place * field.step + field.size - 1


@given(kernel=st.integers(1, 6), stride=st.integers(1, 4), dilation=st.integers(1, 4), size=st.integers(6, 12))
def test_the_field_of_a_transpose_convolution_is_the_widest_of_its_outputs(kernel, stride, dilation, size):
    net = trace(f"{size * 4}x1", f"tconv1@{kernel}/s{stride}/d{dilation}")
    made: dict[int, list[int]] = {}
    for pixel in range(size * 4):
        for element in range(kernel):
            made.setdefault(pixel * stride + element * dilation, []).append(pixel)
    widest = max(max(pixels) - min(pixels) + 1 for pixels in made.values())
    (field,) = net.rows[-1].fields
    assert field.size == widest
    assert field.step * stride == 1


def test_the_centre_of_a_transpose_convolution():
    # Each pixel becomes two: the first lies a quarter of a pixel to the left of it.
    assert trace("8x8x1 tconv1@2/s2").rows[-1].centre == (-0.25, -0.25)
    # The stamp of the first pixel reaches from −1 to 1 once one is cut off: its middle is output 0.
    assert trace("8x8x1 tconv1@3/s2/p1/op1").rows[-1].centre == (0, 0)


def test_upsampling_keeps_the_field_and_divides_the_step():
    row = trace("32x32x3 conv4@3/same pool2 up2").rows[-1]
    assert row.receptive_field == (4, 4)
    assert row.step == (1, 1)
    assert trace("8x8x1 up2").rows[-1].step == (0.5, 0.5)
    # The first of the two new pixels lies a quarter of an old one to the left.
    assert trace("8x8x1 up2").rows[-1].centre == (-0.25, -0.25)


@pytest.mark.parametrize(("layer", "field"), [("flatten", (32, 32)), ("gap", (32, 32)), ("dense3/each", (1, 1))])
def test_what_sees_all_of_the_map_sees_all_of_the_image(layer, field):
    assert trace(f"32x32x3 {layer}").rows[-1].receptive_field == field


def test_what_a_vector_sees_ends_at_the_edges_of_the_image():
    # 5 + 4·2 = 13 pixels reach over the edge of an image of 9, of which 9 are there.
    assert trace("9x9x1 conv1@5/s2/p2 flatten").rows[-1].receptive_field == (9, 9)
    # Rows that no window sees are not seen afterwards: 8 of 9.
    assert trace("9x9x1 pool2 flatten").rows[-1].receptive_field == (8, 8)
