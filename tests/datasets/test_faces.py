"""Drawn faces: the same for the same numbers, people who differ, and twins who hardly do."""

import numpy as np
import pytest

import kerascnn as kc
from kerascnn.datasets.face_chance import OF_A_PERSON, Person, numbers_of
from kerascnn.datasets.face_painting import painted
from kerascnn.datasets.face_pose import Pose

GOLDEN = (106.46, 86.06, 137.16, 81.34, 113.44, 118.68)
"""Mean of the pixels of each person's pictures, with seed 3."""
WHO, WHICH = np.arange(6).repeat(4), np.tile(np.arange(4), 6)


@pytest.fixture(scope="module")
def people():
    return kc.datasets.faces(seed=3, identities=6, pictures=4)


@pytest.fixture(scope="module")
def drawn(people):
    return people.batch(WHO, WHICH)


def straight(count, **changed):
    """Heads that look straight ahead, evenly lit, before the same wall, without noise."""
    middle = {name: np.zeros(count, np.float32) for name in Pose.__dataclass_fields__}
    middle |= {"scale": np.ones(count, np.float32), "bright": np.ones(count, np.float32)}
    middle |= {"blink": np.ones(count, np.float32)}
    middle |= {name: np.full((count, 3), 0.5, np.float32) for name in ("behind", "beyond", "clothes", "hat_colour")}
    middle["tint"] = np.ones((count, 3), np.float32)
    return Pose(**middle | {name: np.full(count, value, np.float32) for name, value in changed.items()})


def seen(person, count, **changed):
    grain = np.zeros((count, 48, 48, 3), np.float32)
    return painted(person, straight(count, **changed), 48, grain).astype(int)


def test_a_picture_is_the_same_in_any_company_and_another_with_another_seed_or_part(people, drawn):
    assert drawn.shape == (24, 48, 48, 3)
    assert drawn.dtype == np.uint8
    for number in (0, 7, 23):
        np.testing.assert_array_equal(people.batch(WHO[[number]], WHICH[[number]])[0], drawn[number])
    images, labels = people.all()
    np.testing.assert_array_equal(images, drawn)
    assert labels.tolist() == WHO.tolist()
    for other in (kc.datasets.faces(seed=4), kc.datasets.faces(seed=3, part="test")):
        assert (other.batch([0], [0]) != drawn[:1]).mean() > 0.5
        assert other.sha256 != people.sha256
    assert kc.datasets.faces(seed=3, identities=6, pictures=4).sha256 == people.sha256


def test_the_drawing_is_the_one_that_its_version_names(drawn):
    # Raise drawn_faces.VERSION when these change: a run says by it what it learned from.
    found = drawn.reshape(6, -1).mean(axis=1)
    np.testing.assert_allclose(found, GOLDEN, atol=0.02)


def test_pictures_of_a_person_differ_in_what_is_no_part_of_the_person():
    person = Person.of(3, 0, np.zeros(5, int), twins=False)
    for name in Person.__dataclass_fields__:
        values = getattr(person, name)
        assert (values == values[:1]).all(), name
    first, second = seen(person, 5)[:2]
    np.testing.assert_array_equal(first, second)
    for name, value in {"smile": 0.1, "opened": 1.0, "blink": 0.4, "yaw": 0.4, "roll": 0.2, "bright": 0.7}.items():
        changed = np.abs(seen(person, 5, **{name: value})[0] - first).max()
        assert changed > 30, name


@pytest.mark.parametrize("name", [each for each in Person.__dataclass_fields__ if each not in ("mole_x", "mole_y")])
def test_each_feature_of_a_person_can_be_seen(name):
    many = Person.of(0, 0, np.arange(300), twins=False)
    values = getattr(many, name)
    order = np.argsort(values if values.ndim == 1 else values.sum(axis=1))
    low, high = values[order[0]], values[order[-1]]

    def with_value(value):
        features = {each: getattr(many, each)[:12] for each in Person.__dataclass_fields__}
        # Who wears glasses, and has a mole, shows what these look like.
        worn = {each: np.ones(12, np.float32) for each in ("glasses", "mole")}
        return seen(Person(**features | worn | {name: np.broadcast_to(value, features[name].shape)}), 12)

    changed = np.abs(with_value(low) - with_value(high)).max(axis=(1, 2, 3))
    assert np.median(changed) > 25


def test_a_twin_differs_in_five_numbers_and_others_in_all():
    first, second, third = (
        numbers_of((0, 0, 2), OF_A_PERSON),
        twin(3),
        twin(4),
    )
    assert (first == second).sum() == OF_A_PERSON - 5
    assert (first == third).sum() == 0
    alone = Person.of(0, 0, np.array([3]), twins=False)
    assert alone.wide[0] != Person.of(0, 0, np.array([2]), twins=False).wide[0]


def twin(number):
    from kerascnn.datasets.face_chance import _numbers_of_person

    return _numbers_of_person(0, 0, number, twins=True)


def test_hard_faces_turn_further_and_some_wear_hats():
    drawn = np.random.default_rng(0).random((2000, 40))
    easy, hard = Pose.of(drawn, hard=False), Pose.of(drawn, hard=True)
    assert np.abs(easy.yaw).max() < 0.36 < 1.2 < np.abs(hard.yaw).max()
    assert easy.noise.max() < hard.noise.max()
    assert easy.bright.min() > hard.bright.min()
    assert not easy.hat.any()
    assert 0.3 < hard.hat.mean() < 0.4


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"part": "tset"}, "there is no part 'tset'; did you mean 'test'"),
        ({"identities": 0}, "identities is 0; expected a whole number from 1 up"),
        ({"pictures": True}, "pictures is True"),
        ({"size": 8}, "size is 8; expected a whole number from 24 up"),
        ({"seed": -1}, "seed is -1"),
    ],
)
def test_bad_arguments_are_one_line(settings, said):
    with pytest.raises(ValueError, match=said):
        kc.datasets.faces(**settings)


@pytest.mark.parametrize(("who", "which"), [([0.5], [0]), ([-1], [0]), ([[0]], [[0]]), ([0], [-3])])
def test_numbers_that_are_none_are_refused(people, who, which):
    with pytest.raises(ValueError, match="whole, from 0 up"):
        people.batch(who, which)


def test_as_many_people_as_pictures(people):
    with pytest.raises(ValueError, match="2 numbers of people and 1 of pictures"):
        people.batch([0, 1], [0])


def test_sizes(people):
    for size in (24, 96):
        large = kc.datasets.faces(seed=3, size=size).batch([0], [0])
        assert large.shape == (1, size, size, 3)
