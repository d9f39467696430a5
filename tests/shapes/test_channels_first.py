"""A picture with its channels at the wrong end: the likeliest mistake is named, with the command that is right."""

import pytest

from kerascnn.errors import InputError
from kerascnn.shapes import trace
from kerascnn.shapes.chain import turned_image


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("4x33x33 conv64@7", "kerascnn shape-calc 33x33x4 conv64@7"),
        ("1x28x28 conv6@5 pool2", "kerascnn shape-calc 28x28x1 conv6@5 pool2"),
        (
            "3x224x224 conv64@7/s2/p3 pool3/s2/p1 conv64@3 conv64@3",
            "kerascnn shape-calc 224x224x3 conv64@7/s2/p3 pool3/s2/p1 conv64@3 conv64@3",
        ),
        ("1x16x16x16 conv8@3", "kerascnn shape-calc 16x16x16x1 conv8@3"),
    ],
)
def test_the_turned_command_is_printed_and_works(text, command):
    with pytest.raises(InputError) as caught:
        trace(text)
    line = str(caught.value)
    assert line.endswith(f"looks like one with its channels first, and with them last it works: {command}")
    assert "these work" not in line
    assert trace(command.removeprefix("kerascnn shape-calc ")).rows


def test_the_other_way_round_too():
    with pytest.raises(
        InputError, match=r"32×32×3 looks like one with its channels last, and with them first it works: 3x32x32"
    ):
        trace("32x32x3 conv6@5 pool2", order="chw")


@pytest.mark.parametrize(
    "text",
    [
        "4x33x33 conv64@35",  # it does not fit either way
        "5x33x33 conv64@7",
        "4x33x32 conv64@7",
        "4x4x4 conv64@7",
        "33x33x4 conv64@35",
        "3x100 conv4@5",
    ],
)
def test_where_it_does_not_look_so_or_does_not_help_nothing_is_said(text):
    with pytest.raises(InputError) as caught:
        trace(text)
    assert "looks like" not in str(caught.value)


def test_where_it_fits_all_the_same_a_note_says_so():
    net = trace("3x224x224 conv64@3/p1")
    assert net.notes == ["the input 3×224×224 is read with 224 channels; if they are 3, write 224x224x3"]
    assert trace("32x32x3 relu", order="chw").notes == [
        "the input 32×32×3 is read with 32 channels; if they are 3, write 3x32x32"
    ]
    assert trace("224x224x3 conv64@3/p1").notes == []
    assert trace("3x224x224 conv64@3/p1", order="chw").notes == []


def test_which_shapes_look_so():
    assert turned_image((3, 32, 32)) == (32, 32, 3)
    assert turned_image((32, 3, 32), "chw") == (32, 32, 3)  # 32x32x3, given as channels first
    assert turned_image((1, 1, 1)) is None
    assert turned_image((2, 32, 32)) is None
    assert turned_image((784,)) is None


def test_a_saved_model_that_has_its_channels_first_is_shown_as_it_stands(tmp_path, kerascnn):
    keras = pytest.importorskip("keras")
    conv = keras.layers.Conv2D(4, 3, data_format="channels_first")
    keras.Sequential([keras.Input((3, 32, 32)), conv]).save(tmp_path / "first.keras")
    for order in ((), ("--order", "chw"), ("--order", "hwc")):
        code, out, err = kerascnn("shape-calc", "--from", tmp_path / "first.keras", *order)
        assert (code, err) == (0, "")
        assert "3×32×32" in out
        assert "4×30×30" in out
        assert "is read with" not in out
