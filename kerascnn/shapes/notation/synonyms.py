"""Words of others for the layers of the notation: those of Keras and PyTorch, of textbooks, and in Spanish.

What has one meaning here is understood; what could have several, or has no word here, is answered with what to write.
Nothing is guessed.
"""

import functools
import re
import unicodedata
from collections.abc import Iterator

from kerascnn.language import N_, _
from kerascnn.shapes.notation.kinds import BRANCHES, BY_NAME

__all__ = ["answer", "near", "own_name", "slips"]

# Letters, which hyphens, underscores and dots may join, and the axes: max_pool2d, nn.Conv2d, Conv2DTranspose.
NAME = re.compile(r"(?:relu6|[^\W\d_]+(?:[-_.][^\W\d_]+)*)(?:[123]d(?![^\W\d_]))?", re.IGNORECASE)
TRANSPOSE = re.compile(r"conv([123])d[-_]?transpose(?![a-z])", re.IGNORECASE)

SYNONYMS = {
    "conv": "convolution convolutional convolucion convolucional capaconvolucional",
    "dwconv": "depthwise depthwiseconv depthwiseconvolution convolucionporcanal convolucionporcanales",
    "sepconv": "separable separableconv separableconvolution depthwiseseparable depthwiseseparableconv "
    "convolucionseparable",
    "tconv": "transpose transposed convtranspose convtransposed transposeconv transposedconv transposeconvolution "
    "transposedconvolution convt deconv deconvolution upconv deconvolucion convtranspuesta convoluciontranspuesta "
    "transpuesta",
    "local": "locallyconnected localmenteconectada",
    "pool": "pooling maxpooling agrupacion agrupamiento agrupacionmaxima agrupamientomaximo muestreomaximo",
    "avgpool": "avgpooling averagepool averagepooling meanpool meanpooling agrupacionpromedio agrupacionmedia "
    "agrupamientopromedio muestreopromedio",
    "globalavgpool": "globalavgpooling globalaveragepool globalaveragepooling agrupacionpromedioglobal "
    "agrupacionglobalpromedio promedioglobal",
    "globalmaxpool": "globalmaxpooling agrupacionmaximaglobal agrupacionglobalmaxima maximoglobal",
    "adaptiveavgpool": "adaptiveavgpooling adaptiveaveragepool adaptiveaveragepooling",
    "adaptivemaxpool": "adaptivemaxpooling",
    "flatten": "flat aplanar aplanado aplanamiento",
    "dense": "fullyconnected densa capadensa totalmenteconectada completamenteconectada capatotalmenteconectada",
    "bn": "batchnorm batchnormalization batchnormalisation normalizacionporlotes normalizacionporlote",
    "gn": "groupnorm groupnormalization groupnormalisation normalizacionporgrupos",
    "ln": "layernorm layernormalization layernormalisation normalizacionporcapas normalizacionporcapa",
    "lrn": "localresponsenorm localresponsenormalization localresponsenormalisation normalizacionderespuestalocal",
    "dropout": "alphadropout spatialdropout abandono",
    "pad": "zeropad zeropadding",
    "crop": "cropping recorte recortar",
    "up": "upsample upsampling sobremuestreo",
    "silu": "swish",
    "hardsilu": "hardswish",
    "sigmoid": "sigmoide",
    "tanh": "tangentehiperbolica",
    "linear": "identity identidad lineal",
    "add": "suma sumar",
    "concat": "concatenate concatenar concatenacion",
}
"""For each word of the notation what else it is called: small letters without accents, and without the axes."""

RANKED = frozenset(
    (
        *("conv", "dwconv", "sepconv", "tconv", "local", "pool", "avgpool", "globalavgpool", "globalmaxpool"),
        *("adaptiveavgpool", "adaptivemaxpool", "bn", "dropout", "pad", "crop", "up"),
    )
)
"""Those behind whose name Keras and PyTorch write how many axes there are."""

COUNTED_ELSEWHERE = N_("there is no word for it here; `kerascnn summary` counts it in a saved model")
ANSWERS = {
    "lstm gru rnn simplernn convlstm bidirectional embedding timedistributed attention multiheadattention "
    "multiheadatt transformer lambda prelu permute repeatvector einsumdense atencion": COUNTED_ELSEWHERE,
    "input inputlayer entrada": N_("the shape of the input is the first word: 32x32x3 conv6@5"),
    "output salida classifier clasificador": N_("an output of 10 classes is dense10 softmax"),
    "activation activacion": N_("write the function itself: relu, sigmoid, tanh, softmax"),
    "padding relleno": N_("zeros around a map are pad1; the padding of a convolution is its option: conv16@3/p1"),
    "stride strides paso salto dilation dilatacion": N_(
        "the stride is an option of its layer, and so is the dilation: conv16@3/s2, conv16@3/d2"
    ),
    "kernel filter filters filtro filtros nucleo": N_("16 filters of 3×3 are conv16@3"),
    "norm normalization normalisation normalizacion normalize": N_(
        "there are several: bn (batch), gn8 (8 groups), ln (layer), lrn5 (local response)"
    ),
    "instancenorm instancenormalization": N_(
        "it is a group normalisation of as many groups as channels, in PyTorch without γ and β: "
        "gn64/noscale/nocenter for 64"
    ),
    "subsampling submuestreo muestreo": N_("there are two: pool2 takes the largest value, avgpool2 the mean"),
    "globalpool globalpooling agrupacionglobal": N_("there are two: globalmaxpool and globalavgpool"),
    "adaptive adaptivepool adaptivepooling": N_("there are two: adaptivemaxpool7 and adaptiveavgpool7"),
    "residual skip shortcut resblock bottleneck atajo conexionresidual": N_(
        "a residual block is split conv8@3/same and add"
    ),
    "inception branch branches rama ramas": N_("branches are split conv8@1 and conv8@3/same concat"),
    "resize resizing redimensionar": N_("a larger map is up2, the same numbers in another shape reshape3x3x16"),
    "celu glu rrelu crelu softsign hardshrink softshrink tanhshrink threshold maxout": N_(
        "there is no word for this function here; linear has the same shape"
    ),
}
"""What has no meaning of its own here, and what to write."""


@functools.cache
def _known() -> dict[str, str]:
    """All names, each with the word of the notation that it stands for."""
    others = {other: word for word, listed in SYNONYMS.items() for other in listed.split()}
    own = {name: kind.names[0] for name, kind in BY_NAME.items()}
    return {**others, **own, **{word: word for word, _meaning in BRANCHES}}


def _folded(name: str) -> str:
    """A name in small letters, without accents, signs between them and modules in front: "nn.Max_Pool" is maxpool."""
    plain = name if name.isascii() else unicodedata.normalize("NFD", name)
    letters = "".join(each for each in plain.rpartition(".")[2] if not unicodedata.combining(each))
    return re.sub(r"[-_]", "", letters.lower())


def _parts(text: str) -> tuple[str, int | None, int]:
    """The folded name that a word begins with, without its axes; how many these are; and where the name ends."""
    transpose = TRANSPOSE.search(text)
    if transpose and not re.search(r"[@/\d]", text[: transpose.start()]):
        return "tconv", int(transpose[1]), transpose.end()
    match = NAME.match(text)
    if match is None:
        return "", None, 0
    name = match[0]
    axes = re.search(r"([123])d$", name, re.IGNORECASE)
    folded = _folded(name[: axes.start()] if axes else name)
    return folded, int(axes[1]) if axes else None, match.end()


def own_name(text: str) -> tuple[str, int | None, int] | None:
    """The notation's own name for the name that a word begins with.

    >>> own_name("MaxPool2d2"), own_name("convolución16@3"), own_name("sofa")
    (('pool', 2, 9), ('conv', None, 11), None)

    Returns:
        The name, how many axes the word says that there are, and where the name ends in the word.
    """
    folded, rank, end = _parts(text)
    name = _known().get(folded)
    if folded == "linear" and (text[:end] != "linear" or re.match(r"[\d?_]", text[end:])):
        name = "dense"  # PyTorch's nn.Linear, which has units; the activation has no number
    return None if name is None or (rank is not None and name not in RANKED) else (name, rank, end)


def answer(text: str) -> str | None:
    """What to write instead of a word that has no one meaning here; None where there is nothing to be said."""
    folded, _rank, _end = _parts(text)
    return next((_(said) for names, said in ANSWERS.items() if folded in names.split()), None)


def near(name: str) -> str | None:
    """The notation's word of which, or of whose synonym, a name is a slip of the pen.

    A letter too many, too few, wrong or in the place of its neighbour; two of them in a long name.
    """
    folded = _folded(name)
    if len(folded) < 3:
        return None
    known = _known()
    most = 2 if len(folded) > 7 else 1
    for allowed in range(1, most + 1):
        for other, word in known.items():
            if len(other) > 2 and abs(len(other) - len(folded)) <= allowed and slips(folded, other) == allowed:
                return word
    return None


def slips(one: str, other: str) -> int:
    """Slips of the pen from one word to the other (Damerau and Levenshtein's distance)."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for place, letter in enumerate(one, start=1):
        earlier, before = before, row
        row = [place, *_row(before, earlier, letter, one[place - 2 : place - 1], other)]
    return row[-1]


def _row(before: list[int], earlier: list[int], letter: str, previous: str, other: str) -> Iterator[int]:
    left = before[0] + 1
    for column, compared in enumerate(other, start=1):
        best = min(left + 1, before[column] + 1, before[column - 1] + (letter != compared))
        if earlier and column > 1 and letter == other[column - 2] and previous == compared:
            best = min(best, earlier[column - 2] + 1)
        left = best
        yield best
