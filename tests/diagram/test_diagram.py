"""Diagrams: what is drawn where, and that it can be read."""

import itertools
import math

import keras
import pytest

from kerascnn import diagram, language
from kerascnn.diagram.boxes import boxes
from kerascnn.diagram.folding import runs
from kerascnn.diagram.parts import parts
from kerascnn.diagram.solids import ACROSS, UP, solid
from kerascnn.drawing.marks import Line, Polygon, Rectangle, Text, text_width
from kerascnn.drawing.scene import Scene
from kerascnn.errors import InputError
from kerascnn.summary import summarize

CHAINS = [
    "lenet5",
    "lenet5:course",
    "alexnet",
    "vgg16",
    "mlp",
    "mnist-cnn",
    "cifar-cnn",
    "locally-connected",
    "mobilenet",
]
GRAPHS = ["googlenet", "googlenet:paper", "resnet18", "resnet50", "resnet152", "resnet20", "mobilenetv2"]
NETWORKS = [*CHAINS, *GRAPHS, "plain-20", "plain-110", "efficientnetb0", "efficientnetb7"]
TOLERANCE = 0.6


def texts(scene: Scene) -> list[Text]:
    return [mark for mark in scene.marks if isinstance(mark, Text)]


def words(scene: Scene) -> list[str]:
    return [text.text for text in texts(scene)]


def overlap(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return all(min(one[axis + 2], other[axis + 2]) - max(one[axis], other[axis]) > TOLERANCE for axis in (0, 1))


def corners(mark):
    if isinstance(mark, Text):
        left, top, right, bottom = mark.box
        return [(left, top), (right, bottom)]
    if isinstance(mark, Rectangle):
        return [(mark.x, mark.y), (mark.x + mark.width, mark.y + mark.height)]
    return mark.points


def check_readable(scene: Scene) -> None:
    for mark in scene.marks:
        for x, y in corners(mark):
            assert -0.1 <= x <= scene.width + 0.1, mark
            assert -0.1 <= y <= scene.height + 0.1, mark
    places = sorted(texts(scene), key=lambda text: text.box[1])
    for number, text in enumerate(places):
        assert text.size >= 7.5
        for other in itertools.takewhile(lambda each, text=text: each.box[1] < text.box[3], places[number + 1 :]):
            assert not overlap(text.box, other.box), (text, other)


@pytest.mark.parametrize("lang", ["en", "es"])
@pytest.mark.parametrize("name", NETWORKS)
def test_no_two_labels_overlap_and_everything_fits_on_one_sheet(name, lang):
    language.use(lang)
    scene = diagram.draw(name)
    check_readable(scene)
    assert diagram.fits_a_sheet(scene)


@pytest.mark.parametrize("name", ["resnet152", "googlenet:paper", "plain-110", "efficientnetb0"])
def test_expanded_no_two_labels_overlap_either(name):
    check_readable(diagram.draw(name, expand=True))


@pytest.mark.parametrize("name", ["lenet5", "resnet50", "googlenet:paper", "efficientnetb0", "plain-20"])
@pytest.mark.parametrize("style", ["auto", "blocks"])
def test_every_edge_of_the_network_is_drawn_once_and_nothing_else(name, style):
    found = boxes(summarize(name).trace.rows)
    expected = sorted({(taken, number) for number, box in enumerate(found) for taken in box.inputs})
    scene = diagram.draw(name, style=style, expand=True)
    drawn = sorted(mark.ends for mark in scene.marks if isinstance(mark, Line) and mark.ends)
    assert drawn == expected


def test_a_kernel_over_words_has_one_side():
    said = words(diagram.draw("text-cnn"))
    assert "conv 4" in said
    assert not any("4×4" in text for text in said)


@pytest.mark.parametrize("name", ["resnet50", "googlenet:paper", "efficientnetb0"])
def test_lines_begin_and_end_at_boxes_and_cross_none(name):
    scene = diagram.draw(name, expand=True)
    drawn = [mark for mark in scene.marks if isinstance(mark, Rectangle) and mark.kind != "frame"]
    for line in (mark for mark in scene.marks if isinstance(mark, Line)):
        for (x1, y1), (x2, y2) in itertools.pairwise(line.points):
            assert x1 == pytest.approx(x2) or y1 == pytest.approx(y2), "a slanting line"
            for box in drawn:
                across = min(max(x1, x2), box.x + box.width - 0.5) - max(min(x1, x2), box.x + 0.5)
                down = min(max(y1, y2), box.y + box.height - 0.5) - max(min(y1, y2), box.y + 0.5)
                assert across < 0 or down < 0, (line, box)
        x, y = line.points[-1]
        if line.arrow:
            assert any(
                box.x - 0.1 <= x <= box.x + box.width + 0.1 and box.y - 0.1 <= y <= box.y + box.height + 0.1
                for box in drawn
            ), line


# Counted in the papers' tables: LeNet-5 C1 to output with the flattened vector; VGG-16 13 convolutions, 5 poolings, the
# vector and 3 dense layers; ResNet-18 conv1, pool1, 8 blocks of two convolutions and a sum, 3 projections, the mean
# and the dense layer; GoogLeNet 3 convolutions, 5 poolings (the last a mean), 9 modules of 8, the dense layer.
BOXES = {"lenet5": 8, "vgg16": 13 + 5 + 1 + 3, "resnet18": 2 + 8 * 3 + 3 + 2, "googlenet": 3 + 5 + 9 * 8 + 1}


@pytest.mark.parametrize("name", BOXES)
def test_the_boxes_of_a_network(name):
    found = boxes(summarize(name).trace.rows)
    assert len(found) == BOXES[name]
    assert sum(box.parameters for box in found) == summarize(name).whole.parameters
    kinds = ("conv", "pool", "dense", "merge", "other")
    scene = diagram.draw(name, style="blocks", expand=True)
    assert sum(isinstance(mark, Rectangle) and mark.kind in kinds for mark in scene.marks) == BOXES[name]


def fronts(scene: Scene) -> list[tuple[float, float]]:
    """Thickness and height of each volume, without the windows on them."""
    volumes = [mark for mark in scene.marks if isinstance(mark, Polygon) and not mark.shade and mark.kind != "kernel"]
    return [(mark.points[1][0] - mark.points[0][0], mark.points[3][1] - mark.points[0][1]) for mark in volumes]


def test_the_maps_of_a_small_network_are_to_scale():
    drawn = fronts(diagram.draw("lenet5", variant="course"))
    shapes = [(32, 3), (28, 6), (14, 6), (10, 16), (5, 16)]
    assert [height / drawn[0][1] for _thick, height in drawn] == pytest.approx([side / 32 for side, _ in shapes])
    assert [thick / drawn[0][0] for thick, _height in drawn] == pytest.approx([(n / 3) ** 0.5 for _, n in shapes])


def test_the_maps_of_a_large_network_are_drawn_by_their_roots_and_the_picture_says_so():
    scene = diagram.draw("vgg16")
    drawn = fronts(scene)
    assert drawn[-1][1] / drawn[0][1] == pytest.approx(math.sqrt(7 / 224))
    assert any("square roots" in text for text in words(scene))
    assert not any("square roots" in text for text in words(diagram.draw("lenet5")))


def test_shapes_parameters_kernels_and_strides_are_written():
    found = words(diagram.draw("lenet5", variant="course"))
    for text in ("conv1", "28×28×6", "456", "5×5", "2×2", "/2", "48,120"):
        assert text in found
    found = words(diagram.draw("resnet50"))
    assert "conv 7×7 /2, norm, ReLU" in found
    assert "112×112×64 · 9,728" in found
    assert "conv4_block2 ×5" in found
    assert "as conv2_block2" in found


def test_spanish():
    language.use("es")
    found = words(diagram.draw("lenet5", variant="course"))
    assert {"entrada", "aplanar", "densa", "máx."} <= set(found)
    assert any("están a escala" in text for text in found)


def test_a_head_stands_at_the_side_of_its_block():
    listed, heads = parts(boxes(summarize("googlenet:paper").trace.rows))
    names = {part.exit: part.name for part in listed}
    assert {names[number]: [head.name for head in each] for number, each in heads.items()} == {
        "inception_4a": ["aux1"],
        "inception_4d": ["aux2"],
    }


def test_volumes_are_for_chains():
    with pytest.raises(
        InputError, match="resnet18 has branches, so that it cannot be drawn as volumes; expected a chain"
    ):
        diagram.draw("resnet18", style="volumes")
    with pytest.raises(InputError, match="there is no style 'tower'"):
        diagram.draw("resnet18", style="tower")


def test_runs_save_most_and_lose_nothing():
    signs = "abbbcdcdcdeffffab"
    again = "".join(signs[run.start : run.start + run.length] * run.repeats for run in runs(signs))
    assert again == signs
    assert [run.repeats for run in runs("xyxyxyz")] == [3, 1]


def test_letters_are_not_wider_than_reckoned():
    from matplotlib.textpath import TextPath

    for bold in (False, True):
        font = {"family": "DejaVu Sans", "weight": "bold" if bold else "normal"}
        for text in (
            "inception_3a",
            "1,180,160",
            "224×224×64 · 36,928",
            "Below each: its name",
            "conv. parcial",
            "WWW",
        ):
            real = TextPath((0, 0), text, size=7.5, prop=font).get_extents().width
            assert real <= text_width(text, 7.5, bold=bold) * 1.02


def test_a_network_of_two_inputs_shows_both(tmp_path):
    # Two pictures, one twin that looks at both, and how far apart what it says of them is.
    left, right = keras.Input((8, 8, 1)), keras.Input((10, 10, 1))
    pool = keras.layers.GlobalAveragePooling2D()
    path = tmp_path / "siamese.keras"
    keras.Model([left, right], keras.layers.Subtract()([pool(left), pool(right)])).save(path)
    scene = diagram.draw(str(path))
    texts = [mark.text for mark in scene.marks if isinstance(mark, Text)]
    assert {"input 1", "input 2", "8×8×1", "10×10×1"} <= set(texts)
    # From each input a line leads to its own use of the twin: inputs are the boxes 0 and 1, the twin 2 and 3.
    edges = {mark.ends for mark in scene.marks if isinstance(mark, Line) and mark.ends}
    assert {(0, 2), (1, 3), (2, 4), (3, 4)} <= edges
    check_readable(scene)


def test_the_second_use_of_a_layer_says_that_its_weights_are_shared(tmp_path):
    left, right = keras.Input((8, 8, 1)), keras.Input((8, 8, 1))
    twin = keras.Sequential([keras.layers.Conv2D(2, 3), keras.layers.Flatten()])
    path = tmp_path / "siamese.keras"
    keras.Model([left, right], keras.layers.Subtract()([twin(left), twin(right)])).save(path)
    texts = [mark.text for mark in diagram.draw(str(path)).marks if isinstance(mark, Text)]
    assert {"6×6×2 · 20", "6×6×2 · shared"} <= set(texts)


def test_of_an_input_that_only_a_head_at_the_side_sees_all_inputs_stand_in_one_box(tmp_path):
    picture, other = keras.Input((8, 8, 1)), keras.Input((4,))
    x = keras.layers.Flatten()(keras.layers.Conv2D(2, 3)(picture))
    path = tmp_path / "two.keras"
    keras.Model([picture, other], [keras.layers.Dense(3)(x), keras.layers.Dense(2)(other)]).save(path)
    texts = [mark.text for mark in diagram.draw(str(path)).marks if isinstance(mark, Text)]
    assert "2 inputs" in texts


@pytest.mark.parametrize(
    ("kind", "word", "in_spanish"),
    [
        ("Add", "add", "suma"),
        ("Average", "average", "promedio"),
        ("Concatenate", "concatenate", "concatenación"),
        ("Maximum", "maximum", "máximo"),
        ("Minimum", "minimum", "mínimo"),
        ("Multiply", "multiply", "producto"),
        ("Subtract", "subtract", "resta"),
    ],
)
def test_each_way_to_join_branches_has_its_own_word(tmp_path, kind, word, in_spanish):
    picture = keras.Input((8, 8, 2))
    one, other = (keras.layers.Conv2D(2, 3, padding="same")(picture) for _ in range(2))
    path = tmp_path / "joined.keras"
    keras.Model(picture, getattr(keras.layers, kind)(name="joined")([one, other])).save(path)
    assert word in words(diagram.draw(str(path)))
    language.use("es")
    assert in_spanish in words(diagram.draw(str(path)))
    assert str(summarize(str(path)).trace.rows[-1].layer) == ("concat" if kind == "Concatenate" else word)


def test_a_volume_is_as_wide_and_high_as_the_room_that_it_is_given():
    """The sheet leaves the thickness and 0.34 of the width across, and the height and 0.22 of the width upward."""
    marks = list(solid((100, 50, 20), "Conv", (10, 200), (0, 0)))
    points = [point for mark in marks for point in mark.points]
    columns, rows = zip(*points, strict=True)
    assert (min(columns), max(columns)) == (10, 10 + 20 + 50 * ACROSS)
    assert max(rows) - min(rows) == pytest.approx(100 + 50 * UP)
    assert (ACROSS, UP) == (0.34, 0.22)
