"""Weights of keras.applications, layer for layer: the same outputs."""

import inspect

import keras
import numpy as np
import pytest

from kerascnn import networks
from kerascnn.errors import InputError, WorkError
from kerascnn.networks._weights import take

# In the others random weights make more of a rounding than the tolerance on the way through their many layers.
IN_SINGLE_PRECISION = ("vgg16", "resnet50", "mobilenet", "mobilenetv2", "efficientnetb0")
MODES = {"vgg": "caffe", "resnet": "caffe", "mobilenet": "tf"}


@pytest.fixture(autouse=True)
def clear():
    """What one network took in memory is free for the next."""
    yield
    keras.backend.clear_session()
    keras.config.set_floatx("float32")


def exact(model):
    """The same model, which rescales in its own precision: Keras takes the numbers of `Rescaling` in float32 first.

    In double precision that alone differs by 3e-8, of which EfficientNet-B7's 55 blocks with random weights make 2e-4.
    """
    for layer in model.layers:
        if isinstance(layer, keras.layers.Rescaling):
            layer.scale, layer.offset = (np.array(each, keras.config.floatx()) for each in (layer.scale, layer.offset))
    return model


def application(name, **settings):
    """A network of keras.applications with random weights, no two channels of which are alike.

    Its batch normalisation knows the mean and variance of some pictures: else the values would grow or vanish on the
    way, and the softmax would say the same of every picture.
    """
    keras.utils.set_random_seed(0)
    model = exact(getattr(keras.applications, name)(weights=None, **settings))
    random = np.random.default_rng(0)
    norms = [layer for layer in model.layers if isinstance(layer, keras.layers.BatchNormalization)]
    for layer in norms:
        layer.gamma.assign(random.uniform(0.5, 1.5, layer.gamma.shape))
        layer.beta.assign(random.uniform(-0.5, 0.5, layer.beta.shape))
        layer.momentum = 0
    if norms:
        for layer in model.layers:
            if isinstance(layer, keras.layers.Dropout):
                layer.rate = 0  # it would teach them another mean and variance than those of the answer
        model(as_keras_wants(name.lower(), pictures(model.input_shape[1], count=4)), training=True)
    return model


def pictures(side, count=2):
    return np.random.default_rng(1).uniform(size=(count, side, side, 3)).astype(keras.config.floatx())


def as_keras_wants(name, images):
    """The pictures as keras.applications preprocesses them, RGB in 0 to 255 given."""
    mode = next((mode for family, mode in MODES.items() if name.startswith(family)), None)
    if mode is None:
        return images * 255
    return keras.applications.imagenet_utils.preprocess_input(images * 255, mode=mode)


def assert_alike(found, expected):
    tolerance = 1e-4 if keras.config.floatx() == "float32" else 1e-8
    assert np.ptp(expected) > 0
    assert expected.max() != 1, "the softmax is saturated: nothing is compared"
    np.testing.assert_allclose(found, expected, rtol=tolerance, atol=tolerance * np.abs(expected).max())


@pytest.mark.parametrize(
    ("name", "theirs", "side"),
    [
        pytest.param("vgg16", "VGG16", 224, marks=pytest.mark.slow),
        pytest.param("vgg19", "VGG19", 224, marks=pytest.mark.slow),
        ("resnet50", "ResNet50", 64),
        pytest.param("resnet101", "ResNet101", 64, marks=pytest.mark.slow),
        pytest.param("resnet152", "ResNet152", 64, marks=pytest.mark.slow),
        ("mobilenet", "MobileNet", 64),
        ("mobilenetv2", "MobileNetV2", 64),
        ("efficientnetb0", "EfficientNetB0", 64),
        pytest.param("efficientnetb1", "EfficientNetB1", 75, marks=pytest.mark.slow),
        *(pytest.param(f"efficientnetb{n}", f"EfficientNetB{n}", 64, marks=pytest.mark.slow) for n in range(2, 8)),
    ],
)
def test_the_same_weights_give_the_same_outputs(name, theirs, side):
    if name not in IN_SINGLE_PRECISION:
        keras.config.set_floatx("float64")
        keras.backend.clear_session()  # or else the policy that some other test's layer began stays
    reference = application(theirs, input_shape=(side, side, 3))
    model = exact(take(networks.build(name, input_shape=(side, side, 3)), reference))
    images = pictures(side)
    expected = reference(as_keras_wants(name, images), training=False)
    assert expected.dtype == keras.config.floatx()
    assert_alike(model(images, training=False).numpy(), expected.numpy())


def test_a_new_head_for_other_classes():
    reference = application("MobileNetV2", input_shape=(64, 64, 3))
    model = take(networks.build("mobilenetv2", input_shape=(64, 64, 3), num_classes=7), reference)
    assert model.output_shape == (None, 7)
    features = [keras.Model(m.input, m.get_layer("out_relu").output) for m in (model, reference)]
    images = pictures(64)
    assert_alike(features[0](images).numpy(), features[1](as_keras_wants("mobilenetv2", images)).numpy())


def test_vgg_features_of_small_pictures_are_keras_ones():
    """The convolutions of VGG-16 at 32×32: the whole network is compared in the slow tests."""
    reference = keras.applications.VGG16(weights=None, include_top=False, input_shape=(32, 32, 3))
    model = networks.build("vgg16", input_shape=(32, 32, 3), num_classes=10, width=1)
    for layer in reference.layers:
        if layer.weights:
            model.get_layer(layer.name).set_weights(layer.get_weights())
    ours = keras.Model(model.input, model.get_layer("block5_pool").output)
    images = pictures(32)
    assert_alike(ours(images).numpy(), reference(images).numpy())


def test_a_file_of_keras_applications(tmp_path):
    reference = application("MobileNet", input_shape=(224, 224, 3), alpha=0.25)
    reference.save(tmp_path / "fetched.h5")  # the old format, which keras.applications still uses
    model = networks.build("mobilenet", width=0.25, weights=tmp_path / "fetched.h5")
    assert model.layers[1].name == "preprocess"
    images = pictures(224)
    assert_alike(model(images).numpy(), reference(as_keras_wants("mobilenet", images)).numpy())


@pytest.mark.slow
def test_efficientnet_divides_by_the_deviation_as_keras_does(monkeypatch, tmp_path):
    """With ImageNet's weights Keras puts a second division behind the first; ours is in the first."""
    stored = application("EfficientNetB0")
    normalization = next(layer for layer in stored.layers if layer.name.startswith("normalization"))
    mean, deviation, count = normalization.get_weights()
    normalization.set_weights([mean + 0.45, deviation * 0.225, count])
    stored.save_weights(tmp_path / "b0.weights.h5")
    place = str(tmp_path / "b0.weights.h5")
    monkeypatch.setattr("keras.src.utils.file_utils.get_file", lambda *_args, **_kwargs: place)
    # As a file of the older kind, which keras.applications publishes.
    stored.save(tmp_path / "b0.h5")
    monkeypatch.setattr("kerascnn.networks._imagenet.fetched", lambda *_: tmp_path / "b0.h5")
    reference = keras.applications.EfficientNetB0(weights="imagenet")
    model = networks.build("efficientnetb0", weights="imagenet")
    images = pictures(224)
    ours, theirs = (keras.Model(m.input, m.get_layer("stem_activation").output) for m in (model, reference))
    assert_alike(ours(images).numpy(), theirs(images * 255).numpy())


@pytest.mark.parametrize("suffix", [".keras", ".weights.h5"])
def test_own_files(tmp_path, suffix):
    model = networks.build("lenet5")
    path = tmp_path / f"model{suffix}"
    (model.save if suffix == ".keras" else model.save_weights)(path)
    again = networks.build("lenet5", weights=path)
    for before, after in zip(model.get_weights(), again.get_weights(), strict=True):
        np.testing.assert_array_equal(before, after)


def test_what_cannot_be_used(tmp_path, monkeypatch):
    with pytest.raises(InputError, match=r"none\.h5 does not exist; expected a file of weights, or imagenet"):
        networks.build("mobilenet", weights=tmp_path / "none.h5")
    with pytest.raises(InputError, match="Keras offers no ImageNet weights for alexnet; it does for: eff"):
        networks.build("alexnet", width=0.1, weights="imagenet")
    for name in ("damaged.h5", "damaged.keras", "damaged.weights.h5"):
        (tmp_path / name).write_bytes(b"\x89HDF\r\n\x1a\n")
        with pytest.raises(InputError, match=rf"{name}( is not loaded: its weights are|: it is empty,) damaged"):
            networks.build("mobilenet", width=0.25, weights=tmp_path / name)


def test_imagenet_goes_through_the_downloader(tmp_path, monkeypatch):
    from kerascnn.networks import _imagenet
    from server import Server

    monkeypatch.delenv("KERASCNN_OFFLINE")
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    reference = application("MobileNet", input_shape=(224, 224, 3), alpha=0.25)
    reference.save(tmp_path / "published.h5")
    server = Server((tmp_path / "published.h5").read_bytes())
    monkeypatch.setattr(_imagenet, "BASE", server.url)
    for _ in range(2):
        model = networks.build("mobilenet", width=0.25, weights="imagenet")
    assert model.layers[1].name == "preprocess"
    assert server.asked == [("/mobilenet/mobilenet_2_5_224_tf.h5", None)]
    assert (tmp_path / "models/mobilenet_2_5_224_tf.h5").is_file()
    server.mood = ["404"]
    with pytest.raises(WorkError, match=r"mobilenetv2 could not be fetched \(127\.0\.0\.1.*it answered 404"):
        networks.build("mobilenetv2", weights="imagenet")
    with pytest.raises(InputError, match=r"there are none for 0\.3 times the filters"):
        networks.build("mobilenet", width=0.3, weights="imagenet")
    monkeypatch.setenv("KERASCNN_OFFLINE", "1")
    with pytest.raises(InputError, match=r"\$KERASCNN_OFFLINE is set"):
        networks.build("mobilenetv2", weights="imagenet")
    server.shutdown()
    server.server_close()


def test_the_published_sums_are_those_of_keras():
    """Keras's own tables, so that a change there is noticed here."""
    from keras.src.applications import efficientnet, mobilenet, mobilenet_v2, resnet, vgg16, vgg19

    from kerascnn.networks._imagenet import BASE, address

    assert address("vgg16", 1.0).urls == (vgg16.WEIGHTS_PATH,)
    assert address("vgg19", 1.0).urls == (vgg19.WEIGHTS_PATH,)
    assert address("vgg16", 1.0, head=False).urls == (vgg16.WEIGHTS_PATH_NO_TOP,)
    assert address("vgg19", 1.0, head=False).urls == (vgg19.WEIGHTS_PATH_NO_TOP,)
    for module, name in ((vgg16, "vgg16"), (vgg19, "vgg19")):
        for head in (True, False):
            assert f'file_hash="{address(name, 1.0, head=head).md5}"' in inspect.getsource(module)
    assert address("mobilenet", 0.5).urls[0].startswith(mobilenet.BASE_WEIGHT_PATH)
    assert address("mobilenetv2", 1.4).urls[0].startswith(mobilenet_v2.BASE_WEIGHT_PATH)
    for depth in (50, 101, 152):
        remote = address(f"resnet{depth}_keras", 1.0)
        assert remote.urls[0].startswith(resnet.BASE_WEIGHTS_PATH)
        assert remote.md5 == resnet.WEIGHTS_HASHES[f"resnet{depth}"][0]
    for number in range(8):
        remote = address(f"efficientnetb{number}", 1.0)
        assert remote.urls == (f"{efficientnet.BASE_WEIGHTS_PATH}efficientnetb{number}.h5",)
        assert remote.md5 == efficientnet.WEIGHTS_HASHES[f"b{number}"][0]
    assert BASE.startswith("https://")


def test_weights_that_do_not_fit_name_the_layer():
    reference = application("MobileNet", alpha=0.25)
    with pytest.raises(InputError, match="do not fit the layer conv1 of mobilenet"):
        take(networks.build("mobilenet", width=0.5), reference)
