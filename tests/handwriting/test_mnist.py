import numpy as np
import pytest
from PIL import Image

from kerascnn.errors import InputError
from kerascnn.handwriting import find_digits
from publishers import digits


def as_mnist(grey):
    (digit,) = find_digits(grey)
    return digit.picture


def test_mnist_s_own_digits_stay_where_they_are():
    # They are in a box of 20×20 and centred by mass already: at most a pixel of rounding may differ.
    images = digits(200, 20)[0]
    far = 0
    for image in images:
        again = as_mnist(image[..., 0]).astype(float)
        best = min(
            np.abs(np.roll(again, (down, right), (0, 1)) - image).mean() for down in (-1, 0, 1) for right in (-1, 0, 1)
        )
        far += best > 12
    assert far <= 10


@pytest.mark.parametrize("invert", [False, True], ids=["light on dark", "dark on light"])
def test_a_bar_lands_in_the_middle_20_pixels_tall(invert):
    grey = np.full((300, 200), 30, np.uint8)
    grey[10:110, 20:40] = 220
    found = as_mnist(255 - grey if invert else grey)[..., 0]
    rows, columns = np.flatnonzero(found.any(axis=1)), np.flatnonzero(found.any(axis=0))
    assert (rows[0], rows[-1]) == (4, 23)  # 20 rows, 4 above and 4 below
    assert (columns[0], columns[-1]) == (12, 15)  # 100:20 keeps its proportions: 4 columns
    assert found.max() == 255


def test_an_even_picture_is_refused():
    with pytest.raises(InputError, match="nothing but an even background"):
        as_mnist(np.full((50, 50), 99, np.uint8))


def test_a_small_digit_is_enlarged():
    small = np.asarray(Image.fromarray(digits(20, 20)[0][0][..., 0]).resize((10, 10)))
    assert as_mnist(small).shape == (28, 28, 1)
