"""Receptive fields, against the pixels that are really reached."""

import operator
import random
from fractions import Fraction
from functools import reduce

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kerascnn.errors import InputError
from kerascnn.shapes import trace
from kerascnn.shapes.chain import Trace
from kerascnn.shapes.layers import Cropping, Merge, Sliding, TransposeConvolution, UpSampling, ZeroPadding

FAR = 150
"""Outputs are numbered from so far in front of the axis, so that what lies in the padding has a place too."""
RADIUS = {"nearest": 0, "bilinear": 1, "bicubic": 2, "lanczos3": 3, "lanczos5": 5}


def taken(layer: object, shape: tuple[int, ...], place: int) -> list[int]:
    """The inputs that an output is made of, along one axis."""
    if isinstance(layer, Sliding):
        (window,) = layer.windows(shape)
        first = place * window.stride - window.before
        return [first + element * window.dilation for element in range(window.kernel)]
    if isinstance(layer, TransposeConvolution):
        (window,) = layer.windows(shape)
        reached = (place + window.before - element * window.dilation for element in range(window.kernel))
        return [each // window.stride for each in reached if each % window.stride == 0]
    if isinstance(layer, UpSampling):
        (factor,), radius = layer.factor, RADIUS[layer.interpolation]
        where = Fraction(2 * place + 1, 2 * factor) - Fraction(1, 2)
        if not radius:
            return [place // factor]
        near = range(int(where) - radius - 2, int(where) + radius + 3)
        return [int(where)] if where.denominator == 1 else [each for each in near if abs(each - where) < radius]
    if isinstance(layer, ZeroPadding):
        return [place - layer.margins[0][0] * (-1 if isinstance(layer, Cropping) else 1)]
    return [place]


def reached(net: Trace) -> list[tuple[int, int]]:
    """For each output along one axis the first and the last pixel that it is made of, found one by one."""
    seen = {place: 1 << (place + 4 * FAR) for place in range(-FAR, 2 * FAR)}  # a bit for each pixel
    made = []
    for row in net.rows:
        branches = [made[each] if each >= 0 else seen for each in row.node.inputs]
        found: dict[int, int] = {}
        for place in range(-FAR, 2 * FAR):
            if isinstance(row.layer, Merge):
                bits = [branch.get(place) for branch in branches]
            else:
                bits = [branches[0].get(each) for each in taken(row.layer, row.inputs[0], place)]
            if None not in bits:
                found[place] = reduce(operator.or_, bits, 0)
        made.append(found)
    ends = [made[-1][place] for place in range(net.output[0])]
    return [((bits & -bits).bit_length() - 1 - 4 * FAR, bits.bit_length() - 1 - 4 * FAR) for bits in ends]


def word(chance: random.Random) -> str:
    number = chance.randint
    kind = chance.choice(["conv", "conv", "pool", "up", "up", "tconv", "tconv", "pad", "smooth"])
    if kind == "conv":
        padding = chance.choice(["/same", "/p0", "/p1", "/p2", "/causal"])
        return f"conv1@{number(1, 4)}/s{number(1, 3)}/d{number(1, 3)}{padding}"
    if kind == "pool":
        return f"pool{number(1, 4)}/s{number(1, 4)}" + chance.choice(["", "/same"])
    if kind == "tconv":
        padding = chance.choice(["/same", "/valid", "/p0", "/p1"])
        return f"tconv1@{number(1, 5)}/s{number(1, 4)}/d{chance.choice([1, 1, 2, 3])}{padding}"
    if kind == "pad":
        return chance.choice(["pad1", "pad0,2", "crop1", "crop1,0"])
    return f"up{number(1, 4)}" + (f"/{chance.choice(list(RADIUS)[1:])}" if kind == "smooth" else "")


def compare(count: int, seed: int, branch: bool = False) -> None:
    chance, done = random.Random(seed), 0
    while done < count:
        words = [word(chance) for _layer in range(chance.randint(1, 7))]
        if branch:
            # A branch that is made smaller and larger again, beside one that is not.
            factor, middle = chance.randint(2, 3), chance.choice(["conv1@3/same", "tconv1@3/same", "up2 pool2"])
            first = f"conv1@{chance.randint(1, 4)}/same"
            join = f"split {first} and pool{factor}/same {middle} up{factor} crop0,{{}} add"
            words.insert(chance.randint(0, 2), join)
        text = f"{chance.randint(4, 40)}x1 " + " ".join(words)
        try:
            if branch:
                before = trace(text.partition(" split")[0]).output[0]
                text = text.format(-before % factor)
            net = trace(text)
            pixels = reached(net)
        except (InputError, KeyError):
            continue  # it does not fit, or what is made is larger than is looked at
        (field,), done = net.rows[-1].fields, done + 1
        there = [(first, last) if last >= -4 * FAR else (0, -1) for first, last in pixels]
        assert [field.seen(place) for place in range(net.output[0])] == there, text
        assert field.size == max(last - first + 1 for first, last in there), text


def test_random_chains_see_what_their_outputs_are_made_of():
    compare(60, seed=0)
    compare(20, seed=1, branch=True)


@pytest.mark.slow
def test_two_thousand_random_chains_see_what_their_outputs_are_made_of():
    compare(2000, seed=2)
    compare(500, seed=3, branch=True)


@st.composite
def words(draw: st.DrawFn) -> str:
    kernel, stride = draw(st.integers(1, 4)), draw(st.integers(1, 3))
    padding = draw(st.sampled_from(["/same", "/p0", "/p1", "/p2", "/causal"]))
    return f"conv1@{kernel}/s{stride}/d{draw(st.integers(1, 2))}{padding}"


@given(size=st.integers(8, 40), layers=st.lists(words(), min_size=1, max_size=4))
def test_without_upsampling_a_field_is_a_place_a_size_and_a_step(size, layers):
    try:
        net = trace(f"{size}x1", *layers)
        pixels = reached(net)
    except (InputError, KeyError):
        assume(False)
    (field,) = net.rows[-1].fields
    for place, (first, last) in enumerate(pixels):
        assert first == field.low + place * field.step
        assert last == first + field.size - 1


# Three neighbours of a map that was made larger twice touch two blocks of four pixels; four positions of a pooling
# each lie on one pixel that became two; a linear interpolation reads two.
@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("32x32x1 pool2 pool2 up2 up2 conv1@3/same", 8),
        ("8x8x1 up2 pool2", 1),
        ("8x8x1 up2/bilinear", 2),
        ("8x8x1 up2/bicubic", 4),
        ("9x9x1 up3/bilinear", 2),
        ("8x8x1 up4 conv1@3/same", 2),
        ("8x8x1 up2 conv1@4/same", 3),
        ("64x64x1 pool4 up4 conv1@3/same", 8),
        # The one pixel of the map is all that the three outputs can see, though a fourth would see the next one too.
        ("4x4x1 pool4 up4 conv1@2/valid", 4),
        # What a whole picture was averaged to is seen from everywhere, and convolutions cannot add to that.
        ("32x32x3 split conv4@3/same and gap/keep up32 concat conv4@3/same", 32),
        # A stride longer than the stamp leaves outputs that see nothing; those that do see one pixel.
        ("8x8x1 tconv1@2/s3", 1),
        ("8x8x1 tconv1@1/s2 conv1@2", 1),
        ("8x8x1 tconv1@1/s2 conv1@2/d2", 2),
        ("8x8x1 tconv1@1/s2 crop1,0 pool1/s2", 0),
        ("9x9x1 up1000000 pool3 up999983 conv1@3", 2),
    ],
)
def test_fields_behind_layers_that_make_a_map_larger(text, size):
    assert trace(text).rows[-1].receptive_field == (size, size)


def u_net(levels: int, up: str) -> Trace:
    """Two 3×3 convolutions at each level, pooled, made larger again and put beside the map of their level."""
    text = "conv1@3/same conv1@3/same"
    for _level in range(levels):
        text = f"conv1@3/same conv1@3/same split relu and pool2 {text} {up} concat conv1@3/same conv1@3/same"
    return trace(f"256x256x1 {text}")


def test_a_u_net_sees_more_than_one_step_a_layer_says():
    # Of the interpolation two cells of the level below count, 2^4 pixels apart at the last but one level.
    assert [u_net(4, up).rows[-1].receptive_field[0] for up in ("up2", "up2/bilinear")] == [204, 236]


# V-Net (Milletari et al. 2016, arXiv:1606.04797, table 1) without its shortcuts, which see less: 5×5×5 convolutions,
# 2×2×2 ones with stride 2 on the way down, transpose ones on the way up; how many of the first stand at each level.
DOWN, UP = (1, 2, 3, 3, 3), (3, 3, 2, 1)
V_NET = ["5", *(word for count in DOWN[1:] for word in ("down", *["5"] * count))]
V_NET += [word for count in UP for word in ("up", *["5"] * count)]


def v_net(axes: int, size: int) -> str:
    """The network in words, with one channel everywhere: channels change no field."""
    words = {"5": "conv1@5/same", "down": "conv1@2/s2", "up": "tconv1@2/s2"}
    return " ".join(["x".join(map(str, (*[size] * axes, 1))), *(words[each] for each in V_NET)])


def pixels_behind(output: int) -> set[int]:
    """The pixels that an output of V-Net is made of along an axis: from the last layer back to the first."""
    places = {output}
    for layer in reversed(V_NET):
        if layer == "5":
            places = {place + offset for place in places for offset in (-2, -1, 0, 1, 2)}
        elif layer == "down":
            places = {2 * place + offset for place in places for offset in (0, 1)}
        else:
            places = {place // 2 for place in places}
    return places


@pytest.mark.parametrize("axes", [1, 2, 3])
def test_a_v_net_sees_548_pixels(axes):
    spans = [(min(seen), max(seen)) for seen in map(pixels_behind, range(128))]
    assert max(last - first + 1 for first, last in spans) == 548
    row = trace(v_net(axes, 128)).rows[-1]
    assert row.receptive_field == (548,) * axes
    assert [row.fields[0].seen(place) for place in range(128)] == spans
    assert any("548" in text and "depending on their place" in text for _name, text in row.explain())


def test_sums_of_steps_do_not_give_what_a_v_net_sees():
    # What is read about fields, (kernel − 1) · step summed up, is 536 if a transpose convolution only halves the step,
    # and 551 if it adds one step of its own as well.
    halving, adding, step = 1, 1, Fraction(1)
    for layer in V_NET:
        step = step / 2 if layer == "up" else step
        more = (4 if layer == "5" else 1) * step
        halving, adding = halving + more * (layer != "up"), adding + more
        step = step * 2 if layer == "down" else step
    assert (halving, adding) == (536, 551)


def test_a_v_net_of_keras_sees_as_much():
    keras = pytest.importorskip("keras")
    from kerascnn.insight import receptive

    layers = {
        "5": lambda: keras.layers.Conv2D(1, 5, padding="same"),
        "down": lambda: keras.layers.Conv2D(1, 2, strides=2),
        "up": lambda: keras.layers.Conv2DTranspose(1, 2, strides=2),
    }
    model = keras.Sequential([keras.Input((32, 32, 1)), *(layers[each]() for each in V_NET)])
    fields = list(receptive.receptive_fields(model, (32, 32, 1)).values())
    assert [field.seen(place) for field in fields[-1] for place in (0, 31)] == [
        (min(seen), max(seen)) for seen in map(pixels_behind, (0, 31) * 2)
    ]


def test_branches_that_drift_apart_are_followed_output_by_output():
    # The outputs of the one see pixels 0 to 2 and 2 to 4, those of the other 0 and 1, and 1 and 2: together 3 and 4.
    net = trace("5x5x1 split conv1@3/s2 and conv1@2 crop0,2 add")
    assert [net.rows[-1].fields[0].seen(place) for place in (0, 1)] == [(0, 2), (1, 4)]
    assert net.rows[-1].receptive_field == (4, 4)


def test_what_differs_in_too_many_ways_is_refused():
    with pytest.raises(InputError, match="differs in more than 16,384 ways; expected smaller factors and strides"):
        trace("9x9x1 up20011 pool3/s19997 up20021 pool3/s20023")


def test_the_explanation_says_that_the_place_counts():
    lines = trace("32x32x1 pool2 pool2 up2 up2 conv1@3/same").rows[-1].explain()
    assert ("receptive field", "8, the most of all outputs: they see 4 to 8, depending on their place") in lines


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
