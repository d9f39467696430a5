"""Tables and folders of texts, in any encoding, and what is wrong with them: one line each."""

import os
import re

import numpy as np
import pytest

from kerascnn.datasets import text as texts
from kerascnn.datasets.text import folders, load_texts, tables
from kerascnn.datasets.text_files import decoded, read_bytes
from kerascnn.errors import InputError

GOOD = [("muy buena", "sí"), ("buena, de verdad", "sí"), ("¡qué buena!", "sí")]
ROWS = [*GOOD, ("mala", "no"), ("peor", "no"), ("fea", "no")]


def table(path, rows=ROWS, head="frase;clase", separator=";", encoding="utf-8"):
    lines = [*([head] if head else []), *(separator.join(row) for row in rows)]
    path.write_bytes(("\n".join(lines) + "\n").encode(encoding))
    return path


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8"),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16"),
        ("utf-16-be", "UTF-16"),
        ("utf-32", "UTF-32"),
        ("latin-1", "Latin-1"),
    ],
)
def test_encodings_are_told_apart(tmp_path, encoding, name):
    text = "¿Qué tal, señor Núñez? ¡Bien!\r\nMañana será otro día.\r"
    found = decoded(text.encode(encoding), tmp_path)
    assert found == (text.replace("\r\n", "\n").replace("\r", "\n"), name)


def test_what_windows_writes_is_cp1252():
    assert decoded("“¿Qué?” – dijo…".encode("cp1252"), None) == ("“¿Qué?” – dijo…", "cp1252")


def test_what_is_no_text_is_refused(tmp_path):
    for content in (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", b"\xff\xfea", bytes(range(1, 32)) * 3):
        with pytest.raises(InputError, match="is no text"):
            decoded(content, tmp_path / "a.csv")


@pytest.mark.parametrize(("separator", "head"), [(";", "frase;clase"), ("\t", "frase\tclase"), ("\t", "")])
def test_a_table_is_read(tmp_path, separator, head):
    found = tables.read_table(table(tmp_path / "a.csv", head=head, separator=separator))
    assert [(each.text, each.label) for each in found.examples] == ROWS
    assert found.examples[0].place.endswith("a.csv:2" if head else "a.csv:1")


def test_quotes_of_a_csv_hold_separators_and_lines(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text('label,review\nsí,"bueno, y\nbarato"\nno,"dijo ""no"""\n', encoding="utf-8")
    found = tables.read_table(path)
    assert [(each.text, each.label) for each in found.examples] == [("bueno, y\nbarato", "sí"), ('dijo "no"', "no")]


def test_another_encoding_is_said(tmp_path):
    data = load_texts(data_dir=table(tmp_path / "a.csv", encoding="cp1252"))
    assert any(line.endswith("a.csv is in Latin-1, not UTF-8") for line in data.taken_as)
    assert "¡qué buena!" in data.texts


def test_columns_are_found_or_named(tmp_path):
    path = table(tmp_path / "a.csv", [("1", *row, "x") for row in ROWS], "id;Frase;clase;otra")
    assert [each.text for each in tables.read_table(path).examples] == [row[0] for row in ROWS]
    assert [each.label for each in tables.read_table(path, label_column="OTRA").examples] == ["x"] * 6
    with pytest.raises(
        InputError, match="there is no column 'nota' for --label-column; there are: id, Frase, clase, otra"
    ):
        tables.read_table(path, label_column="nota")
    other = table(tmp_path / "b.csv", [("1", *row) for row in ROWS], "a;b;c")
    with pytest.raises(InputError, match=r"which columns are meant.*there are: a, b, c"):
        tables.read_table(other)


def test_ratings_become_two_classes(tmp_path):
    rows = [(f"texto {number}", f"{number / 4 - 2:+.2f}") for number in range(17)]
    data = load_texts(data_dir=table(tmp_path / "a.tsv", rows, head="", separator="\t"))
    assert data.class_names == ("negative", "positive")
    # −0.25, 0 and 0.25 are left out.
    assert len(data.texts) == 14
    assert np.array_equal(data.ratings > 0, data.labels == 1)
    assert "left out: 3" in "\n".join(data.taken_as)
    stars = [(f"texto {number}", f"{number / 4 + 1:.2f}") for number in range(17)]
    with pytest.raises(InputError, match="ratings from 1 to 5; expected some below 0"):
        load_texts(data_dir=table(tmp_path / "b.tsv", stars, head="", separator="\t"))
    commas = [(text, rating.replace(".", ",").replace("-", "−")) for text, rating in rows]
    spanish = load_texts(data_dir=table(tmp_path / "d.csv", commas, head="texto;nota", separator=";"))
    assert np.array_equal(spanish.ratings, data.ratings)
    whole = [(f"texto {number}", str(number % 3)) for number in range(12)]
    assert load_texts(data_dir=table(tmp_path / "c.tsv", whole, head="", separator="\t")).class_names == ("0", "1", "2")


def test_every_seed_is_tested_on_the_same_texts_and_none_is_in_two_parts():
    first, second = load_texts(seed=0), load_texts(seed=1)
    assert np.array_equal(first.test, second.test)
    assert not np.array_equal(first.validation, second.validation)
    together = np.concatenate([first.training, first.validation, first.test])
    assert np.array_equal(np.sort(together), np.arange(len(first.texts)))
    assert len(first.test) == round(0.2 * len(first.texts))


def test_the_sample_is_even_in_languages_and_classes():
    english, spanish, both = (load_texts(language=name) for name in ("en", "es", "both"))
    assert len(english.texts) == len(spanish.texts) == 440
    assert len(both.texts) == 880
    assert {np.bincount(each.labels).tolist()[0] for each in (english, spanish)} == {220}
    assert both.sample
    assert len(set(both.texts)) == 880


def test_folders_with_a_label_each_and_with_parts(tmp_path):
    for number in range(12):
        for label in ("buena", "mala"):
            folder = tmp_path / "plain" / label
            folder.mkdir(parents=True, exist_ok=True)
            (folder / f"{number}.txt").write_bytes(
                f"película {label} nº {number}".encode("latin-1" if number else "utf-8")
            )
            part = tmp_path / "parts" / ("test" if number < 3 else "train") / label
            part.mkdir(parents=True, exist_ok=True)
            (part / f"{number}.TXT").write_text(f"película {label} {number}", encoding="utf-8")
    (tmp_path / "parts" / "train" / "unsup").mkdir()
    (tmp_path / "parts" / "train" / "unsup" / "0.txt").write_text("nada", encoding="utf-8")
    outside = tmp_path / "outside.txt"
    outside.write_text("secret", encoding="utf-8")
    (tmp_path / "plain" / "mala" / "link.txt").symlink_to(outside)
    plain, parts = (load_texts(data_dir=tmp_path / name) for name in ("plain", "parts"))
    assert plain.class_names == parts.class_names == ("buena", "mala")
    assert "secret" not in plain.texts
    assert len(plain.texts) == 24
    assert any(re.match(r"in Latin-1, not UTF-8: 22 \(the first: ", line) for line in plain.taken_as)
    assert sorted(parts.part(parts.test)) == sorted(f"película {of} {n}" for of in ("buena", "mala") for n in range(3))


def test_tables_named_as_parts_and_a_column_of_parts(tmp_path):
    for part in ("train", "test"):
        table(tmp_path / f"{part}.csv", [(f"{text} {part}", label) for text, label in ROWS])
    data = load_texts(data_dir=tmp_path)
    assert {text.rsplit(" ", 1)[1] for text in data.part(data.test)} == {"test"}
    rows = [(*row, "train" if number % 3 else "test") for number, row in enumerate(ROWS)]
    own = load_texts(data_dir=table(tmp_path / "parts.csv", rows, "frase;clase;split"))
    assert own.part(own.test) == [ROWS[0][0], ROWS[3][0]]
    with pytest.raises(InputError, match="line 2: maybe is none of train, validation and test"):
        load_texts(data_dir=table(tmp_path / "bad.csv", [(*row, "maybe") for row in ROWS], "frase;clase;split"))


def test_the_publishers_table_is_taken_of_four_and_else_one_has_to_be_named(tmp_path):
    rows = [(f"t{number}", f"{number - 5.5}") for number in range(12)]
    for name in (folders.PUBLISHED, "tweets.tsv"):
        table(tmp_path / name, rows, head="", separator="\t")
    assert load_texts(data_dir=tmp_path).name == "movieReviewSnippets"
    (tmp_path / folders.PUBLISHED).rename(tmp_path / "other.tsv")
    with pytest.raises(InputError, match=r"which table is meant.*other\.tsv, tweets\.tsv"):
        load_texts(data_dir=tmp_path)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([*ROWS, ("", "sí")], r"a\.csv:8: the text is empty; write it, or leave such out with --skip-bad"),
        ([*ROWS, ("hola", " ")], r"a\.csv:8: there is no label"),
        (GOOD, r"at least two classes with 3 texts each; there are: sí \(3\)"),
        (ROWS[:5], r"at least two classes with 3 texts each; there are: sí \(3\), no \(2\)$"),
        ([*ROWS, ("regular", "quizá")], "of the class quizá there are too few texts: 1; expected 3"),
        ([*ROWS, ("una", "sí", "más")], r"a\.csv, line 8: has 3 cells, and the first line has 2.*double quotes"),
        ([], "expected at least two classes.*there are: –"),
    ],
)
def test_bad_rows(tmp_path, rows, message):
    with pytest.raises(InputError, match=message):
        load_texts(data_dir=table(tmp_path / "a.csv", rows))


def test_bad_rows_can_be_left_out(tmp_path):
    rows = [*ROWS, ("", "sí"), ("regular", "quizá"), ROWS[0]]
    data = load_texts(data_dir=table(tmp_path / "a.csv", rows), skip_bad=True)
    assert len(data.texts) == 6
    said = "\n".join(data.taken_as)
    assert "left out, without text or label: 1 (the first: " in said
    assert "left out, since they stand there twice with the same label: 1" in said
    assert "left out, of classes with fewer than 3 texts: 1" in said


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty; expected a table"),
        (b"una sola columna\notra\n", "has one column"),
        (b'texto,clase\n"' + b"a" * 200_000 + b'",x\n', "line 2: field larger than field limit"),
        (b"\x00\x01\x02\x03,\x00\n", "is no text"),
    ],
)
def test_files_that_are_no_tables(tmp_path, content, message):
    (tmp_path / "a.csv").write_bytes(content)
    with pytest.raises(InputError, match=message):
        load_texts(data_dir=tmp_path / "a.csv")


def test_places_that_hold_nothing(tmp_path, monkeypatch):
    with pytest.raises(InputError, match="does not exist; give a table"):
        load_texts(data_dir=tmp_path / "nowhere")
    with pytest.raises(InputError, match="holds no texts; expected a folder for each label"):
        load_texts(data_dir=tmp_path)
    with pytest.raises(InputError, match="there are no columns to choose"):
        load_texts(data_dir=tmp_path, text_column="frase")
    with pytest.raises(InputError, match="there is no data set 'imbd'; did you mean 'imdb'"):
        load_texts("imbd")
    with pytest.raises(InputError, match="there is no language of the sentences 'fr'"):
        load_texts(language="fr")
    monkeypatch.setattr(tables, "LARGEST", 1 << 20)
    (tmp_path / "large.csv").write_bytes(b"a,b\n" * (1 << 19))
    with pytest.raises(InputError, match="is larger than 1 MB"):
        load_texts(data_dir=tmp_path / "large.csv")
    pipe = tmp_path / "pipe.csv"
    os.mkfifo(pipe)
    with pytest.raises(InputError, match="it is no plain file"):
        read_bytes(pipe, most=10)


def test_a_class_that_has_nothing_to_learn_from(tmp_path):
    rows = [(*row, "test" if row[1] == "no" else "train") for row in ROWS]
    with pytest.raises(InputError, match="no text of the class no is left to learn from"):
        load_texts(data_dir=table(tmp_path / "a.csv", rows, "frase;clase;split"))


def test_a_column_of_names_is_none_of_classes(tmp_path):
    """Each class has a weight for each n-gram: 20,000 would take fifteen gigabytes."""
    rows = [(f"frase número {number}", f"persona {number // 3}") for number in range(603)]
    with pytest.raises(InputError, match=r"a\.csv: has 201 different labels, more than 200; name the column"):
        load_texts(data_dir=table(tmp_path / "a.csv", rows))
    assert len(load_texts(data_dir=table(tmp_path / "a.csv", rows[:600])).class_names) == 200


def test_the_package_offers_what_it_lists():
    assert all(hasattr(texts, name) for name in texts.__all__)
