"""`train-siamese` on a folder of identities, and `verify`, `enroll` and `identify` with what it leaves."""

import json
import shutil
import types

import numpy as np
import pytest
from PIL import Image

import kerascnn as kc
from kerascnn import limits, report, runs, training
from kerascnn.recipes import train_siamese
from kerascnn.tasks import siamese
from kerascnn.tasks.siamese.enrolment import Enrolment
from kerascnn.tasks.siamese.recognition import Recognizer

TINY = {"size": 24, "width": 0.1, "epochs": 2, "steps": 2, "batch_size": 16, "dimensions": 8}
SEVERAL, ALONE, EACH = 8, 2, 3


def write_people(folder, count, pictures, *, first=0, size=40):
    """A folder for each drawn person."""
    faces = kc.datasets.faces(seed=9, part="test", size=size)
    for who in range(first, first + count):
        (folder / f"person {who}").mkdir(parents=True)
        for number, picture in enumerate(faces.batch([who] * pictures, range(pictures))):
            Image.fromarray(picture).save(folder / f"person {who}" / f"{number}.png")
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Eight people with three pictures each, and two with one."""
    people = write_people(tmp_path_factory.mktemp("mine") / "people", SEVERAL, EACH)
    return write_people(people, ALONE, 1, first=SEVERAL)


@pytest.fixture(scope="module")
def trained(folder, tmp_path_factory):
    """A run with triplets, and one with the binary head."""
    out = tmp_path_factory.mktemp("runs")
    for loss in ("triplet", "binary"):
        train_siamese.run(**TINY, loss=loss, data_dir=folder, out=out / loss)
    return out


@pytest.fixture(scope="module")
def pictures(folder):
    return [folder / "person 0" / "0.png", folder / "person 0" / "1.png", folder / "person 5" / "0.png"]


def test_a_folder_of_identities_is_learned_from_and_reported(trained, folder):
    run = runs.read(trained / "triplet")
    # Six of eight people would be learned from, and one each chooses and tests; two are the fewest.
    assert (run.data.name, run.data.class_names, run.data.test) == ("people", (), 2 * EACH)
    assert run.data.training + run.data.validation == 6 * EACH + ALONE
    plan = train_siamese.run.plan(**TINY, data_dir=folder)
    said = siamese.about(siamese.load(plan.data, plan.options)).taken_as
    assert "6 identities to learn from, 2 others to choose, 2 others for the test" in said[0]
    assert "identities with one picture: 2" in said[1]
    metrics = run.metrics.content
    assert metrics["pairs"] == {"same": 6, "different": 9}
    assert metrics["ways"] == 2
    assert metrics["verification"] == pytest.approx(1 - (metrics["falsely_accepted"] + metrics["falsely_refused"]) / 2)
    figures = {path.name for path in (trained / "triplet" / "figures").iterdir()}
    assert figures == {"curves.png", "roc.png", "distances.png", "embedding.png", "confused.png"}
    page = report.of_run(run)
    for key in ("verification", "distances", "one-shot", "confused", "filters"):
        assert f'id="{key}"' in page
    assert "which is read where you name it" in page
    assert "data:image/png" in report.of_run(run, data_dir=folder)


@pytest.mark.parametrize("loss", ["triplet", "binary"])
def test_the_threshold_is_that_of_other_identities(trained, loss, pictures):
    recognizer = Recognizer(trained / loss)
    threshold, how = recognizer.threshold()
    metrics = json.loads((trained / loss / "metrics.json").read_text())
    assert threshold == metrics["threshold"]
    assert "neither learned from nor was tested on" in how
    assert f"{metrics['chosen_with']:.2%}" in how
    assert recognizer.predict(pictures[0]).encoding.shape == (8,)


def test_ink_on_paper_is_shown_as_light_on_black_to_a_network_of_digits(tmp_path):
    paper = np.full((90, 70, 3), 235, np.uint8)
    paper[20:70, 30:38] = 20
    Image.fromarray(paper).save(tmp_path / "one.png")
    recognizer = object.__new__(Recognizer)
    recognizer.of_digits, recognizer.comparer = True, types.SimpleNamespace(shape=(28, 28, 1))
    seen = recognizer.look(tmp_path / "one.png")
    assert seen.shape == (28, 28, 1)
    assert seen[:2].max() == 0
    # The middle 70 of 90 rows are seen: the stroke from row 10 to 60 of 70.
    rows = np.flatnonzero(seen[:, 13, 0] > 128)
    assert (rows.min(), rows.max()) == (4, 23)
    assert seen.max() == 255


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("accepted_at", [0.5] * 100),
        ("accepted_at", [2] * 101),
        ("accepted_at", ["1"] * 101),
        ("distances", {"same": [-1] * 50, "different": [0] * 50}),
        ("distances", 3),
        ("ways", 1),
        ("one_shot", {}),
        ("one_shot", {"2": 1.5}),
        ("threshold", "near"),
        ("chosen_with", 2),
        ("pairs", {"same": 1}),
        ("identities", -1),
    ],
)
def test_metrics_that_no_training_has_written_are_refused(trained, tmp_path, field, value):
    run = shutil.copytree(trained / "triplet", tmp_path / "run")
    metrics = json.loads((run / "metrics.json").read_text())
    (run / "metrics.json").write_text(json.dumps(metrics | {field: value}))
    with pytest.raises(ValueError, match=f"metrics.json: `{field}"):
        report.of_run(runs.read(run))


def test_an_encoding_has_length_one_and_distances_are_euclidean(trained, pictures):
    recognizer = Recognizer(trained / "triplet")
    first, second = (recognizer.predict(path).encoding for path in pictures[1:])
    assert np.linalg.norm(first) == pytest.approx(1, abs=1e-5)
    found = recognizer.verify(*pictures[1:])
    assert found.distance == pytest.approx(float(np.linalg.norm(first - second)), abs=1e-5)
    assert recognizer.verify(pictures[0], pictures[0]).distance == pytest.approx(0, abs=1e-6)


def test_the_binary_head_is_the_deck_s_formula(trained, pictures):
    import keras

    recognizer = Recognizer(trained / "binary")
    model = recognizer.model
    kernel, bias = (np.asarray(each) for each in model.get_layer("same").get_weights())
    first, second = (recognizer.predict(path).encoding for path in pictures[:2])
    by_hand = 1 / (1 + np.exp(-(np.sum(kernel[:, 0] * np.abs(first - second)) + bias[0])))
    both = [recognizer.look(path)[None].astype("float32") / 255 for path in pictures[:2]]
    assert float(keras.ops.convert_to_numpy(model(both))[0, 0]) == pytest.approx(by_hand, abs=1e-5)
    assert recognizer.verify(*pictures[:2]).distance == pytest.approx(1 - by_hand, abs=1e-5)


def test_verify_says_distance_threshold_and_how_it_was_chosen(trained, pictures, kerascnn, tmp_path):
    code, out, err = kerascnn("verify", trained / "triplet", pictures[0], pictures[0], "-o", tmp_path / "pair.png")
    assert (code, err) == (0, "")
    assert out.startswith("the same: distance 0.000 of at most 2, threshold ")
    assert "chose the threshold on identities that it neither learned from" in out
    assert (tmp_path / "pair.png").is_file()
    code, out, _err = kerascnn("verify", trained / "triplet", pictures[0], pictures[2], "--threshold", 0)
    assert (code, out.startswith("not the same: distance ")) == (0, True)
    assert "the threshold is the one that was given" in out
    code, out, _err = kerascnn("verify", trained / "binary", *pictures[:2], "--format", "json")
    said = json.loads(out)
    assert (code, said["highest"], said["same"]) == (0, 1.0, said["distance"] <= said["threshold"])


def test_whoever_is_enrolled_is_identified_and_somebody_else_is_not(trained, folder, pictures, kerascnn, tmp_path):
    known = tmp_path / "known.json"
    code, out, err = kerascnn("enroll", trained / "triplet", folder, "-o", known)
    assert (code, err) == (0, "")
    assert "people: 10, pictures: 26" in out
    code, out, _err = kerascnn("identify", trained / "triplet", pictures[2], "--enrolled", known)
    assert (code, out.splitlines()[:2]) == (0, ["person 5", "  person 5: 0.000"])
    assert "and 5 more" in out
    other = tmp_path / "other.png"
    Image.fromarray(kc.datasets.faces(seed=77).batch([0], [0])[0]).save(other)
    code, out, _err = kerascnn(
        "identify", trained / "triplet", other, "--enrolled", known, "--threshold", "0.0001", "--format", "json"
    )
    said = json.loads(out)
    assert (code, said["name"], len(said["ranking"])) == (0, None, 10)
    distances = [each["distance"] for each in said["ranking"]]
    assert distances == sorted(distances)
    assert kerascnn("enroll", trained / "triplet", folder, "-o", known)[0] == 2
    assert kerascnn("enroll", trained / "triplet", folder, "-o", known, "--force")[0] == 0


def test_loading_and_the_first_picture_count_together_and_a_large_folder_has_longer(
    trained, folder, pictures, kerascnn, tmp_path, monkeypatch
):
    sent = []
    monkeypatch.setattr(limits, "_send", lambda **message: sent.append(message))
    run, known = trained / "triplet", tmp_path / "known.json"
    for words, seconds in (
        (("enroll", run, folder, "-o", known), [45, 45 + 25]),
        (("identify", run, pictures[0], "--enrolled", known), [45, 45]),
        (("verify", run, *pictures[:2]), [45, 45]),
        (("predict", run, *pictures[:2]), [45, 45, 45]),
    ):
        sent.clear()
        assert kerascnn(*words)[0] == 0
        blocks = [message for message in sent if "limit" in message]
        assert {block["limit"] for block in blocks} == {str(run / "model.keras")}
        assert [block["seconds"] for block in blocks] == seconds
        assert [block["anew"] for block in blocks] == [True, False, True][: len(blocks)]


def test_one_picture_each_is_enough_and_lies_beside_the_network(trained, folder, kerascnn, tmp_path):
    run = shutil.copytree(trained / "binary", tmp_path / "run")
    people = tmp_path / "class"
    people.mkdir()
    for who in range(3):
        shutil.copy(folder / f"person {who}" / "0.png", people / f"Ana {who}.png")
    (people / ".hidden").write_text("")
    (people / "notes.txt").write_text("no picture")
    (people / "Out.png").symlink_to(folder / "person 4" / "0.png")
    assert kerascnn("enroll", run, people)[0] == 0
    found = Enrolment.read(run / "enrolled.json", 8)
    assert [(each.name, each.pictures) for each in found.people] == [(f"Ana {n}", (f"Ana {n}.png",)) for n in range(3)]
    code, out, _err = kerascnn("identify", run, people / "Ana 1.png")
    assert (code, out.splitlines()[0]) == (0, "Ana 1")


def test_predict_gives_the_encoding(trained, pictures, kerascnn, tmp_path):
    code, out, _err = kerascnn("predict", trained / "binary", pictures[0], "-o", tmp_path / "codes.png")
    assert code == 0
    assert "an encoding of 8 numbers" in out
    assert "kerascnn verify" in out
    assert (tmp_path / "codes.png").is_file()


def test_bad_pictures_and_folders_are_one_line(trained, folder, pictures, kerascnn, tmp_path):
    run, empty, broken = trained / "triplet", tmp_path / "empty", tmp_path / "broken"
    for each in (empty, broken / "ana", tmp_path / "nobody" / "luis"):
        each.mkdir(parents=True)
    (tmp_path / "nobody" / "luis" / "notes.txt").write_text("no picture")
    (broken / "ana" / "1.png").write_bytes(pictures[0].read_bytes()[:200])
    twice = tmp_path / "twice"
    shutil.copytree(folder / "person 0", twice / "ana")
    shutil.copy(pictures[0], twice / "ana.png")
    cases = {
        ("verify", run, pictures[0], tmp_path / "none.png"): "none.png does not exist; give the name of a picture",
        ("verify", run, pictures[0], broken / "ana" / "1.png"): "damaged or cut short",
        ("verify", run, pictures[0], folder): "is a folder; give the name of a file",
        ("verify", run, *pictures[:2], "--threshold", 3): "threshold is 3; expected a number from 0 to 2",
        ("verify", run, *pictures[:2], "-o", tmp_path / "pair.xyz"): "an ending that cannot be drawn",
        ("enroll", run, tmp_path / "nowhere"): "does not exist; give the folder with the data",
        ("enroll", run, pictures[0]): "is no folder",
        ("enroll", run, empty): "holds nobody; expected a folder with pictures for each person",
        ("enroll", run, tmp_path / "nobody"): "there is no picture of luis; expected at least one each",
        ("enroll", run, twice): "two people are called ana",
        ("enroll", run, broken, "-o", tmp_path / "a.json"): "1.png: the picture is damaged or cut short",
        ("enroll", run, folder, "-o", tmp_path / "a.png"): "would hold something else than its ending says",
        ("identify", run, pictures[0]): "enrolled.json does not exist; `kerascnn enroll MODEL FOLDER` makes it",
        ("identify", run, tmp_path / "none.png"): "none.png does not exist",
    }
    for words, said in cases.items():
        code, out, err = kerascnn(*words)
        assert (code, out, err.count("\n")) == (2, "", 1), words
        assert said in err
    assert not (tmp_path / "a.json").exists()


def test_an_enrolment_of_another_network_is_refused(trained, folder, pictures, kerascnn, tmp_path):
    known = tmp_path / "known.json"
    assert kerascnn("enroll", trained / "triplet", folder, "-o", known)[0] == 0
    code, _out, err = kerascnn("identify", trained / "binary", pictures[0], "--enrolled", known)
    assert code == 2
    assert "another network has made this enrolment; enroll the folder again with this one" in err


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda said: said.clear(), "`people` is missing"),
        (lambda said: said.update(people={}), "expected at least one person"),
        (lambda said: said.update(people={"ana": 3}), "`people.ana` is 3; expected an object"),
        (lambda said: said["people"]["ana"].update(encodings=[[0.1] * 7]), "expected lists of 8 numbers"),
        (lambda said: said["people"]["ana"].update(encodings=[]), "expected lists of 8 numbers"),
        (lambda said: said["people"]["ana"].update(encodings=[[1e300] * 8]), "expected lists of 8 numbers"),
        (lambda said: said["people"]["ana"].update(encodings=[[float("nan")] * 8]), "expected lists of 8 numbers"),
        (lambda said: said["people"]["ana"].update(pictures=[]), "expected a list of texts"),
        (lambda said: said.update(network=7), "`network` is 7"),
    ],
)
def test_an_enrolment_that_was_changed_is_refused(tmp_path, change, said):
    content = {"network": "abc", "people": {"ana": {"pictures": ["1.png"], "encodings": [[0.1] * 8]}}}
    path = tmp_path / "known.json"
    path.write_text(json.dumps(content))
    assert Enrolment.read(path, 8).people[0].encodings.shape == (1, 8)
    change(content)
    path.write_text(json.dumps(content))
    with pytest.raises(ValueError, match=said):
        Enrolment.read(path, 8)


def test_networks_that_are_not_siamese_or_not_finished_are_refused(trained, pictures, kerascnn, tmp_path):
    run = shutil.copytree(trained / "triplet", tmp_path / "run")
    (run / "metrics.json").unlink()
    code, _out, err = kerascnn("verify", run, *pictures[:2])
    assert code == 2
    assert "the run is not finished, so no threshold is chosen; finish it, or give --threshold" in err
    assert kerascnn("verify", run, *pictures[:2], "--threshold", 1)[0] == 0
    said = json.loads((run / "run.json").read_text())
    (run / "run.json").write_text(json.dumps(said | {"task": "classification"}))
    for words in (("verify", run, *pictures[:2]), ("enroll", run, pictures[0].parent)):
        code, _out, err = kerascnn(*words)
        assert code == 2
        assert "was trained for classification; expected a network of `kerascnn train-siamese`" in err
    (run / "run.json").unlink()
    assert "no run.json lies beside it" in kerascnn("verify", run / "model.keras", *pictures[:2])[2]


def test_a_network_that_encodes_nothing_is_refused():
    import keras

    from kerascnn.tasks.siamese.comparing import Comparer

    two = [keras.Input((4, 4, 1)), keras.Input((4, 4, 1))]
    added = keras.layers.Flatten()(keras.layers.Add()(two))
    for model in (
        keras.Model(two, keras.layers.Dense(1)(added)),
        keras.Model(two[0], two[0]),
        keras.Sequential([keras.Input((4,)), keras.layers.Dense(8)]),
    ):
        with pytest.raises(ValueError, match="is no siamese network"):
            Comparer(model)


def test_too_few_identities_are_one_line(folder, tmp_path, kerascnn):
    one = tmp_path / "one"
    shutil.copytree(folder / "person 0", one / "person 0")
    code, _out, err = kerascnn("train-siamese", "--data-dir", one, "--out", tmp_path / "run")
    assert (code, err.count("\n")) == (2, 1)
    assert "has one identity, person 0; there is nobody to tell it from" in err
    five = write_people(tmp_path / "five", 5, 2, size=24)
    write_people(five, 4, 1, first=5, size=24)
    code, _out, err = kerascnn("train-siamese", "--data-dir", five, "--out", tmp_path / "run")
    assert code == 2
    assert "5 of its 9 identities have two pictures or more; expected 6" in err
    assert "An identity with one picture can only be learned from as somebody else, or enrolled" in err
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--identities", "1"], "identities is 1; with one identity there is nobody to tell it from"),
        (["--ways", "9", "--held-out", "8"], "ways is 9, and the test has 8 identities"),
        (["--ways", "1"], "ways is 1; expected a whole number from 2 up"),
        (["--pictures", "1"], "pictures is 1; expected a whole number from 2 up"),
        (["--batch-size", "7"], "a batch needs two identities: 8 pictures or more"),
        (["--per-identity", "1"], "per-identity is 1; expected a whole number from 2 up"),
        (["--loss", "binary", "--margin", "1"], "the binary head has no margin"),
        (["--margin", "0"], "margin is 0.0; expected a number greater than 0"),
        (["--network", "siamese"], "there is no network 'siamese'"),
        (["--network", "lenet5"], "lenet5 gives no encodings; expected an encoder such as siamese-encoder"),
        (["--data", "digits", "--hard"], "--hard is for drawn faces; leave it out"),
        (["--weights", "imagenet"], "weights are for a backbone"),
        (["--backbone", "mnist-cnn", "--stride", "3"], "no feature map of stride 3"),
    ],
)
def test_options_that_cannot_be_used_are_one_line(kerascnn, tmp_path, words, said):
    code, _out, err = kerascnn("train-siamese", *words, "--out", tmp_path / "run")
    assert (code, err.count("\n")) == (2, 1), err
    assert said in err
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize(
    ("loss", "settings"), [("contrastive", {"backbone": "mnist-cnn", "stride": 4}), ("triplet", {"mining": "hard"})]
)
def test_losses_and_backbones_are_trained(loss, settings):
    few = {"identities": 4, "held_out": 2, "pictures": 3, "size": 24, "batch_size": 8, "width": 0.1}
    plan = train_siamese.run.plan(loss=loss, epochs=1, steps=1, **few, **settings)
    data = siamese.load(plan.data, plan.options)
    model, batches, validation, *_rest = siamese.build(plan, data)
    assert model.output_shape == (None, 128)
    assert len(validation.indices) == 20
    assert training.count_parameters(lambda: siamese.network(plan, data)) == model.count_params()
    before = model.get_weights()[0]
    model.train_on_batch(*batches[0])
    assert (model.get_weights()[0] != before).any()
    assert np.isfinite(siamese.evaluate(model, plan.options, data).loss)


@pytest.mark.parametrize(
    ("settings", "name"),
    [
        ({}, "muon-adamw"),
        ({"backbone": "resnet20", "weights": "runs/mine"}, "adamw"),
        ({"backbone": "resnet20", "weights": "runs/mine", "optimizer": "muon-adamw"}, "muon-adamw"),
    ],
)
def test_weights_that_were_learned_elsewhere_keep_their_lengths_unless_asked(settings, name):
    assert train_siamese.run.plan(**settings).options.optimizer == name


def test_more_people_and_pictures_than_fit_are_refused(tmp_path, monkeypatch):
    from kerascnn.tasks.siamese import enrolment

    for name in "abc":
        (tmp_path / f"{name}.png").write_bytes(b"")
    monkeypatch.setattr(enrolment, "MOST_PEOPLE", 2)
    with pytest.raises(ValueError, match="more than 2 people or 3,000 pictures; enroll fewer"):
        enrolment.files_of(tmp_path)


def test_an_enrolment_that_could_not_be_read_again_is_not_written(tmp_path, monkeypatch):
    from kerascnn.tasks.siamese import enrolment

    monkeypatch.setattr(enrolment, "LARGEST", 100)
    person = enrolment.Person("ana", ("1.png",), np.zeros((1, 64), np.float32))
    with pytest.raises(ValueError, match="and 100 are read; enroll fewer people or pictures"):
        Enrolment("abc", (person,)).write(tmp_path / "known.json")
    assert not (tmp_path / "known.json").exists()
