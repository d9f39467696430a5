"""Batches of several pictures of several identities, and of pairs; digits that are turned into others."""

import numpy as np
import pytest

import kerascnn as kc
from kerascnn.recipes import train_siamese
from kerascnn.runs.plan import DataChoice
from kerascnn.tasks import siamese
from kerascnn.tasks.siamese import turned_digits
from kerascnn.tasks.siamese.feed import IdentityBatches, PairBatches, turned_a_little
from kerascnn.tasks.siamese.identities import Drawn, Part

COUNTS = (5, 1, 2, 7, 4)
LABELS = np.repeat(np.arange(5), COUNTS)
IMAGES = np.arange(len(LABELS), dtype=np.uint8)[:, None, None, None] * np.ones((1, 4, 4, 1), np.uint8)
"""Each picture is as grey as its number."""


@pytest.fixture
def part():
    return Part(IMAGES, LABELS, tuple("abcde"))


def batches(part, **settings):
    return IdentityBatches(part, **{"steps": 6, "batch_size": 8, "per_identity": 2, "seed": 3} | settings)


def test_a_batch_has_several_pictures_of_several_identities(part):
    feed = batches(part)
    assert (len(feed), feed.batch_size, len(feed.indices)) == (6, 8, 19)
    for number in range(6):
        pictures, who = feed.batch(0, number)
        assert pictures.shape == (8, 4, 4, 1)
        np.testing.assert_allclose(pictures[:, 0, 0, 0] * 255, who[:, 1], atol=1e-4)
        np.testing.assert_array_equal(LABELS[who[:, 1]], who[:, 0])
        assert np.unique(who[:, 0], return_counts=True)[1].tolist() == [2, 2, 2, 2]
        # Twice the same picture only of whom there is but one.
        twice = [a for a, b in zip(who[::2], who[1::2], strict=True) if a[1] == b[1]]
        assert {int(each[0]) for each in twice} <= {1}


def test_each_identity_has_its_turn_once_in_a_round(part):
    feed = batches(part, batch_size=4, steps=20)
    turns = [who[::2, 0].tolist() for _pictures, who in (feed.batch(1, number) for number in range(20))]
    assert all(len({*turns[first], *turns[first + 1]}) == 4 for first in range(0, 20, 2))
    assert {each for turn in turns for each in turn} == set(range(5))


def test_a_batch_has_two_identities_however_small_it_is(part):
    feed = batches(part, batch_size=4, per_identity=4)
    _pictures, who = feed.batch(0, 0)
    assert np.unique(who[:, 0], return_counts=True)[1].tolist() == [2, 2]


def test_few_identities_give_more_pictures_each(part):
    feed = batches(part, batch_size=24)
    _pictures, who = feed.batch(0, 0)
    assert (feed.at_once, feed.each, len(who)) == (5, 4, 20)


def test_a_batch_is_the_same_whenever_it_is_asked_for(part):
    for kind in (IdentityBatches, PairBatches):
        settings = {"steps": 6, "batch_size": 8, "per_identity": 2, "augment": True}
        feed = kind(part, seed=3, **settings)
        late = feed.batch(4, 5)
        again = kind(part, seed=3, **settings).batch(4, 5)
        for one, other in zip(flat(late), flat(again), strict=True):
            np.testing.assert_array_equal(one, other)
        assert any((a != b).any() for a, b in zip(flat(late), flat(feed.batch(3, 5)), strict=True))
        assert any(
            (a != b).any() for a, b in zip(flat(late), flat(kind(part, seed=4, **settings).batch(4, 5)), strict=True)
        )
        always = kind(part, seed=3, renewed=False, **settings)
        for one, other in zip(flat(always.batch(0, 1)), flat(always.batch(7, 1)), strict=True):
            np.testing.assert_array_equal(one, other)


def flat(batch):
    first, second = batch
    return [*first, second] if isinstance(first, tuple) else [first, second]


def test_half_of_the_pairs_show_the_same(part):
    feed = PairBatches(part, steps=9, batch_size=16, per_identity=4, seed=0)
    for number in range(9):
        (first, second), same = feed.batch(0, number)
        assert first.shape == second.shape == (8, 4, 4, 1)
        a, b = (np.rint(each[:, 0, 0, 0] * 255).astype(int) for each in (first, second))
        np.testing.assert_array_equal(same[:, 0] == 1, LABELS[a] == LABELS[b])
        assert (a != b).all()
        # Four identities, two pairs of each, one of which is wanted to be of the same; of 1 there is one picture.
        assert same.sum() == 4 - (1 in LABELS[[*a, *b]])


def test_pictures_are_turned_a_little():
    dots = np.zeros((50, 28, 28, 1), np.uint8)
    dots[:, 6:9, 13:16] = 255
    turned = turned_a_little(dots, np.random.default_rng(0))
    assert (turned != dots).any(axis=(1, 2, 3)).all()
    rows = (turned[..., 0].sum(axis=2) * np.arange(28)).sum(axis=1) / turned.sum(axis=(1, 2, 3))
    # Of what lies 6.5 above the middle: scaled by 15 %, moved by 8 % of 28, turned by 15 degrees.
    assert np.abs(rows - 7).max() < 1.15 * 2.24 + 1.2
    assert rows.std() > 0.5


def test_drawn_faces_are_drawn_once():
    faces = kc.datasets.faces(seed=1, identities=3, pictures=2, size=24)
    drawn = Drawn(faces)
    numbers = np.array([5, 0, 5])
    np.testing.assert_array_equal(drawn[numbers], faces.batch([2, 0, 2], [1, 0, 1]))
    drawn.faces = None  # whoever asks again does not need it
    np.testing.assert_array_equal(drawn[numbers[:2]], faces.batch([2, 0], [1, 0]))


def test_drawn_people_have_new_pictures_in_each_epoch_and_those_who_choose_always_the_same():
    faces = kc.datasets.faces(seed=1, identities=3, pictures=2, size=24)
    part = Part(Drawn(faces), np.repeat(np.arange(3), 2), tuple("abc"))
    feed = batches(part, batch_size=4)
    for epoch in (1, 0, 2, 1):
        pictures, who = feed.batch(epoch, 3)
        drawn = faces.batch(who[:, 0], who[:, 1] % 2 + 2 * epoch)
        np.testing.assert_allclose(pictures, drawn / np.float32(255))
    choosing = batches(part, batch_size=4, renewed=False)
    first, later = (choosing.batch(epoch, 3) for epoch in (0, 2))
    np.testing.assert_array_equal(first[0], later[0])
    drawn = faces.batch(first[1][:, 0], first[1][:, 1] % 2)
    np.testing.assert_allclose(first[0], drawn / np.float32(255))


def test_identities_are_mirrored_whole():
    rows = IMAGES + np.arange(4, dtype=np.uint8)[:, None]  # lighter from left to right
    feed = batches(Part(rows, LABELS, tuple("abcde")), mirror=True)
    plain = batches(Part(rows, LABELS, tuple("abcde")))
    fell = []
    for number in range(6):
        pictures, who = feed.batch(0, number)
        as_they_are, same_who = plain.batch(0, number)
        np.testing.assert_array_equal(who, same_who)
        turned = pictures[:, 0, 0, 0] > pictures[:, 0, 3, 0]
        np.testing.assert_array_equal(turned[::2], turned[1::2])
        back = np.where(turned[:, None, None, None], pictures[:, :, ::-1], pictures)
        np.testing.assert_array_equal(back, as_they_are)
        fell += turned[::2].tolist()
    assert 0 < sum(fell) < len(fell)


def test_a_part_gives_at_most_so_many_pictures_each(part):
    chosen = part.at_most(3)
    assert np.bincount(LABELS[chosen]).tolist() == [3, 1, 2, 3, 3]
    assert len(set(chosen.tolist())) == 12
    assert [each.tolist() for each in part.of_each][:3] == [[0, 1, 2, 3, 4], [5], [6, 7]]


@pytest.mark.parametrize(
    ("given", "mining", "mirror"),
    [
        ({}, "hard", True),
        ({"hard": True}, "semi-hard", True),
        ({"data": "digits"}, "semi-hard", False),
        ({"data_dir": "people"}, "semi-hard", False),
        ({"mining": "all", "mirror": False}, "all", False),
    ],
)
def test_what_suits_drawn_faces_is_their_default_alone(given, mining, mirror):
    options = train_siamese.run.plan(**given).options
    assert (options.loss.mining, options.pictures.mirror) == (mining, mirror)


def test_digits_are_loaded_as_identities():
    plan = train_siamese.run.plan(data="digits")
    data = siamese.load(plan.data, plan.options)
    assert plan.options.pictures.augment
    assert data.shape == (28, 28, 1)
    about = siamese.about(data)
    assert (about.name, about.class_names, about.test) == ("turned-digits", (), len(data.test))
    assert about.training == len(data.training) + len(data.validation)
    assert "7 to 9 for the test" in about.source
    assert len(data.test.at_most(333)) == 999
    plan = train_siamese.run.plan(data="digits", ways=4)
    with pytest.raises(ValueError, match="ways is 4, and the test has 3 identities; expected a number from 2 to 3"):
        siamese.load(plan.data, plan.options)


def test_turned_digits_are_of_their_digits_and_none_is_in_two_parts():
    learned, choosing, test, source = turned_digits.parts(DataChoice("digits"), fetch=False, most=3)
    assert source
    assert set(learned.names) & set(choosing.names) == set()
    assert {name[0] for name in learned.names + choosing.names} == set("0123456")
    # A 6 turned by half is a 9.
    assert {"6 rr", "6 mrr"} & set(learned.names + choosing.names) == set()
    assert test.names == ("7", "8", "9")
    mnist = kc.datasets.load("mnist")
    fours = mnist.train_images[mnist.train_labels == 4]
    number = learned.names.index("4 mr")
    picture = learned.pictures[learned.of_each[number][:1]][0]
    np.testing.assert_array_equal(picture, np.rot90(fours[0][:, ::-1]))
    nines = mnist.test_images[mnist.test_labels == 9]
    np.testing.assert_array_equal(test.pictures[test.of_each[2]], nines[:3])
