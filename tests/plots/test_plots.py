import itertools

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


@pytest.mark.parametrize("part", [0.0, 1.0, 0.5])
def test_no_part_is_drawn_below_none_or_above_all(part):
    history = [{**row, "accuracy": part, "val_accuracy": part} for row in HISTORY]
    axes = plots.learning_curves(history).axes[1]
    axes.figure.canvas.draw()
    low, high = axes.get_ylim()
    assert low < part < high
    shown = [tick for tick in axes.get_yticks() if low <= tick <= high]
    assert len(shown) > 2
    assert all(-1e-9 <= tick <= 1 + 1e-9 for tick in shown)


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


def test_the_scale_of_errors_has_no_halves_of_pictures():
    for errors in (0, 1, 3):
        drawn = plots.confusion_matrix(np.array([[9, errors], [0, 9]]), NAMES[:2])
        drawn.draw_without_rendering()
        ticks = drawn.axes[1].get_yticks()
        assert len(ticks) > 1
        assert all(tick == round(tick) for tick in ticks)


def test_the_mistakes_say_what_was_taken_for_what():
    images, labels = digits(60, 20)[:2]
    scores = np.full((3, 10), 0.01)
    scores[[0, 1, 2], [4, 5, 6]] = 0.91
    figure = plots.worst_mistakes(images[:3], scores, labels[:3], NAMES)
    assert f"taken for 4, is {labels[0]}" in texts(figure)


def test_no_mistakes_is_said():
    figure = plots.worst_mistakes(np.zeros((0, 28, 28, 1), np.uint8), np.zeros((0, 10)), np.zeros(0, int), NAMES)
    assert "no mistakes" in texts(figure)


@pytest.mark.parametrize("count", [1, 3, 12])
def test_the_figure_of_mistakes_is_as_large_as_they_need(count):
    pictures, scores = np.zeros((count, 8, 8, 1), np.uint8), np.tile([0.9, 0.1], (count, 1))
    figure = plots.worst_mistakes(pictures, scores, np.ones(count, int), ["a", "b"])
    rows = -(-count // 4)
    assert rows * 2 < figure.get_figheight() < rows * 2 + 1.5
    bars = [axes for part in figure.subfigs for axes in part.axes if axes.patches]
    # Two bars stand in the room of five, and the first is the upper one.
    assert all(axes.get_ylim() == (3.0, -2.0) for axes in bars)


@pytest.mark.parametrize(("classes", "named"), [(3, 3), (10, 10), (25, 20)])
def test_the_curves_of_all_classes_are_drawn_beside_their_names(classes, named):
    recalls = np.linspace(0, 1, 11)
    heights = np.linspace(0.5, 1, classes)
    figure = plots.precision_against_recall(recalls, np.tile(heights, (11, 1)), [f"c{n}" for n in range(classes)])
    (axes,) = figure.axes
    assert len(axes.lines) == named
    assert len({(line.get_color(), line.get_linestyle(), line.get_marker()) for line in axes.lines}) == named
    legend = axes.get_legend()
    assert legend.get_texts()[0].get_text() == "c0: 0.500"
    assert ("the 20 lowest of 25" in legend.get_title().get_text()) == (classes == 25)
    figure.draw_without_rendering()
    assert legend.get_window_extent().x0 >= axes.get_window_extent().x1


@pytest.mark.parametrize("paper", [0, 128, 255])
def test_masks_have_the_colours_of_their_legend_on_any_paper(paper):
    picture, mask = np.full((4, 4, 3), paper, np.uint8), np.full((4, 4), 2, np.uint8)
    figure = plots.segmented_picture(picture, mask, ["background", "one", "two"])
    (key,) = figure.legends[0].get_patches()
    laid = plots.overlaid(picture, mask, 3)[0, 0] / 255
    np.testing.assert_allclose(laid, key.get_facecolor()[:3], atol=0.09)


@pytest.mark.parametrize(("channels", "count"), [(1, 24), (3, 5), (1, 100)])
def test_the_filters_are_all_drawn_up_to_64(channels, count):
    kernels = np.random.default_rng(0).normal(size=(5, 5, channels, count))
    figure = plots.first_filters(kernels)
    assert sum(len(axes.images) for axes in figure.axes) == min(count, 64)
    written = texts(figure)
    assert str(min(count, 64) - 1) in written


def test_filters_stand_apart_in_rows_of_eight_and_the_right_way_up():
    kernels = np.random.default_rng(0).normal(size=(3, 5, 1, 11))
    axes = plots.first_filters(kernels).axes[0]
    places = [image.get_extent() for image in axes.images]
    for number, (left, right, bottom, top) in enumerate(places):
        assert (right - left, bottom - top) == pytest.approx((5, 3))
        assert 0 <= left < right <= axes.get_xlim()[1]
        assert axes.get_ylim()[1] <= top < bottom <= axes.get_ylim()[0]
        np.testing.assert_array_equal(axes.images[number].get_array(), kernels[..., 0, number])
    assert all(after[0] > before[1] for before, after in itertools.pairwise(places[:8]))
    assert (places[8][0], places[8][3] > places[0][2]) == (places[0][0], True)


def test_a_figure_is_saved_whole_in_a_format_that_exists(tmp_path):
    figure = plots.learning_curves(HISTORY)
    for ending in ("png", "svg", "pdf"):
        assert plots.save(figure, tmp_path / f"curves.{ending}").stat().st_size > 1000
    with pytest.raises(InputError, match=r"has an ending that cannot be drawn; expected one of: .*png"):
        plots.save(figure, tmp_path / "curves.doc")


def test_each_ending_that_an_error_names_can_be_written(tmp_path):
    figure = plots.page.figure(1, 1)
    with pytest.raises(InputError) as refused:
        plots.save(figure, tmp_path / "empty.pgf")
    endings = str(refused.value).split("expected one of: ")[1].split(", ")
    assert {"jpg", "pdf", "png", "svg"} <= set(endings)
    for ending in endings:
        assert plots.save(figure, tmp_path / f"empty.{ending}").stat().st_size


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


STEPS = [{"epoch": 1, "batch": batch, "loss": 2.0 - batch / 50, "accuracy": batch / 100} for batch in (16, 32, 40)]


def test_a_training_of_one_epoch_is_drawn_step_by_step():
    left, right = plots.learning_curves(HISTORY[:1], steps=STEPS).axes
    assert left.lines[0].get_xdata().tolist() == [16, 32, 40]
    assert left.lines[0].get_ydata().tolist() == pytest.approx([1.68, 1.36, 1.2])
    assert right.lines[0].get_ydata().tolist() == [0.16, 0.32, 0.4]
    assert (left.lines[1].get_xdata().tolist(), left.lines[1].get_ydata().tolist()) == ([40], [0.8])
    assert left.get_xlabel() == "step"


@pytest.mark.parametrize(("history", "steps"), [(HISTORY, STEPS), (HISTORY * 3, STEPS), (HISTORY[:1], STEPS[:1])])
def test_longer_trainings_and_those_without_steps_are_drawn_epoch_by_epoch(history, steps):
    left, _right = plots.learning_curves(history, steps=steps).axes
    assert left.lines[0].get_xdata().tolist() == [row["epoch"] for row in history]


ODD_NAMES = {
    "long": ["x" * 200 + str(number) for number in range(10)],
    "Chinese": ["猫" * 200, "狗" * 200],
    "all kinds": ["🐱 cat", "😀😀", "🫠", "قطة", "कुत्ता", r"$\frac{$", "a\x1b[31m\udce9", "__x", "", "\n", "$x$"],
}


@pytest.mark.parametrize("names", ODD_NAMES.values(), ids=ODD_NAMES)
def test_no_name_takes_a_figure_s_room_or_warns(names):
    from kerascnn.plots import embedding, invariance, maps

    chance = np.random.default_rng(0)
    count, title = len(names), f"mlp, {names[0]}, {names[-1]}"
    pictures = np.zeros((16, 8, 8, 1), np.uint8)
    scores, labels = chance.dirichlet(np.ones(count), 16), chance.integers(0, count, 16)
    short = embedding.short(names, embedding.NAME)
    places = chance.normal(size=(16, 2))
    neighbours = np.array([[1, 2], [2, 0]])
    drawn = [
        plots.confusion_matrix(np.ones((count, count), int), names, title=title),
        plots.worst_mistakes(pictures[:3], scores[:3], labels[:3], names, title=title),
        plots.picture_with_scores(pictures[0], scores[0], names),
        plots.learning_curves(HISTORY, title=title),
        embedding.map_of_points(places, labels, short, title=title),
        embedding.map_of_thumbnails(places, pictures, labels, short, title=title),
        embedding.nearest_neighbours(
            pictures, np.array([0, 1]), neighbours, neighbours / 9, labels, short, title=title
        ),
        invariance.invariance_curves({"x": ("y", [-1, 0, 1], 0, {name: [0, 1, 0] for name in names[:4]})}, title=title),
        invariance.turning_picture(pictures[:3], [-1, 0, 1], dict.fromkeys(names[:2], scores[:3]), names, title=title),
        maps.feature_maps({names[0]: np.ones((2, 2, 1))}, {names[0]: np.array([0])}, title=title),
    ]
    for figure in drawn:
        figure.draw_without_rendering()
        width, height = figure.get_size_inches()
        # matplotlib gives up on axes that have no room left; the bar of the colours is the narrowest.
        assert all(
            min(each.get_position().width * width, each.get_position().height * height) > 0.05 for each in figure.axes
        )
        heading = figure.get_suptitle()
        assert not heading or figure._suptitle.get_window_extent().width <= 1.1 * figure.bbox.width


def test_a_name_is_drawn_letter_by_letter():
    figure = plots.confusion_matrix(np.eye(3, dtype=int), [r"$\frac{$", "$x$", "\x1b[2J"], title="$y$")
    figure.draw_without_rendering()
    assert {r"$\frac{$", "$x$", r"\x1b[2J", "$y$"} <= set(texts(figure))
    shown = figure.findobj(lambda artist: getattr(artist, "get_text", str)() in (r"$\frac{$", "$x$", "$y$"))
    assert [text.get_parse_math() for text in shown] == [False] * len(shown)


def test_what_no_font_has_is_named():
    from kerascnn.plots.lettering import drawable

    assert drawable("árbol\n2 × 3") == "árbol\n2 × 3"
    # No font has these: the last was added to Unicode after Python's tables, or is for private use.
    assert drawable("\U00016105") in ("[U+16105]", r"\U00016105")
    assert drawable("a\x1b\ue0ff") == r"a\x1b\ue0ff"
    assert drawable("\U0001f468\u200d\U0001f467 x\u200dy").count("200d") == 1
    assert drawable("\u0645\u06cc\u200c\u062e") in ("\u0645\u06cc\u200c\u062e", "\u0645\u06cc\u062e")
    assert drawable("\U00012345") == "[cuneiform sign uru times ki]"


def test_the_numbers_of_a_logarithmic_axis_are_still_formulas():
    figure = plots.pixels(np.arange(64, dtype=np.uint8).reshape(8, 8, 1))
    figure.draw_without_rendering()
    formulas = list(figure.findobj(lambda artist: "mathdefault" in getattr(artist, "get_text", str)()))
    assert formulas
    assert all(text.get_parse_math() for text in formulas if text.get_visible())


def test_a_name_that_begins_with_an_underscore_is_in_the_legend():
    """Matplotlib leaves out of a legend what begins so."""
    from matplotlib.figure import Figure

    from kerascnn.plots.lettering import short

    axes = Figure().subplots()
    for name in short(["_private", "cat"]):
        axes.plot([0, 1], label=name)
    assert [text.strip() for text in axes.get_legend_handles_labels()[1]] == ["_private", "cat"]
