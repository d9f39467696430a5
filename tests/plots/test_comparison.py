import io

import pytest

from kerascnn import language, plots, runs
from kerascnn.runs import Group, Range
from run_folders import CLASSES, facts, history, metrics, write_run


def texts(figure):
    """All that is written on a figure."""
    figure.savefig(io.BytesIO(), dpi=30)
    return [text.get_text() for text in figure.findobj(lambda artist: hasattr(artist, "get_text")) if text.get_text()]


@pytest.fixture
def groups(tmp_path):
    """Two seeds of one network, and one of another."""
    made = []
    for name, seed, accuracy, epochs in (("mlp", 0, 0.4, 3), ("mlp", 1, 0.5, 3), ("cnn", 0, 0.7, 2)):
        about = facts(name, seed=seed) | {"parameters": 1000 if name == "mlp" else 50_000}
        folder = write_run(tmp_path / f"{name}{seed}", about, metrics(accuracy=accuracy), history(epochs))
        made.append(runs.read(folder))
    return runs.grouped(made)


def marks(axes):
    """Where the markers of the points stand."""
    return [
        (line.get_xdata()[0], pytest.approx(line.get_ydata()[0])) for line in axes.lines if len(line.get_xdata()) == 1
    ]


def test_each_panel_shows_the_runs(groups):
    figure = plots.compared_runs(groups, title="mine")
    parameters, seconds, loss, accuracy, classes = figure.axes
    assert marks(parameters) == [(1000, 0.45), (50_000, 0.7)]
    assert marks(seconds) == [(8.0, 0.45), (8.0, 0.7)]
    assert [list(line.get_xdata()) for line in loss.lines] == [[1, 2, 3], [1, 2]]
    assert [list(line.get_xdata()) for line in accuracy.lines] == [[4, 8, 12], [4, 8]]
    assert not accuracy.collections  # both seeds have the same history: there is no band to draw
    assert accuracy.lines[1].get_ydata() == pytest.approx([0.5, 0.55])
    assert len(marks(classes)) == len(groups) * len(CLASSES)
    assert {"mine", "mlp", "cnn", *CLASSES} <= set(texts(figure))


def test_eight_groups_have_a_colour_and_a_line_each(groups):
    eight = [Group(f"network {number}", groups[0].runs) for number in range(8)]
    lines = plots.compared_runs(eight).axes[2].lines
    assert len({(line.get_color()) for line in lines}) == 8
    assert len({(line.get_marker()) for line in lines}) == 8


def test_of_many_classes_those_that_differ_most_are_drawn(tmp_path):
    def run(name, right):
        confusion = [[right if row == column == 57 else row == column for column in range(60)] for row in range(60)]
        confusion[57][0] = 10 - right
        data = facts()["data"] | {"class_names": [f"class {number}" for number in range(60)]}
        counts = [[int(count) for count in row] for row in confusion]
        return runs.read(write_run(tmp_path / name, facts(name) | {"data": data}, metrics(confusion=counts)))

    figure = plots.compared_runs(runs.grouped([run("a", 2), run("b", 9)]))
    written = texts(figure)
    assert "the 20 of 60 classes in which they differ most" in written
    assert "class 57" in written
    assert len(marks(figure.axes[4])) == 40


def test_a_name_is_no_formula(groups):
    dollars = [Group("a $x", groups[0].runs), Group(r"$\frac{$", groups[1].runs)]
    assert {"a $x", r"$\frac{$"} <= {text.replace(r"\$", "$") for text in texts(plots.compared_runs(dollars))}


def test_accuracy_against_a_setting_is_drawn_in_order():
    lines = {"batch": {128.0: Range(0.5, 0.6, 0.7), 8.0: Range(0.3, 0.4, 0.5)}}
    figure = plots.accuracy_against(lines, setting="batch size", title="mine")
    (line,) = figure.axes[0].lines
    assert list(line.get_xdata()) == [8, 128]
    assert list(line.get_ydata()) == [0.4, 0.6]
    (band,) = figure.axes[0].collections
    assert [band.get_datalim(figure.axes[0].transData).y0, band.get_datalim(figure.axes[0].transData).y1] == [0.3, 0.7]
    assert {"8", "128", "batch size", "batch", "mine"} <= set(texts(figure))


def test_the_figures_speak_spanish(groups):
    language.use("es")
    expected = {"parámetros", "segundos de entrenamiento", "pérdida en validación", "exactitud en validación", "época"}
    assert expected <= set(texts(plots.compared_runs(groups)))
