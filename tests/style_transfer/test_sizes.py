"""Two pictures brought to one size."""

import numpy as np
import pytest
from PIL import Image

from kerascnn.style_transfer.pictures import pair


def test_a_long_picture_is_the_same_as_itself_though_its_middle_is_rounded(tmp_path):
    path = tmp_path / "long.png"
    Image.fromarray(np.random.default_rng(0).integers(0, 256, (340, 1431, 3), np.uint8)).save(path)
    with pytest.raises(ValueError, match="show the same: nothing would change"):
        pair(path, path, size=256)
