"""Sheets in each format. Moodle's two are read back as Moodle reads them."""

import re
from xml.etree import ElementTree

import pytest

from kerascnn import exercises, language
from kerascnn.exercises.exercise import Exercise, Mistake
from kerascnn.exercises.sheet import Item, Option, Sheet

SHEETS = [(level, spoken) for level in (1, 2, 3) for spoken in ("en", "es")]
# Every sign that GIFT, XML, HTML, LaTeX or Markdown gives a meaning.
NASTY = "a=b ~c #d {e} f:g \\h <i> &j; ]]> %k% _l_ *m* $n$ ^o `p` // -> [q] \"r\" 's'"


def of_signs(answer="x=1 ~ {2} #3: \\ <b>"):
    """A sheet whose texts are made of signs."""
    wrong = [Mistake(f"{NASTY} {number}", NASTY) for number in range(3)]
    exercise = Exercise(NASTY, answer, (NASTY,), tuple(wrong), ((NASTY, ((1, -2), (3, 4))),))
    options = [Option(answer, True, NASTY), *(Option(each.value, False, each.name) for each in wrong)]
    return Sheet("mixed", 1, 0, (Item(1, NASTY, exercise, tuple(options)),))


def unescaped(text):
    return re.sub(r"\\([~=#{}:\\])", r"\1", text)


def without_html(text):
    for entity, sign in (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        text = text.replace(entity, sign)
    return text


def read_gift(text):
    r"""Read GIFT as Moodle's importer does.

    Questions end with an empty line; escaped signs are put out of the way first; the name stands between double colons;
    the answers between the first { and the first }; general feedback after ####; # begins a number's answers; ~ and =
    begin an answer, %n% weighs it, # begins its feedback.
    """
    for block in re.split(r"\n\s*\n", text.strip()):
        if block.startswith("$CATEGORY:"):
            continue
        hidden = re.sub(r"\\([~=#{}:\\])", lambda match: f"\0{ord(match[1])};", block)

        def shown(part):
            return re.sub("\0(\\d+);", lambda match: chr(int(match[1])), part).strip()

        name, rest = re.fullmatch(r"::(.*?)::(.*)", hidden, re.DOTALL).groups()
        stem, answers, after = re.fullmatch(r"([^{}]*)\{([^{}]*)\}([^{}]*)", rest, re.DOTALL).groups()
        assert not after.strip()
        assert stem.startswith("[html]")
        # A bare colon has a meaning in a number's tolerance alone.
        assert ":" not in re.sub(r"%\d+%[-\d.]+:[\d.]+#", "", stem + answers)
        answers, _mark, general = answers.strip().partition("####")
        question = {"name": shown(name), "text": shown(stem[6:]), "general": shown(general), "answers": []}
        question["numerical"] = answers.startswith("#")
        body = answers[1:] if question["numerical"] else answers.replace("=", "~=")
        for answer in re.split("=" if question["numerical"] else "~", body.strip()):
            if not answer.strip():
                continue
            weight, value = re.fullmatch(r"\s*(=|%\d+%)?(.*)", answer.strip(), re.DOTALL).groups()
            value, _mark, feedback = value.partition("#")
            assert "#" not in feedback
            right = weight in ("=", "%100%")
            question["answers"].append((shown(value), right, shown(feedback)))
        yield question


def read_xml(text):
    for question in ElementTree.fromstring(text.encode()).iter("question"):
        if question.get("type") == "category":
            assert question.findtext("category/text").startswith("$course$/top/")
            continue
        yield {
            "name": question.findtext("name/text"),
            "text": question.findtext("questiontext/text"),
            "general": question.findtext("generalfeedback/text"),
            "numerical": question.get("type") == "numerical",
            "answers": [
                (
                    answer.findtext("text"),
                    answer.get("fraction") == "100",
                    answer.findtext("feedback/text"),
                )
                for answer in question.iter("answer")
            ],
        }


READERS = {"gift": read_gift, "moodle-xml": read_xml}


@pytest.mark.parametrize("form", READERS)
@pytest.mark.parametrize(("level", "spoken"), SHEETS)
def test_moodle_reads_what_the_sheet_says(form, level, spoken):
    language.use(spoken)
    made = exercises.make(count=40, level=level, seed=3)
    read = list(READERS[form](exercises.render(made, form, key=True)))
    assert [question["name"] for question in read] == [item.name for item in made.items]
    assert len({question["name"] for question in read}) == 40
    for question, item in zip(read, made.items, strict=True):
        assert item.exercise.question in without_html(question["text"])
        assert all(step in without_html(question["general"]) for step in item.exercise.steps)
        assert question["numerical"] == isinstance(item.exercise.answer, int | float)
        # One answer earns everything, the others nothing.
        assert [right for _value, right, _feedback in question["answers"]].count(True) == 1
        values = [value.split(":")[0] for value, _right, _f in question["answers"]]
        if question["numerical"]:
            assert question["answers"][0][1]
            assert all(re.fullmatch(r"-?\d+(\.\d+)?", value) for value in values)
            assert sorted(values) == sorted(option.text for option in item.options)
        else:
            assert [without_html(value) for value in values] == [option.text for option in item.options]
        told = {option.text: option.feedback for option in item.options}
        assert {
            value: without_html(answer[2]) for value, answer in zip(values, question["answers"], strict=True)
        } == told


@pytest.mark.parametrize("form", READERS)
def test_every_sign_survives(form):
    made = of_signs()
    (question,) = READERS[form](exercises.render(made, form, key=True))
    assert question["name"] == NASTY
    assert NASTY in without_html(question["text"])
    assert NASTY in without_html(question["general"])
    assert [(without_html(value), right) for value, right, _f in question["answers"]] == [
        (option.text, option.right) for option in made.items[0].options
    ]
    assert all(without_html(feedback) == NASTY for _value, _right, feedback in question["answers"])


def test_the_solution_is_in_moodle_only_with_the_key():
    made = exercises.make(count=4)
    for form, read in READERS.items():
        assert not any(question["general"] for question in read(exercises.render(made, form)))


def test_a_rounded_number_has_a_tolerance():
    made = exercises.make("iou", count=1)
    answer = f"{made.items[0].exercise.answer:.3f}"
    assert f"=%100%{answer}:0.002#" in exercises.render(made, "gift")
    assert f"<text>{answer}</text><tolerance>0.002</tolerance>" in exercises.render(made, "moodle-xml")
    assert "<tolerance>0</tolerance>" in exercises.render(exercises.make("parameters", count=1), "moodle-xml")


def test_xml_says_how_each_question_behaves():
    text = exercises.render(exercises.make("convolution", count=1), "moodle-xml")
    assert text.startswith('<?xml version="1.0" encoding="UTF-8"?>\n<quiz>')
    (question,) = ElementTree.fromstring(text.encode()).findall("question[@type='multichoice']")
    expected = {"single": "true", "shuffleanswers": "true", "answernumbering": "abc", "defaultgrade": "1"}
    assert {tag: question.findtext(tag) for tag in expected} == expected
    for tag in ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback"):
        assert question.find(f"{tag}/text") is not None


@pytest.mark.parametrize(("level", "spoken"), SHEETS)
def test_latex_has_its_signs_in_its_own_words(level, spoken):
    language.use(spoken)
    text = exercises.render(exercises.make(count=40, level=level), "latex", key=True)
    assert {sign for sign in text if not sign.isascii()} <= set("áéíóúñÁÉÍÓÚÑ¿¡ü«»")
    assert text.count(r"\begin{") == text.count(r"\end{")
    assert re.sub(r"\\.", "", text).count("$") % 2 == 0
    assert ("spanish" if spoken == "es" else "english") in text


def test_latex_and_markdown_escape_every_sign():
    text = exercises.render(of_signs(), "latex", key=True)
    assert r"a=b \textasciitilde{}c \#d \{e\} f:g \textbackslash{}h $<$i$>$ \&j" in text
    assert r"\#d \{e\} f:g \\h \<i\> &j" in exercises.render(of_signs(), "markdown", key=True)


@pytest.mark.parametrize("form", ["text", "markdown", "latex"])
def test_the_key_comes_after_the_sheet_or_not_at_all(form):
    made = exercises.make("pooling", count=3)
    plain, with_key = exercises.render(made, form), exercises.render(made, form, key=True)
    assert "Answers" not in plain
    body = with_key[: with_key.index("Answers")]
    for item in made.items:
        last = item.exercise.steps[-1]
        assert last not in body
        assert last in with_key
    if form != "latex":
        assert with_key.startswith(plain.rstrip())


def test_a_sheet_as_text():
    item = exercises.make("by-hand", count=1).items[0]
    text = exercises.render(exercises.make("by-hand", count=1), key=True)
    letter = "abcd"[[option.right for option in item.options].index(True)]
    assert f"\n   image\n     {'  '.join(map(str, item.exercise.matrices[0][1][0]))}\n" in text
    assert f"\n1. {letter}) {item.exercise.answer}\n   {item.exercise.steps[0]}\n" in text


def test_an_unknown_format_names_the_closest():
    with pytest.raises(ValueError, match="there is no format 'moodlexml'; did you mean 'moodle-xml'"):
        exercises.render(exercises.make(count=1), "moodlexml")
