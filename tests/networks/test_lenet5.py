import numpy as np
import pytest

from kerascnn import networks
from kerascnn.errors import InputError
from kerascnn.networks._lenet5_codes import CODES
from kerascnn.networks.lenet5 import TABLE_I


def test_table_i_of_the_paper():
    """LeCun et al. 1998, section II.B: 60 connections, so that C3 has 1,516 parameters; 3, 4 or 6 maps each."""
    assert [len(maps) for maps in TABLE_I] == [3] * 6 + [4] * 9 + [6]
    assert sum(map(len, TABLE_I)) == 60
    assert len(set(TABLE_I)) == 16
    # Each of the six maps feeds ten of the sixteen.
    assert [sum(number in maps for maps in TABLE_I) for number in range(6)] == [10] * 6


def test_the_codes_are_ten_different_bitmaps():
    assert {len(code) for code in CODES} == {7 * 12}
    assert {value for code in CODES for value in code} == {-1.0, 1.0}
    assert len(set(CODES)) == 10


@pytest.mark.parametrize(
    ("variant", "input_shape", "parameters"),
    [
        # The paper's figures per layer, and its 60,000 in all (section II.B).
        ("paper", (32, 32, 1), {"C1": 156, "S2": 12, "C3": 1516, "S4": 32, "C5": 48120, "F6": 10164, "output": 840}),
        # The slide's table of deck E.
        ("course", (32, 32, 3), {"conv1": 456, "conv2": 2416, "fc3": 48120, "fc4": 10164, "scores": 850}),
    ],
)
def test_parameters_of_each_layer(variant, input_shape, parameters):
    model = networks.build("lenet5", variant=variant, input_shape=input_shape)
    assert {layer.name: layer.count_params() for layer in model.layers if layer.weights} == parameters


def test_the_slides_shapes():
    model = networks.build("lenet5", variant="course")
    sizes = [layer.output.shape[1:] for layer in model.layers]
    assert sizes == [(28, 28, 6), (14, 14, 6), (10, 10, 16), (5, 5, 16), (400,), (120,), (84,), (10,)]


def test_a_picture_of_mnist_gets_a_frame_of_two_pixels():
    pad = networks.build("lenet5", input_shape=(28, 28, 1)).get_layer("pad")
    assert pad.padding == ((2, 2), (2, 2))
    names = [layer.name for layer in networks.build("lenet5", input_shape=(40, 32, 1)).layers]
    assert "pad" not in names


def test_the_nearest_code_has_the_highest_score():
    model = networks.build("lenet5")
    distances = np.asarray(model.get_layer("output")(np.array(CODES[3:4], "float32")))
    assert distances.argmin() == 3
    assert distances.min() == 0


def test_the_paper_knows_ten_classes():
    with pytest.raises(InputError, match="ten digits apart, not 7 classes; choose the variant full or course"):
        networks.build("lenet5", num_classes=7)
    assert networks.build("lenet5", num_classes=7, variant="full").output_shape == (None, 7)
