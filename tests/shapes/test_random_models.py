"""Random models and those of `keras.applications`: what is read of the file is what Keras gives."""

import json
import warnings

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from kerascnn.loading.description import described
from kerascnn.shapes.chain import Trace, run
from kerascnn.shapes.saved import network_of
from kerascnn.summary import summarize

keras = pytest.importorskip("keras")

from keras.src.legacy.saving import json_utils, saving_options, saving_utils  # noqa: E402 (Keras starts in silence first)


def configurations(model):
    """What stands in a `.keras` file of the model, and in an `.h5` file."""
    yield json.loads(model.to_json())
    with saving_options.keras_option_scope(use_legacy_config=True):
        older = saving_utils.model_metadata(model, include_optimizer=False)["model_config"]
    yield json.loads(json.dumps(older, default=json_utils.get_json_type))


def leaves(model):
    """The layers of a model and of the models in it, by their path, where each is used once."""
    for layer in model.layers:
        if isinstance(layer, keras.Model):
            yield from leaves(layer)
        elif len(layer._inbound_nodes) == 1 and not isinstance(layer, keras.layers.InputLayer):
            yield layer


def agree(model) -> None:
    """Parameters of the whole, and shape and parameters of each layer, are Keras's, whatever the form of the file."""
    for config in configurations(model):
        compare(run(network_of(config)), model)


def compare(trace: Trace, model) -> None:
    assert [(row.node.text, str(row.layer), row.inputs) for row in trace.rows if not row.counted] == []
    assert trace.parameters == model.count_params()
    assert trace.parameters - trace.fixed_parameters == sum(
        int(keras.ops.size(weight)) if weight._value is not None else _size(weight)
        for weight in model.trainable_weights
    )
    rows = {row.node.text: row for row in trace.rows}
    for layer in leaves(model):
        row = rows[layer.name]
        outputs = keras.tree.flatten(layer.output)
        assert [row.output, *row.further] == [tuple(each.shape[1:]) for each in outputs], layer.name
        assert row.parameters == layer.count_params(), layer.name


def _size(weight) -> int:
    count = 1
    for axis in weight.shape:
        count *= axis
    return count


def random_model(data) -> None:
    from random_models import model_of

    keras.backend.clear_session()
    with keras.StatelessScope(initialize_variables=False):
        agree(model_of(data.draw))


# To make a failing model smaller takes minutes.
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
quick = settings(
    deadline=None, max_examples=40, phases=PHASES, derandomize=True, suppress_health_check=list(HealthCheck)
)


@quick
@given(data=st.data())
def test_random_models_have_the_shapes_and_parameters_that_keras_gives_them(data):
    random_model(data)


@pytest.mark.slow
@settings(quick, max_examples=2_000, derandomize=False)
@given(data=st.data())
def test_two_thousand_random_models(data):
    random_model(data)


@pytest.mark.slow
@settings(quick, max_examples=100)
@given(data=st.data())
def test_a_hundred_random_models_in_files(tmp_path_factory, data):
    """The files themselves: their weights are those that are counted."""
    from random_models import model_of

    keras.backend.clear_session()
    model = model_of(data.draw)
    folder = tmp_path_factory.mktemp("models")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for ending in ("keras", "h5"):
            model.save(folder / f"model.{ending}")
            compare(run(described(folder / f"model.{ending}").network()), model)


APPLICATIONS = [
    name for name in dir(keras.applications) if name[0].isupper() and callable(getattr(keras.applications, name))
]


@pytest.mark.slow
@pytest.mark.parametrize("name", APPLICATIONS)
def test_a_model_of_keras_applications(name):
    with keras.StatelessScope(initialize_variables=False):
        # MobileNetV3 leaves the size of its pictures open.
        settings = {"input_shape": (224, 224, 3)} if name.startswith("MobileNetV3") else {}
        agree(getattr(keras.applications, name)(weights=None, **settings))


@pytest.mark.slow
@pytest.mark.parametrize("ending", ["keras", "h5"])
@pytest.mark.parametrize("name", APPLICATIONS)
def test_a_model_of_keras_applications_in_a_file_with_its_weights(tmp_path, name, ending):
    keras.backend.clear_session()
    settings = {"input_shape": (224, 224, 3)} if name.startswith("MobileNetV3") else {}
    model = getattr(keras.applications, name)(weights=None, **settings)
    path = tmp_path / f"model.{ending}"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model.save(path)
    compare(run(described(path).network()), model)
    whole = summarize(path).whole
    path.unlink()  # hundreds of megabytes
    assert (whole.parameters, whole.counted) == (model.count_params(), True)
