import numpy as np
import pytest

from kerascnn import language, plots
from kerascnn.errors import InputError
from publishers import digits

HISTORY = [
    {"epoch": 1, "loss": 0.9, "accuracy": 0.7, "val_loss": 0.8, "val_accuracy": 0.75},
    {"epoch": 2, "loss": 0.5, "accuracy": 0.9, "val_loss": 0.6, "val_accuracy": 0.85},
]
NAMES = tuple("0123456789")


def texts(figure):
    """All that is written on a figure."""
    figure.canvas.draw()
    return [text.get_text() for text in figure.findobj(lambda artist: hasattr(artist, "get_text")) if text.get_text()]


def test_the_curves_are_the_history():
    left, right = plots.learning_curves(HISTORY, title="mine").axes
    assert left.lines[0].get_ydata().tolist() == [0.9, 0.5]
    assert left.lines[1].get_ydata().tolist() == [0.8, 0.6]
    assert right.lines[1].get_ydata().tolist() == [0.75, 0.85]


def test_labels_are_in_the_language_in_use():
    language.use("es")
    assert {"época", "pérdida", "exactitud", "entrenamiento", "validación"} <= set(
        texts(plots.learning_curves(HISTORY))
    )


def test_the_confusion_matrix_shows_its_counts_and_colours_the_errors():
    counts = np.diag([50] * 10)
    counts[3, 5] = 7
    figure = plots.confusion_matrix(counts, NAMES)
    assert texts(figure).count("50") == 10
    assert "7" in texts(figure)
    colours = figure.axes[0].images[0].get_array()
    assert colours[3, 5] == 7
    assert colours.sum() == 7


def test_the_mistakes_say_what_was_taken_for_what():
    images, labels = digits(60, 20)[:2]
    scores = np.full((3, 10), 0.01)
    scores[[0, 1, 2], [4, 5, 6]] = 0.91
    figure = plots.worst_mistakes(images[:3], scores, labels[:3], NAMES)
    assert f"taken for 4, is {labels[0]}" in texts(figure)


def test_no_mistakes_is_said():
    figure = plots.worst_mistakes(np.zeros((0, 28, 28, 1), np.uint8), np.zeros((0, 10)), np.zeros(0, int), NAMES)
    assert "no mistakes" in texts(figure)


@pytest.mark.parametrize(("channels", "count"), [(1, 24), (3, 5), (1, 100)])
def test_the_filters_are_all_drawn_up_to_64(channels, count):
    kernels = np.random.default_rng(0).normal(size=(5, 5, channels, count))
    figure = plots.first_filters(kernels)
    assert sum(len(axes.images) for axes in figure.axes) == min(count, 64)
    written = texts(figure)
    assert str(min(count, 64) - 1) in written


def test_a_figure_is_saved_whole_in_a_format_that_exists(tmp_path):
    figure = plots.learning_curves(HISTORY)
    for ending in ("png", "svg", "pdf"):
        assert plots.save(figure, tmp_path / f"curves.{ending}").stat().st_size > 1000
    with pytest.raises(InputError, match=r"has an ending that cannot be drawn; expected one of: .*png"):
        plots.save(figure, tmp_path / "curves.doc")


def test_names_are_drawn_letter_by_letter():
    names = ["$\\frac{1}{0}$", "a\x1b[2J"]
    scores = np.array([0.9, 0.1])
    picture = np.zeros((8, 8, 1), np.uint8)
    for figure in (
        plots.confusion_matrix(np.eye(2, dtype=int), names, title=names[0]),
        plots.picture_with_scores(picture, scores, names),
        plots.worst_mistakes(picture[None], scores[None], np.array([1]), names, title="$\\x"),
        plots.learning_curves(HISTORY, title="$\\frac$"),
    ):
        written = texts(figure)
        assert any("$" in text for text in written)
        assert not any("\x1b" in text for text in written)
