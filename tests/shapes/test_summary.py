"""What a summary adds up, and how it is written."""

import csv
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kerascnn.errors import InputError
from kerascnn.shapes import trace
from kerascnn.shapes.chain import Trace, run
from kerascnn.shapes.layers import Activation, Merge
from kerascnn.shapes.notation import Network, Node
from kerascnn.shapes.summary import FORMATS, Comparison, Summary, parts, written

LENET = trace("32x32x3", "conv6@5 pool2 conv16@5 pool2 flatten dense120 dense84 dense10")
RESIDUAL = trace("8x8x4", "conv4@3/p1 split conv4@3/p1 relu conv4@3/p1 and add relu flatten dense2")
WORDS = ["conv6@3/p1", "conv3@3/s2/p1", "pool2", "relu", "bn", "dwconv@3/p1", "split conv4@1 and conv5@3/p1 concat"]


@given(st.lists(st.sampled_from(WORDS), max_size=4), st.integers(1, 100))
def test_totals_are_those_of_shape_calc(words, batch):
    net = trace("32x32x3", *words)
    summary = Summary("net", net, batch=batch)
    whole = summary.whole
    assert (whole.parameters, whole.multiply_adds) == (net.parameters, net.multiply_adds)
    assert whole.flops == 2 * net.multiply_adds
    entry = json.loads(written(summary, "json"))
    assert [(each["layer"], tuple(each["output"]), each["parameters"]) for each in entry["layers"]] == [
        (row.node.text, row.output, row.parameters) for row in net.rows
    ]


@st.composite
def graphs(draw):
    """A network of which each node takes any one or two in front of it; all shapes are the same."""
    nodes = []
    for number in range(draw(st.integers(1, 12))):
        inputs = tuple(draw(st.lists(st.integers(-1, number - 1), min_size=1, max_size=2)))
        layer = Activation(function="relu") if len(inputs) == 1 else Merge(mode="add")
        nodes.append(Node(layer, inputs, f"n{number}"))
    return run(Network((2, 2, 3), nodes))


@given(graphs())
def test_memory_to_predict_is_what_a_slow_count_finds(net: Trace):
    rows, needed = net.rows, []
    for now in range(len(rows)):
        alive = {now, *rows[now].node.inputs}
        for earlier in range(-1, now):
            users = [number for number, row in enumerate(rows) if earlier in row.node.inputs]
            if any(number > now for number in users) or (not users and earlier >= 0):
                alive.add(earlier)
        needed.append(len(alive))
    assert Summary("net", net).inference_bytes == 4 * 12 * max(needed)


def test_memory_of_lenet_by_hand():
    summary = Summary("lenet5", LENET, batch=2)
    maps = 28 * 28 * 6 + 14 * 14 * 6 + 10 * 10 * 16 + 5 * 5 * 16 + 120 + 84 + 10  # the flatten is a view
    assert summary.training_bytes == 2 * 4 * (32 * 32 * 3 + maps)
    assert summary.inference_bytes == 2 * 4 * (32 * 32 * 3 + 28 * 28 * 6)


def test_a_shortcut_stays_in_memory_until_it_is_added():
    # The shortcut, and at the second convolution its input and output: three maps of 8×8×4.
    assert Summary("residual", RESIDUAL).inference_bytes == 3 * 4 * 8 * 8 * 4


def test_layers_are_joined_by_what_their_names_begin_with():
    names = ["conv1", "block1_a_conv", "block1_a_relu", "block1_b_conv", "block2_a"]
    rows = run(Network((4, 4, 1), [Node(Activation(function="relu"), (n - 1,), name) for n, name in enumerate(names)]))
    assert [part.name for part in parts(rows.rows, 1)] == ["conv1", "block1", "block2"]
    assert [len(part.rows) for part in parts(rows.rows, 2)] == [1, 2, 1, 1]
    assert [part.name for part in parts(rows.rows)] == names


def test_some_of_the_layers():
    summary = Summary("lenet5", LENET).selected("pool2:conv16@5")
    assert [part.name for part in summary.parts] == ["pool2", "conv16@5"]
    assert "total of these layers" in written(summary)
    assert len(Summary("lenet5", LENET).selected("dense84:").parts) == 2
    with pytest.raises(InputError, match="there is no layer conv15@5; the closest are: conv16@5, conv6@5"):
        written(Summary("lenet5", LENET).selected("conv15@5:"))
    with pytest.raises(InputError, match="the layer dense10 stands behind conv6@5; give them the other way round"):
        written(Summary("lenet5", LENET).selected("dense10:conv6@5"))
    with pytest.raises(InputError, match="--layers is conv1; expected the first and the last layer"):
        Summary("lenet5", LENET).selected("conv1")


@pytest.mark.parametrize("setting", ["batch", "depth"])
def test_numbers_that_cannot_be(setting):
    with pytest.raises(InputError, match=f"{setting} is -1; expected a whole number"):
        Summary("lenet5", LENET, **{setting: -1})


def test_csv_has_plain_numbers():
    lines = list(csv.DictReader(written(Summary("lenet5", LENET), "csv").splitlines()))
    assert lines[0]["output"] == "28x28x6"
    assert (lines[0]["multiply_adds"], lines[0]["flops"], lines[0]["centre"]) == ("352800", "705600", "2.0x2.0")


EVIL = "<img src=x onerror=alert(1)>\x1b[31m|=1+1"


@pytest.mark.parametrize("form", FORMATS)
def test_names_are_text_in_every_format(form):
    net = run(Network((4, 4, 1), [Node(Activation(function="relu"), (-1,), EVIL)]))
    text = written(Summary(EVIL, net), form)
    assert "\x1b" not in text
    if form in ("html", "markdown"):
        assert "<img" not in text
        assert "&lt;img src=x" in text
    if form == "markdown":
        assert all(line.replace("\\|", "").count("|") in (0, 9) for line in text.splitlines())


def test_two_networks_show_what_differs():
    other = trace("32x32x3", "conv6@5 pool2 conv32@5 pool2 flatten dense120 dense84 dense10")
    comparison = Comparison(Summary("one", LENET), Summary("two", other))
    assert [name for name, _pair in comparison.differences] == ["conv16@5", "pool2", "flatten", "dense120", "conv32@5"]
    text = written(comparison)
    assert text.startswith("one and two\n")
    assert f"parameters: 62,006 and {other.parameters:,}, 1.81 times as many" in text
    assert "4 layers are the same in both" in text
    entry = json.loads(written(comparison, "json"))
    assert entry["layers"][0] == {
        "layer": "conv16@5",
        "output_1": [10, 10, 16],
        "output_2": None,
        "parameters_1": 2416,
        "parameters_2": None,
        "multiply_adds_1": 240_000,
        "multiply_adds_2": None,
    }
    assert "conv16@5,10x10x16,,2416,,240000," in written(comparison, "csv")


def test_printed_they_are_tables():
    summary = Summary("lenet5", LENET)
    assert str(summary) == written(summary)
    assert summary._repr_html_().startswith("<table>\n<caption>lenet5</caption>")
    comparison = Comparison(summary, summary)
    assert str(comparison) == written(comparison)
    assert comparison._repr_html_() == written(comparison, "html")
