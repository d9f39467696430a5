"""Figures of photographs: filtered ones, and their numbers."""

import numpy as np
import pytest

from kerascnn import filters, language, plots
from kerascnn.datasets.pixels import Region

PHOTO = np.random.default_rng(0).integers(0, 256, (30, 40, 3), np.uint8)


def texts(figure):
    figure.canvas.draw()
    return [text.get_text() for text in figure.findobj(lambda artist: hasattr(artist, "get_text")) if text.get_text()]


def test_the_kernel_is_drawn_with_its_numbers_and_what_its_sum_does():
    found = filters.outcomes(PHOTO, ["sobel-x", "blur"], spectra=True)
    drawn = plots.filtered(found, title="mine")
    written = [text.replace("\n", " ") for text in texts(drawn)]
    assert {"sobel-x", "blur", "mine 30×40", "28×38", "−2", "1/9", "spectrum before", "spectrum after"} <= set(written)
    assert any("the weights add up to 0" in text for text in written)
    _low, high = found[1].limits()
    assert any(text.startswith(f"black −{high:.2f}, grey 0, white {high:.2f} values from −") for text in written)
    # Zero is in the middle of the scale, for every channel.
    shown = drawn.axes[4].images[0].get_array()
    np.testing.assert_allclose(shown, np.clip(0.5 + found[1].shown / (2 * high), 0, 1), atol=1e-6)


def test_a_chain_is_numbered_and_what_is_reduced_is_said():
    large = np.zeros((10, 1300, 1), np.uint8)
    language.use("es")
    written = texts(plots.filtered(filters.outcomes(large, ["blur", "edge"], chain=True), chain=True))
    assert {"1. blur", "2. edge"} <= set(written)
    words = " ".join(written).replace("\n", " ")
    assert "Cada núcleo actúa sobre lo que dejó el anterior." in words
    assert "es la media de 3×3" in words


def test_each_channel_s_numbers_are_in_their_cells():
    drawn = plots.pixels(PHOTO, Region(2, 3, 4, 5), title="mine")
    titles = {axes.get_title(): axes for axes in drawn.axes}
    for channel, name in enumerate(("red", "green", "blue")):
        numbers = [int(text.get_text()) for text in titles[name].texts]
        assert numbers == PHOTO[2:6, 3:8, channel].ravel().tolist()
        assert [label.get_text() for label in titles[name].get_yticklabels()] == ["2", "3", "4", "5"]
    assert {"raw", "scaled: x/255", "standardised: (x − mean)/deviation", "mine\n30×40×3"} <= set(titles)
    assert "red: mean 0.00, deviation 1.00" in texts(drawn)


def test_a_large_picture_is_drawn_from_its_middle():
    drawn = plots.pixels(np.zeros((100, 100, 1), np.uint8))
    (grid,) = (axes for axes in drawn.axes if axes.get_title() == "grey")
    assert len(grid.texts) == 144
    assert grid.get_xticklabels()[0].get_text() == "44"


def test_the_photograph_cannot_be_changed_by_mistake():
    with pytest.raises(ValueError, match="read-only"):
        plots.photograph()[0] = 0
