"""The report of several runs, side by side."""

from collections.abc import Callable, Sequence
from itertools import accumulate

from kerascnn import runs
from kerascnn.language import _
from kerascnn.pages.chart import Curve, chart
from kerascnn.pages.page import page
from kerascnn.pages.sections import Section, details, facts, figure, percent, section, table
from kerascnn.pages.tags import Child, joined, tag
from kerascnn.report.run_sections import as_axis, repeat
from kerascnn.runs import FinishedRun, Group

__all__ = ["of_groups"]


def of_groups(groups: Sequence[Group], command: Callable[[FinishedRun], str]) -> str:
    """The page of several runs; those that differ in their seed alone are taken together.

    Args:
        groups: what `kerascnn.comparison.compare` gives.
        command: gives what does a run again; "" where nothing does.
    """
    data = groups[0].first.data
    note: Child = None
    if data.sample:
        text = _("These data are only a sample: the numbers say nothing about all of {data}.")
        note = tag("p", tag("strong", _("SAMPLE")), " · ", text.format(data=data.name), class_="sample")
    title = _("{count} runs on {data}").format(count=sum(len(group.runs) for group in groups), data=data.name)
    of_classes = [_classes(groups)] if groups[0].classes else []
    sections = [_results(groups), _curves(groups), *of_classes, _each(groups, command)]
    return page(title, [tag("p", runs.title(groups)), note], sections)


def _results(groups: Sequence[Group]) -> Section:
    heads, *rows = runs.lines(groups)
    return section("results", _("Results"), table(runs.title(groups), heads, rows, words=runs.words(heads)))


def _curves(groups: Sequence[Group]) -> Section:
    measure = groups[0].measure
    title = _("validation {measure}").format(measure=_(measure.title))
    losses, scores = [], []
    for group in groups:
        values = [each.median for each in group.curve("val_loss")]
        losses.append(Curve(group.label, list(range(1, len(values) + 1)), values))
        seconds = list(accumulate(each.median for each in group.curve("seconds")))
        scores.append(Curve(group.label, seconds, [each.median for each in group.curve(f"val_{measure.name}")]))
    loss = chart(
        losses,
        title=_("validation loss against epochs"),
        x_label=_("epoch"),
        y_label=_("validation loss"),
        as_y="{:.3g}".format,
        whole_x=True,
    )
    score = chart(
        scores,
        title=_("{measure} against seconds of training").format(measure=title),
        x_label=_("seconds of training"),
        y_label=title,
        as_y=as_axis(measure),
    )
    caption = _("The curves of the runs; of several seeds the median.")
    drawn = figure(tag("div", loss, score, class_="pair"), caption, sample=groups[0].first.data.sample)
    heads = [_("run"), _("epoch"), _("validation loss"), title, _("seconds")]
    rows = [
        [curve.name, f"{epoch:g}", f"{value:.4f}", f"{other:{measure.form}}", f"{second:.1f}"]
        for curve, beside in zip(losses, scores, strict=True)
        for epoch, value, second, other in zip(curve.x, curve.y, beside.x, beside.y, strict=True)
    ]
    text = details(_("As a table"), table(_("The history, epoch by epoch"), heads, rows))
    return section("curves", _("Curves"), drawn, text)


def _classes(groups: Sequence[Group]) -> Section:
    heads = [_("class"), *(group.label for group in groups)]
    of_groups = [group.classes for group in groups]
    rows = []
    for number, name in enumerate(groups[0].first.data.class_names):
        found = [of_group[number] for of_group in of_groups]
        rows.append([name, *(percent(None if each is None else each.median) for each in found)])
    title = _("Recall of each class: the part of its test images that was found")
    return section("classes", _("Each class"), table(title, heads, rows))


def _each(groups: Sequence[Group], command: Callable[[FinishedRun], str]) -> Section:
    parts = []
    for group in groups:
        for run in group.runs:
            title = _("{label}, seed {seed}").format(label=group.label, seed=run.seed)
            pairs: dict[str, Child] = {
                _("folder"): run.place,
                _(run.scores.measure.title): f"{run.score:{run.scores.measure.form}}",
                _("best epoch"): f"{run.best_epoch:,}",
                _("seconds of training"): f"{run.seconds:,.1f}",
                _("computed on"): run.device,
            }
            versions = {name: str(version) for name, version in run.versions.items()}
            parts.append(details(title, facts(pairs | versions), repeat(command(run))))
    return section("runs", _("Each run"), joined(parts))
