"""Words that people type for layers: understood where they have one meaning, answered where not, never guessed."""

import pytest

from kerascnn.errors import InputError
from kerascnn.shapes import check, solve, trace
from kerascnn.shapes.notation import BRANCHES, KINDS
from kerascnn.shapes.notation.synonyms import ANSWERS, SYNONYMS, answer, near, own_name

UNDERSTOOD = {
    # PyTorch
    "Conv2d6@5": "conv6@5",
    "nn.Conv2d6@5/p2": "conv6@5/p2",
    "ConvTranspose2d4@3/s2": "tconv4@3/s2",
    "MaxPool2d2": "pool2",
    "MaxPool2d3/s2/ceil": "pool3/s2/ceil",
    "AvgPool2d2": "avgpool2",
    "AdaptiveAvgPool2d7": "adaptiveavgpool7",
    "BatchNorm2d": "bn",
    "Linear120/each": "dense120/each",
    "linear120/each": "dense120/each",
    "Dropout2d0.25": "dropout0.25",
    "ReLU": "relu",
    "LeakyReLU": "leakyrelu",
    "LocalResponseNorm5": "lrn5",
    "Upsample2": "up2",
    "ZeroPad2d1": "pad1",
    "Identity": "linear",
    # Keras
    "Conv2D6@5/same": "conv6@5/same",
    "Conv2DTranspose4@3/s2/same": "tconv4@3/s2/same",
    "SeparableConv2D8@3": "sepconv8@3",
    "DepthwiseConv2D@3": "dwconv@3",
    "MaxPooling2D2": "pool2",
    "AveragePooling2D2": "avgpool2",
    "GlobalAveragePooling2D": "globalavgpool",
    "GlobalMaxPool2D": "globalmaxpool",
    "BatchNormalization": "bn",
    "SpatialDropout2D0.2": "dropout0.2",
    "UpSampling2D2": "up2",
    "ZeroPadding2D1": "pad1",
    "leaky_relu": "leakyrelu",
    "max_pool2d2": "pool2",
    # textbooks
    "deconv8@3": "tconv8@3",
    "convt8@3": "tconv8@3",
    "transpose8@3": "tconv8@3",
    "fullyconnected10/each": "dense10/each",
    "lrn": "lrn5",
    "bn": "bn",
    # Spanish
    "convolución16@3": "conv16@3",
    "convolucion16@3": "conv16@3",
    "Convolución_transpuesta8@3": "tconv8@3",
    "agrupación2": "pool2",
    "muestreo_máximo2": "pool2",
    "muestreo_promedio2": "avgpool2",
    "aplanar": "flatten",
    "densa10/each": "dense10/each",
    "capa_totalmente_conectada10/each": "dense10/each",
    "normalización_por_lotes": "bn",
    "sigmoide": "sigmoid",
}


@pytest.mark.parametrize("word", UNDERSTOOD)
def test_a_word_of_others_is_understood(word):
    (row,) = trace(f"32x32x3 {word}").rows
    assert str(row.layer) == UNDERSTOOD[word]


def test_the_table_shows_the_notation_s_own_words():
    text = str(trace("32x32x3 Conv2d6@5 MaxPool2d2 aplanar Linear10"))
    assert [line.split()[0] for line in text.splitlines()[2:7]] == ["input", "conv6@5", "pool2", "flatten", "dense10"]


def test_branches_too():
    net = trace("8x8x4 split convolución4@3/same and suma split relu and relu concatenar")
    assert [row.node.text for row in net.rows] == ["conv4@3/same", "add", "relu", "relu", "concat"]


def test_check_and_unknowns_read_them():
    assert check("28x28x1", "Conv2d4@3/p1", "MaxPool2d2", answer="14x14x4").right
    assert [found.rows[0].node.text for found in solve("28x28x1", "Conv2d4@3/p?", want="28x28").traces] == [
        "conv4@3/p1"
    ]
    assert [found.rows[0].node.text for found in solve("28x28x1", "agrupación_", want="14x14").traces] == ["pool2"]
    with pytest.raises(InputError, match=r"nothing in place of \?") as caught:
        solve("28x28x1", "MaxPool2d?", want="29x29")
    assert caught.value.__notes__[0].splitlines()[1] == " " * 19 + "^"


def test_the_axes_in_a_name_are_those_of_the_shape():
    assert trace("16x16x16x1 Conv3d4@3 BatchNorm3d").output == (14, 14, 14, 4)
    assert trace("100x8 Conv1D4@3").output == (98, 4)
    with pytest.raises(InputError, match=r"its name says 2D, and its input 16×16×16×1 has 3 axes to slide along"):
        trace("16x16x16x1 Conv2d4@3")
    with pytest.raises(InputError, match=r"its name says 1D, and its input 8×8×3 has 2 .*; these work: conv4@3"):
        trace("8x8x3 Conv1d4@3")


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("LSTM64", "there is no word for it here; `kerascnn summary` counts it in a saved model"),
        ("nn.GRU8", "there is no word for it here"),
        ("atención", "there is no word for it here"),
        ("Input", "the shape of the input is the first word"),
        ("Activation", "write the function itself"),
        ("padding1", "zeros around a map are pad1; the padding of a convolution is its option"),
        ("relleno1", "zeros around a map are pad1"),
        ("normalización", "there are several: bn"),
        ("InstanceNorm2d", "as many groups as channels"),
        ("submuestreo2", "pool2 takes the largest value, avgpool2 the mean"),
        ("GlobalPooling2D", "globalmaxpool and globalavgpool"),
        ("shortcut", "a residual block is split"),
        ("celu", "there is no word for this function here"),
        ("Conv2d(3,6,5)", "Conv2d(3,6,5): this is code; a word is conv16@3/s2/p1"),
        ("Conv2d", "Conv2d: a number is missing; did you mean conv16@3?"),
        ("Linear", "Linear: a number is missing; did you mean dense120?"),
        ("MaxPool2d", "MaxPool2d: a number is missing; did you mean pool3?"),
        ("deconv32", "deconv32: tconv needs its kernel: tconv32@3/s2/p1/op1"),
        ("BatchNorm2d64", "bn takes no number here; did you mean bn?"),
        ("convolución16", "conv needs its kernel"),
        ("Flatten2d", "there is no such layer"),
    ],
)
def test_what_has_no_one_meaning_is_answered(word, said):
    with pytest.raises(InputError) as caught:
        trace(f"32x32x3 {word}")
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("slip", "meant"),
    [
        ("covn6@5", "conv6@5"),
        ("con6@5", "conv6@5"),
        ("pol2", "pool2"),
        ("maxpol2", "pool2"),
        ("dropuot0.5", "dropout0.5"),
        ("flaten", "flatten"),
        ("desne10", "dense10"),
        ("convolusion4@3", "conv4@3"),
    ],
)
def test_a_slip_of_the_pen_is_named(slip, meant):
    with pytest.raises(InputError, match=rf"there is no such layer; did you mean {meant}\?"):
        trace(f"32x32x3 {slip}")


@pytest.mark.parametrize(
    "word", ["cnn", "mlp", "transformerx", "wavelet", "foo", "cell", "block", "capsule", "head", "xy"]
)
def test_nothing_is_guessed(word):
    assert near(word) is None
    with pytest.raises(InputError, match=r"there is no such layer; `kerascnn shape-calc --notation` lists the layers"):
        trace(f"32x32x3 {word}3")


def test_the_tables_agree_with_the_notation():
    own = {name for kind in KINDS for name in kind.names} | {word for word, _meaning in BRANCHES}
    others = [word for listed in SYNONYMS.values() for word in listed.split()]
    answered = [word for listed in ANSWERS for word in listed.split()]
    assert set(SYNONYMS) <= own
    assert len(others) == len(set(others)), "a word has two meanings"
    assert not set(others) & own
    assert not set(answered) & (own | set(others))
    assert all(word.isascii() and word.isalnum() and word == word.lower() for word in [*others, *answered])
    assert all(own_name(word) for word in others)
    assert all(answer(word) for word in answered)


def test_own_words_are_read_without_the_table(python):
    code = """
import sys
from kerascnn.shapes import trace
trace("32x32x3 conv6@5 pool2 split relu and add flatten dense10")
print("kerascnn.shapes.notation.synonyms" in sys.modules, "kerascnn.shapes.source_code" in sys.modules)"""
    assert python(code).splitlines()[-1] == "False False"
