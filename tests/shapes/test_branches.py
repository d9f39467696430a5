"""Branches between the layers: named, indented, and a row for one that has no layer, in every format."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kerascnn.shapes import render, trace
from kerascnn.shapes.render.branches import Branch, outline

INCEPTION = "28x28x192 split conv64@1 and conv96@1 conv128@3/same and pool3/s1/same conv32@1 and concat"


def names(net):
    return [item.title if isinstance(item, Branch) else item.node.text for item in outline(net.rows)]


def test_each_branch_is_named_in_front_of_its_layers():
    assert names(trace(INCEPTION)) == [
        *("branch 1", "conv64@1", "branch 2", "conv96@1", "conv128@3/same", "branch 3", "pool3/s1/same", "conv32@1"),
        *("branch 4: shortcut", "concat"),
    ]


def test_the_table_indents_branches_and_their_layers():
    lines = render.table(trace(INCEPTION)).splitlines()[3:13]
    assert [len(line) - len(line.lstrip()) for line in lines] == [2, 4, 2, 4, 4, 2, 4, 4, 2, 0]
    assert lines[8].split() == ["branch", "4:", "shortcut", "28×28×192"]


def branches(depth):
    """Words, and the names that their outline has, built side by side."""
    layer = st.just((["relu"], lambda path: ["relu"]))
    inner = layer if depth == 0 else st.one_of(layer, splits(depth - 1))
    return st.lists(inner, max_size=2)


def splits(depth):
    def joined(parts):
        words, sign = ["split"], []
        for part in parts:
            words += [*sign, *(word for each, _names in part for word in each)]
            sign = ["and"]

        def names_of(path):
            found = []
            for number, part in enumerate(parts, start=1):
                name = "branch " + ".".join(map(str, (*path, number)))
                found.append(name if part else f"{name}: shortcut")
                found += [each for _words, inner in part for each in inner((*path, number))]
            return [*found, "add"]

        return [*words, "add"], names_of

    return st.lists(branches(depth), min_size=2, max_size=3).map(joined)


@given(st.lists(splits(2), min_size=1, max_size=2))
def test_the_outline_is_the_text_s_own(parts):
    net = trace("4x4x2", *(word for words, _names in parts for word in words))
    assert names(net) == [each for _words, inner in parts for each in inner(())]
    assert all(item.shape in (None, (4, 4, 2)) for item in outline(net.rows) if isinstance(item, Branch))


def test_json_says_which_layers_are_in_which_branch():
    layers = json.loads(render.json(trace(INCEPTION)))["layers"]
    assert [layer.get("branch") for layer in layers] == [[1], [2], [2], [3], [3], None]
    assert layers[-1]["branches"] == [[0], [1, 2], [3, 4], []]
    nested = "4x4x2 split relu and add split split relu and tanh add and sigmoid concat"
    layers = json.loads(render.json(trace(nested)))["layers"]
    assert [layer.get("branches") for layer in layers] == [
        None,
        [[0], []],
        None,
        None,
        [[2], [3]],
        None,
        [[2, 3, 4], [5]],
    ]
    assert "branch" not in render.json(trace("8x8x3 conv4@3"))


def test_csv_has_a_column_and_a_line_for_a_shortcut():
    lines = render.csv(trace("4x4x2 split conv2@1 and add")).splitlines()
    assert lines[0].endswith(",branch")
    assert render.csv(trace("4x4x2 relu")).splitlines()[0].endswith(",step")
    assert lines[1:] == ["conv2@1,4x4x2,32,6,64,1x1,1x1,1", "shortcut,4x4x2,0,0,0,,,2", "add,4x4x2,32,0,0,1x1,1x1,"]


@pytest.mark.parametrize(
    ("form", "line"),
    [
        ("markdown", "| &nbsp;&nbsp;branch 2: shortcut | 4×4×2 |"),
        ("html", '<td style="text-align: left">&nbsp;&nbsp;branch 2: shortcut</td>'),
        ("latex", r"~~branch 2: shortcut & 4$\times$4$\times$2 &"),
    ],
)
def test_documents_indent_too(form, line):
    text = render.FORMATS[form](trace("4x4x2 split conv2@1 and add"))
    assert line in text
    assert re.search(r"(&nbsp;|~){4}\s*conv2@1", text)


def test_the_formulas_stand_under_their_branch():
    lines = render.explanation(trace("4x4x2 split conv2@1 and add")).splitlines()
    assert lines[0] == "  branch 1"
    assert lines[2] == "    1. conv2@1: 4×4×2 → 4×4×2"
    assert "  branch 2: shortcut, 4×4×2 goes on as it is" in lines
    assert lines[-2].startswith("2. add: ")


def test_branches_in_order_of_channels_first():
    assert "branch 2: shortcut  2×4×6" in render.table(trace("2x4x6 split conv2@1 and add", order="chw"))
