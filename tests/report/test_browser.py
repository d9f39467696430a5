"""The page in a browser: it asks for nothing, complains of nothing, and its cells open."""

import os
from pathlib import Path
from types import SimpleNamespace

import keras
import numpy as np
import pytest

import browser
from kerascnn import report, runs
from kerascnn.tasks.classification import Evaluation
from run_folders import facts, history, metrics, write_run

AXE = os.environ.get("KERASCNN_AXE", "")
pytestmark = pytest.mark.skipif(not (browser.CHROMIUM and browser.DRIVER), reason="Chromium is not installed")

COUNTS = [[30, 1, 0], [2, 20, 5], [0, 3, 39]]
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@pytest.fixture(scope="module")
def tab(tmp_path_factory):
    opened = browser.Browser(tmp_path_factory.mktemp("browser"))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """The page of a run with hostile names, and that of two runs."""
    folder = tmp_path_factory.mktemp("reports")
    layers = keras.layers
    model = keras.Sequential(
        [
            keras.Input((12, 12, 1)),
            layers.Conv2D(4, 3, activation="relu", name="conv"),
            layers.Conv2D(4, 3, activation="relu", name="second"),
            layers.GlobalAveragePooling2D(),
            layers.Dense(3, activation="softmax"),
        ]
    )
    about = facts()
    names = ["<img src=x onerror=alert(1)>", '"><script>alert(2)</script>', "ship"]
    about["data"] |= {"class_names": names, "test": 100}
    one = runs.read(write_run(folder / "one", about, metrics(confusion=COUNTS), history(5)))
    model.save(one.folder / "model.keras")
    cells = [(true, predicted) for true, row in enumerate(COUNTS) for predicted, n in enumerate(row) for _i in range(n)]
    labels, predictions = np.array(cells).T
    random = np.random.default_rng(0)
    scores = np.eye(3)[predictions] * random.uniform(0.4, 0.9, (len(cells), 1)) + 0.03
    pictures = random.integers(0, 256, (len(cells), 12, 12, 1)).astype("uint8")
    seen = SimpleNamespace(test_images=pictures), Evaluation(scores, labels)
    other = runs.read(write_run(folder / "two", facts("cifar-cnn")))
    again = runs.read(write_run(folder / "three"))
    written = {
        "one": report.of_run(one, command="kerascnn train-cifar10", model=model, seen=seen),
        "several": report.of_groups(runs.grouped([other, again]), lambda run: ""),
    }
    for name, text in written.items():
        (folder / f"{name}.html").write_text(text, encoding="utf-8")
    return {name: folder / f"{name}.html" for name in written}


@pytest.mark.parametrize("name", ["one", "several"])
def test_it_asks_for_nothing_and_complains_of_nothing(tab, pages, name):
    tab.open(pages[name])
    tab.run("for (const part of document.querySelectorAll('button, summary')) part.click();")
    asked = [address for address in tab.requests() if not address.startswith("data:")]
    assert asked == [pages[name].as_uri()]
    assert tab.complaints() == []
    assert tab.run("return document.images.length > 0 && [...document.images].every((each) => each.naturalWidth)") == (
        name == "one"
    )


def test_the_policy_stops_what_is_smuggled_in(tab, pages, tmp_path):
    """Were a name not escaped, nothing would come of it; this is what `complaints` and `requests` see then."""
    path = tmp_path / "smuggled.html"
    smuggled = "<img src='http://127.0.0.1:9/x.png'><script>document.title = 'caught'</script></main>"
    path.write_text(pages["one"].read_text().replace("</main>", smuggled))
    tab.open(path)
    assert tab.run("return document.title") == "mlp on cifar10"
    assert [line for line in tab.complaints() if "Content Security Policy" in line]


def test_a_cell_shows_its_pictures_by_mouse_and_by_keyboard(tab, pages):
    tab.look()
    tab.open(pages["one"])
    shown = "return [...document.querySelectorAll('.cell')].filter((each) => !each.hidden).map((each) => each.id)"
    assert tab.run(shown) == []
    tab.run("document.querySelector('[aria-controls=cell-1-2]').click()")
    assert tab.run(shown) == ["cell-1-2"]
    size = "const sheet = document.querySelector('#cell-1-2 img'); return [sheet.naturalWidth, sheet.naturalHeight]"
    # Five pictures of 12 pixels, with a line of 2 between them.
    assert tab.run(size) == [5 * 12 + 4 * 2, 12]
    tab.run("document.querySelector('[aria-controls=cell-1-2]').focus()")
    left, down, enter = "\ue012", "\ue015", "\ue007"
    focused = "return document.activeElement.getAttribute('aria-controls')"
    tab.keys(left)
    assert tab.run(focused) == "cell-1-1"
    tab.keys(down, enter)
    assert tab.run(focused) == "cell-2-1"
    assert tab.run(shown) == ["cell-2-1"]
    expanded = "return [...document.querySelectorAll('[aria-expanded=true]')].map((each) => each.textContent)"
    assert tab.run(expanded) == ["3"]
    tab.keys(enter)
    assert tab.run(shown) == []


def test_it_fits_a_telephone(tab, pages):
    tab.look(width=360)
    for path in pages.values():
        tab.open(path)
        assert tab.run("return document.documentElement.scrollWidth") <= 360
    tab.look()


@pytest.mark.skipif(not AXE, reason="$KERASCNN_AXE does not name axe.min.js")
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("name", ["one", "several"])
def test_axe_finds_nothing_against_it(tab, pages, name, dark):
    check = f"{Path(AXE).read_text(encoding='utf-8')}; return axe.run({{runOnly: arguments[0]}})"
    tab.look(dark=dark)
    tab.open(pages[name])
    for opens in ("", "for (const part of document.querySelectorAll('button, summary')) part.click();"):
        tab.run(opens)
        found = tab.run(check, LEVELS)
        assert len(found["passes"]) > 20
        assert [(each["id"], each["nodes"][0]["html"]) for each in found["violations"]] == []
