import keras
import numpy as np
import pytest

from kerascnn.augmentation import matrices, warp
from kerascnn.errors import InputError
from publishers import digits


def keras_affine(pictures, to_old):
    """Keras's function, on floats, with the same matrices in its own notation: the first eight of nine numbers."""
    transform = np.broadcast_to(to_old, (len(pictures), 3, 3)).reshape(-1, 9)[:, :8].astype("float32")
    drawn = keras.ops.image.affine_transform(
        pictures.astype("float32"), transform, interpolation="bilinear", fill_mode="constant", fill_value=0
    )
    return np.asarray(drawn)


@pytest.mark.parametrize("shape", [(1, 1), (28, 28), (5, 9), (90, 70)])
@pytest.mark.parametrize("channels", [1, 3, 4])
def test_the_same_matrices_give_the_same_picture_as_keras(shape, channels):
    generator = np.random.default_rng(channels)
    pictures = generator.integers(0, 256, (20, *shape, channels), np.uint8)
    to_old = matrices(
        shape,
        rotation=generator.uniform(-180, 180, 20),
        scale=generator.uniform(0.4, 3, 20),
        down=generator.uniform(-0.5, 0.5, 20) * shape[0],
        right=generator.uniform(-0.5, 0.5, 20) * shape[1],
        mirrored=generator.random(20) < 0.5,
    )
    error = np.abs(warp(pictures, to_old) - keras_affine(pictures, to_old))
    # A weight is a whole number of 256ths, which is half a grey level off at most on each axis, and both steps round.
    # The tenth is for Keras's own coordinates, which are floats of 32 bits.
    assert error.max() <= 2.1
    assert error.mean() < 0.5


def test_a_matrix_far_outside_gives_black():
    pictures = np.full((2, 8, 8, 3), 255, np.uint8)
    assert warp(pictures, matrices((8, 8), down=1e6)).max() == 0
    assert warp(pictures, matrices((8, 8), right=-7.5)).any()


def test_nothing_changes_nothing():
    pictures = digits(60, 20)[0]
    assert np.array_equal(warp(pictures, matrices((28, 28))), pictures)


def test_quarter_turns_mirror_and_whole_pixels_are_exact():
    pictures = np.random.default_rng(0).integers(0, 256, (3, 7, 7, 3), np.uint8)
    assert np.array_equal(warp(pictures, matrices((7, 7), rotation=90)), np.rot90(pictures, axes=(1, 2)))
    assert np.array_equal(warp(pictures, matrices((7, 7), mirrored=True)), pictures[:, :, ::-1])
    moved = warp(pictures, matrices((7, 7), down=2, right=-3))
    assert np.array_equal(moved[:, 2:, :-3], pictures[:, :-2, 3:])
    assert moved[:, :2].max() == 0
    assert moved[:, :, -3:].max() == 0


def test_half_a_pixel_is_the_mean_of_two():
    row = np.array([0, 100, 200, 40], np.uint8).reshape(1, 1, 4, 1)
    assert warp(row, matrices((1, 4), right=0.5)).ravel().tolist() == [0, 50, 150, 120]


def test_twice_as_large_is_about_the_middle():
    picture = np.zeros((1, 9, 9, 1), np.uint8)
    picture[0, 4, 4] = picture[0, 4, 6] = 255
    larger = warp(picture, matrices((9, 9), scale=2))[0, :, :, 0]
    assert [tuple(map(int, place)) for place in np.argwhere(larger == 255)] == [(4, 4), (4, 8)]


def test_a_large_picture_keeps_its_places():
    picture = np.zeros((1, 3, 6000, 1), np.uint8)
    picture[0, 1, 5990] = 255
    assert warp(picture, matrices((3, 6000), right=-5.0))[0, 1, 5985, 0] == 255


@pytest.mark.parametrize(
    "pictures", [np.zeros((1, 4, 4, 3), np.float32), np.zeros((4, 4, 3), np.uint8), np.zeros((1, 4, 4, 5), np.uint8)]
)
def test_other_arrays_are_refused(pictures):
    with pytest.raises(InputError, match=r"expected uint8 \(n, height, width, channels\), 0 to 255"):
        warp(pictures, matrices((4, 4)))
