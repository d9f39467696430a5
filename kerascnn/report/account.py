"""What was run, how to repeat it, how it went, and how well it does class by class: from a run's numbers alone."""

import re
from collections.abc import Sequence

from kerascnn.language import _, ngettext
from kerascnn.pages.chart import Curve, chart
from kerascnn.pages.sections import Section, details, facts, figure, percent, section, table
from kerascnn.pages.tags import Child, Html, joined, tag, trusted
from kerascnn.runs import Epoch, FinishedRun, interval_text

__all__ = ["classes", "curves", "environment", "outcome", "repeat", "what_was_run"]


def outcome(run: FinishedRun) -> Html:
    """The numbers that a reader looks for first."""
    wrong = run.data.test - round(run.accuracy * run.data.test)
    right = _("of {count:,} test images right").format(count=run.data.test)
    if within := interval_text(run.accuracy, run.data.test):
        right += f"; {within}"
    numbers = [
        (percent(run.accuracy), right),
        (f"{wrong:,}", ngettext("mistake", "mistakes", wrong)),
        (f"{run.seconds:,.1f} s", _("of training")),
        (f"{run.parameters:,}", _("parameters")),
    ]
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
        _("from"): data.source,
        _("images"): sizes.format(training=data.training, validation=data.validation, test=data.test),
        _("epochs"): f"{run.epochs:,}",
        _("best epoch"): f"{run.best_epoch:,}",
        _("test loss"): f"{run.loss:.4f}",
    }
    return section("run", _("What was run"), facts(pairs), repeat(command))


def repeat(command: str) -> Html:
    """The command that does the same again."""
    if not command:
        return tag("p", _("This version of kerascnn has no command that does the same again; see the options below."))
    # An option stays on a line with its value.
    words = [tag("span", word) for word in re.split(" (?=--)", command)]
    code = tag("pre", tag("code", trusted(" ".join(words))), tabindex=0, role="group", aria_label=_("command"))
    return joined([tag("p", _("To do it again:")), code])


def curves(run: FinishedRun) -> Section:
    """Loss and accuracy, epoch by epoch, drawn and as a table."""
    epochs = [row.epoch for row in run.history]

    def column(name: str) -> list[float]:
        return [float(getattr(row, name)) for row in run.history]

    def both(name: str) -> list[Curve]:
        return [Curve(_("training"), epochs, column(name)), Curve(_("validation"), epochs, column(f"val_{name}"))]

    loss = chart(
        both("loss"),
        title=_("loss against epochs"),
        x_label=_("epoch"),
        y_label=_("loss"),
        as_y="{:.3g}".format,
        whole_x=True,
    )
    accuracy = chart(
        both("accuracy"),
        title=_("accuracy against epochs"),
        x_label=_("epoch"),
        y_label=_("accuracy"),
        as_y=lambda value: f"{100 * value:.4g}%",
        whole_x=True,
    )
    text = _("{network}, {data}: loss and accuracy on what it learned from and on the validation part")
    caption = text.format(network=run.network, data=run.data.name)
    drawn = figure(tag("div", loss, accuracy, class_="pair"), caption, sample=run.data.sample)
    return section("curves", _("Curves"), drawn, details(_("As a table"), _history(run.history)))


def _history(rows: Sequence[Epoch]) -> Html:
    heads = [
        _("epoch"),
        _("loss"),
        _("accuracy"),
        _("validation loss"),
        _("validation accuracy"),
        _("seconds"),
    ]
    cells = [
        [
            f"{row.epoch:g}",
            f"{row.loss:.4f}",
            percent(row.accuracy),
            f"{row.val_loss:.4f}",
            percent(row.val_accuracy),
            f"{row.seconds:.1f}",
        ]
        for row in rows
    ]
    return table(_("Loss and accuracy, epoch by epoch"), heads, cells)


def classes(run: FinishedRun) -> Section:
    """Precision and recall of each class."""
    heads = [_("class"), _("precision"), _("recall"), _("test images"), _("found"), _("missed"), _("taken for it")]
    columns = [sum(column) for column in zip(*run.confusion, strict=True)]
    precisions, recalls = run.precision, run.recall
    rows = []
    for number, name in enumerate(run.data.class_names):
        counts = run.confusion[number]
        right = counts[number]
        missed, false = sum(counts) - right, columns[number] - right
        ratios = [percent(precisions[number]), percent(recalls[number])]
        rows.append([name, *ratios, *(f"{each:,}" for each in (sum(counts), right, missed, false))])
    precision = _("Precision: of what was taken for the class, the part that is of it.")
    recall = _("Recall: of the class, the part that was found.")
    title = _("Each class, {data}").format(data=run.data.title)
    return section("classes", _("Each class"), table(title, heads, rows), tag("p", f"{precision} {recall}"))


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
