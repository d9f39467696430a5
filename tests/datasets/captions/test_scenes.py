"""Scenes of shapes: the same for the same seed, with what their sentences say."""

import colorsys

import numpy as np
import pytest
from scipy import ndimage

import kerascnn as kc
from kerascnn.datasets.captions import shapes
from kerascnn.datasets.captions.sentences import COLOURS, SHAPES, sentence

COUNT = 150
captions = kc.datasets.captions


@pytest.fixture(scope="module")
def some():
    return captions.shape_scenes("es", seed=3).batch(np.arange(COUNT))


def test_a_scene_is_the_same_in_any_company_and_another_with_another_seed_or_part(some):
    mine = captions.shape_scenes("es", seed=3)
    for number in (0, 70, COUNT - 1):
        alone = mine.batch(np.array([number]))
        np.testing.assert_array_equal(alone.images[0], some.images[number])
        assert alone.captions[0] == some.captions[number]
    for other in (captions.shape_scenes(seed=4), captions.shape_scenes(seed=3, part="test")):
        assert (other.batch(np.array([0])).images != some.images[:1]).any()
        assert other.sha256 != mine.sha256
    english = captions.shape_scenes("en", seed=3).batch(np.arange(COUNT))
    np.testing.assert_array_equal(english.images, some.images)
    assert english.captions[0][0] == sentence(some.groups[0], "en")


def test_the_sentence_counts_what_is_seen(some):
    """Saturated pixels that touch one another are a shape, and their hue is its colour."""
    for picture, groups in zip(some.images, some.groups, strict=True):
        high, low = picture.max(axis=2).astype(int), picture.min(axis=2).astype(int)
        pieces, count = ndimage.label(high - low > 0.55 * np.maximum(high, 90))
        sizes = ndimage.sum_labels(np.ones_like(pieces), pieces, np.arange(1, count + 1))
        pieces_seen = [number for number, size in enumerate(sizes, start=1) if size >= 12]
        assert len(pieces_seen) == sum(group.number for group in groups)
        found = []
        for number in pieces_seen:
            colour = np.median(picture[pieces == number], axis=0) / 255
            hue = 360 * colorsys.rgb_to_hsv(*colour)[0]
            off = [abs((hue - (low + high) / 2 + 180) % 360 - 180) for low, high in shapes.HUES]
            found.append(COLOURS[int(np.argmin(off))])
        wanted = [group.colour for group in groups for _each in range(group.number)]
        assert sorted(found) == sorted(wanted)


def test_groups_are_of_different_kinds_and_all_kinds_come(some):
    for groups in some.groups:
        kinds = [(group.shape, group.colour) for group in groups]
        assert len(set(kinds)) == len(kinds) <= 3
        assert all(1 <= group.number <= 3 for group in groups)
    assert {group.shape for groups in some.groups for group in groups} == set(SHAPES)
    assert {group.colour for groups in some.groups for group in groups} == set(COLOURS)
    assert {len(groups) for groups in some.groups} == {1, 2, 3}


def test_outlines_have_the_areas_of_their_shapes():
    """Half the square of the radius, over all angles, against the formulas of plane geometry."""
    areas = (shapes._OUTLINES**2).mean(axis=1) * np.pi
    inner = 0.42
    star = 10 * 0.5 * inner * np.sin(np.pi / 5)
    arm, reach = 0.36 / np.hypot(1, 0.36), 1 / np.hypot(1, 0.36)
    cross = 2 * (2 * arm * 2 * reach) - (2 * arm) ** 2
    wanted = [np.pi * 0.86**2, 2.0, 3 * np.sqrt(3) / 4, star, cross]
    np.testing.assert_allclose(areas, wanted, rtol=0.01)


def test_larger_scenes_are_the_same_scenes_larger():
    small, large = (captions.shape_scenes(seed=1, size=size).batch(np.arange(40)) for size in (64, 128))
    assert large.images.shape == (40, 128, 128, 3)
    assert small.groups == large.groups


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"language": "fr"}, "there is no language 'fr'"),
        ({"size": 20}, "size is 20; expected a whole number from 48 up"),
        ({"groups": 5}, "groups is 5; expected a whole number from 1 to 4"),
        ({"most": 6}, "most is 6; expected a whole number from 1 to 5"),
        ({"part": "tests"}, "there is no part 'tests'; did you mean 'test'"),
    ],
)
def test_what_cannot_be_drawn_is_refused(settings, message):
    with pytest.raises(ValueError, match=message):
        captions.shape_scenes(**settings)
    with pytest.raises(ValueError, match="the numbers of scenes are to be whole"):
        captions.shape_scenes().batch(np.array([0.5]))
