"""What a network costs: parameters, arithmetic, memory, and what its outputs see; and two networks side by side."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from kerascnn import checks
from kerascnn.errors import InputError
from kerascnn.language import _
from kerascnn.shapes.chain import Trace
from kerascnn.shapes.layers import Flatten, Merge, Reshape, Shape
from kerascnn.shapes.layers.merging import is_map
from kerascnn.shapes.places import shown
from kerascnn.shapes.row import Row, Totals

__all__ = ["Part", "Summary", "parts"]

BYTES = 4
"""Of one number: float32."""


@dataclass(frozen=True, slots=True)
class Part(Totals):
    """A line of a summary: a layer, or several that follow one another.

    Attributes:
        name: of the layer, or what the names of the layers begin with.
        rows: the layers.
    """

    name: str
    rows: tuple[Row, ...]

    @property
    def output(self) -> Shape:
        """The shape of what the last layer puts out, channels last; empty where it is not known."""
        return self.rows[-1].output

    @property
    def bytes(self) -> int:
        """Of the parameters, in the types that the layers keep them in."""
        return sum(row.bytes for row in self.rows)

    @property
    def dtypes(self) -> tuple[str, ...]:
        """The types of the parameters, each once."""
        return tuple(dict.fromkeys(row.node.dtype for row in self.rows if row.parameters))

    @property
    def flops(self) -> int:
        """Twice the multiply-adds: the multiplication and the addition counted apart."""
        return 2 * self.multiply_adds

    @property
    def shared(self) -> bool:
        """Whether its only weights are some that were counted where they were first used."""
        return not self.parameters and any(row.shared for row in self.rows)

    @property
    def counted(self) -> bool:
        """Whether all of the layers could be counted."""
        return all(row.counted for row in self.rows)

    @property
    def stored(self) -> bool:
        """Whether parameters of layers that are not known are those that the file holds for them."""
        return any(row.stored and row.node.stored for row in self.rows)

    @property
    def all_parameters(self) -> bool:
        """Whether the parameters are all: each layer was counted, or the file says how many it has."""
        return all(row.counted or row.stored for row in self.rows)


@dataclass(frozen=True)
class Summary:
    """A network, its layers worked out. Printed it is a table; in a notebook too.

    Attributes:
        name: of the network. It may be a stranger's.
        trace: the layers.
        batch: examples that are worked on at once.
        depth: how many parts of the layers' names are shown; 0 shows every layer.
        first: the first layer to be shown; "" is the network's first.
        last: the last layer to be shown; "" is the network's last.
        remarks: what else there is to say of the network.
    """

    name: str
    trace: Trace
    batch: int = 1
    depth: int = 0
    first: str = ""
    last: str = ""
    remarks: Sequence[str] = field(default=())

    def __post_init__(self) -> None:
        checks.whole("batch", self.batch, at_least=1)
        checks.whole("depth", self.depth, at_least=0)

    @property
    def parts(self) -> list[Part]:
        """The lines to be shown.

        Raises:
            InputError: there is no layer of the name `first` or `last`, or they are in the wrong order.
        """
        rows = self.trace.rows
        begin = self._place(self.first) if self.first else 0
        end = self._place(self.last) if self.last else len(rows) - 1
        if begin > end and rows:
            text = _("the layer {first} stands behind {last}; give them the other way round")
            raise InputError(text.format(first=shown(self.first), last=shown(self.last)))
        return parts(rows[begin : end + 1], self.depth)

    def _place(self, name: str) -> int:
        names = [row.node.text for row in self.trace.rows]
        if name in names:
            return names.index(name)
        import difflib

        # Names in a stranger's model may be long, and comparing takes the product of the lengths.
        near = difflib.get_close_matches(name[:40], [each[:40] for each in names], n=5, cutoff=0)
        text = _("there is no layer {name}; the closest are: {names}")
        raise InputError(text.format(name=shown(name), names=", ".join(map(shown, near))))

    @property
    def whole(self) -> Part:
        """All layers as one."""
        return Part(self.name, self.trace.rows)

    @property
    def uncounted(self) -> list[Row]:
        """The layers that could not be counted."""
        return [row for row in self.trace.rows if not row.counted]

    @property
    def gated(self) -> bool:
        """Whether a map is multiplied by something that is computed from a whole map."""
        multiplied = (row for row in self.trace.rows if isinstance(row.layer, Merge) and row.layer.mode == "multiply")
        return any(len({is_map(fields) for fields in row.before if fields}) == 2 for row in multiplied)

    @property
    def receptive_field(self) -> tuple[int | float, ...]:
        """The largest receptive field of outputs that have a place: before they are flattened or averaged away.

        Empty where there are none, where a layer could not be counted, of which nobody knows what it sees, and where
        the network has several inputs.
        """
        if self.uncounted or self.trace.others:
            return ()
        fields = [row.receptive_field for row in self.trace.rows if row.fields and None not in row.step]
        return max(fields, key=max, default=())

    @property
    def training_bytes(self) -> int:
        """Bytes of the input and of every layer's output, which the way back through the network needs."""
        kept = sum(row.activations for row in self.trace.rows if not _is_view(row))
        return BYTES * self.batch * (sum(map(_product, self.trace.images)) + kept)

    @property
    def inference_bytes(self) -> int:
        """Bytes of the inputs and outputs that have to be there at the same time, at the layer where they are most.

        Each output is let go when the last layer that takes it is done; the outputs that nothing takes are kept.
        """
        rows = self.trace.rows
        pictures = {-number: _product(image) for number, image in enumerate(self.trace.images, start=1)}
        storage = {place: place for place in pictures}  # a view has no memory of its own: it lies where its input does
        for number, row in enumerate(rows):
            storage[number] = storage[row.node.inputs[0]] if _is_view(row) else number
        last_use = {storage[each]: number for number, row in enumerate(rows) for each in (*row.node.inputs, number)}
        taken = {storage[each] for row in rows for each in row.node.inputs if not _is_view(row)}
        done: dict[int, list[int]] = {}
        for place, number in last_use.items():
            if place in taken:
                done.setdefault(number, []).append(place)
        sizes = pictures | {number: row.activations for number, row in enumerate(rows)}
        alive = most = sum(pictures.values())
        for number, row in enumerate(rows):
            alive += 0 if _is_view(row) else sizes[number]
            most = max(most, alive)
            alive -= sum(sizes[place] for place in done.get(number, ()))
        return BYTES * self.batch * most

    def selected(self, layers: str) -> "Summary":
        """The same summary of the layers "FROM:TO", either of which may be left out.

        Raises:
            InputError: there is no colon.
        """
        first, colon, last = layers.partition(":")
        if not colon:
            text = _("--layers is {layers}; expected the first and the last layer, such as conv1:pool2")
            raise InputError(text.format(layers=shown(layers)))
        return replace(self, first=first, last=last)

    def __str__(self) -> str:
        from kerascnn.shapes.summary.writing import written

        return written(self)

    def _repr_html_(self) -> str:
        from kerascnn.shapes.summary.writing import written

        return written(self, "html")


def _product(shape: Iterable[int]) -> int:
    count = 1
    for axis in shape:
        count *= axis
    return count


def _is_view(row: Row) -> bool:
    """Whether the output is the input's memory in another shape."""
    return isinstance(row.layer, (Flatten, Reshape))


def parts(rows: Iterable[Row], depth: int = 0) -> list[Part]:
    """The layers as lines; neighbours whose names begin alike are one line.

    A layer's name is that of the models that it lies within and its own, divided at each underscore: the first two
    parts of `conv2_block1_1_conv` are `conv2_block1`.

    Args:
        rows: the layers.
        depth: how many parts of the names count; 0 for all, each layer being a line of its own.
    """
    if not depth:
        return [Part(row.node.text, (row,)) for row in rows]
    found: list[tuple[list[str], list[Row]]] = []
    for row in rows:
        words = [*row.node.path, *row.node.text.split("_")][:depth]
        if found and found[-1][0] == words:
            found[-1][1].append(row)
        else:
            found.append((words, [row]))
    return [Part("_".join(words), tuple(group)) for words, group in found]
