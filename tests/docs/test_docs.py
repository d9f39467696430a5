"""The manual has everything that the folders hold, and its notebooks can run. Building it is left to `.ci/run`."""

import importlib.util
import json
import re
import types
from pathlib import Path

import click
import pytest

import kerascnn as kc
from kerascnn import cli, networks

ROOT = Path(__file__).parents[2]
PAGES = [path for path in sorted((ROOT / "docs").rglob("*")) if "_build" not in path.parts]
MANUAL = {path: path.read_text(encoding="utf-8") for path in PAGES if path.suffix in (".md", ".ipynb")}
TESTS = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("*.py"))
COMMANDS = sorted(
    path.stem.replace("_", "-") for folder in ("cli", "recipes") for path in (ROOT / folder).glob("[a-z]*.py")
)


def extension(name: str) -> types.ModuleType:
    """A module of `docs/_ext`."""
    spec = importlib.util.spec_from_file_location(name, ROOT / "docs" / "_ext" / f"{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def sections(text: str) -> dict[str, str]:
    """The body of each section, by its heading."""
    pieces = re.split(r"^##+ (.+)$", text, flags=re.MULTILINE)
    return dict(zip(pieces[1::2], pieces[2::2], strict=True))


@pytest.mark.parametrize("name", COMMANDS)
def test_the_reference_has_every_command_with_every_option(name):
    reference = sections(extension("commands").markdown())
    command = cli.group.get_command(click.Context(cli.group), name)
    assert isinstance(command, click.Command)
    assert f"```{{program}} kerascnn {name}\n" in reference[f"kerascnn {name}"]
    common = reference["Every command"]
    for option in (parameter for parameter in command.params if isinstance(parameter, click.Option)):
        described = common if option.name in ("lang", "debug") else reference[f"kerascnn {name}"]
        line = next(
            line for line in described.splitlines() if line.startswith("```{option}") and option.opts[-1] in line
        )
        assert all(re.search(rf"{flag}\b", line) for flag in [*option.opts, *option.secondary_opts])


def test_the_reference_has_the_commands_of_a_command():
    reference = sections(extension("commands").markdown())
    assert "```{option} --data-dir PATH\nPut it here" in reference["kerascnn data get"]
    assert "Put it here" not in reference["kerascnn data"]


def test_a_recipe_s_section_says_how_python_calls_it():
    reference = sections(extension("commands").markdown())
    assert "`from kerascnn.recipes import train_mnist; train_mnist.run()`" in reference["kerascnn train-mnist"]
    assert "kerascnn.recipes" not in reference["kerascnn predict"]


def test_help_reads_as_it_is_in_markdown():
    escaped = extension("commands").escaped
    assert escaped("look in --data-dir or `--x`, 3 * 3") == "look in `--data-dir` or `--x`, 3 \\* 3"
    assert escaped("a <name> of `<b>` [default: x_y]") == "a \\<name> of `<b>` \\[default: x\\_y\\]"


def test_the_api_reference_has_every_package_and_every_network():
    reference = sections(extension("packages").markdown())
    assert all(f"kerascnn.{package}" in reference for package in kc.__all__)
    for path in (ROOT / "kerascnn" / "networks").glob("[a-z]*.py"):
        assert f".. automodule:: kerascnn.networks.{path.stem}" in reference[f"kerascnn.networks.{path.stem}"]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_a_test_and_its_place_in_the_manual(name):
    assert re.search(rf'(kerascnn\(\s*|\[)"{name}"', TESTS), "no test runs it"
    assert any(re.search(rf"kerascnn {name}\b", text) for text in MANUAL.values()), "no page of docs/ speaks of it"


@pytest.mark.parametrize("name", networks.names())
def test_every_network_has_a_test_and_its_place_in_the_manual(name):
    assert re.search(rf'"{name}"|\b{name.replace("-", "_")}\(', TESTS), "no test builds it"
    assert any(re.search(rf"\b{name}\b", text) for text in MANUAL.values()), "no page of docs/ speaks of it"


def code_cells(path: Path) -> list[str]:
    """The code of a notebook, or of a page that is one."""
    if path.suffix == ".ipynb":
        cells = json.loads(MANUAL[path])["cells"]
        return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    return re.findall(r"^```\{code-cell\}.*\n((?:.*\n)*?)```$", MANUAL[path], re.MULTILINE)


@pytest.mark.parametrize("path", MANUAL, ids=lambda path: path.name)
def test_code_cells_compile(path):
    cells = code_cells(path)
    assert cells or (path.suffix == ".md" and "{code-cell}" not in MANUAL[path])
    for cell in cells:
        code = re.sub(r"^:tags:.*$", "", cell, flags=re.MULTILINE)
        code = re.sub(r"^(\s*)[!%].*$", r"\1pass", code, flags=re.MULTILINE)  # the shell's lines, and magic
        compile(code, path.name, "exec")


@pytest.mark.parametrize("path", [path for path in MANUAL if path.suffix == ".ipynb"], ids=lambda path: path.name)
def test_notebooks_are_kept_without_their_outputs(path):
    for cell in json.loads(MANUAL[path])["cells"]:
        assert not cell.get("outputs")
        assert cell.get("execution_count") is None
