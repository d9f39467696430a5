"""The code of a network is read and never run: what is understood, and what is refused with its line."""

import io
import itertools
import re
import time

import pytest

from kerascnn.errors import InputError
from kerascnn.shapes import trace
from kerascnn.shapes.chain import Trace, run
from kerascnn.shapes.reading import network_from
from kerascnn.shapes.render import code as model_code
from kerascnn.shapes.render import not_carried
from kerascnn.shapes.source_code import is_code

HEAD = "model = keras.Sequential([keras.Input((28, 28, 1)), {}])"
TORCH = "model = nn.Sequential({})\nmodel(torch.zeros(1, 3, 32, 32))"


@pytest.fixture
def read(tmp_path):
    """Reads a text as a file."""

    def read(text: str, image: str | None = None, name: str = "net.py") -> Trace:
        (tmp_path / name).write_bytes(text.encode(errors="surrogatepass"))
        return run(*network_from([], tmp_path / name, None, image))

    return read


def words(net: Trace) -> list[str]:
    return [str(row.layer) for row in net.rows]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (HEAD.format("layers.Conv2D(4, 3, activation='relu')"), ["conv4@3/valid", "relu"]),
        (HEAD.format("layers.Conv2D(4, (3, 5), (2, 1), 'SAME', use_bias=False)"), ["conv4@3x5/s2x1/same/nobias"]),
        (HEAD.format("layers.Dense(4, activation=tf.nn.softmax)"), ["dense4/each", "softmax"]),
        (HEAD.format("layers.Dense(4, activation=layers.LeakyReLU(0.2))"), ["dense4/each", "leakyrelu0.2"]),
        (HEAD.format("layers.MaxPool2D()"), ["pool2/valid"]),
        (HEAD.format("layers.ZeroPadding2D(((1, 0), (2, 0)))"), ["pad1,0x2,0"]),
        (HEAD.format("layers.Cropping2D((1, 2))"), ["crop1x2"]),
        (HEAD.format("layers.UpSampling2D(interpolation='bilinear')"), ["up2/bilinear"]),
        (HEAD.format("layers.Conv2DTranspose(4, 3, 2, 'same', 1)"), ["tconv4@3/s2/same/op1"]),
        (HEAD.format("layers.DepthwiseConv2D(3, depth_multiplier=2)"), ["dwconv@3/valid/m2"]),
        (HEAD.format("layers.Reshape((-1, 28))"), ["reshape-1x28"]),
        (HEAD.format("layers.ReLU(6), layers.BatchNormalization(center=False)"), ["relu6", "bn/nocenter"]),
        (
            "import keras\nfrom keras.layers import Dense as D\nkeras.Sequential([keras.Input((3,)), D(2)])",
            ["dense2/each"],
        ),
        ("m = Sequential()\nm.add(Input(shape=[3]))\nm.add(Dense(units=2))\nm.summary()", ["dense2/each"]),
        ("m = Sequential(layers=[Dense(2)], name='m')\nm.build((None, 3))", ["dense2/each"]),
        ("m = Sequential([Dense(2, input_dim=3)])", ["dense2/each"]),
        ("m = Sequential([Dense(2, batch_input_shape=(None, 3))])", ["dense2/each"]),
        ("n: int = 2\nm = Sequential([Input((3,)), Dense(n * 2 - -1)])", ["dense5/each"]),
        ("inputs = keras.Input((3,))\nm = Sequential([inputs, Dense(2)])\nm", ["dense2/each"]),
        (TORCH.format("nn.Conv2d(3, 8, 3, padding='same')"), ["conv8@3/same"]),
        (TORCH.format("nn.Conv2d(3, 8, (3, 1), (2, 1), (1, 0))"), ["conv8@3x1/s2x1/p1x0"]),
        (TORCH.format("nn.MaxPool2d(3, 2, 1, ceil_mode=True)"), ["pool3/s2/p1/ceil"]),
        (TORCH.format("nn.ZeroPad2d((1, 2, 3, 4))"), ["pad3,4x1,2"]),
        (
            TORCH.format("nn.AdaptiveAvgPool2d((None, 4)), nn.AdaptiveMaxPool2d(1)"),
            ["adaptiveavgpool0x4", "globalmaxpool/keep"],
        ),
        (TORCH.format("nn.ConvTranspose2d(3, 4, 3, 2, 1, 1, bias=False)"), ["tconv4@3/s2/p1/op1/nobias"]),
        (TORCH.format("nn.Flatten(), nn.Linear(in_features=3 * 32 * 32, out_features=4)"), ["flatten", "dense4"]),
        (TORCH.format("nn.Sequential(nn.ReLU()), nn.Identity()"), ["relu", "linear"]),
        ("nn.Conv2d(3, 8, 3),\nnn.ReLU(),\n# the rest is missing", ["conv8@3", "relu"]),
        ("net = nn.Sequential(nn.Conv2d(3, 8, 3)).to('cuda')\nprint(net(torch.rand(1, 3, 9, 9)).size())", ["conv8@3"]),
    ],
)
def test_what_code_means(read, text, expected):
    assert words(read(text, "3x32x32" if "nn." in text and "torch" not in text else None)) == expected


def test_where_the_shape_of_the_input_comes_from(read):
    code = "model = nn.Sequential(nn.Conv2d(1, 4, 3))\n"
    assert read(code + "summary(model, (1, 28, 30))").image == (28, 30, 1)
    assert read(code + "torchinfo.summary(model, input_size=(64, 1, 28, 30))").image == (28, 30, 1)
    assert read(code + "x = torch.randn(64, 1, 28, 30)\nout = model(x)\n").image == (28, 30, 1)
    assert read(code, "1x28x30").image == (28, 30, 1)
    # What is given goes before what the code says.
    assert read(HEAD.format("layers.Conv2D(4, 3)"), "8x8x1").image == (8, 8, 1)


def test_weights_of_a_layer_that_stands_twice_are_counted_once(read):
    net = read("a = layers.Dense(4)\nm = keras.Sequential([keras.Input((4,)), a, a, layers.Dense(4)])")
    assert [row.parameters for row in net.rows] == [20, 0, 20]


CHAINS = [
    "32x32x3 conv6@5 pool2 conv16@5/nobias pool2 flatten dense120 relu dropout dense10 softmax",
    "32x31x4 conv8@3x5/s2x1/same/g2 bn avgpool3/s2/p1 dwconv@3/p1/m2 gn4 up2 crop1x0,2 pad1,0 globalmaxpool",
    "32x32x3 sepconv8@3/s2/p1 conv4@3/d2/same tconv8@3/s2/p1/op1 tconv4@2/s3/p0 gap/keep",
    "14x14x3 tconv5@3x4/s2/same tconv5@1/s2 tconv6@5/s2/p1x2/op1x0 leakyrelu leakyrelu0.2 pool3/s2/same",
    "100x4 conv8@3/causal/d2 pool2 dwconv@3/causal conv8@3/s2/p1 tconv4@3/s2/p1/op1 flatten dense3/nobias",
    "6x6x2 flatten reshape9x8x1 conv4@3 adaptiveavgpool3x4 hardsilu mish selu",
    "9x8x7x2 conv4@3x1x3/same pool2/s1/ceil bn tconv4@3/s2/p1 pad1,0x0x2 up2 globalavgpool ln logsoftmax",
]


@pytest.mark.parametrize("kind", ["keras", "pytorch"])
@pytest.mark.parametrize("text", CHAINS)
def test_all_code_that_is_printed_is_read_again(read, text, kind):
    """Shapes, parameters, multiply-adds and receptive fields survive the way through either library's code."""
    net = trace(text)
    again = read(model_code(net, kind))
    assert (again.image, again.output) == (net.image, net.output)
    assert (again.parameters, again.multiply_adds) == (net.parameters, net.multiply_adds)
    assert [field.seen(0) for field in again.rows[-1].fields] == [field.seen(0) for field in net.rows[-1].fields]


@pytest.mark.parametrize(
    ("text", "lost"),
    [
        (
            TORCH.format("nn.Conv2d(3, 4, 3, padding=1, padding_mode='reflect')"),
            "Conv2d(padding_mode='reflect') in line 1",
        ),
        (TORCH.format("nn.BatchNorm2d(3, 1e-3, momentum=.01)"), "BatchNorm2d(eps=1e-3, momentum=.01) in line 1"),
        (TORCH.format("nn.ELU(0.5), nn.Softmax(dim=2)"), "ELU(alpha=0.5) in line 1; Softmax(dim=2) in line 1"),
        (
            TORCH.format("nn.ReflectionPad2d(1), nn.Dropout2d(.3)"),
            "ReflectionPad2d(padding=1) in line 1; Dropout2d(p=.3) in line 1",
        ),
        (TORCH.format("nn.LocalResponseNorm(5)"), "LocalResponseNorm(k=1) in line 1"),
        (
            TORCH.format("nn.AvgPool2d(3, padding=1, count_include_pad=False)"),
            "AvgPool2d(count_include_pad=False) in line 1",
        ),
        (
            HEAD.format("layers.Rescaling(1 / 255),\nlayers.GaussianNoise(.1)"),
            "Rescaling(scale=1 / 255) in line 1; GaussianNoise(stddev=.1) in line 2",
        ),
        (
            HEAD.format("layers.Conv2D(4, 3, kernel_regularizer='l2', name='a')"),
            "Conv2D(kernel_regularizer='l2') in line 1",
        ),
        (HEAD.format("layers.Dense(3, activation=layers.ReLU(max_value=2))"), "ReLU(max_value=2) in line 1"),
        # What an argument is without being said, and what changes nothing, is not missed.
        (
            TORCH.format(
                "nn.Conv2d(3, 4, 3, padding_mode='zeros'), nn.ReLU(inplace=True), nn.GELU(approximate='none')"
            ),
            "",
        ),
        (HEAD.format("layers.Flatten(name='f'), layers.Dense(3, trainable=True), layers.Softmax(axis=-1)"), ""),
        (TORCH.format("nn.Flatten(), nn.Linear(3072, 10), nn.Softmax(dim=-1)"), ""),
    ],
)
def test_what_changes_no_shape_and_has_no_place_in_the_code_is_named(read, text, lost):
    assert "; ".join(not_carried(read(text))) == lost


@pytest.mark.parametrize(
    ("text", "slope"),
    [
        (TORCH.format("nn.LeakyReLU()"), 0.01),
        (TORCH.format("nn.LeakyReLU(0.25)"), 0.25),
        (HEAD.format("layers.LeakyReLU()"), 0.3),
        (HEAD.format("layers.LeakyReLU(alpha=0.1)"), 0.1),
        (HEAD.format("layers.Activation('leaky_relu')"), 0.2),
        (HEAD.format("layers.ReLU(negative_slope=0.15)"), 0.15),
    ],
)
def test_a_slope_is_the_same_in_the_code_of_both_libraries(read, text, slope):
    """Those that are given, and those that each library takes unasked, by its documentation."""
    net = read(text)
    assert not_carried(net) == []
    assert f"layers.LeakyReLU(negative_slope={slope})" in model_code(net, "keras")
    assert f"nn.LeakyReLU({slope})" in model_code(net, "pytorch")
    assert read(model_code(net, "keras")).rows[-1].layer == trace(f"8 {net.rows[-1].layer}").rows[-1].layer


def test_on_the_command_line_it_is_said_beside_the_code(kerascnn, tmp_path):
    path = tmp_path / "net.py"
    path.write_text(TORCH.format("nn.BatchNorm2d(3, eps=0.1)"))
    code, out, err = kerascnn("shape-calc", "--from", path, "--code", "keras")
    assert (code, err) == (0, "not carried over: BatchNorm2d(eps=0.1) in line 1\n")
    assert "layers.BatchNormalization(),\n" in out
    assert kerascnn("shape-calc", "--from", path)[2] == ""
    for option in (("--format", "table"), ("--explain",)):
        code, out, err = kerascnn("shape-calc", "--from", path, "--code", "keras", *option)
        assert (code, out) == (2, "")
        assert f"--code prints code alone, without {option[0]}; leave one of the two out" in err


def test_code_that_leaves_the_input_open_is_given_it(read):
    for text in (
        "m = keras.Sequential([keras.Input((None, None, 3)), layers.Conv2D(8, 3)])",
        "m = keras.Sequential([layers.Conv2D(8, 3, input_shape=(None, 32, 3))])",
    ):
        assert read(text, "32x32x3").output == (30, 30, 8)
        with pytest.raises(InputError, match="the code does not say the shape of its input"):
            read(text)


def test_unflatten_is_read_where_a_vector_comes_in(read):
    unflatten = TORCH.format("nn.Flatten(), nn.Linear(3072, 98), nn.Unflatten({})")
    for arguments in ("1, (2, 7, 7)", "-1, [2, 7, 7]", "dim=1, unflattened_size=(2, -1, 7)"):
        assert read(unflatten.format(arguments)).output == (7, 7, 2)
    for text, message in (
        (unflatten.format("2, (2, 7, 7)"), "dim: only the axis behind the batch, 1, can be read here"),
        (unflatten.format("1, (2, 7, 8)"), "= 112 numbers cannot be made of 98"),
        (
            TORCH.format("nn.Unflatten(1, (1, 3))"),
            "nn.Unflatten is read of a vector alone, and the map 3×32×32 comes in",
        ),
        ("m = nn.Sequential(nn.Unflatten(1, (1, 28, 28)))", "give it with --input 784, "),
    ):
        with pytest.raises(InputError, match=re.escape(message)):
            read(text)


def test_on_the_command_line(kerascnn, tmp_path, monkeypatch):
    path = tmp_path / "net.txt"
    path.write_text("nn.Sequential(\n    nn.Conv2d(3, 6, 5),\n    nn.Conv2d(8, 16, 5),\n)\n")
    code, out, err = kerascnn("shape-calc", "--from", path, "--input", "3x32x32")
    assert (code, out) == (2, "")
    assert err == (
        f"Error: {path}, line 3: Conv2d expects 8 channels, and 6 come in, of 6×28×28; write 6 in the place of 8\n"
        "      nn.Conv2d(8, 16, 5),\n      ^^^^^^^^^^^^^^^^^^^\n"
    )
    path.write_text("nn.Sequential(nn.Conv2d(3, 6, 5))")
    code, out, err = kerascnn("shape-calc", "--from", path)
    assert (code, out) == (2, "")
    assert "give it with --input 3x32x32, the channels first as in PyTorch" in err
    _code, out, _err = kerascnn("shape-calc", "--from", path, "--input", "3x32x32")
    assert out.splitlines()[3].split()[:3] == ["Conv2d", "(conv6@5)", "6×28×28"]
    assert kerascnn("shape-calc", "3x32x32", "--from", path) == (0, out, "")
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(path.read_bytes())))
    assert kerascnn("shape-calc", "--from", "-", "--input", "3x32x32") == (0, out, "")
    code, _out, err = kerascnn("shape-calc", "3x32x32", "relu", "--from", path)
    assert code == 2
    assert "in front of code only the shape of its input can stand" in err
    err = kerascnn("shape-calc", "--from", path, "--input", "8x32x32", "--lang", "es")[2]
    assert "línea 1: Conv2d espera 3 canales, y entran 8, de 8×32×32; escriba 8 en lugar de 3" in err


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("x = 1\nmodel = Sequential([Dense(3) for _ in range(3)])", 2, "a comprehension cannot be followed"),
        (HEAD.format("layers.Dense(3, name=f'd{1}')"), 1, "an f-string cannot be followed"),
        (HEAD.format("layers.Dense(3, kernel_initializer=lambda x: x)"), 1, "a function cannot be followed"),
        (HEAD.format("layers.Lambda(lambda x: x)"), 1, "the layer Lambda cannot be read from code"),
        (HEAD.format("layers.LSTM(3)"), 1, "the layer LSTM cannot be read from code; `kerascnn summary` counts"),
        ("import keras, os\n" + HEAD.format("layers.Flatten()"), 1, "os is not known here"),
        ("from subprocess import run\n" + HEAD.format("layers.Flatten()"), 1, "subprocess is not known here"),
        ("from . import x\nReLU()", 1, ". is not known here"),
        ("__import__('os').system('true')", 1, "the call of __import__ cannot be followed"),
        (HEAD.format("layers.Dense(eval('3'))"), 1, "the call of eval cannot be followed"),
        (HEAD.format("os.system('true')"), 1, "the call of os.system cannot be followed"),
        (HEAD.format("layers.Dense(x.shape[1])"), 1, "this is no constant of the code"),
        (HEAD.format("layers.Dense(units)"), 1, "this is no constant of the code"),
        ("model = Sequential()\nfor i in range(3):\n    model.add(Dense(3))", 2, "a loop cannot be followed"),
        ("\nclass Net(nn.Module):\n    pass", 2, "a class cannot be followed: .* as nn.Sequential"),
        ("def f():\n    return (1)", 1, "a function cannot be followed"),
        ("if (True):\n    x = 1", 1, "a condition cannot be followed"),
        ("with open('x') as f: pass", 1, "this cannot be followed"),
        ("model = nn.Sequential(*blocks)", 1, "this cannot be followed"),
        ("x = 9 ** 9 ** 9 ** 9\nm = (x)", 1, "this cannot be followed"),
        ("x = 'a' * (10000000000)", 1, "this cannot be followed"),
        ("x = (10000000000) * 10000000000", 1, "this is more than 1,000,000,000,000,000,000"),
        ("x = (1) / 0", 1, "this cannot be calculated"),
        ("a, b = (1, 2, 3)", 1, "this is no constant of the code"),
        ("model = Sequential([\n  Dense(3)\n  Dense(4)\n])", 2, "this is no Python: invalid syntax"),
        ("model = Sequential([\n  Dense(3),", 1, "this is no Python: '\\[' was never closed"),
        ("!pip install (torch)", 1, "this is no Python: invalid syntax"),
        ("x = (1)\0", 1, "this is no Python"),
        ("x = (" + "1" * 5000 + ")", 1, "this is no Python: Exceeds the limit"),
        ("x = " + "[" * 10_000 + "]" * 10_000 + "()", 1, "this is no Python: too many nested parentheses"),
        ("x = " + "[" * 120 + "]" * 120 + "\n()", 1, "nested deeper than 50 levels"),
        ("x = (" + "-" * 50_000 + "1)", 1, "nested deeper than 50 levels"),
        ("x = (a" + ".b" * 50_000 + ")", 1, "nested deeper than 50 levels"),
        ("x = (1" + "+1" * 50_000 + ")", 1, "nested deeper than 50 levels"),
        ("x = [" + "1," * 110_000 + "]", 1, "the code has more than 100,000 parts"),
        ("Dense(3)\n" * 40_000, 1, "the code is larger than 256 kB"),
        (HEAD.format("layers.Conv2d(3, 3)"), 1, "Conv2d needs its kernel_size"),
        (HEAD.format("layers.conv2D(3, 3)"), 1, "there is no layer conv2D; did you mean Conv2D?"),
        (HEAD.format("layers.Conv2D(3)"), 1, "Conv2D needs its kernel_size"),
        (HEAD.format("layers.AveragePooling2D()"), 1, "AveragePooling2D needs its pool_size"),
        (HEAD.format("layers.Dense(3, 'relu', True, 1)"), 1, "Dense takes 3 arguments without a name here"),
        (HEAD.format("layers.Conv2D(3, 3, stride=2)"), 1, "no argument stride; did you mean strides?"),
        (HEAD.format("layers.Dense(3, units=2)"), 1, "Dense is given units twice"),
        (HEAD.format("layers.Dense(-3)"), 1, "units: expected a whole number from 1, got -3"),
        (HEAD.format("layers.Dense('\x1b[31m')"), 1, r"units: expected a whole number from 1, got '\\x1b\[31m'"),
        (HEAD.format("layers.Dropout(25)"), 1, "rate: expected a share from 0 to 1, got 25"),
        (HEAD.format("layers.Conv2D(3, (3, 3, 3))"), 1, r"kernel_size: expected 1 number or 2, got \(3, 3, 3\)"),
        (HEAD.format("layers.Conv2D(3, 3, padding='full')"), 1, "padding: expected 'valid' or 'same', got 'full'"),
        (HEAD.format("layers.Dense(3, activation='rleu')"), 1, "activation: there is no such activation"),
        (HEAD.format("layers.Flatten(data_format='channels_first')"), 1, "data_format: only channels last"),
        (HEAD.format("layers.BatchNormalization(axis=1)"), 1, "axis: only the last axis"),
        (HEAD.format("3"), 1, "this is no layer"),
        (HEAD.format("nn.Conv2d(1, 2, 3), layers.Conv2D(3, 3)"), 1, "Conv2D is a layer of Keras"),
        (HEAD.format("layers.Add()"), 1, "Add is for branches, and only a Sequential can be read"),
        ("x = keras.Input((8, 8, 3))\ny = layers.Conv2D(3, 3)(x)", 2, "only a Sequential can be read from code"),
        ("Sequential([keras.Input((28, 28)), layers.Conv2D(3, 3)])", 1, "a grey picture has 1 channel: 28×28×1"),
        ("Sequential([layers.Conv2D(3, 3)])", 1, "does not say the shape of its input; add keras.Input"),
        ("Sequential([keras.Input((None, -28, 1))])", 1, "this is no shape of an input"),
        ("Sequential([keras.Input()])", 1, "Input needs its shape"),
        (TORCH.format("nn.Conv2d(3, 8, 3), nn.Linear(8, 3)"), 1, r"Linear takes a vector of 8 .* put nn.Flatten\(\)"),
        (TORCH.format("nn.Flatten(), nn.Linear(8, 3)"), 1, "Linear expects 8 numbers, and 3072 come in"),
        (TORCH.format("nn.Conv2d(3, 8, 3), nn.BatchNorm2d(6)"), 1, "expects 6 channels, and 8 come in, of 8×30×30"),
        (TORCH.format("nn.Conv1d(3, 8, 3)"), 1, "Conv1d slides along 1 axis and takes channels, length, and 3×32×32"),
        (TORCH.format("nn.Conv2d(3, 8, 3, stride=2, padding='same')"), 1, 'refuses padding="same" with a stride'),
        (TORCH.format("nn.MaxPool2d(2, dilation=2)"), 1, "a dilated pooling cannot be counted"),
        (TORCH.format("nn.ConvTranspose2d(3, 3, 3, groups=3)"), 1, "in groups cannot be counted"),
        (TORCH.format("nn.Flatten(0)"), 1, r"only nn.Flatten\(\) of all axes"),
        (TORCH.format("nn.Upsample(64)"), 1, "only a scale_factor of whole numbers"),
        (TORCH.format("nn.ZeroPad2d((1, 2))"), 1, "padding: expected 1 number or 4"),
        (TORCH.format("nn.LayerNorm([3, 32, 32])"), 1, "only a layer normalisation of vectors"),
        ("m = nn.Sequential(nn.Conv2d(3, 8, 3))", 1, "give it with --input 3x32x32, the channels first"),
        ("m = Sequential([Input((999999999, 999999999, 999999999, 3)), Conv3D(3, 3)])", 1, "no library counts further"),
        ("m = Sequential([Input((8, 8, 3)),\n Conv2D(3, 9)])", 2, "these work: conv3@8/valid, conv3@9/same"),
        ("m = Sequential([Input((3, 32, 32)),\n Conv2D(3, 5)])", 2, r"with them last it works: \(32, 32, 3\)"),
    ],
    ids=lambda value: str(value)[:40],
)  # fmt: skip
def test_what_cannot_be_followed_is_one_line_with_its_place(read, text, line, message):
    began = time.process_time()
    with pytest.raises(InputError, match=message) as caught:
        read(text)
    assert f"net.py, line {line}: " in str(caught.value)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value).partition("line")[2]) < 420
    assert time.process_time() - began < 2


@pytest.mark.parametrize(
    "text",
    [
        "a = nn.Sequential(nn.ReLU(), nn.ReLU())\n{}",
        "a = nn.Sequential()\n{}",
        "a = [(1), 1]\n{}\nSequential([Input((3,)), Dense(y)])",
    ],
    ids=["layers", "empty", "lists"],
)
def test_what_doubles_again_and_again_is_refused(read, text):
    letters = [chr(number) for number in range(ord("a"), ord("z"))]
    make = "{1} = nn.Sequential({0}, {0})" if "nn" in text else "{1} = [{0}, {0}]"
    lines = "\n".join(make.format(one, other) for one, other in itertools.pairwise(letters))
    with pytest.raises(InputError, match=r"more than 5,000 layers|expected a whole number from 1, got something else"):
        read(text.format(lines))


def test_a_network_that_is_put_into_itself_is_refused(read):
    with pytest.raises(InputError, match="more than 5,000 layers"):
        read("m = Sequential([Input((3,)), Dense(3)])\nm.add(m)")


def test_code_without_a_network_is_refused(read):
    with pytest.raises(InputError, match=r"net\.py: the code has no layers; expected keras\.Sequential"):
        read("import keras\nx = (3)")


def test_ten_megabytes_are_refused_unread(kerascnn, tmp_path):
    path = tmp_path / "net.py"
    path.write_bytes(b"Dense(3)\n" * (10 * 2**20 // 9))
    code, out, err = kerascnn("shape-calc", "--from", path)
    assert (code, out) == (2, "")
    assert err == f"Error: {path} is larger than 8 MB; give one layer a line\n"


def test_nothing_is_run(read, tmp_path):
    path = tmp_path / "trace"
    for text in (
        f"open({str(path)!r}, 'w')",
        f"print(open({str(path)!r}, 'w'))",
        f"model = Sequential([Input((3,)), Dense(3)])\nmodel.fit(open({str(path)!r}, 'w'))",
        f"Sequential([Input((3,)), Dense(3, kernel_initializer=open({str(path)!r}, 'w'))])",
    ):
        with pytest.raises(InputError) if text.startswith(("open", "print")) else io.StringIO():
            read(text)
    assert not path.exists()


def test_words_and_code_are_told_apart():
    assert not is_code("32x32x3\nconv6@5  # LeNet (1998), stride = 1\npool2\n")
    assert is_code("model = 3")
    assert is_code("from torch import nn")
    assert is_code("Dense(3)")
