"""`train-captioner`: what is made small, what is wrong with a sentence, what a run leaves, says and refuses."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import kerascnn as kc
from kerascnn import runs
from kerascnn.datasets.captions.vocabulary import SPECIAL, Vocabulary
from kerascnn.recipes import train_captioner
from kerascnn.tasks.captioning import CaptionBatches, ExactSentences, WordCrossEntropy
from kerascnn.tasks.captioning.mistakes import KINDS, kinds_of, mixed_up

TINY = {"width": 0.1, "epochs": 1, "batch_size": 8, "scenes": 16, "test_scenes": 12, "groups": 2}


def test_the_loss_is_the_mean_over_a_caption_s_words():
    given = np.array([[[0.1, 0.2, 0.7], [0.5, 0.25, 0.25], [0.3, 0.3, 0.4]]], "float32")
    words = np.array([[2, 1, 0]])  # the last is padding
    wanted = -(np.log(0.7) + np.log(0.25)) / 2
    assert float(WordCrossEntropy()(words, given)) == pytest.approx(wanted, rel=1e-5)
    spread = -np.log(given[0, :2]).mean()
    smoothed = WordCrossEntropy(label_smoothing=0.1)
    assert float(smoothed(words, given)) == pytest.approx(0.9 * wanted + 0.1 * spread, rel=1e-5)
    assert WordCrossEntropy.from_config(smoothed.get_config()).label_smoothing == 0.1


def test_exact_are_captions_of_which_every_word_is_right():
    words = np.array([[3, 2, 0], [3, 3, 2]])
    given = np.zeros((2, 3, 4), "float32")
    for picture, said in enumerate([[3, 2, 1], [3, 1, 2]]):  # padding does not count
        given[picture, range(3), said] = 1
    metric = ExactSentences()
    metric.update_state(words, given)
    metric.update_state(words[:1], given[:1])
    assert float(metric.result()) == pytest.approx(2 / 3)


@pytest.mark.parametrize(
    ("found", "true", "kinds"),
    [
        ("dos cuadrados rojos", "dos cuadrados rojos", ()),
        ("tres cuadrados rojos", "dos cuadrados rojos", ("count",)),
        ("dos círculos rojos", "dos cuadrados rojos", ("shape",)),
        ("dos cuadrados azules", "dos cuadrados rojos", ("colour",)),
        ("un círculo azul", "dos cuadrados azules", ("count", "shape")),
        ("dos cuadrados rojos", "dos cuadrados rojos y una cruz azul", ("missing",)),
        ("dos cuadrados rojos y una cruz azul", "dos cuadrados rojos", ("extra",)),
        ("un círculo rojo y dos cuadrados rojos", "dos cuadrados rojos y un círculo rojo", ("order",)),
        # The crosses belong together, though they stand in other places.
        ("tres cruces rojas y dos círculos azules", "dos círculos azules y dos cruces rojas", ("count",)),
        ("dos cuadrados roja", "dos cuadrados rojos", ("grammar",)),
        ("", "dos cuadrados rojos", ("grammar",)),
    ],
)
def test_kinds_of_mistakes(found, true, kinds):
    assert kinds_of(found.split(), true.split(), "es") == kinds
    assert set(kinds) <= set(KINDS)


def test_the_first_word_that_differs_is_counted():
    found, true = [["un", "x"], ["un", "x"], ["un"]], [["un", "y"], ["un", "y"], ["un", "z"]]
    assert mixed_up(found, true) == {("y", "x"): 2, ("z", ""): 1}


def test_three_alike_places_add_up_to_more_than_two_and_their_mean_does_not():
    import keras

    model = kc.networks.build("captioner", width=0.25)
    places, state = (model.get_layer(name).output for name in ("places", "gru"))
    cut = keras.Model([places, state], [model.get_layer(name).output for name in ("counted", "attention")])
    generator = np.random.default_rng(0)
    place, said = (generator.random(each.shape[-1]).astype("float32") for each in (places, state))
    given = np.zeros((2, *places.shape[1:]), "float32")
    given[0, :2] = given[1, :3] = place
    (two, three), _looked = cut([given, np.tile(said, (2, 12, 1))])
    query, key = (model.get_layer(name).kernel.numpy() for name in ("count_query", "count_key"))
    gate = 1 / (1 + np.exp(-(said @ query) @ (place @ key) / 8))
    np.testing.assert_allclose(two[0], 2 * gate * place / 8, rtol=1e-4)
    np.testing.assert_allclose(three[0], 3 * gate * place / 8, rtol=1e-4)


def test_every_epoch_has_new_scenes_and_words_follow_those_before():
    data = kc.datasets.captions.load(counts=(8, 4, 4))
    feed = CaptionBatches(data.train, data.vocabulary, longest=data.longest, batch_size=4, seed=1)
    (pictures, before), words = feed.batch(0, 0)
    assert (pictures.dtype, pictures.shape, words.shape) == (np.float32, (4, 64, 64, 3), (4, 12))
    assert pictures.max() <= 1
    assert (before[:, 0] == SPECIAL.index("<start>")).all()
    np.testing.assert_array_equal(before[:, 1:], words[:, :-1])
    np.testing.assert_array_equal(feed.batch(0, 0)[0][0], pictures)
    assert (feed.batch(1, 0)[0][0] != pictures).any()
    validation = CaptionBatches(data.validation, data.vocabulary, longest=data.longest, batch_size=4)
    np.testing.assert_array_equal(validation.batch(0, 0)[1], validation.batch(7, 0)[1])


def test_captions_of_a_picture_take_turns():
    part = kc.datasets.captions.loading.CaptionedPictures(
        np.zeros((2, 8, 8, 3), np.uint8), ((("a",), ("b",), ("c",)), (("a",),))
    )
    feed = CaptionBatches(part, Vocabulary((*SPECIAL, "a", "b", "c")), longest=2, batch_size=2, seed=0)
    seen = {tuple(sorted(feed.batch(epoch, 0)[1][:, 0].tolist())) for epoch in range(3)}
    assert seen == {(4, 4), (4, 5), (4, 6)}


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    out = tmp_path_factory.mktemp("runs") / "run"
    train_captioner.run(**TINY, beam=2, out=out)
    return out


@pytest.fixture
def scene(tmp_path):
    path = tmp_path / "scene.png"
    picture = kc.datasets.captions.shape_scenes(part="test").batch(np.array([0])).images[0]
    Image.fromarray(picture).resize((150, 90)).save(path)
    return path


def test_what_a_run_leaves(trained):
    metrics = json.loads((trained / "metrics.json").read_text())
    assert set(metrics["bleu"]) == {"1", "2", "3", "4"}
    assert metrics["beam"] == 2
    assert sum(metrics["kinds"].values()) >= len(metrics["wrong"]) == round(12 * (1 - metrics["exact"]))
    figures = {path.name for path in (trained / "figures").iterdir()}
    assert figures == {"curves.png", "captions.png", "attention.png", "mistakes.png"}
    run = runs.read(trained)
    # The words are kept with the run: 4 special ones, 6 numbers and signs less the comma, 10 nouns, 18 adjectives.
    assert len(run.data.class_names) == 4 + 5 + 10 + 18
    assert run.data.class_names[: len(SPECIAL)] == SPECIAL
    page = (trained / "report.html").read_text(encoding="utf-8")
    for key in ("bleu", "attention", "kinds", "wrong", "filters"):
        assert f'id="{key}"' in page


def test_predict_says_a_caption_and_draws_where_it_looks(trained, scene, kerascnn, tmp_path):
    drawn = tmp_path / "attention.png"
    code, out, err = kerascnn("predict", str(trained), str(scene), "-o", str(drawn))
    assert (code, err) == (0, "")
    assert "captions that were followed at once: 2" in out
    assert "picture of 150×90, seen by the network at 64×64" in out
    with Image.open(drawn) as picture:
        assert picture.size[0] > 300
    code, out, _err = kerascnn("predict", str(trained), str(scene), "--format", "json", "--beam", "1")
    (found,) = json.loads(out)
    assert found["beam"] == 1
    assert found["caption"].replace(",", " ,").split() == [each["word"] for each in found["words"]]
    assert all(np.array(each["attention"]).shape == (16, 16) for each in found["words"])


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--beam", "0"), "beam is 0; expected a whole number from 1 up"),
        (("--beam", "51"), "beam is 51; expected a whole number from 1 to 50"),
        (("--pixels", "0-1"), "this one does captions"),
    ],
)
def test_predict_refuses(trained, scene, kerascnn, words, message):
    code, out, err = kerascnn("predict", str(trained), str(scene), *words)
    assert (code, out) == (2, "")
    assert message in err
    assert len(err.splitlines()) == 1


def test_a_beam_is_for_captions_alone(trained, scene, kerascnn, tmp_path):
    model = kc.networks.build("mlp", input_shape=(8, 8, 3), num_classes=2)
    model.save(tmp_path / "mlp.keras")
    code, _out, err = kerascnn("predict", str(tmp_path / "mlp.keras"), str(scene), "--beam", "2")
    assert code == 2
    assert "--beam is for networks that say captions; this one does classification" in err


def test_a_run_with_other_words_is_refused(trained, scene, kerascnn, tmp_path):
    facts = json.loads((trained / "run.json").read_text())
    facts["data"]["class_names"] = facts["data"]["class_names"][:-1]
    (tmp_path / "run.json").write_text(json.dumps(facts))
    (tmp_path / "model.keras").write_bytes((trained / "model.keras").read_bytes())
    code, _out, err = kerascnn("predict", str(tmp_path), str(scene))
    assert code == 2
    assert "the network says 37 words, and run.json beside it lists 36" in err
    (tmp_path / "run.json").unlink()
    code, _out, err = kerascnn("predict", str(tmp_path / "model.keras"), str(scene))
    assert code == 2


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"beam": 0}, "beam is 0; expected a whole number from 1 up"),
        ({"network": "mlp"}, "mlp says no words; expected a network for captions such as captioner"),
        ({"min_count": 0, "data_dir": Path("captions")}, "min-count is 0"),
        ({"longest": 0, "data_dir": Path("captions")}, "longest is 0"),
        ({"size": 20}, "size is 20; expected a whole number from 48 up"),
        ({"label_smoothing": 1.0}, "label-smoothing is 1.0; expected a number from 0 to less than 1"),
        ({"groups": 9}, "groups is 9"),
    ],
)
def test_options_that_cannot_be_used(settings, message, tmp_path):
    with pytest.raises(ValueError, match=message):
        train_captioner.run(**{**({} if "data_dir" in settings else TINY), **settings}, out=tmp_path / "run")
    assert not (tmp_path / "run").exists()


def test_the_command_says_what_a_run_is_for(kerascnn):
    code, out, _err = kerascnn("train-captioner", "--help")
    assert code == 0
    assert "describes pictures in sentences" in out
