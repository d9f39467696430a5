"""Model code: Keras's is run; PyTorch's is run against its documented formulas."""

import itertools
import sys
import types

import pytest

from kerascnn.errors import InputError
from kerascnn.shapes import trace
from kerascnn.shapes.chain import run
from kerascnn.shapes.layers import Merge
from kerascnn.shapes.render import code

CHAINS = [
    "32x32x3 conv6@5 pool2 conv16@5/nobias pool2 flatten dense120 relu dropout dense10 softmax",
    "32x31x4 conv8@3x5/s2x1/same/g2 bn avgpool3/s2/p1 dwconv@3/p1/m2 gn4 up2 crop1x0,2 pad1,0 globalmaxpool",
    "32x32x3 sepconv8@3/s2/p1 conv4@3/d2/same ln tconv8@3/s2/p1/op1 tconv4@2/s3/p0 gap/keep",
    "14x14x3 tconv5@3x4/s2/same tconv5@1/s2 tconv6@5/s2/p1x2/op1x0 lrn5 leakyrelu pool3/s2/same",
    "14x15x2 tconv5@4/s2/valid tconv3@3/d2/p1 pool3/s1/same dense4/each gap",
    "100x4 conv8@3/causal/d2 pool2 dwconv@3/causal conv8@3/s2/p1 tconv4@3/s2/p1/op1 flatten dense3/nobias",
    "100x4 up2 pad2 crop1,0 sepconv6@5/same avgpool3/s2/same bn/noscale dense5/each globalavgpool",
    "6x6x2 flatten reshape9x8 conv4@3",
]
BRANCHES = "16x16x8 split conv8@3/same bn relu and conv8@1 and add split conv4@1 and pool3/s1/same concat gap dense3"


def run_keras(text: str) -> object:
    scope: dict[str, object] = {}
    exec(text.replace("model.summary()", ""), scope)
    return scope["model"]


@pytest.mark.parametrize("kind", ["keras", "functional"])
@pytest.mark.parametrize("text", CHAINS, ids=range(len(CHAINS)))
def test_keras_code_runs_and_has_these_shapes_and_parameters(text, kind):
    pytest.importorskip("keras")
    net = trace(text)
    model = run_keras(code(net, kind))
    assert model.output_shape[1:] == net.output
    assert model.count_params() == net.parameters


def test_keras_code_with_branches():
    pytest.importorskip("keras")
    net = trace(BRANCHES)
    model = run_keras(code(net, "functional"))
    assert model.output_shape[1:] == net.output
    assert model.count_params() == net.parameters
    with pytest.raises(InputError, match="a Sequential model has no branches; use --code functional"):
        code(net, "keras")


@pytest.mark.parametrize(
    ("mode", "in_keras", "in_pytorch"),
    [
        ("average", "layers.Average()([x1, inputs])", "torch.stack([x1, x]).mean(dim=0)"),
        ("maximum", "layers.Maximum()([x1, inputs])", "torch.stack([x1, x]).amax(dim=0)"),
        ("minimum", "layers.Minimum()([x1, inputs])", "torch.stack([x1, x]).amin(dim=0)"),
        ("subtract", "layers.Subtract()([x1, inputs])", "x1 - x"),
    ],
)
def test_what_joins_branches_in_a_saved_model_is_in_the_code_too(mode, in_keras, in_pytorch):
    net = trace("8x8x4 split relu and add").network
    joined = run(net._replace(nodes=[net.nodes[0], net.nodes[1]._replace(layer=Merge(mode=mode))]))
    assert f"x2 = {in_keras}\n" in code(joined, "functional")
    assert f"x2 = {in_pytorch}\n" in code(joined, "pytorch")
    with pytest.raises(InputError, match=r"only equal shapes can be joined number by number; .* 8×8×4 and 4×4×4"):
        joined.rows[-1].layer.output([(8, 8, 4), (4, 4, 4)])


def test_alexnets_normalisation_divides_by_its_neighbours():
    pytest.importorskip("keras")
    import numpy as np

    values = np.random.default_rng(0).normal(size=(1, 2, 2, 7)).astype("float32") * 50
    found = np.asarray(run_keras(code(trace("2x2x7 lrn5"), "keras"))(values))
    for channel in range(7):
        near = values[..., max(0, channel - 2) : channel + 3]
        expected = values[..., channel] / (2 + 1e-4 / 5 * (near**2).sum(-1)) ** 0.75
        np.testing.assert_allclose(found[..., channel], expected, rtol=1e-5)


def sizes(value: object, rank: int) -> tuple[int, ...]:
    return value if isinstance(value, tuple) else (value,) * rank


class Module:
    """Stands for a module of `torch.nn`: the shape that its documentation gives, channels first, and its parameters."""

    def __init__(self, rank: int, kind: str, *arguments: object, **settings: object) -> None:
        self.rank, self.kind, self.arguments, self.settings = rank, kind, arguments, settings
        self.parameters = 0

    def __call__(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        return getattr(self, self.kind)(shape, *self.arguments, **self.settings)

    def conv(self, shape, channels, filters, kernel, stride=1, padding=0, dilation=1, groups=1, bias=True):
        rank = self.rank
        assert shape[0] == channels
        assert channels % groups == filters % groups == 0
        k, s, d = sizes(kernel, rank), sizes(stride, rank), sizes(dilation, rank)
        self.parameters = filters * channels // groups
        for axis in range(rank):
            self.parameters *= k[axis]
        self.parameters += filters * bias
        if padding == "same":
            assert set(s) == {1}, "PyTorch refuses padding='same' with a stride"
            return (filters, *shape[1:])
        p = sizes(padding, rank)
        # torch.nn.Conv2d: ⌊(H + 2·padding − dilation·(kernel − 1) − 1)/stride + 1⌋
        made = [(shape[1 + a] + 2 * p[a] - d[a] * (k[a] - 1) - 1) // s[a] + 1 for a in range(rank)]
        return (filters, *made)

    def transposed(
        self, shape, channels, filters, kernel, stride=1, padding=0, output_padding=0, dilation=1, bias=True
    ):
        rank = self.rank
        assert shape[0] == channels
        k, s, p = sizes(kernel, rank), sizes(stride, rank), sizes(padding, rank)
        d, extra = sizes(dilation, rank), sizes(output_padding, rank)
        assert all(more < max(one, other) for more, one, other in zip(extra, s, d, strict=True))
        self.parameters = channels * filters
        for axis in range(rank):
            self.parameters *= k[axis]
        self.parameters += filters * bias
        # torch.nn.ConvTranspose2d: (H − 1)·stride − 2·padding + dilation·(kernel − 1) + output_padding + 1
        made = [(shape[1 + a] - 1) * s[a] - 2 * p[a] + d[a] * (k[a] - 1) + extra[a] + 1 for a in range(rank)]
        return (filters, *made)

    def pool(self, shape, kernel, stride=None, padding=0, count_include_pad=True):
        rank = self.rank
        k, p = sizes(kernel, rank), sizes(padding, rank)
        s = k if stride is None else sizes(stride, rank)
        assert all(2 * zeros <= window for zeros, window in zip(p, k, strict=True))
        # torch.nn.MaxPool2d: ⌊(H + 2·padding − (kernel − 1) − 1)/stride + 1⌋
        return (shape[0], *((shape[1 + a] + 2 * p[a] - (k[a] - 1) - 1) // s[a] + 1 for a in range(rank)))

    def pad(self, shape, margins, value=0.0):
        assert len(margins) == 2 * self.rank
        pairs = [margins[2 * axis] + margins[2 * axis + 1] for axis in range(self.rank)]
        return (shape[0], *(size + more for size, more in zip(shape[1:], reversed(pairs), strict=True)))

    def adaptive(self, shape, size):
        return (shape[0], *(size,) * self.rank)

    def flatten(self, shape):
        count = 1
        for size in shape:
            count *= size
        return (count,)

    def unflatten(self, shape, axis, target):
        assert axis == 1
        assert self.flatten(shape) == self.flatten(target)
        return target

    def linear(self, shape, inputs, units, bias=True):
        assert shape == (inputs,)
        self.parameters = (inputs + bias) * units
        return (units,)

    def norm(self, shape, channels, affine=True):
        assert shape[0] == channels
        # The running mean and variance are buffers in PyTorch; Keras counts them.
        self.parameters = 2 * channels * affine + 2 * channels
        return shape

    def group(self, shape, groups, channels):
        assert shape[0] == channels
        assert channels % groups == 0
        self.parameters = 2 * channels
        return shape

    def upsample(self, shape, scale_factor):
        factors = sizes(scale_factor, len(shape) - 1)
        return (shape[0], *(size * factor for size, factor in zip(shape[1:], factors, strict=True)))

    def same(self, shape, *arguments, **settings):
        return shape


def fake_torch(monkeypatch: pytest.MonkeyPatch) -> list[Module]:
    made: list[Module] = []

    def module(rank: int, kind: str):
        def make(*arguments: object, **settings: object) -> Module:
            made.append(Module(rank, kind, *arguments, **settings))
            return made[-1]

        return make

    class Network:
        def __init__(self) -> None:
            pass

        def __call__(self, shape: object) -> object:
            return self.forward(shape)

    def sequential(*modules: Module):
        def forward(shape: tuple[int, ...]) -> tuple[int, ...]:
            for each in modules:
                shape = each(shape)
            return shape

        return forward

    nn = types.ModuleType("torch.nn")
    for rank in (1, 2):
        kinds = {"Conv": "conv", "ConvTranspose": "transposed", "MaxPool": "pool", "AvgPool": "pool", "ZeroPad": "pad"}
        kinds |= {
            "ConstantPad": "pad",
            "AdaptiveAvgPool": "adaptive",
            "AdaptiveMaxPool": "adaptive",
            "BatchNorm": "norm",
        }
        for name, kind in kinds.items():
            setattr(nn, f"{name}{rank}d", module(rank, kind))
    others = {"Flatten": "flatten", "Unflatten": "unflatten", "Linear": "linear", "GroupNorm": "group"}
    others |= {"Upsample": "upsample"}
    for name in ("ReLU", "LeakyReLU", "Softmax", "Dropout", "Identity", "LocalResponseNorm"):
        others[name] = "same"
    for name, kind in others.items():
        setattr(nn, name, module(0, kind))
    nn.Sequential, nn.Module = sequential, Network
    torch = types.ModuleType("torch")
    torch.nn = nn

    torch.zeros = lambda *shape: shape[1:]
    torch.cat = lambda shapes, dim: (sum(shape[0] for shape in shapes), *shapes[0][1:])
    monkeypatch.setitem(sys.modules, "torch", torch)
    monkeypatch.setitem(sys.modules, "torch.nn", nn)
    return made


TORCH = [text for text in CHAINS if not any(word in text for word in (" ln", "/noscale"))]


@pytest.mark.parametrize("text", TORCH, ids=range(len(TORCH)))
def test_pytorch_code_runs_and_has_these_shapes_and_parameters(text, monkeypatch):
    made = fake_torch(monkeypatch)
    net = trace(text)
    scope: dict[str, object] = {}
    exec(code(net, "pytorch").rsplit("\n", 1)[0], scope)
    shape = (net.image[-1], *net.image[:-1])
    output = net.output if len(net.output) == 1 else (net.output[-1], *net.output[:-1])
    assert scope["model"](shape) == output
    assert sum(module.parameters for module in made) == net.parameters


def test_pytorch_code_with_branches(monkeypatch):
    fake_torch(monkeypatch)
    net = trace("16x16x8 split conv8@3/same relu and pool3/s1/p1 concat split conv4@1 and dropout concat gap dense3")
    scope: dict[str, object] = {}
    exec(code(net, "pytorch").rsplit("\n", 1)[0], scope)
    assert scope["model"]((8, 16, 16)) == (3,)
    assert "x1 + x2" in code(trace("8x8x4 split relu and bn add"), "pytorch")


def test_same_with_a_stride_becomes_zeros_of_its_own_in_pytorch():
    text = code(trace("32x32x3 conv8@3/same/s2"), "pytorch")
    assert "nn.ZeroPad2d((0, 1, 0, 1)),\n    nn.Conv2d(3, 8, 3, stride=2)," in text


@pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel lengths:UserWarning")
@pytest.mark.parametrize(("size", "kernel", "dilation"), [(8, 4, 1), (9, 2, 1), (7, 3, 2), (8, 2, 3), (5, 5, 1)])
def test_same_at_stride_1_pads_alike_in_keras_and_pytorch(size, kernel, dilation):
    """What output number n of PyTorch's reads, by impulses, is what the arithmetic of Keras's "same" says."""
    torch = pytest.importorskip("torch")
    net = trace(f"{size}x1 conv1@{kernel}/d{dilation}/same")
    layer = torch.nn.Conv1d(1, 1, kernel, padding="same", dilation=dilation, bias=False)
    torch.nn.init.ones_(layer.weight)
    with torch.no_grad():
        made = layer(torch.eye(size)[:, None, :])[:, 0]  # row: the pixel that is 1; column: the output
    assert made.shape[1] == net.output[0]
    for output in range(size):
        first, _last = net.rows[0].fields[0].seen(output)
        inside = [first + each * dilation for each in range(kernel) if 0 <= first + each * dilation < size]
        assert made[:, output].nonzero().ravel().tolist() == inside


def keras_takes(kind: str, rank: int, **settings: object) -> bool:
    """Whether Keras builds a layer and computes it, by trying."""
    import keras
    import numpy as np
    import tensorflow as tf

    names = {
        "conv": "Conv{}D",
        "dwconv": "DepthwiseConv{}D",
        "sepconv": "SeparableConv{}D",
        "tconv": "Conv{}DTranspose",
    }
    make = getattr(keras.layers, names[kind].format(rank))
    try:
        layer = make(**({} if kind == "dwconv" else {"filters": 2}), **settings)
        layer(np.zeros((1, *(9, 8)[:rank], 2), "float32"))
    except ValueError:
        return False
    except tf.errors.InvalidArgumentError as error:
        # What only a GPU computes is Keras code all the same.
        return "Current CPU implementations" in str(error)
    return True


@pytest.mark.parametrize("kind", ["conv", "dwconv", "sepconv", "tconv"])
def test_there_is_keras_code_for_what_keras_takes_and_for_nothing_else(kind):
    for rank, steps in ((1, [(1,), (2,)]), (2, [(1, 1), (2, 2), (2, 1)])):
        for stride, dilation, padding in itertools.product(steps, steps, ("same", "valid")):
            shape = "x".join(map(str, (9, 8)[:rank]))
            numbers = "/".join(each + "x".join(map(str, found)) for each, found in (("s", stride), ("d", dilation)))
            text = f"{shape}x2 {kind}{'' if kind == 'dwconv' else 2}@3/{numbers}/{padding}"
            settings = {"kernel_size": 3, "strides": stride, "dilation_rate": dilation, "padding": padding}
            net = trace(text)
            if keras_takes(kind, rank, **settings):
                model = run_keras(code(net, "keras"))
                assert (model.output_shape[1:], model.count_params()) == (net.output, net.parameters), text
            elif kind in ("dwconv", "sepconv") and len(set(stride)) > 1:
                continue  # some versions of TensorFlow take one stride for both axes
            else:
                with pytest.raises(InputError, match="no Keras code for"):
                    code(net, "keras")


def test_a_strided_and_dilated_depthwise_convolution_computes_what_its_arithmetic_says():
    """Every second output of the dilated one; the place of each is that of its field."""
    pytest.importorskip("keras")
    import numpy as np

    net = trace("11x2 dwconv@3/s2/d2/same")
    model = run_keras(code(net, "keras"))
    model.layers[0].set_weights([np.ones((3, 2, 1)), np.zeros(2)])
    impulses = np.eye(11, dtype="float32")[:, :, None].repeat(2, axis=2)
    made = np.asarray(model(impulses))[:, :, 0]
    (window,) = net.rows[0].layer.windows((11, 2))
    for place in range(net.output[0]):
        taken = [place * 2 - window.before + element * 2 for element in range(3)]
        assert np.flatnonzero(made[:, place]).tolist() == [each for each in taken if 0 <= each < 11]


@pytest.mark.parametrize("word", ["bilinear", "bicubic", "lanczos3", "lanczos5"])
def test_an_interpolation_is_in_the_code_and_reads_what_the_field_says(word):
    """Along the axis of three times as many outputs and along that of twice as many, in the middle of the map."""
    pytest.importorskip("keras")
    import numpy as np

    net = trace(f"13x13x1 up3x2/{word}")
    model = run_keras(code(net, "keras"))
    assert model.output_shape[1:] == net.output
    impulses = np.eye(13, dtype="float32")
    rows = np.asarray(model(impulses[:, :, None, None] * np.ones((13, 1)))[:, :, 6, 0])
    columns = np.asarray(model(impulses[:, None, :, None] * np.ones((13, 1, 1)))[:, 6, :, 0])
    for field, made in zip(net.rows[0].fields, (rows, columns), strict=True):
        for place in range(made.shape[1] // 2 - 3, made.shape[1] // 2 + 3):
            reached = np.flatnonzero(np.abs(made[:, place]) > 1e-6)
            assert (reached.min(), reached.max()) == field.seen(place)
    if word in ("bilinear", "bicubic"):
        assert f'nn.Upsample(scale_factor=(3, 2), mode="{word}")' in code(net, "pytorch")
    else:
        with pytest.raises(InputError, match="PyTorch has no interpolation of this kind"):
            code(net, "pytorch")
    with pytest.raises(InputError, match="Keras enlarges one axis with equal values only"):
        code(trace(f"13x1 up3/{word}"), "keras")


@pytest.mark.parametrize(
    ("text", "kind", "message"),
    [
        ("8x8x3 split local4@3/same and conv4@3/same add", "keras", "Keras 3 has no locally connected layer"),
        ("8x8x3 local4@3", "keras", "no Keras code for local4@3: Keras 3 has no locally connected layer"),
        ("8x8x3 conv4@2/s2/d2", "keras", "Keras takes no stride together with a dilation"),
        ("8x8x3 tconv4@3/d3/op2", "keras", "Keras takes an output padding that is less than the stride only"),
        ("8x8x3 local4@3", "pytorch", "PyTorch has no locally connected layer"),
        ("8x8x3 ln", "pytorch", "PyTorch's LayerNorm works on the last axes, and the channels are the first"),
        ("8x8x3 bn/noscale", "pytorch", "PyTorch has γ and β, or neither"),
        ("8x8x3 avgpool2/s1/same", "pytorch", 'PyTorch has no average pooling with the uneven zeros of "same"'),
    ],
)
def test_what_a_library_does_not_have_is_said(text, kind, message):
    with pytest.raises(InputError, match=message):
        code(trace(text), kind)
