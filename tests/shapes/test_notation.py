"""Words, and what is said of those that cannot be read."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kerascnn.errors import InputError
from kerascnn.shapes import trace
from kerascnn.shapes.layers import Convolution, Dense, Pooling
from kerascnn.shapes.notation import BRANCHES, KINDS, FaultError, layer_of
from kerascnn.shapes.places import Source, shown


def problem(*words: str, order: str = "hwc") -> tuple[str, str]:
    """The sentence and the note of the error that words cause."""
    with pytest.raises(InputError) as caught:
        trace(*words, order=order)
    return str(caught.value), "\n".join(getattr(caught.value, "__notes__", []))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.example)
def test_every_example_of_the_table_parses_and_is_written_again(kind):
    layer = layer_of(kind.example)
    assert isinstance(layer, kind.make)
    assert layer_of(str(layer)) == layer


@pytest.mark.parametrize(("name", "kind"), [(name, kind) for kind in KINDS for name in kind.names[1:]])
def test_every_other_name_means_the_same(name, kind):
    assert layer_of(kind.example.replace(kind.names[0], name, 1)) == layer_of(kind.example)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind.kernel], ids=lambda kind: kind.example)
def test_every_option_of_the_table_is_read(kind):
    plain = kind.example.split("/")[0]
    for option in kind.options:
        assert layer_of(f"{plain}/{option}2") != layer_of(plain), option
    for flag in kind.flags:
        layer = layer_of(f"{plain}/{flag}")
        assert layer_of(str(layer)) == layer


whole = st.integers(1, 99)
pair = st.one_of(whole.map(str), st.tuples(whole, whole).map(lambda two: f"{two[0]}x{two[1]}"))


@given(filters=whole, kernel=pair, stride=pair, zeros=pair, dilation=pair, groups=whole, bias=st.booleans())
def test_what_is_written_is_read_again(filters, kernel, stride, zeros, dilation, groups, bias):
    word = f"conv{filters}@{kernel}/s{stride}/p{zeros}/d{dilation}/g{groups}" + ("" if bias else "/nobias")
    layer = layer_of(word)
    assert isinstance(layer, Convolution)
    assert (layer.filters, layer.groups, layer.bias) == (filters, groups, bias)
    assert layer_of(str(layer)) == layer


def test_the_stride_of_a_pooling_is_its_window():
    assert layer_of("pool3x2") == Pooling(kernel=(3, 2), stride=(3, 2))
    assert layer_of("maxpool3/s2") == Pooling(kernel=(3,), stride=(2,))


def test_words_need_no_quotes_in_a_shell():
    # What bash and zsh leave alone within a word; ? alone is a pattern in zsh, and _ stands for it.
    safe = set("abcdefghijklmnopqrstuvwxyz0123456789@/.,_x")
    for kind in KINDS:
        assert set(kind.example) <= safe, kind.example
    assert not {word for word, _meaning in BRANCHES} & {"if", "then", "do", "done", "for", "in", "case", "time"}


def test_the_times_sign_that_is_printed_is_read():
    assert trace("28×28×1 conv4@3×5").output == (26, 24, 4)


def test_comments_end_with_their_line():
    assert trace("28x28x1 # grey\nconv4@3 # four filters\n# and no more\npool2").output == (13, 13, 4)


BAD = [
    ("32x32x3 covn6@5", "covn6@5: there is no such layer; did you mean conv6@5?", "^^^^"),
    ("32x32x3 split relu and add/2", "add/2: add stands alone, without numbers and options; did you mean add?", "^^"),
    ("32x32x3 split relu and3 add", "and3: and stands alone, without numbers and options; did you mean and?", "^"),
    ("32x32x3 conv6@5/s0", "conv6@5/s0: 0 is too small; expected 1 or more; did you mean conv6@5?", "^"),
    ("32x32x3 conv6@5/p-1", "conv6@5/p-1: -1 is not a whole number; did you mean conv6@5?", "^^"),
    ("32x32x3 conv6@5x5x5x5", "one number, or one for each axis: height x width; did you mean conv6@3?", "^" * 7),
    ("32x32x3 conv6", "conv6: conv needs its kernel: conv16@3/s2/p1; did you mean conv6@3?", "^"),
    ("32x32x3 conv@3", "conv@3: a number is missing; did you mean conv16@3?", "^"),
    ("32x32x3 conv6@5/q1", "has no option /q1; it has: /sN, /pN, /dN, /gN, /same,", "^^^"),
    ("32x32x3 conv6@5/s2/s3", "/s3 says again what has been said; did you mean conv6@5/s3?", "^^^"),
    ("32x32x3 conv6@5/p1/same", "/same says again what has been said", "^^^^^"),
    ("32x32x3 conv1e30@5", "1e30 is not a whole number", "^^^^"),
    ("32x32x3 conv1000000000000@5", "1000000000000 is more than 1,000,000,000", "^^^^^^^^^^^^^"),
    ("32x32x3 pool2@3", "pool takes no kernel after an @; did you mean pool2?", "^^"),
    ("32x32x3 flatten2", "flatten takes no number here; did you mean flatten?", "^"),
    ("32x32x3 dropout1.5", "1.5 is not a share from 0 up to 1: 0.5; did you mean dropout?", "^^^"),
    ("32x32x3 conv6@5/p?", "? is an unknown number; shape-calc solves for it with --want SHAPE", "^"),
    ("32x32x3 zzzz", "zzzz: there is no such layer; `kerascnn shape-calc --notation` lists the layers", "^^^^"),
    ("3x", "3x is no shape: a number is missing; expected something like 3x1", "^"),
    ("0x32x3 relu", "0x32x3 is no shape: 0 is too small; expected 1 or more; expected something like 1x32x3", "^"),
    ("-1x32x3", "-1 is not a whole number; expected something like 1x32x3", "^^"),
    ("1e30x32x3", "1e30 is not a whole number; expected something like 32x32x3", "^^^^"),
    (f"{10**30}x3", "is more than 1,000,000,000", "^" * 31),
    ("1x2x3x4x5", "a shape has one to four numbers: 32x32x3", "^" * 9),
    ("conv6@5", "conv6@5 is no shape: the first word is the input's shape, such as 32x32x3", "^^^^^^^"),
    ("8x8x3 add", "add has no split in front of it", "^^^"),
    ("8x8x3 split relu", "this split has no add or concat behind it", "^^^^^"),
    ("8x8x3 split relu add", "a split has two branches or more", "^^^"),
    # Layers that can be read and do not fit.
    ("5x5x6 conv16@7", "⌊(5 − 7 + 2·0)/1⌋ + 1 = −1; these work: conv16@7/p1, conv16@5, conv16@7/same", "^" * 8),
    ("5x5x6 pool6", "⌊(5 − 6)/6⌋ + 1 = 0; these work: pool6/p1, pool5, pool6/same", "^^^^^"),
    ("8x8x6 conv16@3/g4", "its 4 groups do not divide the 6 channels of its input; these do: 1, 2", "^" * 11),
    ("8x8x6 gn4", "its 4 groups do not divide the 6 channels of its input; these do: 1, 2, 3, 6", "^^^"),
    (
        "784 conv4@3",
        "it slides over a map (height×width×channels or length×channels), and its input is a vector",
        "^" * 7,
    ),
    (
        "100x4 conv4@3x3",
        "it has 2 numbers (3x3), and its input has 1 axis to slide along; these work: conv4@3",
        "^" * 9,
    ),
    ("8x8x3 conv4@3/causal", "causal padding is for one dimension, and its input has 2", "^" * 14),
    ("8x8x3 pool2/p2", "a pooling's padding is at most half of its window: 1 here, not 2", "^" * 8),
    ("8x8x3 crop4", "8 − 4 − 4 = 0", "^^^^^"),
    ("8x8x3 reshape7x7", "7·7 = 49 numbers cannot be made of 8·8·3 = 192", "^" * 10),
    ("4x4x3 tconv4@3/p6", "(4 − 1)·1 + 3 − 2·6 = −6; these work: tconv4@3, tconv4@3/same", "^" * 11),
    ("4x4x3 tconv4@3/s2/op2", "its output padding 2 is not less than its stride 2; these work: tconv4@3/s2", "^" * 15),
    ("1x1x1 up1000000000 up1000000000 up1000000000", "its numbers become larger than", "^" * 12),
    ("8x8x3 split conv4@3 and add", "only equal shapes can be added; its branches end in 6×6×4 and 8×8×3", "^^^"),
    ("8x8x3 split pool2 and concat", "only maps of one size can be put one after another", "^^^^^^"),
]


@pytest.mark.parametrize(("text", "message", "carets"), BAD, ids=[row[0][:40] for row in BAD])
def test_bad_words_are_named_with_their_place(text, message, carets):
    sentence, note = problem(text)
    assert message in sentence
    assert "\n" not in sentence
    line, under = note.split("\n")
    assert line.strip() in text
    assert under.strip() == carets
    # The carets stand under the place, not merely under the line.
    assert under.index("^") + len(carets) <= len(line) + 1


def test_the_caret_stands_under_the_place():
    _sentence, note = problem("32x32x3 relu conv6@5/s0 relu")
    line, under = note.split("\n")
    assert line[under.index("^")] == "0"
    assert line == "  32x32x3 relu conv6@5/s0 relu"


def test_a_dense_layer_on_a_map_shows_both_readings():
    sentence, _note = problem("5x5x16 dense10")
    # After a flatten 5·5·16 = 400 numbers: (400 + 1)·10; at each position (16 + 1)·10.
    assert "After a flatten it makes 10 of 400 numbers, with 4,010 parameters" in sentence
    assert "Keras applies it at each position: 5×5×10, 170 parameters" in sentence
    assert sentence.endswith("these work: flatten dense10, dense10/each")
    assert trace("5x5x16 flatten dense10").parameters == 4010
    assert trace("5x5x16 dense10/each").parameters == 170
    assert layer_of("dense10/each") == Dense(units=10, each=True)


def test_nothing_at_all_is_named():
    assert problem("")[0].startswith("nothing to calculate: give the input's shape and layers, such as 32x32x3 conv6@5")
    assert "3x32x32 conv6@5" in problem("", order="chw")[0]


def test_a_megabyte_in_one_word_is_refused_shortly():
    sentence, note = problem("32x32x3 " + "conv" * 2**18)
    assert "too long for a layer" in sentence
    assert len(sentence) < 300
    assert len(note) < 300
    assert len(problem("3" * 2**20)[0]) < 300
    assert len(problem("32x32x3 conv6@" + "5" * 90)[0]) < 300


def test_control_characters_are_shown_as_escapes():
    sentence, note = problem("8x8x3 conv\x1b[31m6@3 relu\x00 \u202egnp")
    assert not any(character != "\n" and not character.isprintable() for character in sentence + note)
    assert "\\x1b[31m6" in sentence
    line, under = note.split("\n")
    assert line[under.index("^") :].startswith("\\x1b")


def test_the_line_of_a_text_of_many_lines_is_shown():
    _sentence, note = problem("32x32x3\nconv6@5\npol2\nrelu")
    assert note.split("\n")[0] == "  pol2"


def test_a_long_line_is_cut_around_the_place():
    text = "64x64x3 " + "relu " * 400 + "covn6@5 " + "relu " * 400
    line, under = problem(text)[1].split("\n")
    assert len(line) < 100
    assert line[under.index("^") :].startswith("covn6@5")


def test_every_change_that_is_proposed_works():
    """Each remedy is tried again here, on its own."""
    for text in [
        "5x5x6 conv16@7 relu",
        "6x6x3 pool2 conv8@5 gap",
        "8x8x6 conv16@3/g4",
        "5x5x16 dense10",
        "7x7x1 pool8",
    ]:
        sentence, _note = problem(text)
        changes = sentence.split("these work: ")[1].split(", ")
        assert 2 <= len(changes) <= 3
        bad = next(word for word in text.split() if sentence.startswith(word))
        for change in changes:
            assert trace(text.replace(bad, change)).rows


def test_the_first_layer_that_does_not_fit_is_named_with_the_shapes_so_far():
    sentence, _note = problem("32x32x3 conv6@5 pool2 conv16@5 pool2 conv32@5 conv64@3")
    assert sentence.startswith("conv64@3 does not fit after … → 28×28×6 → 14×14×6 → 10×10×16 → 5×5×16 → 1×1×32: ")
    assert "⌊(1 − 3 + 2·0)/1⌋ + 1 = −1; these work: conv64@3/p1, conv64@1, conv64@3/same" in sentence


@given(st.text(max_size=30))
def test_any_text_is_a_layer_or_a_fault(text):
    with contextlib.suppress(FaultError):
        assert layer_of(str(layer_of(text))) is not None


@given(st.text(max_size=60))
def test_any_text_is_a_network_or_an_input_error(text):
    sentence = ""
    try:
        trace(text)
    except InputError as error:
        sentence = str(error)
    assert all(character.isprintable() for character in sentence)


def test_shown_shortens():
    assert shown("x" * 100) == "x" * 39 + "…"
    assert Source("a  b").words()[1].start == 3


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("28,28,1 conv8@3", "28,28,1: the numbers of a shape are joined by x: 28x28x1"),
        ("(28,28,1) conv8@3", "the numbers of a shape are joined by x: 28x28x1"),
        ("28*28 dense4", "28*28: the numbers of a shape are joined by x: 28x28"),
        ("1,028 dense4", "1,028: numbers are written without a sign between thousands: 1028"),
        ("1,028x28x1 conv8@3", "numbers are written without a sign between thousands: 1028x28x1"),
        ("100,100 dense4", "write the number 100100 without a sign between thousands, or the shape 100x100 with x"),
        ("28x28x1 Conv3d8@3", "Conv3d8@3 does not fit after 28×28×1: its name says 3D"),
        ("28x28x1 leakyrelu2x", "leakyrelu2x: 2x is not a slope such as 0.2; did you mean leakyrelu?"),
    ],
)
def test_shapes_and_names_are_answered_as_they_were_typed(text, message):
    assert message in problem(text)[0]


def test_a_capital_x_joins_numbers_too():
    assert trace("28X28X1 conv8@3").output == (26, 26, 8)
