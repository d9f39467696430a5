"""A summary's columns, and the page that it can be written into."""

import json
from html.parser import HTMLParser

import pytest

from kerascnn.errors import InputError
from kerascnn.shapes.chain import run
from kerascnn.shapes.saved import network_of
from kerascnn.shapes.summary import Summary, written
from kerascnn.shapes.summary.columns import COLUMNS, chosen
from kerascnn.summary import summarize
from kerascnn.summary.page import page


class Rows(HTMLParser):
    """The rows of a page's table of layers: their attributes, and for each cell its value and its text."""

    def __init__(self):
        super().__init__()
        self.rows, self.tags = [], []

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        self.tags.append(tag)
        if tag == "tr":
            self.rows.append((found, []))
        elif tag in ("td", "th"):
            self.rows[-1][1].append([found.get("data-value"), ""])

    def handle_data(self, data):
        if self.rows and self.rows[-1][1] and "script" not in self.tags[-1:]:
            self.rows[-1][1][-1][1] += data


def test_the_table_of_a_page_can_be_sorted_and_folded():
    summary = summarize("resnet18")
    text = page(summary)
    found = Rows()
    found.feed(
        text[text.index('<table class="layers"') : text.index("</table>")] if '<table class="layers"' in text else ""
    )
    blocks = {attributes["data-block"]: cells for attributes, cells in found.rows if "data-block" in attributes}
    inside: dict[str, int] = {}
    for attributes, cells in found.rows:
        if "data-within" in attributes:
            inside[attributes["data-within"]] = inside.get(attributes["data-within"], 0) + int(cells[2][0])
    # What a block's line says is the sum of what is folded under it.
    assert inside == {number: int(cells[2][0]) for number, cells in blocks.items()}
    layers = [cells for attributes, cells in found.rows[1:-1] if "data-block" not in attributes]
    assert len(layers) == len(summary.parts)
    assert sum(int(cells[2][0]) for cells in layers) == summary.whole.parameters
    assert found.rows[-1][1][2][1] == f"{summary.whole.parameters:,}"
    assert text.count("aria-sort") > 5
    assert "http://" not in text.replace("http://www.w3.org", "")


def test_names_in_a_page_are_text():
    layer = {"class_name": "Dense", "config": {"name": "<script>x</script>", "units": 3}}
    config = {"class_name": "Sequential", "config": {"name": "<b>", "layers": [layer], "build_input_shape": [None, 4]}}
    text = page(Summary("<b>", run(network_of(config))))
    assert "<script>x" not in text
    assert "<h1>&lt;b&gt;</h1>" in text


def test_columns_are_chosen_by_their_names():
    summary = summarize("lenet5", variant="course")
    text = written(summary, "table", ["shape", "trainable", "share"])
    head = text.splitlines()[2]
    assert head.split("  ")[0] == "layer"
    assert "trainable" in head
    assert "FLOPs" not in head
    shares = [line.split()[-1] for line in text.splitlines() if line.endswith("%")]
    assert sum(float(share[:-1]) for share in shares) == pytest.approx(100, abs=0.5)
    assert chosen(["all"]) == tuple(COLUMNS)
    for names in (["shape", "shape"], ["\x1b[31m"], [""]):
        with pytest.raises(InputError, match="which is no column or stands there twice; there are: all, shape"):
            chosen(names)


def test_half_precision_takes_half_the_bytes():
    policy = {"class_name": "DTypePolicy", "config": {"name": "float16"}}
    layers = [
        {"class_name": "Dense", "config": {"name": "half", "units": 10, "use_bias": False, "dtype": policy}},
        {"class_name": "Dense", "config": {"name": "full", "units": 10, "use_bias": False, "dtype": "mixed_bfloat16"}},
    ]
    config = {"class_name": "Sequential", "config": {"layers": layers, "build_input_shape": [None, 10]}}
    found = json.loads(written(Summary("two", run(network_of(config))), "json"))
    assert [(layer["dtypes"], layer["bytes"]) for layer in found["layers"]] == [(["float16"], 200), (["float32"], 400)]


def test_the_command_writes_a_page_and_takes_several_inputs(kerascnn, tmp_path):
    path = tmp_path / "lenet.html"
    code, out, _err = kerascnn("summary", "lenet5", "-o", path)
    assert (code, out) == (0, f"page: {path}\n")
    assert path.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    for words, message in (
        (("lenet5", "-o", path), "exists"),
        (("lenet5", "-o", tmp_path / "x.txt"), "x.txt"),
        (("lenet5", "--columns", "size"), "names size, which is no column"),
        (("lenet5", "--columns", "shape", "--compare", "alexnet"), "--compare has columns of its own"),
        (("lenet5", "--input", "32x32x1", "--input", "28x28x1"), "lenet5 has one input; give --input once"),
    ):
        code, out, err = kerascnn("summary", *words)
        assert (code, out) == (2, "")
        assert message in err
