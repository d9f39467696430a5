"""The page of a run whose files a stranger has written."""

import base64
import hashlib
import re
from html.parser import HTMLParser
from types import SimpleNamespace

import keras
import numpy as np
import pytest

from kerascnn import language, report, runs
from kerascnn.report import run_sections
from kerascnn.runs.measures import ACCURACY
from kerascnn.tasks.classification import Evaluation
from kerascnn.tasks.classification.counts import Counts
from kerascnn.tasks.classification.scored_pictures import ScoredPictures
from run_folders import facts, history, metrics, write_run

HOSTILE = ("<img src=x onerror=alert(1)>", '"><script>alert(2)</script>', "</script>\x1b[2J\u202e'")
CONFUSION = [[3, 1, 0], [0, 2, 2], [1, 0, 3]]
VOID = {"meta", "img", "br"}


class Page(HTMLParser):
    """What a page holds: every element has to be closed, in order."""

    def __init__(self, text):
        super().__init__()
        self.open, self.elements, self.texts = [], [], []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        names = [name for name, _value in attrs]
        assert len(names) == len(set(names))
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.texts.append(data)

    def every(self, tag):
        return [attributes for name, attributes in self.elements if name == tag]


@pytest.fixture(scope="module")
def model():
    """A network for pictures of 8×8 in three colours and three classes, whose layer has a stranger's name."""
    layers = keras.layers
    return keras.Sequential(
        [
            keras.Input((8, 8, 3)),
            layers.Conv2D(4, 3, activation="relu", name="conv"),
            layers.GlobalAveragePooling2D(),
            layers.Dense(3, activation="softmax"),
        ],
        name="hostile",
    )


def shown(images, labels, scores):
    """Test pictures and what came out of the test, as the task gives them."""
    return SimpleNamespace(test_images=images), Evaluation(scores, labels)


@pytest.fixture(scope="module")
def seen():
    """Twelve pictures that are classified as `CONFUSION` says."""
    cells = [
        (true, predicted) for true, row in enumerate(CONFUSION) for predicted, n in enumerate(row) for _i in range(n)
    ]
    labels, predictions = np.array(cells).T
    random = np.random.default_rng(0)
    scores = np.eye(3)[predictions] * random.uniform(0.4, 0.9, (12, 1)) + 0.03
    return shown(random.integers(0, 256, (12, 8, 8, 3)).astype("uint8"), labels, scores)


@pytest.fixture
def run(tmp_path, model):
    """A run that a stranger wrote."""
    about = facts(**{HOSTILE[0]: HOSTILE[1]}) | {"device": HOSTILE[2], "versions": {HOSTILE[1]: HOSTILE[0]}}
    about["data"] |= {"name": HOSTILE[0], "source": HOSTILE[1], "class_names": list(HOSTILE), "test": 12}
    about["machine"] = {HOSTILE[0]: HOSTILE[1]}
    folder = write_run(
        tmp_path / '"><img src=x onerror=alert(4)>', about, metrics(confusion=CONFUSION, accuracy=8 / 12)
    )
    model.save(folder / "model.keras")
    return runs.read(folder)


@pytest.fixture
def text(run, model, seen):
    """Its page."""
    return report.of_run(run, command="kerascnn <b>", model=model, seen=seen)


def test_what_a_stranger_wrote_is_text(text):
    page = Page(text)
    assert len(page.every("script")) == len(page.every("style")) == 1
    for tag, attributes in page.elements:
        assert not [name for name in attributes if name.startswith("on") or name == "style"]
        assert attributes.get("src", "data:image/").startswith("data:image/")
        assert attributes.get("href", "#").startswith("#")
        assert tag not in {"b", "link", "iframe", "object", "base", "form"}
    assert not re.search(r"https?:|url\(|@import", text)
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f\u202e]", text)
    written = "".join(page.texts)
    assert HOSTILE[0] in written
    assert HOSTILE[1] in written
    assert r"</script>\x1b[2J\u202e'" in written
    assert "conv: 4 filters of 3×3×3" in written
    assert "kerascnn <b>" in written


def test_the_page_may_load_nothing(text):
    (policy,) = [
        meta["content"] for meta in Page(text).every("meta") if meta.get("http-equiv") == "Content-Security-Policy"
    ]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == rules["base-uri"] == rules["form-action"] == "'none'"
    assert rules["img-src"] == "data:"
    for tag in ("style", "script"):
        (inside,) = re.findall(rf"<{tag}>(.*?)</{tag}>", text, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(inside.encode()).digest()).decode()
        assert rules[f"{tag}-src"] == f"'sha256-{digest}'"


def test_every_part_is_there_and_can_be_reached(text):
    page = Page(text)
    keys = [each["id"] for each in page.every("section") if each.get("class") != "cell"]
    expected = "run curves confusion mistakes classes network filters maps patches environment"
    assert keys == expected.split()
    links = [each["href"][1:] for each in page.every("a")]
    assert links == ["content", *keys]
    every_id = [attributes["id"] for _tag, attributes in page.elements if "id" in attributes]
    assert len(every_id) == len(set(every_id))
    for _tag, attributes in page.elements:
        assert {attributes.get("aria-labelledby"), attributes.get("aria-controls")} <= {*every_id, None}
    assert all(picture["alt"] for picture in page.every("img"))
    assert all(cell.get("scope") in ("row", "col") for cell in page.every("th"))
    assert [attributes["lang"] for attributes in page.every("html")] == ["en"]


def test_a_cell_of_the_matrix_opens_its_pictures(text):
    page = Page(text)
    buttons = {each["aria-controls"]: each["aria-label"] for each in page.every("button")}
    cells = [(row, column) for row, counts in enumerate(CONFUSION) for column, count in enumerate(counts) if count]
    assert list(buttons) == [f"cell-{row}-{column}" for row, column in cells]
    assert buttons["cell-1-2"] == rf"2 pictures of {HOSTILE[1]} taken for </script>\x1b[2J\u202e'"
    assert buttons["cell-0-0"] == f"3 pictures of {HOSTILE[0]}, found"


def test_a_sample_is_marked_wherever_a_figure_shows(text, run):
    captions = re.findall(r"<figcaption>(.*?)</figcaption>", text)
    assert len(captions) >= 6
    assert all(caption.endswith("(sample)") for caption in captions)
    assert "SAMPLE" in text


def test_the_numbers_of_each_class(run):
    # Class 0: 3 of its 4 found, 3 of the 4 taken for it; class 1: 2 of 4 and 2 of 3; class 2: 3 of 4 and 3 of 5.
    counts = Counts.of(run)
    assert run.scores.classes == counts.recall == pytest.approx((3 / 4, 2 / 4, 3 / 4))
    assert counts.precision == pytest.approx((3 / 4, 2 / 3, 3 / 5))


def test_pictures_come_in_the_order_of_their_scores(seen):
    data, tested = seen
    seen = ScoredPictures(data.test_images, tested.labels, tested.scores)
    wrong = seen.cell(1, 2)
    assert list(seen.scores[wrong, 2]) == sorted(seen.scores[wrong, 2], reverse=True)
    right = seen.cell(0, 0)
    assert list(seen.scores[right, 0]) == sorted(seen.scores[right, 0])
    assert {tuple(cell) for cell in np.c_[seen.labels, seen.predictions][seen.worst(9)]} == {(0, 1), (1, 2), (2, 0)}
    assert len(seen.worst(9)) == 4
    assert len(seen.worst(2)) == 2


def test_a_run_without_its_data_or_its_network_still_has_its_numbers(run):
    # The data set has another name than any that is known, so that its pictures cannot be looked for.
    page = report.of_run(run)
    assert "The pictures of the cells are not here" in page
    assert "The pictures are not here" in page
    assert Page(page).every("button") == []
    assert 'id="filters"' in page
    (run.folder / "model.keras").unlink()
    bare = report.of_run(run)
    assert "There is no diagram" in bare
    assert 'id="filters"' not in bare
    assert 'id="classes"' in bare


def test_a_layer_whose_name_tensorflow_refuses_leaves_a_page(run, seen):
    layers = keras.layers
    model = keras.Sequential(
        [
            keras.Input((8, 8, 3)),
            layers.Conv2D(4, 3, name="<script>alert(3)<"),
            layers.GlobalAveragePooling2D(),
            layers.Dense(3, activation="softmax"),
        ]
    )
    page = report.of_run(run, model=model, seen=seen)
    assert "is not a valid scope name" in page
    assert len(Page(page).every("script")) == 1
    assert "&lt;script&gt;alert(3)&lt;" in page


def test_many_classes_are_listed_by_their_most_frequent_mistakes(tmp_path):
    count = 40
    matrix = (np.eye(count, dtype=int) * 5).tolist()
    matrix[3][7], matrix[8][2] = 4, 2
    about = facts()
    about["data"] |= {"class_names": [f"class {number}" for number in range(count)], "test": 206, "name": "other"}
    run = runs.read(write_run(tmp_path / "many", about, metrics(confusion=matrix)))
    page = report.of_run(run)
    rows = re.findall(r'<th scope="row">class (\d+)</th><td>class (\d+)</td><td>(\d+)</td>', page)
    assert rows == [("3", "7", "4"), ("8", "2", "2")]


def test_a_page_does_not_grow_with_the_pictures(tmp_path, model):
    """Ten thousand pictures of noise, which no format makes smaller."""
    about = facts()
    about["data"] |= {"test": 10_000, "sample": False}
    random = np.random.default_rng(1)
    labels, predictions = random.integers(0, 3, (2, 10_000))
    matrix = np.bincount(labels * 3 + predictions, minlength=9).reshape(3, 3).tolist()
    run = runs.read(write_run(tmp_path / "large", about, metrics(confusion=matrix), history(500)))
    pictures = random.integers(0, 256, (10_000, 8, 8, 3)).astype("uint8")
    page = report.of_run(run, model=model, seen=shown(pictures, labels, np.eye(3)[predictions]))
    assert len(page) < 1_000_000


def test_a_full_matrix_has_fewer_pictures_a_cell(tmp_path):
    """Of 400 cells that hold 2 pictures each, one each: two would be more than a page's 600."""
    about = facts()
    about["data"] |= {"class_names": [str(number) for number in range(20)], "test": 800}
    run = runs.read(write_run(tmp_path / "full", about, metrics(confusion=[[2] * 20] * 20)))
    labels, predictions = np.divmod(np.repeat(np.arange(400), 2), 20)
    page = report.of_run(run, seen=shown(np.zeros((800, 8, 8, 3), "uint8"), labels, np.eye(20)[predictions]))
    assert page.count("<p>the 1 surest (sample)</p>") == 380
    assert page.count("<p>the 1 least sure (sample)</p>") == 20


def test_it_speaks_spanish(run, model, seen):
    language.use("es")
    page = report.of_run(run, command="kerascnn", model=model, seen=seen)
    assert '<html lang="es">' in page
    for words in ("Matriz de confusión", "Peores errores", "MUESTRA", "Recortes que excitan a una unidad"):
        assert words in page
    assert "Confusion matrix" not in page


def test_runs_side_by_side(tmp_path):
    folders = [tmp_path / name for name in ("a", "b", "c")]
    for folder, (network, seed) in zip(folders, (("mlp", 0), ("mlp", 1), ("cifar-cnn", 0)), strict=True):
        write_run(folder, facts(network, seed=seed), metrics(accuracy=0.5 + seed / 10))
    groups = runs.grouped([runs.read(folder) for folder in folders])
    text = report.of_groups(groups, lambda run: f"kerascnn {run.seed}")
    page = Page(text)
    assert len(page.every("summary")) == 4
    assert "55.00% (50.00–60.00)" in text
    assert re.findall(r"<code><span>(.*?)</span></code>", text) == ["kerascnn 0", "kerascnn 1", "kerascnn 0"]
    assert "(sample)" in text


def test_a_short_training_is_drawn_step_by_step(run, model, seen):
    assert "loss against epochs" in report.of_run(run, model=model, seen=seen)
    rows = "".join(f"{epoch},{batch},2.5,0.25\n" for epoch in (1, 2) for batch in (16, 32, 40))
    (run.folder / "steps.csv").write_text("epoch,batch,loss,accuracy\n" + rows)
    page = Page(report.of_run(run, model=model, seen=seen))
    assert {"loss against steps", "accuracy against steps"} <= set(page.texts)
    lines = [each["d"] for each in page.every("path") if each.get("class") == "line c0" and each["d"].count("L") > 1]
    assert [line.count("L") for line in lines] == [5, 5]


@pytest.mark.parametrize("value", [5e-324, -5e-324, 1e-300, 1e39, -1e39])
@pytest.mark.parametrize("column", range(6))
def test_any_number_that_is_taken_can_be_drawn(tmp_path, column, value):
    rows = history()
    rows[1] = tuple(value if number == column else each for number, each in enumerate(rows[1]))
    run = runs.read(write_run(tmp_path / "mine", rows=rows))
    assert "</svg>" in run_sections.curves(run, (ACCURACY,)).markup()


def test_few_pictures_are_said_with_their_interval(text):
    # 8 of 12: R's prop.test(8, 12, correct = FALSE)$conf.int
    assert "of 12 test images right; 95% interval 39.06% to 86.19%" in text


def test_long_names_stay_apart_in_the_matrix(tmp_path):
    names = ["x" * 200 + end for end in "abc"]
    run = runs.read(write_run(tmp_path / "mine", facts() | {"data": facts()["data"] | {"class_names": names}}))
    page = Page(report.of_run(run))
    heads = {text for text in page.texts if "…" in text}
    assert {"x" * 26 + "…" + "x" * 12 + end for end in "abc"} <= heads
    assert set(names) <= set(page.texts)  # whole in the table of the classes
