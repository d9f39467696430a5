"""Names of any length and script beside boxes and below masks stay on their picture and within the figure."""

import numpy as np
import pytest

from kerascnn.plots.detections import MISSED, Boxed, boxed_pictures
from kerascnn.plots.segments import segmented_picture

NAMES = ("L" * 200, "猫" * 20, "مرحبا " * 15, "$x^2$ a_b{c} %s " * 5)
BOXES = np.array([[4, 4, 20, 20], [28, 26, 44, 42]])


@pytest.fixture
def picture():
    return np.zeros((48, 48, 3), np.uint8)


def test_names_beside_boxes_stay_on_their_picture(picture):
    panels = [Boxed(picture, BOXES, [f"{name} 93%", name], ["red", MISSED]) for name in NAMES]
    drawn = boxed_pictures(panels)
    drawn.canvas.draw()
    for axes in drawn.axes:
        panel = axes.get_window_extent()
        first, second = (text.get_window_extent() for text in axes.texts)
        assert panel.x0 - 2 < first.x0 < first.x1 < panel.x1 + 2
        assert panel.x0 - 2 < second.x0 < second.x1 < panel.x1 + 2
        assert axes.texts[0].get_text().endswith("93%")


def test_the_legend_of_masks_is_no_wider_than_the_figure(picture):
    names = ["background", *(f"{name}{number}" for number in range(2) for name in NAMES)]
    drawn = segmented_picture(picture, np.arange(48 * 48).reshape(48, 48) % len(names), names)
    drawn.canvas.draw()
    (legend,) = drawn.legends
    extent = legend.get_window_extent()
    assert 0 <= extent.x0 < extent.x1 <= drawn.bbox.x1
