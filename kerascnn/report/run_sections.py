"""What was run, how to repeat it and how it went: from a run's numbers alone."""

import re
from collections.abc import Callable, Sequence

from kerascnn.language import _, retold, series
from kerascnn.pages.chart import Curve, chart
from kerascnn.pages.sections import Section, details, facts, figure, section, table
from kerascnn.pages.tags import Child, Html, joined, tag, trusted
from kerascnn.runs import Epoch, FinishedRun
from kerascnn.runs.measures import LOSS, Measure
from kerascnn.runs.run_json import EXAMPLES
from kerascnn.runs.steps import places, read_steps

__all__ = ["as_axis", "curves", "environment", "outcome", "repeat", "what_was_run"]


def outcome(run: FinishedRun, numbers: Sequence[tuple[str, str]]) -> Html:
    """The numbers that a reader looks for first: those of the task, and what every run has."""
    numbers = [*numbers, (f"{run.seconds:,.1f} s", _("of training")), (f"{run.parameters:,}", _("parameters"))]
    items = [tag("li", tag("strong", number), " ", text) for number, text in numbers]
    note: Child = None
    if run.data.sample:
        text = _("These data are only a sample: the numbers say nothing about all of {data}.")
        note = tag("p", tag("strong", _("SAMPLE")), " · ", text.format(data=run.data.name), class_="sample")
    return joined([tag("ul", *items, class_="numbers"), note])


def what_was_run(run: FinishedRun, command: str) -> Section:
    """The network, the data and the command."""
    sizes = _("{training:,} to learn from, {validation:,} to choose the best epoch, {test:,} for the test")
    data = run.data
    pairs = {
        _("practical"): run.recipe,
        _("name of the network"): run.network,
        _("parameters"): f"{run.parameters:,}",
        _("data"): run.data.title,
        _("from"): retold(data.source),
        _(EXAMPLES[data.examples]): sizes.format(training=data.training, validation=data.validation, test=data.test),
        _("epochs"): f"{run.epochs:,}",
        _("best epoch"): f"{run.best_epoch:,}",
        _("test loss"): f"{run.loss:.4f}",
    }
    return section("run", _("What was run"), facts(pairs), repeat(command))


def repeat(command: str) -> Html:
    """The command that does the same again."""
    if not command:
        return tag(
            "p",
            _("No command is known that does the same again, as for runs of earlier versions; see all options below."),
        )
    # An option stays on a line with its value.
    words = [tag("span", word) for word in re.split(" (?=--)", command)]
    code = tag("pre", tag("code", trusted(" ".join(words))), tabindex=0, role="group", aria_label=_("command"))
    return joined([tag("p", _("To do it again:")), code])


def curves(run: FinishedRun, measures: Sequence[Measure]) -> Section:
    """The loss and what else was measured, epoch by epoch, drawn and as a table; few epochs are drawn by steps."""
    measures = [each for each in measures if all(_has(row, each) for row in run.history)]
    epochs, steps = [row.epoch for row in run.history], read_steps(run.folder)
    drawn = []
    for measure in (LOSS, *measures):
        title = _(measure.title)
        by_step = places(epochs, steps, measure.name)
        learned, ends = by_step or (epochs, epochs)
        values = (
            [row[measure.name] for row in steps] if by_step else [getattr(row, measure.name) for row in run.history]
        )
        lines = [
            Curve(_("training"), learned, values),
            Curve(_("validation"), ends, [getattr(row, f"val_{measure.name}") for row in run.history]),
        ]
        text = _("{measure} against steps") if by_step else _("{measure} against epochs")
        text, x_label = text.format(measure=title), _("step") if by_step else _("epoch")
        drawn.append(chart(lines, title=text, x_label=x_label, y_label=title, as_y=as_axis(measure), whole_x=True))
    text = _("{network}, {data}: {measures} on what it learned from and on the validation part")
    names = series([_(measure.title) for measure in (LOSS, *measures)])
    caption = text.format(network=run.network, data=run.data.name, measures=names)
    content = figure(tag("div", *drawn, class_="pair"), caption, sample=run.data.sample)
    return section("curves", _("Curves"), content, details(_("As a table"), _history(run.history, measures)))


def _has(row: Epoch, measure: Measure) -> bool:
    """Whether a measure stands in a row, of both parts."""
    return hasattr(row, measure.name) and hasattr(row, f"val_{measure.name}")


def as_axis(measure: Measure) -> Callable[[float], str]:
    """What writes a value of a measure beside an axis."""
    return (lambda value: f"{100 * value:.4g}%") if measure.form.endswith("%") else "{:.3g}".format


def _history(rows: Sequence[Epoch], measures: Sequence[Measure]) -> Html:
    columns = [(each.name, each) for each in (LOSS, *measures)] + [
        (f"val_{each.name}", each) for each in (LOSS, *measures)
    ]
    heads = [_("epoch"), *(_(each.title) for each in (LOSS, *measures))]
    heads += [_("validation {measure}").format(measure=_(each.title)) for each in (LOSS, *measures)]
    cells = [
        [f"{row.epoch:g}", *(f"{getattr(row, name):{each.form}}" for name, each in columns), f"{row.seconds:.1f}"]
        for row in rows
    ]
    return table(_("The history, epoch by epoch"), [*heads, _("seconds")], cells)


def environment(run: FinishedRun) -> Section:
    """Everything that the result depends on besides: options, versions, machine, seconds."""
    machine = {_("computed on"): run.device} | {
        _names().get(key, key): _value(each) for key, each in run.machine.items()
    }
    seconds = {_("seconds of training"): f"{run.seconds:,.1f}"}
    versions = {name: _value(version) for name, version in run.versions.items()}
    options = {name: _value(value) for name, value in run.options.items()}
    return section(
        "environment",
        _("Versions and machine"),
        facts(versions | machine | seconds | {_("folder"): run.place}),
        details(_("All options"), facts(options)),
    )


def _names() -> dict[str, str]:
    return {"system": _("system"), "processor": _("processor"), "cores": _("cores")}


def _value(value: object) -> str:
    return "—" if value is None else f"{value:g}" if isinstance(value, float) else str(value)
