"""Batch normalisation's averages in trainings of few steps, and the parts of a training that is compiled anew."""

import keras
import numpy as np
import pytest

from kerascnn import training
from kerascnn.tasks.classification import Batches, compile_classifier
from kerascnn.training import averages
from kerascnn.training.averages import Settling, normalizations, settle
from kerascnn.training.training_state import TrainingState


@pytest.fixture
def feed():
    random = np.random.default_rng(0)
    images, labels = random.integers(100, 256, (48, 8, 8, 1), np.uint8), np.arange(48) % 2
    images[labels == 1, :, :4] //= 4
    return Batches(images, labels, num_classes=2, batch_size=16, seed=0)


@pytest.fixture
def model(feed):
    keras.utils.set_random_seed(0)
    inner = keras.Sequential([keras.Input((8, 8, 4)), keras.layers.BatchNormalization(name="inner")], name="nested")
    layers = keras.layers
    body = [layers.Conv2D(4, 3, padding="same"), layers.BatchNormalization(name="outer"), inner, layers.Flatten()]
    made = keras.Sequential([keras.Input((8, 8, 1)), *body, layers.Dense(2, activation="softmax", name="scores")])
    compile_classifier(made, steps=100, learning_rate=1e-2)
    return made


def test_settled_averages_are_the_means_over_the_batches(model, feed):
    settle(model, feed, epoch=1)
    outer = model.get_layer("outer")
    batches = [keras.ops.convert_to_numpy(model.layers[0](feed.batch(1, number)[0])) for number in range(3)]
    means = [batch.mean(axis=(0, 1, 2)) for batch in batches]
    variances = [batch.var(axis=(0, 1, 2)) for batch in batches]
    assert keras.ops.convert_to_numpy(outer.moving_mean) == pytest.approx(np.mean(means, axis=0), rel=1e-4)
    assert keras.ops.convert_to_numpy(outer.moving_variance) == pytest.approx(np.mean(variances, axis=0), rel=1e-3)
    assert {layer.name: layer.momentum for layer in normalizations(model)} == {"outer": 0.99, "inner": 0.99}


def test_what_is_frozen_is_not_settled(model, feed):
    model.get_layer("outer").trainable = False
    before = np.array(keras.ops.convert_to_numpy(model.get_layer("outer").moving_mean))
    settle(model, feed, epoch=1)
    assert np.array_equal(keras.ops.convert_to_numpy(model.get_layer("outer").moving_mean), before)
    assert [layer.name for layer in normalizations(model)] == ["inner"]


@pytest.mark.parametrize(("momentum", "epochs", "settled"), [(0.99, 130, True), (0.99, 131, False), (0.6, 5, False)])
def test_only_a_training_of_few_steps_is_settled(model, feed, monkeypatch, momentum, epochs, settled):
    # Three steps an epoch: 0.99 ** 387 is 0.0205 and 0.99 ** 390 is 0.0198, of which 2 % is the most that may be left;
    # 0.6 ** 12 is 0.002.
    for layer in normalizations(model):
        layer.momentum = momentum
    done = []
    monkeypatch.setattr(averages, "settle", lambda *arguments: done.append(arguments[2]))
    callback = Settling(feed, TrainingState(epoch=epochs - 2))
    callback.set_model(model)
    callback.on_test_begin()
    assert done == ([epochs - 1] if settled else [])


def test_a_few_steps_are_tested_as_well_as_they_have_learned(model, feed):
    done = training.fit(model, feed, Batches(feed.images, np.arange(48) % 2, num_classes=2, batch_size=48), epochs=6)
    assert done.history[-1]["val_accuracy"] > 0.9


def test_each_phase_begins_with_a_new_optimizer_and_ends_where_it_should(model, feed):
    begun = []

    def phase(name, trainable):
        def prepare(made):
            for layer in made.layers:
                layer.trainable = trainable or layer.name == "scores"
            compile_classifier(made, steps=9, learning_rate=1e-2)
            begun.append(name)

        return prepare

    kernel = np.array(model.layers[0].kernel)
    seen = {}

    class Watch(keras.callbacks.Callback):
        def on_epoch_end(self, epoch, logs=None):
            seen[epoch] = (int(self.model.optimizer.iterations), np.array_equal(self.model.layers[0].kernel, kernel))

    phases = [training.Phase(2, phase("head", False)), training.Phase(3, phase("all", True))]
    original = keras.Model.fit

    def fit(self, *arguments, callbacks, **settings):
        return original(self, *arguments, callbacks=[*callbacks, Watch()], **settings)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keras.Model, "fit", fit)
        done = training.fit(model, feed, feed, epochs=3, phases=phases)
    assert begun == ["head", "all"]
    assert seen == {0: (3, True), 1: (6, True), 2: (3, False)}
    assert [row["epoch"] for row in done.history] == [1, 2, 3]
