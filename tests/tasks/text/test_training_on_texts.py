"""A network for texts, trained for a moment: its folder, what it says of sentences, and what it refuses."""

import json
import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from kerascnn import networks, runs, tasks
from kerascnn.recipes import train_text

SMALL = {"language": "es", "dimension": 12, "filters": 6, "word_dropout": 0.0}


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """A run on the Spanish sentences that ship."""
    out = tmp_path_factory.mktemp("text") / "run"
    train_text.run(**SMALL, epochs=8, learning_rate=0.01, out=out)
    return out


@pytest.fixture(scope="module")
def reader(trained):
    return tasks.text.Reader(trained)


def test_what_words_the_sentences_share_is_learned(trained):
    run = runs.read(trained)
    assert run.data.sample
    assert run.data.test == 88
    assert run.data.title == "sentences-es, 88 test texts (sample)"
    assert run.accuracy > 0.7
    metrics = json.loads((trained / "metrics.json").read_text())
    assert np.sum(metrics["confusion"]) == 88
    report = (trained / "report.html").read_text(encoding="utf-8")
    for key in ("confusion", "mistakes", "classes", "ngrams"):
        assert f'id="{key}"' in report
    assert "(sample)" in re.search(r"<caption>[^<]*test texts[^<]*</caption>", report)[0]
    assert {path.name for path in (trained / "figures").iterdir()} == {
        *("confusion.png", "curves.png", "ngrams.png", "sentence.png"),
    }


def test_predict_says_which_words_count(trained, kerascnn, tmp_path):
    picture = tmp_path / "sentence.png"
    code, out, _err = kerascnn("predict", trained, "¡Qué película tan mala! Es horrible.", "-o", picture)
    assert code == 0
    lines = out.splitlines()
    assert lines[0] == "¡Qué película tan mala! Es horrible.:"
    assert re.match(r"  negative +[5-9]\d\.\d% █+", lines[1])
    assert lines[3] == "  for negative:"
    assert "«horrible»" in out
    assert re.search(r"«.* .*», \d+ kernels?", out)
    with Image.open(picture) as drawn:
        assert min(drawn.size) > 300


def test_accents_of_a_system_in_ascii_are_read(trained, kerascnn):
    typed = "¡Qué película tan mala!"
    as_bytes = typed.encode().decode("ascii", "surrogateescape")
    assert kerascnn("predict", trained, as_bytes) == kerascnn("predict", trained, typed)


def test_json_has_words_scores_and_n_grams(trained, kerascnn):
    code, out, _err = kerascnn("predict", trained, "Una tarde mala, xyzzy.", "excelente", "--format", "json")
    assert code == 0
    first, second = json.loads(out)
    assert first["text"] == "Una tarde mala, xyzzy."
    assert first["words"] == ["una", "tarde", "mala", ",", "xyzzy", "."]
    assert "xyzzy" in first["unknown"]
    assert sum(first["scores"].values()) == pytest.approx(1)
    assert second["class"] == "positive"
    assert {each["words"] for each in second["fired"]} >= {"excelente"}


def test_what_counts_adds_up_to_what_the_network_says(reader):
    looked = reader.predict_sentence("El hotel fue maravilloso y la cena, perfecta.").looked
    total = sum(each.weights for each in looked.fired)
    # What kernels give behind the last word is left out, and the classes have a bias.
    behind = sum(
        kernels.added[kernels.places >= len(looked.words)].sum(axis=0) for kernels in looked.kernels
    )  # fmt: skip
    dense = reader.model.get_layer("kernel_scores")
    bias = np.asarray(dense.bias) - np.asarray(dense.bias).mean()
    expected = np.log(looked.scores) - np.log(looked.scores).mean()
    assert total + behind + bias == pytest.approx(expected, abs=1e-4)


def test_a_file_in_another_encoding_is_read_and_said(trained, kerascnn, tmp_path):
    (tmp_path / "frase.TXT").write_bytes("¡Qué mañana tan espléndida!".encode("latin-1"))
    code, out, _err = kerascnn("predict", trained, tmp_path / "frase.TXT")
    assert code == 0
    assert "the text is in Latin-1, not UTF-8" in out
    assert "espléndida" in out


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("qwerty asdfgh", "the network knows none of these words"),
        ("mala qwerty", "1 word is unknown: qwerty"),
        ("mala " * 100, "only the first 11 of 100 words count"),
    ],
)
def test_what_the_network_does_not_see_is_said(trained, reader, kerascnn, sentence, said):
    code, out, _err = kerascnn("predict", trained, sentence)
    assert code == 0
    assert said.replace("11", str(reader.encoder.tokens)) in out


@pytest.mark.parametrize("sentence", ["", "  \n"])
def test_an_empty_sentence_is_one_line(trained, kerascnn, sentence):
    code, _out, err = kerascnn("predict", trained, sentence)
    assert code == 2
    assert "the sentence is empty; expected some words" in err


def test_files_that_are_no_texts_are_one_line(trained, kerascnn, tmp_path):
    Image.new("RGB", (8, 8)).save(tmp_path / "photo.png")
    (tmp_path / "photo.txt").write_bytes((tmp_path / "photo.png").read_bytes())
    for given, message in (
        (tmp_path / "photo.png", "is a file; expected a sentence, or a file of plain text"),
        (tmp_path / "photo.txt", "is no text"),
        (tmp_path / "nowhere.txt", "does not exist"),
    ):
        code, _out, err = kerascnn("predict", trained, given)
        assert (code, message in err) == (2, True), err


def test_a_vocabulary_of_another_network_is_refused(trained, kerascnn, tmp_path):
    for name in ("run.json", "model.keras", "vocabulary.json"):
        (tmp_path / name).write_bytes((trained / name).read_bytes())
    written = json.loads((tmp_path / "vocabulary.json").read_text(encoding="utf-8"))
    for change in ({"tokens": 3}, {"words": [f"w{n}" for n in range(5000)]}, {"buckets": 2**20}, {"grams": 0}):
        (tmp_path / "vocabulary.json").write_text(json.dumps(written | change), encoding="utf-8")
        code, _out, err = kerascnn("predict", tmp_path, "mala")
        assert (code, "does not take" in err) == (2, True), err


def test_a_run_without_what_lies_beside_it(trained, kerascnn, tmp_path):
    (tmp_path / "model.keras").write_bytes((trained / "model.keras").read_bytes())
    with pytest.raises(ValueError, match=r"no run\.json lies beside it"):
        tasks.text.Reader(tmp_path / "model.keras")


def test_kim_s_network_has_no_n_grams_and_begins_with_given_vectors(kerascnn, tmp_path):
    vectors = tmp_path / "vectors.txt"
    vectors.write_text("película 1 0 0 0\nmala 0 2 0 0\nornitorrinco 1 1 1 1\n", encoding="utf-8")
    out = tmp_path / "run"
    given = ("--variant", "kim", "--language", "es", "--dimension", "4", "--filters", "3", "--epochs", "1")
    given += ("--stop-words", "es")
    code, said, err = kerascnn("train-text", *given, "--vectors", vectors, "--freeze-vectors", "--out", out)
    assert code == 0, err
    assert re.search(r"vectors for 2 of \d+ words are from vectors\.txt; the others begin at random", said)
    reader = tasks.text.Reader(out)
    table = np.asarray(reader.model.get_layer("vectors").embeddings)
    assert table[2 + reader.encoder.words.index("mala")].tolist() == [0, 2, 0, 0]
    assert not reader.encoder.grams
    assert all(each.kernels for each in reader.predict_sentence("película mala").looked.fired)
    with pytest.raises(ValueError, match="nothing but stop words"):
        reader.predict_sentence("de la los")
    code, _said, err = kerascnn("train-text", *given[:4], "--vectors", vectors, "--out", tmp_path / "other")
    assert code == 2
    assert "its vectors have 4 numbers, and --dimension is 64; add --dimension 4" in err
    assert not (tmp_path / "other").exists() or not (tmp_path / "other" / "model.keras").exists()


def test_ratings_are_soft_targets(tmp_path):
    rows = [f"texto {'bueno' if number % 2 else 'malo'} {number}\t{(-1) ** (number + 1) * 2.0}" for number in range(40)]
    (tmp_path / "rated.tsv").write_text("\n".join(rows), encoding="utf-8")
    for soft, high in ((1.2, 1 / (1 + np.exp(-2.4))), (0.0, 1.0)):
        plan = train_text.run.plan(data_dir=tmp_path / "rated.tsv", soft=soft, dimension=4, filters=2)
        built = tasks.text.build(plan, tasks.text.load(plan.data, plan.options))
        _texts, targets = built.training[0]
        assert sorted(set(targets[:, 1].round(6).tolist())) == pytest.approx([1 - high, high], abs=1e-5)


def test_a_table_of_three_classes_from_the_command(tmp_path, kerascnn):
    names = ("frío", "templado", "caliente")
    rows = ["frase,clase", *(f"hace {names[n % 3]} hoy {n},{names[n % 3]}" for n in range(60))]
    (tmp_path / "t.csv").write_bytes("\n".join(rows).encode("cp1252"))
    small = ("--dimension", "8", "--filters", "4", "--epochs", "4", "--learning-rate", "0.02", "--batch-size", "16")
    code, out, err = kerascnn("train-text", "--data-dir", tmp_path / "t.csv", *small, "--out", tmp_path / "run")
    assert code == 0, err
    assert "t.csv is in Latin-1, not UTF-8" in out
    assert "60 rows; texts: frase; labels: clase" in out
    assert tasks.text.Reader(tmp_path / "run").predict_sentence("hace frío").lines()[0].startswith("  caliente")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"dataset": "imdb", "data_dir": Path("a.csv")}, "--dataset imdb and --data-dir are two data sets"),
        ({"dataset": "imdb", "language": "es"}, "--language es is for the sentences that ship"),
        ({"label_column": "stars"}, "--text-column and --label-column are for a table of your own"),
        ({"kernel_sizes": "3,x"}, "--kernel-sizes 3,x: expected widths"),
        ({"tokens": 2}, "--tokens 2: a kernel goes over 5 words"),
        ({"stop_words": "fr"}, "there is no list of stop words 'fr'"),
        ({"freeze_vectors": True}, "--freeze-vectors: random vectors that stay"),
        ({"dropout": 1.0}, "dropout is 1.0"),
        ({"soft": -1.0}, "soft is -1.0"),
        ({"min_count": 0}, "min-count is 0"),
        ({"most_words": 10**6}, "most-words is 1000000"),
    ],
)
def test_options_that_cannot_be_used(options, message):
    with pytest.raises(ValueError, match=message):
        train_text.run.plan(**options)


def test_words_that_are_all_rare(tmp_path, kerascnn):
    with pytest.raises(ValueError, match="no word stands 900 times"):
        train_text.run(**SMALL, min_count=900, epochs=1, out=tmp_path / "run")


def test_a_network_for_pictures_reads_nothing():
    from dataclasses import replace

    plan = train_text.run.plan(**SMALL)
    other = replace(plan, options=replace(plan.options, network=replace(plan.options.network, name="lenet5")))
    data = tasks.text.load(plan.data, plan.options)
    with pytest.raises(ValueError, match="the network lenet5 does not read texts; expected text-cnn"):
        tasks.text.build(other, data)
    assert "text-cnn" in networks.names()
