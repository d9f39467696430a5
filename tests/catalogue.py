"""The Spanish catalogue, kept in step with the code.

`python tests/catalogue.py` adds what is new, empty, and drops what is gone. Then fill in each empty `msgstr` and run
it again.
"""

import ast
import io
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po

from kerascnn.cli._command import paragraphs

ROOT = Path(__file__).parent.parent
PO = ROOT / "kerascnn/locale/es/kerascnn.po"
KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2)}
# Header lines that would change, and so conflict, at every update.
NOISE = (b'"Project-Id', b'"Report-', b'"POT-', b'"PO-Rev', b'"Last-', b'"Language-Team', b'"Generated')
# What click itself says, in the words of its own catalogue.
CLICK = """\
Usage:
Options
Commands
default: {default}
env var: {var}
required
Error
Missing command.
Missing argument
Missing option
Missing parameter
No such option: {name}
No such option {name!r}.
Did you mean {possibility}?
Invalid value: {message}
Invalid value for {param_hint}: {message}
{value!r} is not a valid {number_type}.
{value!r} is not {choice}.
{value!r} is not one of {choices}.
{name} {filename!r} does not exist.
{name} {filename!r} is a directory.
{name} {filename!r} is a file.
{name} {filename!r} is not readable.
Option {name!r} requires an argument.
Option {name!r} does not take a value.
file
directory
path
integer
float
""".splitlines()


def sources() -> list[Path]:
    """Every Python file that is installed."""
    return sorted(path for folder in ("kerascnn", "cli", "recipes") for path in (ROOT / folder).rglob("*.py"))


def used() -> dict[str, str | None]:
    """Every text that the code shows, with its plural where it has one."""
    found: dict[str, str | None] = dict.fromkeys(CLICK)
    for path in sources():
        for _line, message, _comments, _context in extract_from_file("python", str(path), KEYWORDS):
            singular, plural = message if isinstance(message, tuple) else (message, None)
            found[singular] = plural
        for docstring in command_docstrings(path):
            found.update(dict.fromkeys(paragraphs(docstring)[0]))
    return found


def command_docstrings(path: Path) -> list[str]:
    """The docstrings that a module shows as a command's help."""
    if path.parent.name not in ("cli", "recipes") or path.name.startswith("_"):
        return []
    functions = [node for node in ast.parse(path.read_text()).body if isinstance(node, ast.FunctionDef)]
    return [
        ast.get_docstring(node) or ""
        for node in functions
        if node.name == "run" or any(ast.unparse(decorator).startswith("define") for decorator in node.decorator_list)
    ]


def read() -> Catalog:
    """The catalogue as it is."""
    with PO.open("rb") as file:
        return read_po(file, locale="es", domain="kerascnn")


def update() -> int:
    """Bring the files in step with the code; return how many texts still lack their Spanish."""
    old = read() if PO.exists() else Catalog(locale="es", domain="kerascnn")
    new = Catalog(locale="es", domain="kerascnn", project="kerascnn", charset="utf-8", fuzzy=False)
    # Babel's newer versions give Spanish a third form, for millions "de"; no text here counts so far.
    new.mime_headers = [("Plural-Forms", "nplurals=2; plural=(n != 1);")]
    new.header_comment = "# The Spanish of kerascnn. `python tests/catalogue.py` keeps it in step with the code."
    for singular, plural in used().items():
        known = old.get(singular)
        text = known.string if known else ""
        if plural and not isinstance(text, tuple):
            text = ("",) * new.num_plurals
        elif plural:
            text = text[: new.num_plurals]
        elif not plural and isinstance(text, tuple):
            text = ""
        new.add((singular, plural) if plural else singular, text)
    buffer = io.BytesIO()
    write_po(buffer, new, width=0, sort_output=True)
    PO.write_bytes(b"".join(line for line in buffer.getvalue().splitlines(True) if not line.startswith(NOISE)))
    empty = [message.id for message in new if message.id and not all(_strings(message.string))]
    for text in empty:
        print("no Spanish yet:", text)
    return len(empty)


def _strings(string: str | tuple[str, ...]) -> tuple[str, ...]:
    return string if isinstance(string, tuple) else (string,)


if __name__ == "__main__":
    sys.exit(min(update(), 1))
