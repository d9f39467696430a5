"""Transfer: a network starts from what another has learned, of whichever kind the weights are."""

import json
import shutil

import keras
import numpy as np
import pytest
from PIL import Image

import kerascnn as kc
from kerascnn import runs
from kerascnn.errors import InputError
from kerascnn.recipes import train_cifar10, train_images, transfer_study
from kerascnn.tasks import classification
from kerascnn.tasks.classification import figures
from kerascnn.training.recorder import Recorder


@pytest.fixture(scope="module")
def photos(tmp_path_factory):
    """Three classes of 24 pictures: noise about a colour."""
    folder, random = tmp_path_factory.mktemp("photos"), np.random.default_rng(1)
    for name, colour in {"a": (200, 60, 60), "b": (60, 200, 60), "c": (60, 60, 200)}.items():
        (folder / name).mkdir()
        for number in range(12):
            pixels = np.clip(random.normal(colour, 50, (40, 40, 3)), 0, 255).astype(np.uint8)
            Image.fromarray(pixels).save(folder / name / f"{number}.png")
    return folder


@pytest.fixture(scope="module")
def learned(photos, tmp_path_factory):
    """A run whose network others start from."""
    out = tmp_path_factory.mktemp("runs") / "learned"
    settings = {"size": 32, "batch_size": 8, "normalization": "batch"}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(figures, "draw", lambda *_arguments: None)
        train_images.run(photos, epochs=1, out=out, **settings)
    return out


@pytest.fixture(autouse=True)
def undrawn(monkeypatch):
    monkeypatch.setattr(figures, "draw", lambda *_arguments: None)  # which takes longer than all of the training


def weights_of(model, name):
    return [keras.ops.convert_to_numpy(weight) for weight in model.get_layer(name).weights]


@pytest.fixture(scope="module")
def transferred(photos, learned, tmp_path_factory):
    """A run that starts from it, two epochs of three with the last layer alone, and its weights after each epoch."""
    out, seen = tmp_path_factory.mktemp("runs") / "transferred", []
    original = Recorder.on_epoch_end

    def watch(self, epoch, logs=None):
        seen.append([weights_of(self.model, name)[0] for name in ("conv1", "bn1", "scores")])
        original(self, epoch, logs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Recorder, "on_epoch_end", watch)
        patch.setattr(figures, "draw", lambda *_arguments: None)
        train_images.run(photos, weights=str(learned), freeze_epochs=2, epochs=3, batch_size=8, device="cpu", out=out)
    return out, seen


def test_the_base_is_that_of_the_run_and_rests_while_only_the_last_layer_learns(photos, learned, transferred):
    base, seen = kc.insight.load_model(learned).model, transferred[1]
    plan = train_images.run.plan(photos, weights=str(learned), epochs=3, batch_size=8)
    assert (plan.data.size, plan.options.network.name, plan.options.network.normalization) == (32, "cifar-cnn", "batch")
    assert plan.options.transfer.freeze_epochs == 1
    conv, bn = (weights_of(base, name)[0] for name in ("conv1", "bn1"))
    for epoch in (0, 1):
        assert np.array_equal(seen[epoch][0], conv)
    assert not np.array_equal(seen[0][2], seen[1][2])
    assert not np.array_equal(seen[2][0], conv)
    assert all(np.array_equal(each[1], bn) for each in seen)  # batch normalisation rests to the end


def test_what_was_stopped_between_the_parts_goes_on_bit_for_bit(
    photos, learned, transferred, tmp_path, monkeypatch, kerascnn
):
    words = ["--weights", learned, "--freeze-epochs", 2, "--epochs", 3, "--batch-size", 8, "--device", "cpu"]
    original = Recorder.on_epoch_end

    def stop(self, epoch, logs=None):
        original(self, epoch, logs)
        if epoch == 1:
            raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Recorder, "on_epoch_end", stop)
        assert kerascnn("train-images", photos, *words, "--out", tmp_path / "run")[0] == 130
    shutil.move(learned / "model.keras", tmp_path / "away.keras")  # a run that goes on needs it no more
    code, out, err = kerascnn("resume", tmp_path / "run", "--data-dir", photos)
    shutil.move(tmp_path / "away.keras", learned / "model.keras")
    assert (code, err) == (0, "")
    assert "starts from" not in out
    sums = [
        json.loads((run / "metrics.json").read_text())["weights_sha256"] for run in (tmp_path / "run", transferred[0])
    ]
    assert sums[0] == sums[1]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--weights", "RUN", "--network", "resnet20"], "is of cifar-cnn, and --network asks for resnet20"),
        (["--weights", "RUN", "--size", "48"], "fc1 is 2304×500, 500, and there 1024×500, 500; choose its own network"),
        (["--weights", "nowhere"], "nowhere does not exist; give a .keras file or the folder of a run"),
        (["--weights", "imagenet"], "the weights of mobilenetv2 are not in .* and cannot be fetched"),
        (["--weights", "imagenet", "--network", "cifar-cnn"], "no ImageNet weights for cifar-cnn; it does for: effici"),
        (["--freeze-epochs", "2"], "for a network that has learned before; add --weights"),
        (["--weights", "RUN", "--epochs", "2", "--freeze-epochs", "3"], "freeze-epochs is 3; expected .* from 0 to 2"),
    ],
)
def test_what_cannot_be_a_start_is_one_line_and_leaves_nothing(photos, learned, tmp_path, kerascnn, words, message):
    given = [str(learned) if word == "RUN" else word for word in words]
    code, _out, err = kerascnn("train-images", photos, *given, "--out", tmp_path / "run")
    assert (code, err.count("\n")) == (2, 1)
    with pytest.raises(InputError, match=message):
        raise InputError(err)
    assert not (tmp_path / "run").exists()


def test_a_run_of_another_task_is_no_start(learned, tmp_path, photos):
    shutil.copytree(learned, tmp_path / "other")
    facts = json.loads((learned / "run.json").read_text())
    (tmp_path / "other" / "run.json").write_text(json.dumps(facts | {"task": "detection"}))
    with pytest.raises(
        InputError, match="is of a run for detection; expected a run that tells classes of pictures apart"
    ):
        train_images.run.plan(photos, weights=str(tmp_path / "other"))


def test_a_file_without_a_run_needs_its_network_named(learned, tmp_path, photos):
    shutil.copy(learned / "model.keras", tmp_path / "model.keras")
    with pytest.raises(InputError, match=r"has no run\.json, which says which network it is; say it: --network"):
        train_images.run.plan(photos, weights=str(tmp_path / "model.keras"))
    plan = train_images.run.plan(photos, weights=str(tmp_path / "model.keras"), network="resnet20")
    built = classification.build(plan, classification.load(plan.data, plan.options))
    with pytest.raises(InputError, match="holds cifar-cnn, whose layers are not those of resnet20"):
        built.start()


def test_weights_of_keras_come_with_their_scale_of_pixels(photos, tmp_path):
    reference = keras.applications.MobileNet(alpha=0.25, weights=None)
    reference.save(tmp_path / "fetched.h5")  # the old format, which keras.applications still uses
    plan = train_images.run.plan(
        photos, weights=str(tmp_path / "fetched.h5"), network="mobilenet", width=0.25, size=32, epochs=1
    )
    built = classification.build(plan, classification.load(plan.data, plan.options))
    built.start()
    preprocess = built.model.layers[1]
    assert (preprocess.name, preprocess.scale, preprocess.offset) == ("preprocess", 2.0, -1.0)
    kernels = [keras.ops.convert_to_numpy(model.get_layer("conv1").kernel) for model in (built.model, reference)]
    assert np.array_equal(*kernels)
    # As Keras's own says it of the same pixels from -1 to 1, up to the last map.
    pixels = np.random.default_rng(0).random((2, 32, 32, 3), "float32")
    body = keras.applications.MobileNet((32, 32, 3), alpha=0.25, weights=None, include_top=False)
    body.set_weights(reference.get_weights()[: len(body.weights)])
    ours = keras.Model(built.model.inputs, built.model.get_layer("conv_pw_13_relu").output)
    expected = body.predict(pixels * 2 - 1, verbose=0)
    assert expected.max() > 0  # little of random weights comes through thirteen blocks
    assert np.allclose(ours.predict(pixels, verbose=0), expected, rtol=1e-3, atol=1e-3 * expected.max())


def test_the_study_compares_both_and_draws_them(tmp_path, kerascnn):
    out = tmp_path / "study"
    words = ["--network", "mlp", "--data", "sample", "--first-epochs", 1, "--epochs", 2, "--pictures", 5, "--out", out]
    code, printed, err = kerascnn("transfer-study", *words)
    assert (code, err) == (0, "")
    assert (out / "pictures.png").is_file()
    scratch, transfer = (runs.read(out / f"{kind}-5-seed0") for kind in ("scratch", "transfer"))
    assert scratch.data.class_names == transfer.data.class_names == transfer_study.OTHERS
    assert (scratch.data.training + scratch.data.validation, scratch.data.test) == (25, 500)
    assert runs.read(out / "first").data.class_names == transfer_study.FIRST
    assert "starts from" in printed
    code, _out, err = kerascnn("report", out / "transfer-5-seed0", "--force")  # of the same five classes
    assert (code, err) == (0, "")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"classes": ("cat",)}, "one class alone cannot be told from others"),
        ({"classes": ("cat", "cow")}, "there is no class 'cow'"),
        ({"per_class": 900}, "--per-class 900: of airplane there are 200 pictures to learn from"),
        ({"per_class": 1}, "per-class is 1; expected a whole number from 2 up"),
    ],
)
def test_classes_that_there_are_not(options, message):
    plan = train_cifar10.run.plan(data="sample", **options)
    with pytest.raises(InputError, match=message):
        classification.load(plan.data, plan.options)


def test_a_part_of_a_data_set_has_its_own_numbers():
    whole = kc.datasets.load("cifar10", data="sample")
    part = kc.datasets.part_of(whole, ("dog", "cat"), 7, seed=3)
    assert part.class_names == ("dog", "cat")
    assert np.bincount(part.train_labels).tolist() == [7, 7]
    assert len(part.test_labels) == 200
    dogs = whole.test_images[whole.test_labels == whole.class_names.index("dog")]
    assert np.array_equal(part.test_images[part.test_labels == 0], dogs)
