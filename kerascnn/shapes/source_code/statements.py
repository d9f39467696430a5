"""The statements of a code, followed without being run: which layers they put together, and the input's shape."""

import ast
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from kerascnn.language import _
from kerascnn.shapes.notation import LARGEST
from kerascnn.shapes.places import shown
from kerascnn.shapes.source_code.calls import built
from kerascnn.shapes.source_code.syntax import Code, names
from kerascnn.shapes.source_code.values import Block, Built, Input, Named, constant, no_constant, refusal

__all__ = ["Reader"]

MODULES = ("keras", "tf_keras", "tensorflow", "torch", "torchvision", "torchsummary", "torchinfo", "collections")
FURTHER_MODULES = ("numpy", "matplotlib", "__future__")
"""What stands above a network in most notebooks; nothing of it is needed."""
USUAL = (
    "keras",
    "layers",
    "models",
    "tf",
    "tensorflow",
    "torch",
    "nn",
    "L",
    "F",
    "activations",
    "torchinfo",
    "torchsummary",
)
"""What names in front of a dot mean where the lines that import them were not pasted."""
METHODS = ("summary", "compile", "fit", "evaluate", "predict", "eval", "train", "to", "cuda", "cpu", "parameters")
FUNCTIONS = ("print", "summary", "manual_seed", "set_seed", "set_random_seed", "clear_session")
"""Calls that change no layer. They are not looked at, but for the shape of an input that they give."""
TENSORS = ("zeros", "ones", "rand", "randn", "empty")
SHAPES = ("shape", "input_shape", "batch_shape", "batch_input_shape")


class Reader:
    """Follows statements.

    Attributes:
        block: the network: the last Sequential that was given a name, or the layers that stand by themselves.
        image: what the code says of the input's shape, outside of the network itself; channels first in PyTorch.
        pytorch: whether the layers are those of PyTorch; None as long as there is none.
    """

    def __init__(self, code: Code) -> None:
        self._code = code
        self._known: dict[str, Any] = {name: Named(name) for name in USUAL}
        self._loose = Block()
        self._last: Block | None = None
        self.image: Input | None = None
        self.pytorch: bool | None = None
        for statement in code.statements:
            self._statement(statement)

    @property
    def block(self) -> Block:
        """The network."""
        return self._loose if self._last is None else self._last

    def _statement(self, statement: ast.stmt) -> None:
        match statement:
            case ast.Import() | ast.ImportFrom():
                self._import(statement)
            case ast.Pass() | ast.Expr(value=ast.Constant() | ast.Name()):
                pass
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                self._assign(name, self._value(value))
            case ast.Assign(targets=[ast.Tuple(elts=targets)], value=value):
                self._assign_several(statement, targets, self._value(value))
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                self._assign(name, self._value(value))
            case ast.Expr(value=ast.Tuple(elts=parts)):
                for part in parts:
                    self._loose_layer(part, self._value(part))
            case ast.Expr(value=value):
                self._loose_layer(value, self._value(value))
            case _:
                raise self._code.error(statement, refusal(statement))

    def _loose_layer(self, node: ast.expr, value: Any) -> None:
        """A layer, or several, of a list of which the frame was not pasted."""
        if isinstance(value, Built):
            self._loose.items.append(value)
        elif isinstance(value, Block):
            self._last = value
        elif isinstance(value, Input) and self.pytorch is not True:
            self._loose.image = self._loose.image or value
        elif value is not None:
            raise self._code.error(node, refusal(node))

    def _assign(self, name: str, value: Any) -> None:
        self._known[name] = value
        if isinstance(value, Block):
            self._last = value

    def _assign_several(self, statement: ast.stmt, targets: Sequence[ast.expr], value: Any) -> None:
        if not isinstance(value, tuple) or len(value) != len(targets):
            raise self._code.error(statement, no_constant())
        for target, each in zip(targets, value, strict=True):
            if not isinstance(target, ast.Name):
                raise self._code.error(target, refusal(target))
            self._assign(target.id, each)

    def _import(self, statement: ast.Import | ast.ImportFrom) -> None:
        """Remember what the names stand for; nothing is imported."""
        from_module = statement.module or "" if isinstance(statement, ast.ImportFrom) else None
        for alias in statement.names:
            top = (from_module if from_module is not None else alias.name).split(".")[0]
            if top not in (*MODULES, *FURTHER_MODULES):
                text = _("{module} is not known here: the code is read and never run, and needs Keras or PyTorch alone")
                raise self._code.error(statement, text.format(module=shown(top or ".")))
            if top in MODULES:
                self._known[alias.asname or alias.name.split(".")[0]] = Named(alias.name.rpartition(".")[2])

    def _value(self, node: ast.expr) -> Any:
        """The value of an expression; None for what is passed over."""
        if isinstance(node, ast.Call):
            return self._call(node)
        if isinstance(node, (ast.List, ast.Tuple)):
            return tuple(self._value(each) for each in node.elts)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Call) and node.attr in ("shape", "size"):
            return self._value(node.value)  # model(torch.zeros(1, 3, 32, 32)).shape
        return constant(self._code, node, self._known)

    def _call(self, node: ast.Call) -> Any:
        if isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Call):
            # nn.Sequential(...).to(device)
            value = self._call(node.func.value)
            if node.func.attr in (*METHODS, "size"):
                return value
            raise self._code.error(node, refusal(node))
        if isinstance(node.func, ast.Call):
            text = _(
                "only a Sequential can be read from code, and this calls a layer on a tensor; save the model instead"
            )
            raise self._code.error(node, text)
        dotted = list(names(node.func))
        if not dotted:
            raise self._code.error(node, refusal(node))
        owner = self._known.get(dotted[0])
        if isinstance(owner, Block):
            return self._of_block(node, owner, dotted[1:])
        name = dotted[-1]
        if len(dotted) == 1 and isinstance(owner, Named):
            name = owner.name  # from keras.layers import Conv2D as C
        elif len(dotted) > 1 and not isinstance(owner, Named):
            raise self._code.error(node, refusal(node))
        return self._made(node, name)

    def _made(self, node: ast.Call, name: str) -> Any:
        """What a call makes, by the last part of its name."""
        if name in FUNCTIONS:
            self._find_image(node)
            return None
        if name == "Sequential":
            return self._sequential(node)
        if name == "OrderedDict" and len(node.args) == 1:
            return self._named_layers(node.args[0])
        if name == "float" and [getattr(each, "value", None) for each in node.args] in (["-inf"], ["inf"]):
            return float(self._value(node.args[0]))  # what is put around a map in front of a max pooling
        if name in ("Input", "InputLayer"):
            found = self._shape_in(node)
            if found is None:
                raise self._code.error(node, _("{name} needs its {argument}").format(name=name, argument="shape"))
            return found
        if name in TENSORS:
            sizes = [*node.args, *(each.value for each in node.keywords if each.arg == "size")]
            numbers = tuple(self._value(each) for each in sizes)
            return self._input(node, numbers[0] if len(numbers) == 1 else numbers, 1)
        made, self.pytorch = built(self._code, node, name, self._value, pytorch=self.pytorch)
        image = self._shape_in(node, ("input_shape", "batch_input_shape", "input_dim"))
        return replace(made, image=image)

    def _sequential(self, node: ast.Call) -> Block:
        block = Block()
        given: Any = [self._value(each) for each in node.args]
        for keyword in node.keywords:
            if keyword.arg == "layers":
                given.append(self._value(keyword.value))
            elif keyword.arg not in ("name", "trainable"):
                raise self._code.error(keyword.value, refusal(keyword.value))
        for part, value in zip([*node.args, *(each.value for each in node.keywords)], given, strict=False):
            for each in value if isinstance(value, tuple) else (value,):
                self._add(part, block, each)
        return block

    def _named_layers(self, node: ast.expr) -> tuple[Any, ...]:
        """The layers of an OrderedDict: pairs of a name and a layer."""
        pairs = self._value(node)
        if not isinstance(pairs, tuple) or not all(isinstance(each, tuple) and len(each) == 2 for each in pairs):
            raise self._code.error(node, refusal(node))
        return tuple(layer for _name, layer in pairs)

    def _add(self, node: ast.expr, block: Block, value: Any) -> None:
        if isinstance(value, Input):
            block.image = block.image or value
        elif isinstance(value, (Built, Block)):
            if isinstance(value, Block) and not block.items:
                block.image = block.image or value.image
            block.items.append(value)
        else:
            raise self._code.error(node, _("this is no layer"))

    def _of_block(self, node: ast.Call, block: Block, methods: list[str]) -> Any:
        """A call of a network, or of one of its methods."""
        if methods == ["add"] and len(node.args) == 1 and not node.keywords:
            self._add(node.args[0], block, self._value(node.args[0]))
            self._last = block
        elif methods in (["build"], []):
            for each in [*node.args, *(keyword.value for keyword in node.keywords)]:
                value = self._value(each)
                found = self._input(each, value, 1) if isinstance(value, tuple) else value
                if not isinstance(found, Input):
                    raise self._code.error(each, refusal(each))
                self.image = found
        elif methods and methods[0] in METHODS:
            self._find_image(node)
        else:
            raise self._code.error(node, refusal(node))
        return None

    def _find_image(self, node: ast.Call) -> None:
        """Take the input's shape from print(model(torch.zeros(1, 3, 32, 32)).shape) or summary(model, (3, 32, 32))."""
        of_network = bool(node.args) and isinstance(self._known.get(_first_name(node.args[0])), Block)
        for each in [*node.args, *(keyword.value for keyword in node.keywords if keyword.arg == "input_size")]:
            if of_network and isinstance(each, ast.Tuple):
                numbers = self._value(each)
                self.image = self._input(each, numbers, 1 if len(numbers) == 4 else 0)
            call = _innermost(each)
            if isinstance(call, ast.Call) and isinstance(self._known.get(_first_name(call.func)), Block):
                self._value(call)

    def _shape_in(self, node: ast.Call, arguments: Sequence[str] = SHAPES) -> Input | None:
        """The shape that a call gives of its input."""
        for keyword in node.keywords:
            if keyword.arg is not None and keyword.arg in arguments:
                value = self._value(keyword.value)
                batch = keyword.arg.startswith("batch")
                return self._input(keyword.value, (value,) if isinstance(value, int) else value, 1 if batch else 0)
        if node.args and arguments is SHAPES:
            return self._input(node.args[0], self._value(node.args[0]), 0)
        return None

    def _input(self, node: ast.expr, value: Any, batch: int) -> Input:
        """A shape, of which the first `batch` numbers are those of a batch."""
        found = value[batch:] if isinstance(value, tuple) else (value,)
        if (
            None in found
            and 1 <= len(found) <= 4
            and all(each is None or (type(each) is int and 0 < each <= LARGEST) for each in found)
        ):
            return Input(node, ())  # left open, as (None, None, 3): another place has to say it
        if not 1 <= len(found) <= 4 or not all(type(each) is int and 0 < each <= LARGEST for each in found):
            text = _("this is no shape of an input: expected whole numbers, such as (28, 28, 1)")
            raise self._code.error(node, text)
        return Input(node, found)


def _first_name(node: ast.expr) -> str:
    return next(names(node), "")


def _innermost(node: ast.expr) -> ast.expr:
    """The call in front of what is asked of its result: `model(x)` of `model(x).shape`, or of `model(x).size()`."""
    while True:
        inner = node.func if isinstance(node, ast.Call) else node
        if not isinstance(inner, ast.Attribute) or not isinstance(inner.value, (ast.Call, ast.Attribute)):
            return node
        node = inner.value
