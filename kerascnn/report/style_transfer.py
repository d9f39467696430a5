"""The report of a style transfer."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from kerascnn.language import _
from kerascnn.pages import Curve, Html, Section, details, facts, figure, joined, page, section, table, tag
from kerascnn.pages.chart import chart
from kerascnn.pages.pictures import image
from kerascnn.report.run_sections import repeat
from kerascnn.style_transfer import Outcome

__all__ = ["of_style_transfer"]

LOWEST = 1e-5
"""What is smaller is drawn there: a logarithm has no zero."""
ROWS = 20
"""Steps in the table."""


def of_style_transfer(outcome: Outcome, run: Mapping[str, Any]) -> str:
    """The page of a style transfer.

    Args:
        outcome: what came out.
        run: what `run.json` says.
    """
    sections = [_pictures(outcome), _costs(outcome), _shares(outcome), _progress(outcome), _how(run), _environment(run)]
    numbers = [
        (f"{outcome.style_parts[-1]:.2%}", _("of the style cost between the pictures is left")),
        (f"{outcome.content_parts[-1]:.1%}", _("of the content cost between them has come up")),
        (f"{len(outcome.history) - 1:,}", _("steps")),
        (f"{outcome.seconds:,.1f} s", _("by the clock")),
    ]
    items = [tag("li", tag("strong", number), " ", text) for number, text in numbers]
    opening = [tag("ul", *items, class_="numbers"), tag("p", run["features"]["sentence"])]
    remarks = [tag("p", remark) for remark in run["remarks"]]
    return page(_("Style transfer"), [*opening, *remarks], sections)


def _shown(picture: np.ndarray, alt: str) -> Html:
    pixels = (picture * 255).round().astype(np.uint8)
    return image(pixels[..., 0] if pixels.shape[2] == 1 else pixels, alt, photo=True)


def _with_name(picture: np.ndarray, name: str) -> Html:
    return tag("div", _shown(picture, name), tag("p", name))


def _pictures(outcome: Outcome) -> Section:
    three = joined(
        _with_name(picture, name)
        for picture, name in (
            (outcome.content, _("content")),
            (outcome.style, _("style")),
            (outcome.picture, _("result, step {step}").format(step=len(outcome.history) - 1)),
        )
    )
    caption = _("The two pictures as the network saw them, and what was made of them")
    return section("pictures", _("Pictures"), figure(tag("div", three, class_="pair"), caption, sample=False))


def _costs(outcome: Outcome) -> Section:
    content, style = outcome.content_parts, outcome.style_parts
    steps = list(range(len(style)))
    lines = [Curve(_("content cost"), steps, _logarithms(content)), Curve(_("style cost"), steps, _logarithms(style))]
    layers = [Curve(name, steps, _logarithms(values)) for name, values in outcome.layer_parts.items()]
    drawn = [
        chart(
            curves,
            title=title,
            x_label=_("step"),
            y_label=_("part of the cost between the two pictures, logarithmic"),
            as_y=lambda value: f"{100 * 10**value:.3g}%",
            whole_x=True,
        )
        for title, curves in ((_("both costs"), lines), (_("the style cost of each layer"), layers[:8]))
    ]
    text = _("Costs as parts of those between the content and the style picture; 100% is as far apart as these are")
    chosen = np.unique(np.geomspace(1, len(steps), min(ROWS, len(steps))).round().astype(int)) - 1
    heads = [_("step"), _("total cost"), _("content cost"), _("style cost"), _("content"), _("style")]
    rows = [
        [
            str(step),
            *(f"{getattr(outcome.history[step], name):.4g}" for name in ("total", "content", "style")),
            f"{content[step]:.2%}",
            f"{style[step]:.3%}",
        ]
        for step in chosen.tolist()
    ]
    written = table(_("The deck's costs, without their weights, and as such parts"), heads, rows)
    content_of_section = figure(tag("div", *drawn, class_="pair"), text, sample=False)
    return section("costs", _("Costs"), content_of_section, details(_("As a table"), written))


def _logarithms(values: Sequence[float]) -> list[float]:
    return [math.log10(max(value, LOWEST)) for value in values]


def _shares(outcome: Outcome) -> Section:
    shares = outcome.shares
    first, last = (sum(values[place] for values in shares.values()) or 1.0 for place in (0, -1))
    rows = [[name, f"{values[0] / first:.2%}", f"{values[-1] / last:.2%}"] for name, values in shares.items()]
    heads = [_("part"), _("share at the start"), _("share at the end")]
    return section("shares", _("Shares of the total cost"), table(_("What makes up the total cost"), heads, rows))


def _progress(outcome: Outcome) -> Section:
    some = joined(_with_name(picture, _("step {step}").format(step=number)) for number, picture in outcome.some())
    caption = _("The picture on its way; all that were kept are in progress.gif")
    return section("progress", _("On its way"), figure(tag("div", some, class_="pair"), caption, sample=False))


def _how(run: Mapping[str, Any]) -> Section:
    deck = run["weights_of_the_deck"]
    layers = ", ".join(f"{name} (λ = {weight:.4g})" for name, weight in deck["lambdas"].items())
    pairs = {
        _("features"): run["features"]["sentence"],
        _("content layer"): run["content_layer"],
        _("style layers"): layers,
        "α": f"{deck['alpha']:.4g}",
        "β": f"{deck['beta']:.4g}",
        _("weight of the total variation"): f"{deck['variation']:.4g}",
    }
    formula = tag("p", "J(G) = α · J_content(C, G) + β · Σ λ · J_style(S, G) + γ · TV(G)")
    return section("how", _("How it was made"), formula, facts(pairs), repeat(run["command"]))


def _environment(run: Mapping[str, Any]) -> Section:
    named = {"system": _("system"), "processor": _("processor"), "cores": _("cores")}
    machine = {named.get(name, name): str(value) for name, value in run["machine"].items()}
    versions = {name: str(version) for name, version in run["versions"].items()}
    return section(
        "environment", _("Versions and machine"), facts(versions | {_("computed on"): run["device"]} | machine)
    )
