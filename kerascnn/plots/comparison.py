"""Several runs side by side: what accuracy costs, how it grows, and which classes it comes from."""

from collections.abc import Mapping, Sequence
from itertools import accumulate

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import EngFormatter, FixedLocator, LogLocator, MaxNLocator, NullFormatter, PercentFormatter

from kerascnn.language import _
from kerascnn.plots.lettering import short, wrapped
from kerascnn.plots.page import figure
from kerascnn.plots.palette import LINES, colour_of
from kerascnn.runs import Group, Range
from kerascnn.runs.measures import ACCURACY, Measure
from kerascnn.untrusted_text import width

__all__ = ["accuracy_against", "compared_runs"]

MOST_CLASSES = 20
LEGEND_WIDTH = 130
"""How many letters a line of the legend has room for, about."""
LONGEST = 60
"""Letters of a run's name in the legend."""
FAINT = 0.18


def compared_runs(groups: Sequence[Group], *, title: str = "") -> Figure:
    """Draw accuracy against parameters and seconds, the curves over one another, and each class's accuracy.

    A group of several seeds is drawn at its median; bars and bands go from its lowest to its highest.

    Args:
        groups: at most eight, all tested on the same data.
        title: what was tested on, and whether on a sample.
    """
    drawn = figure(11, 10.5)
    drawn.suptitle(title)
    grid = drawn.add_gridspec(3, 2, height_ratios=(1, 1, 1.15))
    _against_parameters(drawn.add_subplot(grid[0, 0]), groups)
    _against_seconds(drawn.add_subplot(grid[0, 1]), groups)
    _loss_over_epochs(drawn.add_subplot(grid[1, 0]), groups)
    _score_over_time(drawn.add_subplot(grid[1, 1]), groups)
    if groups[0].classes:
        _of_classes(drawn.add_subplot(grid[2, :]), groups)
    handles, names = drawn.axes[2].get_legend_handles_labels()
    columns = max(1, min(len(groups), LEGEND_WIDTH // (max(map(width, names)) + 8)))
    drawn.legend(handles, names, loc="outside lower center", ncols=columns, fontsize=9)
    return drawn


def accuracy_against(lines: Mapping[str, Mapping[float, Range]], *, setting: str, title: str = "") -> Figure:
    """Draw the accuracy on the test pictures against a setting that doubles, such as the batch size.

    Args:
        lines: by its name each line's values of the setting, above 0, and the accuracies there.
        setting: what the axis says.
        title: what was tested on, and whether on a sample.
    """
    drawn = figure(6.5, 4.4)
    axes = drawn.subplots()
    axes.set_title(wrapped(title, drawn.get_figwidth(), 10), fontsize=10)
    for number, (name, points) in enumerate(lines.items()):
        ordered = sorted(points.items())
        _draw_line(axes, [value for value, _range in ordered], [each for _value, each in ordered], number, name)
    ticks = sorted({value for points in lines.values() for value in points})
    axes.set_xscale("log", base=2)
    axes.set_xticks(ticks, [f"{value:g}" for value in ticks])
    axes.xaxis.set_minor_locator(FixedLocator([]))
    axes.set_xlabel(setting)
    _score_axis(axes, ACCURACY, _("test {measure}"))
    axes.legend(fontsize=9)
    return drawn


def _score_axis(axes: Axes, measure: Measure, text: str) -> None:
    """Name the axis of a measure; `text` says of what, with {measure} in it."""
    axes.set_ylabel(text.format(measure=_(measure.title)))
    if measure.form.endswith("%"):
        axes.yaxis.set_major_formatter(PercentFormatter(1.0))
    axes.grid(alpha=0.3)


def _draw_point(axes: Axes, x: Range, y: Range, number: int) -> None:
    """One marker at the medians, with bars from the lowest to the highest."""
    axes.errorbar(
        [x.median],
        [y.median],
        xerr=[[x.median - x.lowest], [x.highest - x.median]],
        yerr=[[y.median - y.lowest], [y.highest - y.median]],
        fmt=LINES[number % len(LINES)][0],
        color=colour_of(number),
        markersize=7,
        elinewidth=1,
    )


def _draw_line(axes: Axes, x: Sequence[float], y: Sequence[Range], number: int, label: str) -> None:
    """One line through the medians, with a band from the lowest to the highest."""
    colour = colour_of(number)
    middle = [each.median for each in y]
    # As many markers as can be told apart, however many epochs there are.
    axes.plot(x, middle, LINES[number % len(LINES)], color=colour, label=label, ms=4, markevery=max(1, len(x) // 12))
    low, high = [each.lowest for each in y], [each.highest for each in y]
    if low != high:
        axes.fill_between(x, low, high, color=colour, alpha=FAINT, linewidth=0)


def _against_parameters(axes: Axes, groups: Sequence[Group]) -> None:
    for number, group in enumerate(groups):
        parameters = group.first.parameters
        _draw_point(axes, Range.of([parameters]), group.score, number)
    _costs(axes, [group.first.parameters for group in groups])
    axes.set_xlabel(_("parameters"))
    _score_axis(axes, groups[0].measure, _("test {measure}"))


def _against_seconds(axes: Axes, groups: Sequence[Group]) -> None:
    for number, group in enumerate(groups):
        _draw_point(axes, group.seconds, group.score, number)
    _costs(axes, [value for group in groups for value in (group.seconds.lowest, group.seconds.highest)])
    axes.set_xlabel(_("seconds of training"))
    _score_axis(axes, groups[0].measure, _("test {measure}"))


def _costs(axes: Axes, values: Sequence[float]) -> None:
    """A logarithmic axis that begins and ends beyond the values, with at least two numbers on it."""
    low, high = min(values), max(values)
    if low <= 0:
        return
    axes.set_xscale("log")
    axes.set_xlim(low / 1.6, high * 1.6)
    steps = (1, 2, 3, 4, 5, 7) if high / low < 4 else (1, 2, 5) if high / low < 100 else (1,)
    axes.xaxis.set_major_locator(LogLocator(subs=steps))
    axes.xaxis.set_major_formatter(EngFormatter(sep=""))
    axes.xaxis.set_minor_formatter(NullFormatter())


def _loss_over_epochs(axes: Axes, groups: Sequence[Group]) -> None:
    for number, (group, name) in enumerate(zip(groups, short([each.label for each in groups], LONGEST), strict=True)):
        losses = group.curve("val_loss")
        _draw_line(axes, range(1, len(losses) + 1), losses, number, name)
    axes.set_xlabel(_("epoch"))
    axes.set_ylabel(_("validation loss"))
    axes.xaxis.set_major_locator(MaxNLocator(integer=True, min_n_ticks=1))
    axes.grid(alpha=0.3)


def _score_over_time(axes: Axes, groups: Sequence[Group]) -> None:
    for number, group in enumerate(groups):
        seconds = accumulate(each.median for each in group.curve("seconds"))
        _draw_line(axes, list(seconds), group.curve(f"val_{group.measure.name}"), number, group.label)
    axes.set_xlim(left=0)
    axes.set_xlabel(_("seconds of training"))
    _score_axis(axes, groups[0].measure, _("validation {measure}"))


def _of_classes(axes: Axes, groups: Sequence[Group]) -> None:
    """One column per class, in which the groups stand side by side."""
    names = groups[0].first.data.class_names
    recalls = [group.classes for group in groups]
    chosen: Sequence[int] = range(len(names))
    if len(names) > MOST_CLASSES:
        chosen = sorted(sorted(chosen, key=lambda each: -_spread(recalls, each))[:MOST_CLASSES])
        text = _("the {count} of {classes} classes in which they differ most")
        axes.set_title(text.format(count=MOST_CLASSES, classes=len(names)), fontsize=10)
    for number, of_group in enumerate(recalls):
        offset = 0.8 * ((number + 0.5) / len(groups) - 0.5)
        for column, each in enumerate(chosen):
            of_class = of_group[each]
            if of_class is not None:
                _draw_point(axes, Range.of([column + offset]), of_class, number)
    for column in range(0, len(chosen), 2):
        axes.axvspan(column - 0.5, column + 0.5, color="black", alpha=0.05, linewidth=0)
    shown = short([names[each] for each in chosen])
    crowded = max(map(width, shown)) > 4 and sum(map(width, shown)) > 90
    axes.set_xticks(range(len(shown)), shown, rotation=40 if crowded else 0, ha="right" if crowded else "center")
    axes.set_xlim(-0.5, len(shown) - 0.5)
    _score_axis(axes, groups[0].measure, _("test {measure} of the class"))
    axes.grid(visible=False, axis="x")


def _spread(recalls: Sequence[Sequence[Range | None]], number: int) -> float:
    medians = [each.median for of_group in recalls if (each := of_group[number]) is not None]
    return max(medians, default=0) - min(medians, default=0)
