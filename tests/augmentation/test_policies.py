import keras
import numpy as np
import pytest

from kerascnn import language
from kerascnn.augmentation import HIGHEST_STRENGTH, POLICIES, policies, policy
from kerascnn.errors import InputError
from kerascnn.tasks import classification
from publishers import digits

PLAIN = sorted(name for name in POLICIES if not policy(name).mixes_labels)
QUICK = [name for name in PLAIN if name != "randaugment"]


def colours(count=16, side=32):
    return np.random.default_rng(5).integers(0, 256, (count, side, side, 3), np.uint8)


def labels(count=16):
    return np.eye(4, dtype="float32")[np.arange(count) % 4]


@pytest.mark.parametrize("name", PLAIN)
@pytest.mark.parametrize("strength", [0.3, 1, HIGHEST_STRENGTH])
def test_shape_type_and_labels_stay(name, strength):
    pictures, given = colours(8), labels(8)
    before = pictures.copy()
    after, kept = policy(name, strength).augment_batch(pictures, given, np.random.default_rng(0))
    assert (after.shape, after.dtype) == (pictures.shape, np.uint8)
    assert np.array_equal(kept, given)
    assert np.array_equal(pictures, before)


@pytest.mark.parametrize("name", sorted(POLICIES))
def test_the_seed_repeats_and_strength_0_is_no_change(name):
    pictures, given = colours(8), labels(8)
    first, again, other = (
        policy(name).augment_batch(pictures, given, np.random.default_rng(seed)) for seed in (1, 1, 2)
    )
    assert all(np.array_equal(one, two) for one, two in zip(first, again, strict=True))
    assert np.array_equal(first[0], other[0]) == (name == "none")
    still, kept = policy(name, 0).augment_batch(pictures, given, np.random.default_rng(1))
    assert np.array_equal(still, pictures)
    assert np.array_equal(kept, given)


def transformations(name, size, seed):
    """What each layer of the chain draws for a batch, and the matrix that follows from it, new to old."""
    layer = policy(name).layer(seed=seed)
    pictures = np.zeros((size, 32, 32, 3), "float32")
    whole = np.tile(np.eye(3), (size, 1, 1))
    for each in layer.layers:
        drawn = each.get_random_transformation(pictures, training=True)
        rows = np.zeros((size, 9))
        rows[:, 8] = 1
        if isinstance(each, keras.layers.RandomFlip):
            flips = np.asarray(drawn["flips"]).ravel()
            rows[:, 0], rows[:, 2], rows[:, 4] = np.where(flips, -1, 1), np.where(flips, 31, 0), 1
        elif isinstance(each, keras.layers.RandomTranslation):
            right, down = np.rint(np.asarray(drawn["translations"])).T
            rows[:, 0], rows[:, 2], rows[:, 4], rows[:, 5] = 1, -right, 1, -down
        elif isinstance(each, keras.layers.RandomRotation):
            rows[:, :8] = drawn["rotation_matrix"]
        else:
            zooms = np.concatenate([drawn["width_zoom"], drawn["height_zoom"]], axis=1)
            rows[:, :8] = each._get_zoom_matrix(zooms, 32, 32)
        whole = whole @ rows.reshape(-1, 3, 3)
    return whole


def smooth(count):
    """Pictures without sharp edges, dark at the border: what interpolating once or three times leaves much the same."""
    y, x = np.mgrid[-1:1:32j, -1:1:32j]
    fade = (1 - x**2) * (1 - y**2)
    waves = [np.sin(3 * x + k) * np.cos(2 * y - k) for k in range(3 * count)]
    return (
        np.rint(255 * fade * (0.5 + 0.5 * np.stack(waves)))
        .astype(np.uint8)
        .reshape(count, 3, 32, 32)
        .transpose(0, 2, 3, 1)
    )


def test_the_folded_matrix_gives_the_picture_of_the_chain_of_layers():
    from kerascnn.augmentation import warp

    pictures = smooth(40)
    chain = 255 * np.asarray(policy("course").layer(seed=3)(pictures.astype("float32") / 255, training=True))
    folded = warp(pictures, transformations("course", 40, seed=3))
    error = np.abs(folded - chain)[:, 4:-4, 4:-4]  # the chain has cut off what left the frame and came back
    assert error.mean() < 1.5
    assert np.quantile(error, 0.99) < 12
    assert np.abs(pictures - chain)[:, 4:-4, 4:-4].mean() > 20


def test_both_ways_draw_from_the_same_ranges():
    drawn = transformations("course", 4000, seed=0)
    assert dict(policy("course").parts) == {"flip": 0.5, "shift": 0.1, "rotation": 25, "zoom": 0.1}
    size = np.sqrt(np.abs(np.linalg.det(drawn[:, :2, :2])))
    angle = np.degrees(np.arctan2(drawn[:, 1, 0], drawn[:, 1, 1]))
    mirrored = np.linalg.det(drawn[:, :2, :2]) < 0
    assert 0.45 < mirrored.mean() < 0.55
    assert 0.9 <= size.min() < 0.91
    assert 1.09 < size.max() <= 1.1
    assert np.abs(angle).max() == pytest.approx(25, rel=0.01)


def test_the_fast_way_reaches_its_ranges_and_no_further():
    dot = np.zeros((3000, 41, 41, 1), np.uint8)
    dot[:, 20, 20] = 255
    places = np.argwhere(policy("shift")(dot, np.random.default_rng(0))[..., 0])[:, 1:]
    assert (places.min(), places.max()) == (20 - 5, 20 + 5)  # an eighth of 41, in whole pixels
    hand = np.zeros((3000, 41, 41, 1), np.uint8)
    hand[:, 19:22, 35:38] = 255
    turned = policies.Policy("rotation", 1.0, (policies.Part("rotation", 20.0),))(hand, np.random.default_rng(0))
    y, x = (np.average(np.arange(41) - 20, weights=turned.sum(axis=axes).sum(axis=0)) for axes in ((2, 3), (1, 3)))
    assert abs(y) < 0.2
    assert 15 < x < 16
    rows = [np.average(np.arange(41) - 20, weights=one[..., 0].sum(axis=1)) for one in turned]
    angles = np.degrees(np.arcsin(np.array(rows) / 16))
    assert 19 < angles.max() < 20.3
    assert -20.3 < angles.min() < -19


def test_brightness_contrast_and_erasing_stay_in_the_range():
    flat = np.full((2000, 16, 16, 1), 100, np.uint8)
    lighter = policies.Policy("b", 1.0, (policies.Part("brightness", 0.2),))(flat, np.random.default_rng(0))
    assert (int(lighter.min()), int(lighter.max())) == (100 - 51, 100 + 51)
    edge = flat.copy()
    edge[:, :8] = 200  # the mean is 150
    harder = policies.Policy("c", 1.0, (policies.Part("contrast", 0.4),))(edge, np.random.default_rng(0))
    assert (int(harder[:, :8].max()), int(harder[:, 8:].min())) == (220, 80)
    assert (int(harder[:, :8].min()), int(harder[:, 8:].max())) == (180, 120)
    erased = policies.Policy("e", 1.0, (policies.Part("erasing", 0.5),))(flat, np.random.default_rng(0))
    part = (erased == 0).mean(axis=(1, 2, 3))
    assert 0.45 < (part > 0).mean() < 0.55
    assert 0.25 < part.max() <= 0.33 + 2 / 16
    assert set(np.unique(erased)) == {0, 100}


@pytest.mark.parametrize("kind", ["mixup", "cutmix"])
def test_mixed_labels_are_the_shares_of_the_pictures(kind):
    # Every picture of class k is filled with the grey level 60 k, so that its mean says what it was mixed from.
    given = labels(64)
    pictures = np.broadcast_to((60 * given.argmax(axis=1))[:, None, None, None], (64, 20, 20, 1)).astype(np.uint8)
    alone = policies.Policy(kind, 1.0, (policies.Part(kind, 1.0),))
    after, mixed = alone.augment_batch(pictures, given, np.random.default_rng(0))
    assert mixed.sum(axis=1) == pytest.approx(1)
    assert (mixed.max(axis=1) < 0.99).mean() > 0.5
    assert after.mean(axis=(1, 2, 3)) == pytest.approx(60 * mixed @ np.arange(4), abs=0.51)


def test_batches_mix_labels_and_repeat():
    images, numbers = digits(60, 20)[:2]
    epochs = []
    for _run in range(2):
        fed = classification.Batches(images, numbers, num_classes=10, batch_size=20, seed=4, augment=policy("cutmix"))
        fed.on_epoch_end()
        epochs.append([fed[number] for number in range(3)])
    for (pictures, mixed), (same, as_well) in zip(*epochs, strict=True):
        assert np.array_equal(pictures, same)
        assert np.array_equal(mixed, as_well)
        assert 0 <= pictures.min() < pictures.max() <= 1
        assert mixed.sum(axis=1) == pytest.approx(1)
        assert (mixed.max(axis=1) < 1).any()


def test_a_policy_that_mixes_needs_labels_and_classes():
    with pytest.raises(InputError, match=r"the policy mixup needs the labels too; call `augment_batch`"):
        policy("mixup")(colours(), np.random.default_rng(0))
    with pytest.raises(InputError, match=r"mixes classes and the data has 1; choose one that does not: .*course"):
        policy("cutmix").check_classes(1)
    policy("cutmix").check_classes(2)
    policy("course").check_classes(1)


@pytest.mark.parametrize("given", [np.arange(16) % 4, np.eye(4, dtype="int64")[np.arange(16) % 4]])
def test_labels_that_cannot_be_mixed_are_refused(given):
    # As class numbers they would become a square, as whole numbers their shares would become 0.
    with pytest.raises(InputError, match=r"the labels are int64 .*; expected float \(n, classes\), one-hot"):
        policy("mixup").augment_batch(colours(), given, np.random.default_rng(0))
    assert np.array_equal(policy("course").augment_batch(colours(), given, np.random.default_rng(0))[1], given)


def test_names_and_strengths_that_do_not_exist():
    with pytest.raises(InputError, match=r"there is no policy 'corse'; did you mean 'course'\? There are: course, cut"):
        policy("corse")
    for strength in (-0.1, 2.1, float("nan")):
        with pytest.raises(InputError, match=r"expected a number from 0 to 2, where 1 is the policy as it stands"):
            policy("course", strength)


def test_digits_are_not_mirrored():
    assert "flip" not in dict(policy("course", flip=False).parts)
    assert "mnist" in policies.NOT_MIRRORED


def test_words_in_spanish():
    language.use("es")
    assert policy("course").words()[1] == "desplazamiento: hasta el 10% del lado, en píxeles enteros"
    assert len({line for name in POLICIES for line in policy(name).words()}) >= 10
