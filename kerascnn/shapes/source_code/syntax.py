"""Code as a syntax tree, within bounds, and the places of its parts: an error names the line and shows it."""

import ast
import warnings
from collections.abc import Iterator

from kerascnn.errors import InputError
from kerascnn.language import _
from kerascnn.shapes.places import Source, Word, shown

__all__ = ["LARGEST_CODE", "Code", "names"]

LARGEST_CODE = 2**18
"""Bytes; a network of a thousand layers has a quarter of it."""
MOST_PARTS = 100_000
DEEPEST = 50
"""Levels of the tree. A Sequential in a Sequential in an assignment has some ten."""


class Code:
    """A text of Python, parsed.

    Attributes:
        source: the text and where it is from.
        statements: of its top level.
    """

    def __init__(self, source: Source) -> None:
        """Parse a text.

        Raises:
            InputError: it is too large, too deep, or no Python; the message names the line.
        """
        self.source = source
        self._starts = [0]
        if len(source.text.encode(errors="replace")) > LARGEST_CODE:
            text = _("the code is larger than {n} kB; give the lines of the network alone")
            raise self._start().error(text.format(n=LARGEST_CODE >> 10), 0, 1)
        for line in source.text.split("\n"):
            self._starts.append(self._starts[-1] + len(line) + 1)
        self.statements = self._parsed()
        self._check()

    def _start(self) -> Word:
        return Word(self.source.text, self.source, 0)

    def _parsed(self) -> list[ast.stmt]:
        # Python reads "\r" as the end of a line, and a form feed as nothing; lines are counted by "\n" here.
        plain = self.source.text.replace("\r", " ").replace("\f", " ")
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # "\d" in a string is a stranger's
                return ast.parse(plain).body
        except SyntaxError as error:
            line = min(max(error.lineno or 1, 1), len(self._starts) - 1)
            begin = min(self._starts[line - 1] + max((error.offset or 1) - 1, 0), len(self.source.text))
            text = _("this is no Python: {reason}")
            raise self._start().error(text.format(reason=shown(error.msg, 80)), begin, begin + 1) from None
        except (MemoryError, RecursionError, ValueError):
            raise self._too_deep(0) from None

    def _too_deep(self, begin: int) -> InputError:
        text = _("the code is nested deeper than {n} levels, which no network needs; write it in several lines")
        return self._start().error(text.format(n=DEEPEST), begin, begin + 1)

    def _check(self) -> None:
        """Refuse a tree that is too deep or too large to be followed.

        Raises:
            InputError: it is.
        """
        parts = 0
        waiting: list[tuple[ast.AST, int]] = [(each, 1) for each in self.statements]
        while waiting:
            node, depth = waiting.pop()
            parts += 1
            if depth > DEEPEST:
                raise self._too_deep(self.word(node).start)
            if parts > MOST_PARTS:
                text = _("the code has more than {limit} parts; give the lines of the network alone")
                raise self._start().error(text.format(limit=f"{MOST_PARTS:,}"), 0, 1)
            waiting += [(each, depth + 1) for each in ast.iter_child_nodes(node)]

    def word(self, node: ast.AST) -> Word:
        """The part of the text that a node stands for."""
        line, column = getattr(node, "lineno", 1), getattr(node, "col_offset", 0)
        last, end = getattr(node, "end_lineno", None) or line, getattr(node, "end_col_offset", None) or column
        begin, stop = self._place(line, column), self._place(last, end)
        return Word(self.source.text[begin:stop], self.source, begin)

    def _place(self, line: int, column: int) -> int:
        """Where a place lies in the text; columns of a syntax tree are bytes of UTF-8."""
        start = self._starts[line - 1]
        content = self.source.text[start : start + column]
        if not content.isascii():
            whole = self.source.text[start : self._starts[line]]
            content = whole.encode(errors="replace")[:column].decode(errors="replace")
        return start + len(content)

    def error(self, node: ast.AST, message: str) -> InputError:
        """The error for a node: it names the line, and a note shows it."""
        return self.word(node).error(message)


def names(node: ast.expr) -> Iterator[str]:
    """The names of a dotted expression, from the left: `tf.keras.layers`; nothing if it is something else."""
    found = []
    while isinstance(node, ast.Attribute):
        found.append(node.attr)
        node = node.value
    if isinstance(node, ast.Name):
        yield node.id
        yield from reversed(found)
