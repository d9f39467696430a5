"""The patches that excite units, against brute force, and receptive fields against a recursion from the output."""

import keras
import numpy as np
import pytest

from kerascnn import insight, networks
from kerascnn.errors import InputError
from kerascnn.insight.receptive import receptive_fields, window
from kerascnn.shapes.fields import Field
from tiny_network import tiny


def test_patches_of_the_tiny_network_are_those_worked_out_by_hand():
    # Filter 0 adds a pixel and the one below at its right; the largest sum is, of each picture in 255ths:
    #   80 0 0 / 0 50 0 / 0 0 100 → 50 + 100 = 150 at (1, 1);   0 0 0 / 0 0 0 / 0 0 0 → 0, no excitement;
    #   0 200 0 / 0 0 20 / 0 0 0 → 200 + 20 = 220 at (0, 1).
    # Filter 1 adds the other diagonal and takes away its lower right corner:
    #   first: 0 + 0 − 50 at (0, 0), 0 + 50 − 0 = 50 at (0, 1), 50 at (1, 0), −100;   third: 200 at (0, 0).
    images = np.zeros((3, 3, 3, 1), np.uint8)
    images[0, [0, 1, 2], [0, 1, 2]] = [[80], [50], [100]]
    images[2, [0, 1], [1, 2]] = [[200], [20]]
    (found,) = insight.strongest_patches(tiny(), images, k=3, batch_size=2)
    np.testing.assert_allclose(found.values * 255, [[220, 200], [150, 50], [0, 0]], rtol=1e-5)
    assert found.pictures[:2].tolist() == [[2, 2], [0, 0]]
    assert found.rows[:2].tolist() == [[0, 0], [1, 0]]
    assert found.columns[:2].tolist() == [[1, 0], [1, 1]]  # of two equal places, the first
    patches, seen = found.cut(images, [1, 0])
    assert patches[0, 0, ..., 0].tolist() == [[0, 200], [0, 0]]
    assert patches[1, 1, ..., 0].tolist() == [[50, 0], [0, 100]]
    assert seen[:, :2].all()
    assert not seen[:, 2].any()


def seen_by(place, windows):
    """The first and the last pixel that an output sees, from the output back to the picture."""
    first = last = place
    for kernel, stride, before in reversed(windows):
        first, last = first * stride - before, last * stride - before + kernel - 1
    return first, last


def zeros_before(size, kernel, stride):
    return max((-(-size // stride) - 1) * stride + kernel - size, 0) // 2


@pytest.mark.parametrize("layers", [(), ("conv2", "relu3")])
def test_patches_equal_brute_force_over_whole_feature_maps(layers):
    keras.utils.set_random_seed(0)
    model = networks.build("mnist-cnn")
    chance = np.random.default_rng(1)
    for layer in model.layers:  # scales of either sign, so that the place of measuring matters
        if isinstance(layer, keras.layers.BatchNormalization):
            layer.gamma.assign(chance.normal(size=layer.gamma.shape))
            layer.beta.assign(chance.normal(size=layer.beta.shape))
    images = chance.integers(0, 256, (37, 28, 28, 1), np.uint8)
    # 28 → conv1 5×5, stride 2, same: 14 → conv2 3×3, same → pool 2 → 7 → conv3 3×3, same → pool 2 → 3.
    one = [(5, 2, zeros_before(28, 5, 2))]
    two = [*one, (3, 1, 1)]
    three = [*two, (2, 2, 0), (3, 1, 1), (2, 2, 0)]
    expected = {"conv1": ("relu1", one), "conv2": ("relu2", [*two, (2, 2, 0)]), "conv3": ("relu3", three)}
    if layers:
        expected = {"conv2": ("conv2", two), "relu3": ("relu3", three)}
    results = insight.strongest_patches(model, images, layers=layers, k=5, batch_size=10)
    assert {each.layer: each.measured for each in results} == {name: row[0] for name, row in expected.items()}
    for found in results:
        measured, windows = expected[found.layer]
        maps = keras.Model(model.inputs[0], model.get_layer(measured).output)(images.astype("float32") / 255)
        compare(found, np.asarray(maps), windows, images)


def compare(found, maps, windows, images):
    flat = maps.reshape(len(maps), -1, maps.shape[-1])
    patches, seen = found.cut(images, range(maps.shape[-1]))
    assert found.activated == (found.measured != "conv2")
    for unit in range(maps.shape[-1]):
        peaks = flat[:, :, unit].max(axis=1)
        order = np.argsort(-peaks, kind="stable")[:5]
        np.testing.assert_allclose(found.values[:, unit], peaks[order], rtol=1e-3, atol=1e-4)
        for rank in range(5):
            picture = found.pictures[rank, unit]
            place = found.rows[rank, unit], found.columns[rank, unit]
            assert maps[picture][place][unit] == pytest.approx(peaks[order][rank], rel=1e-3, abs=1e-4)
            if found.activated and found.values[rank, unit] <= 0:
                assert not seen[unit, rank].any()
                continue
            (top, bottom), (left, right) = (seen_by(int(each), windows) for each in place)
            if bottom - top + 1 >= 28:  # as large as the picture: the whole of it
                top, bottom, left, right = 0, 27, 0, 27
                inside = seen[unit, rank]
            else:
                rows, columns = np.mgrid[top : bottom + 1, left : right + 1]
                inside = (rows >= 0) & (rows < 28) & (columns >= 0) & (columns < 28)
                assert (seen[unit, rank] == inside).all()
            padded = np.pad(images[picture], ((30, 30), (30, 30), (0, 0)))
            piece = padded[top + 30 : bottom + 31, left + 30 : right + 31]
            assert (patches[unit, rank] == np.where(inside[..., None], piece, 0)).all()


def test_a_window_that_sticks_out_is_marked():
    fields = (Field(28, low=-2, size=5, step=2), Field(28, low=-2, size=5, step=2))
    patch, seen = window(fields, (0, 13)).cut(np.full((28, 28, 1), 7, np.uint8))
    # Rows −2 to 2, columns 24 to 28: two rows above the picture, one column at its right.
    assert seen.tolist() == [[False] * 5] * 2 + [[True] * 4 + [False]] * 3
    assert (patch[..., 0] == np.where(seen, 7, 0)).all()


def test_a_window_as_large_as_the_picture_is_the_picture_and_marks_what_is_not_seen():
    fields = (Field(8, low=-3, size=9, step=1),) * 2
    patch, seen = window(fields, (5, 0)).cut(np.ones((8, 8, 1), np.uint8))
    assert patch.shape == (8, 8, 1)
    # Rows 2 to 10 and columns −3 to 5.
    assert np.argwhere(seen).min(axis=0).tolist() == [2, 0]
    assert np.argwhere(seen).max(axis=0).tolist() == [7, 5]


def test_names_of_layers_inside_models_are_those_of_the_receptive_fields():
    nested = tiny("nested")
    inside = insight.Inside(nested)
    assert {each.name for each in inside.seen} == set(receptive_fields(nested, (3, 3, 1)))


def test_equal_values_keep_the_first_picture_and_few_pictures_leave_room():
    images = np.repeat(np.eye(3, dtype=np.uint8)[None, ..., None] * 255, 2, axis=0)
    (found,) = insight.strongest_patches(tiny(), images, k=4)
    assert found.pictures[:, 0].tolist() == [0, 1, -1, -1]
    assert found.values[2, 0] == -np.inf
    patches, seen = found.cut(images, [0, 1])
    assert patches.shape == (2, 4, 2, 2, 1)
    assert seen.any(axis=(2, 3)).tolist() == [[True, True, False, False]] * 2


def test_units_that_nothing_excites_are_counted():
    images = np.zeros((2, 3, 3, 1), np.uint8)
    (found,) = insight.strongest_patches(tiny(), images)
    assert found.silent.tolist() == [0, 1]
    patches, seen = found.cut(images, [0])
    assert not seen.any()
    assert not patches.any()


@pytest.mark.parametrize("kind", ["sequential", "half"])
def test_ascent_climbs_to_the_best_picture(kind):
    # Of pixels from 0 to 1, a sum of weights is largest with 1 where the weight is positive and 0 where it is negative;
    # filter 0 (1 0 / 0 1) reaches 2, and so does filter 1 (0 1 / 1 −1). Where the weight is 0 the picture stays grey.
    found = insight.ascent(tiny(kind), "conv", [1, 0], steps=40)
    assert found.pictures.shape == (2, 2, 2, 1)
    assert found.values == pytest.approx([2, 2])
    best = found.pictures[..., 0]
    assert best[0, 0, 1] == best[0, 1, 0] == best[1, 0, 0] == best[1, 1, 1] == 1
    assert best[0, 1, 1] == 0
    assert best[0, 0, 0] == pytest.approx(0.5, abs=0.15)
    again = insight.ascent(tiny(kind), "conv", [1, 0], steps=40)
    np.testing.assert_array_equal(again.pictures, found.pictures)
    assert (insight.ascent(tiny(kind), "conv", [1, 0], steps=40, seed=1).pictures != found.pictures).any()


def test_ascent_excites_more_than_noise_in_a_deeper_layer():
    keras.utils.set_random_seed(0)
    model = networks.build("mnist-cnn")
    noise = np.random.default_rng(0).random((50, 28, 28, 1)).astype("float32")
    climbed = insight.ascent(model, "conv3", range(8), steps=48)
    maps = np.asarray(keras.Model(model.inputs[0], model.get_layer("conv3").output)(noise))[..., :8]
    assert (climbed.values > maps.max(axis=(0, 1, 2))).all()


class Closed(keras.Model):
    """A model that cannot be described."""

    def __init__(self, something):
        super().__init__(name="closed")
        self.something = something
        self.conv = keras.layers.Conv2D(1, 2)

    def call(self, pictures):
        return self.conv(pictures)


def test_what_has_no_patches_is_said():
    images = np.zeros((1, 3, 3, 1), np.uint8)
    with pytest.raises(InputError, match=r"the layer scores gives 2, without rows and columns; .*: conv"):
        insight.strongest_patches(tiny(), images, layers=["scores"])
    with pytest.raises(InputError, match="a model of the kind Subclassed cannot be read here; Sequential and"):
        insight.strongest_patches(tiny("subclassed"), images)
    with pytest.raises(InputError, match="closed is a subclassed model, whose receptive fields are not known"):
        insight.strongest_patches(Closed(object()), images)
    mlp = keras.Sequential([keras.Input((3, 3, 1)), keras.layers.Flatten(), keras.layers.Dense(2)])
    with pytest.raises(InputError, match="the network has no layer with rows and columns"):
        insight.strongest_patches(mlp, images)
    pool = keras.layers.MaxPooling2D(2, 1, name="pool")
    pooled = keras.Sequential([keras.Input((3, 3, 1)), pool, keras.layers.Flatten(), keras.layers.Dense(2)])
    with pytest.raises(InputError, match="the network has no convolution; name a layer with rows and columns"):
        insight.strongest_patches(pooled, images)
    assert insight.strongest_patches(pooled, images, layers=["pool"])
