import pytest

from kerascnn import cli, exercises


def test_the_sheet_is_printed(kerascnn):
    code, out, err = kerascnn("exercises", "--topic", "convolution", "--count", 3, "--seed", 4)
    assert (code, err) == (0, "")
    assert out == exercises.render(exercises.make("convolution", count=3, seed=4))


def test_the_help_names_every_topic_and_format(kerascnn):
    told = {option.name: option.help for option in cli.group.get_command(None, "exercises").params}
    assert all(topic in told["topic"] for topic in [*exercises.topic_names(), "mixed"])
    assert all(form in told["form"] for form in exercises.format_names())


def test_the_sheet_may_speak_another_language_than_the_reader(kerascnn, tmp_path):
    path = tmp_path / "hoja.txt"
    code, out, _ = kerascnn("exercises", "--language", "es", "--count", 1, "-o", path, "--key")
    assert (code, out) == (0, f"written: {path}\n")
    assert path.read_text().startswith("Ejercicios: ")
    assert "Respuestas" in path.read_text()


def test_a_file_is_replaced_only_when_asked(kerascnn, tmp_path):
    path = tmp_path / "sheet.xml"
    path.write_text("mine")
    code, _, err = kerascnn("exercises", "-o", path)
    assert (code, path.read_text()) == (2, "mine")
    assert err == f"Error: {path} exists; choose another name, or --force to replace it\n"
    code, _, _ = kerascnn("exercises", "-o", path, "--force", "--format", "moodle-xml")
    assert (code, path.read_text()[:5]) == (0, "<?xml")


@pytest.mark.parametrize(
    ("name", "given", "form"),
    [
        ("sheet.xml", None, "moodle-xml"),
        ("sheet.MD", None, "markdown"),
        ("sheet.tex", None, "latex"),
        ("sheet.gift", None, "gift"),
        ("sheet.txt", None, "text"),
        ("sheet", None, "text"),
        ("sheet.txt", "gift", "gift"),
        ("sheet.tex", "latex", "latex"),
    ],
)
def test_the_ending_of_the_file_says_its_format(kerascnn, tmp_path, name, given, form):
    code, _, err = kerascnn("exercises", "--count", 2, "-o", tmp_path / name, *(["--format", given] if given else []))
    assert (code, err) == (0, "")
    assert (tmp_path / name).read_text() == exercises.render(exercises.make("mixed", count=2), form)


@pytest.mark.parametrize(("name", "form"), [("x.xml", "markdown"), ("x.md", "text"), ("x.tex", "gift")])
def test_a_format_that_the_ending_contradicts_is_refused(kerascnn, tmp_path, name, form):
    code, out, err = kerascnn("exercises", "--format", form, "-o", tmp_path / name)
    assert (code, out) == (2, "")
    assert f"not {form}; leave --format out, or give another ending" in err
    assert not (tmp_path / name).exists()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--topic", "poling"], "there is no topic 'poling'; did you mean 'pooling'?"),
        (["--count", 0], "count is 0; expected a whole number from 1 up"),
        (["--count", 10**9], "count is 1000000000; a sheet has at most 1000 exercises"),
        (["--level", 9], "level is 9; expected 1, 2 or 3"),
        (["--seed", -1], "seed is -1; expected a whole number from 0 up"),
        (["--format", "pdf"], "there is no format 'pdf'"),
        (["--language", "fr"], "Invalid value for '--language'"),
        (["-o", "/nowhere/sheet.txt"], "the folder /nowhere does not exist; make it first"),
    ],
)
def test_bad_input_is_one_line(kerascnn, words, message):
    code, out, err = kerascnn("exercises", *words)
    assert (code, out) == (2, "")
    assert err.startswith(f"Error: {message}")
    assert err.count("\n") == 1
