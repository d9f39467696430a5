import keras
import numpy as np
import pytest
import tensorflow as tf

from kerascnn.augmentation import POLICIES, policy
from kerascnn.augmentation.pipeline import RANDAUGMENT, rand_augment
from kerascnn.errors import InputError


def floats(count=8, side=40):
    return np.random.default_rng(2).random((count, side, side, 3), np.float32)


def one_hot(count=8):
    return np.eye(count, dtype="float32")


@pytest.mark.parametrize("name", sorted(POLICIES))
def test_ranges_seeds_and_labels(name):
    results = []
    for seed in (0, 0, 1):
        drawn = policy(name).layer(seed=seed)({"images": floats(), "labels": one_hot()})
        results.append({key: np.asarray(value) for key, value in drawn.items()})
    first, again, other = results
    assert first["images"].dtype == np.float32
    assert 0 <= first["images"].min() < first["images"].max() <= 1
    assert np.array_equal(first["images"], again["images"])
    assert np.array_equal(first["images"], other["images"]) == (name == "none")
    if policy(name).mixes_labels:
        assert first["labels"].sum(axis=1) == pytest.approx(1, abs=1e-5)
        assert np.array_equal(first["labels"], again["labels"])
    else:
        assert np.array_equal(first["labels"], one_hot())


def test_brightness_and_contrast_are_those_of_pictures_in_0_to_1():
    # With Keras's own default range, 0 to 255, a fifth of it would make every picture white or black.
    flat = np.full((200, 8, 8, 3), 0.5, "float32")
    layer = next(
        each for each in policy("strong").layer(seed=0).layers if isinstance(each, keras.layers.RandomBrightness)
    )
    changed = np.asarray(layer(flat))
    assert 0.3 <= changed.min() < 0.31
    assert 0.69 < changed.max() <= 0.7


def test_inside_a_model_it_works_in_training_only_and_is_saved_with_it(tmp_path):
    model = keras.Sequential([keras.Input((40, 40, 3)), policy("strong").layer(seed=0), keras.layers.Flatten()])
    pictures = floats()
    assert np.array_equal(model.predict(pictures, verbose=0), pictures.reshape(8, -1))
    assert not np.array_equal(np.asarray(model(pictures, training=True)), pictures.reshape(8, -1))
    model.save(tmp_path / "model.keras")
    loaded = keras.models.load_model(tmp_path / "model.keras")
    assert np.array_equal(loaded.predict(pictures, verbose=0), pictures.reshape(8, -1))


def test_in_tf_data_pictures_alone_and_with_labels():
    pictures = floats()
    stream = tf.data.Dataset.from_tensor_slices(pictures).batch(4).map(policy("course").layer(seed=0))
    drawn = np.concatenate(list(stream.as_numpy_iterator()))
    assert drawn.shape == pictures.shape
    assert not np.array_equal(drawn, pictures)
    both = tf.data.Dataset.from_tensor_slices({"images": pictures, "labels": one_hot()}).batch(8)
    mixed = next(both.map(policy("mixup").layer(seed=0)).as_numpy_iterator())
    assert mixed["labels"].sum(axis=1) == pytest.approx(1, abs=1e-5)
    assert mixed["labels"].max() < 1 or (mixed["labels"] != one_hot()).any()


@pytest.mark.parametrize("name", ["mixup", "cutmix"])
def test_mixing_pictures_without_their_labels_is_refused(name):
    with pytest.raises(InputError, match="give a dict with 'images' and one-hot 'labels'"):
        policy(name).layer(seed=0)(floats())


@pytest.mark.parametrize("name", ["mixup", "cutmix"])
def test_mixing_takes_no_masks_or_boxes(name):
    with pytest.raises(InputError, match="take 'images' and 'labels' alone; take out 'segmentation_masks'"):
        policy(name).layer(seed=0)({"images": floats(), "labels": one_hot(), "segmentation_masks": floats()[..., :1]})


@pytest.mark.parametrize("name", ["shift", "flip", "course", "standard", "strong"])
def test_boxes_and_masks_move_with_the_picture(name):
    pictures = np.zeros((12, 60, 60, 3), "float32")
    pictures[:, 20:30, 22:42] = 1
    parts = [part for part in policy(name).parts if part.kind != "erasing"]
    from kerascnn.augmentation import pipeline

    drawn = pipeline.layer(name, parts, seed=1)(
        {
            "images": pictures,
            "segmentation_masks": pictures[..., :1],
            "bounding_boxes": {
                "boxes": np.tile(np.float32([[[22, 20, 42, 30]]]), (12, 1, 1)),
                "labels": np.zeros((12, 1), "int32"),
            },
        }
    )
    seen = np.asarray(drawn["images"])[..., 0]
    seen = seen > (seen.max(axis=(1, 2), keepdims=True) + seen.min(axis=(1, 2), keepdims=True)) / 2
    masks = np.asarray(drawn["segmentation_masks"])[..., 0] > 0.5
    assert (seen != masks).mean() < 0.005
    turned = "rotation" in dict(parts)
    for picture, box in zip(masks, np.asarray(drawn["bounding_boxes"]["boxes"])[:, 0], strict=True):
        rows, columns = np.nonzero(picture)
        around = [columns.min(), rows.min(), columns.max() + 1, rows.max() + 1]
        # The box of a turned box has room at its corners.
        assert box == pytest.approx(around, abs=2.5 if turned else 1.0)
    assert len({tuple(np.nonzero(mask)[1][:3]) for mask in masks}) > 1


class Chosen:
    """A generator that draws these operations, and the seeds 0, 1."""

    def __init__(self, *operations):
        self.operations, self.seeds = operations, iter(range(2))

    def integers(self, _high, size=None):
        return self.operations if size else next(self.seeds)


@pytest.mark.parametrize("first", range(len(RANDAUGMENT)))
def test_rand_augment_by_hand_is_the_layer_with_these_operations(first):
    pictures, second = floats(3, 12), (first + 4) % len(RANDAUGMENT)
    layer = keras.layers.RandAugment((0, 1), factor=0.3, seed=0)
    operations = {name: getattr(layer, name) for name in RANDAUGMENT}
    drawn = {}
    for seed, number in enumerate((first, second)):
        name = RANDAUGMENT[number]
        drawn[name] = operations[name].get_random_transformation(
            pictures, training=True, seed=keras.random.SeedGenerator(seed)
        )
    # The layer computes all its operations, in this order, and takes those with these numbers.
    unused = layer.get_random_transformation(pictures)["transforms"]
    assert tuple(unused) == RANDAUGMENT
    whole = {"layer_idxes": [first, second], "transforms": {name: drawn.get(name, unused[name]) for name in unused}}
    by_hand = rand_augment(pictures, 0.3, Chosen(first, second))
    assert by_hand.dtype == np.float32
    assert np.allclose(by_hand, layer.transform_images(pictures, whole), atol=1e-6)
    assert 0 <= by_hand.min() <= by_hand.max() <= 1
    assert not np.allclose(by_hand, pictures, atol=0.01)
