"""What is drawn of the inside of a network: the right numbers at the right place, with their scale."""

import itertools

import numpy as np
import pytest

from kerascnn import insight, language, plots
from kerascnn.plots import maps
from kerascnn.plots.embedding import map_of_points, map_of_thumbnails, nearest_neighbours
from kerascnn.plots.patches import OUTSIDE, unit_patches
from tiny_network import MAPS, tiny


def texts(figure):
    """All that is written on a figure."""
    figure.canvas.draw()
    return [text.get_text() for text in figure.findobj(lambda artist: hasattr(artist, "get_text")) if text.get_text()]


def test_a_heat_map_has_an_honest_scale():
    heat = np.array([[0, 1], [2, 4.0]])
    figure = plots.heat_map(np.zeros((4, 6, 3), np.uint8), heat, title="mine", scale="units")
    picture, middle, over = figure.axes[:3]
    assert middle.images[0].get_clim() == (0, 4)
    np.testing.assert_array_equal(middle.images[0].get_array(), heat)
    # The heat lies over the whole picture, whose pixels have their centres at whole numbers.
    assert over.images[1].get_extent() == [-0.5, 5.5, 3.5, -0.5]
    assert picture.images[0].get_extent() == [-0.5, 5.5, 3.5, -0.5]
    assert {"mine", "units"} <= set(texts(figure))
    signed = plots.heat_map(np.zeros((4, 6, 1), np.uint8), heat - 3, square=2)
    assert signed.axes[1].images[0].get_clim() == (-3, 3)
    assert [patch.get_width() for patch in signed.axes[0].patches] == [2]


def test_nothing_to_see_is_drawn_too():
    assert plots.heat_map(np.zeros((2, 2, 1), np.uint8), np.zeros((2, 2))).axes[1].images[0].get_clim() == (0, 1)


def test_the_maps_of_a_layer_share_a_scale_and_name_their_channels():
    figure = maps.feature_maps({"conv": MAPS, "other": -MAPS}, {"conv": np.array([1, 0]), "other": np.array([0])})
    first, second, third, fourth = figure.axes[:4]
    np.testing.assert_array_equal(first.images[0].get_array(), MAPS[..., 1])
    assert first.images[0].get_clim() == second.images[0].get_clim() == (0, 2)
    assert third.images[0].get_clim() == (-2, 2)
    assert not fourth.images
    assert {"1", "0", "conv\n2×2×2"} <= set(texts(figure))


def test_kernels_deep_in_a_network_are_drawn_filter_by_channel():
    kernels = np.arange(2 * 2 * 3 * 4, dtype=float).reshape(2, 2, 3, 4)
    figure = maps.deep_kernels(kernels, top=2)
    assert len(figure.axes) == 2 * 2 + 1
    np.testing.assert_array_equal(figure.axes[1].images[0].get_array(), kernels[:, :, 1, 0])
    np.testing.assert_array_equal(figure.axes[2].images[0].get_array(), kernels[:, :, 0, 1])


def test_the_strongest_features_are_numbered():
    written = texts(maps.feature_vector(np.zeros((3, 3, 1), np.uint8), np.array([0.1, -5, 0.2, 3]), top=2))
    assert {"1", "3"} <= set(written)


def test_numbers_of_neighbouring_peaks_do_not_lie_on_each_other():
    vector = np.zeros(500)
    vector[100:106], vector[300:303] = [2, 2.1, 2.05, 1.9, -1.8, -1.9], [1, 1.01, 1.02]
    drawn = maps.feature_vector(np.zeros((3, 3, 1), np.uint8), vector, top=9)
    drawn.draw_without_rendering()
    boxes = [each.get_window_extent() for each in drawn.axes[1].texts]
    assert len(boxes) == 9
    assert not any(one.overlaps(other) for one, other in itertools.combinations(boxes, 2))


def test_the_patches_stand_in_their_block_and_lavender_is_outside():
    patches = np.zeros((2, 4, 2, 2, 1), np.uint8)
    patches[0, 3] = 200
    seen = np.ones((2, 4, 2, 2), bool)
    seen[1, 0, 0] = False  # the upper row sticks out
    seen[1, 3] = False  # no patch
    figure = unit_patches(patches, seen, [5, 9], title="mine")
    page = np.asarray(figure.axes[0].images[0].get_array())
    # A patch of 2×2 is drawn with 16×16 pixels, and what stands between two has one.
    top, left = np.argwhere((page == (200, 200, 200, 255)).all(axis=2)).min(axis=0)
    assert (page[top : top + 16, left : left + 16] == (200, 200, 200, 255)).all()
    assert (page == OUTSIDE).all(axis=2).sum() == 16 * 8
    assert {"5", "9", "mine", "lavender: the unit sees nothing of the picture there"} <= set(texts(figure))
    whole = unit_patches(patches[:1], seen[:1], [5])
    assert "lavender: the unit sees nothing of the picture there" not in texts(whole)


@pytest.mark.parametrize("language_name", ["en", "es"])
def test_the_title_says_what_was_searched_and_what_was_found(language_name):
    language.use(language_name)
    images = np.zeros((4, 3, 3, 1), np.uint8)
    images[:, 1, 1] = 255
    pictures = insight.Pictures(images, None, (), "4 things")
    (found,) = insight.strongest_patches(tiny(), images)
    title = plots.exciting_patches(tiny(), pictures, found, most=1, climb={"steps": 1, "seed": 0}).get_suptitle()
    expected = {
        "en": "conv, receptive field 2×2\n4 things; 1 of 2 units",
        "es": "conv, campo receptivo 2×2\n4 things; 1 de 2 unidades",
    }
    assert title == expected[language_name]
    (silent,) = insight.strongest_patches(tiny(), images * 0)
    if language_name == "en":
        assert (
            "0 of 2 units; 2 that no picture excites" in plots.exciting_patches(tiny(), pictures, silent).get_suptitle()
        )


def test_the_map_has_a_colour_a_class_and_names_it():
    places = np.array([[0, 0], [1, 1], [2, 0.5]])
    figure = map_of_points(places, np.array([0, 1, 0]), ("cat", "dog"), axes_labels=("first", "second"))
    first, second = figure.axes[0].collections
    assert first.get_offsets().tolist() == [[0, 0], [2, 0.5]]
    assert (first.get_facecolor() != second.get_facecolor()).any()
    assert {"cat", "dog", "first", "second"} <= set(texts(figure))
    assert map_of_points(places, None, ()).axes[0].get_legend() is None


def test_of_crowded_pictures_one_is_drawn():
    images = np.zeros((4, 3, 3, 1), np.uint8)
    places = np.array([[0, 0], [0.001, 0.001], [1, 1], [1, 0]])
    figure = map_of_thumbnails(places, images, np.array([0, 0, 1, 1]), ("cat", "dog"))
    assert len(figure.axes[0].images) == 3
    assert {"cat", "dog"} <= set(texts(figure))


def test_neighbours_of_another_class_are_orange():
    images = np.zeros((3, 3, 3, 1), np.uint8)
    figure = nearest_neighbours(
        images, np.array([0]), np.array([[1, 2]]), np.array([[0.1, 0.25]]), np.array([0, 0, 1]), ("cat", "dog")
    )
    frames = [axes.spines["left"].get_edgecolor()[:3] for axes in figure.axes]
    assert frames[1] == pytest.approx((0, 0x72 / 255, 0xB2 / 255))
    assert frames[2] == pytest.approx((0xD5 / 255, 0x5E / 255, 0))
    assert {"0.100", "0.250", "cat"} <= set(texts(figure))
