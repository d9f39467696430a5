"""What a system lacks that is no Unix: modules and calls that only Unix has are asked for where they are used."""

import ast
from pathlib import Path

import kerascnn
from kerascnn import cli, recipes
from publishers import digits, write_idx

ONLY_UNIX = ("fcntl", "grp", "posix", "pty", "pwd", "resource", "syslog", "termios", "tty")
# As Windows has it: no such modules, and none of these names. What Python's own modules need on a Unix is left.
LIKE_WINDOWS = f"""
import os, signal, sys
sys.modules |= dict.fromkeys({ONLY_UNIX[:2] + ONLY_UNIX[5:]!r})
for name in ("fork", "geteuid", "getuid", "mkfifo", "pread", "setsid", "sysconf", "killpg", "nice", "O_NOFOLLOW",
             "O_NONBLOCK", "O_DIRECTORY"):
    if hasattr(os, name):
        delattr(os, name)
for name in ("SIGHUP", "SIGKILL", "SIGXCPU", "SIGALRM", "alarm", "setitimer", "pthread_sigmask"):
    if hasattr(signal, name):
        delattr(signal, name)
from kerascnn import cli
"""


def modules():
    for package in (kerascnn, cli, recipes):
        yield from sorted(Path(package.__file__).parent.rglob("*.py"))


def is_guard(node):
    """Whether a statement passes over the want of a module."""
    if isinstance(node, ast.Try):
        return any("ImportError" in ast.dump(each) for each in node.handlers)
    return isinstance(node, ast.With) and any("ImportError" in ast.dump(each) for each in node.items)


def unguarded(path):
    """The lines of a module that import what only Unix has, and have no answer to the want of it."""
    text = path.read_text(encoding="utf-8")
    if not any(f"import {name}" in text or f"from {name}" in text for name in ONLY_UNIX):
        return
    tree = ast.parse(text)
    guards = [found for found in ast.walk(tree) if is_guard(found)]
    guarded = {id(inside) for guard in guards for statement in guard.body for inside in ast.walk(statement)}
    for found in ast.walk(tree):
        names = [each.name for each in found.names] if isinstance(found, ast.Import) else []
        names += [found.module or ""] if isinstance(found, ast.ImportFrom) else []
        if {name.partition(".")[0] for name in names} & {*ONLY_UNIX} and id(found) not in guarded:
            yield found.lineno


def test_no_module_needs_what_only_unix_has():
    found = {str(path): list(unguarded(path)) for path in modules()}
    assert len(found) > 300
    assert {path: lines for path, lines in found.items() if lines} == {}


def test_an_import_without_a_guard_is_found(tmp_path):
    (tmp_path / "a.py").write_text("try:\n    import fcntl\nexcept ImportError:\n    fcntl = None\nimport resource\n")
    assert list(unguarded(tmp_path / "a.py")) == [5]


def test_help_and_shapes_without_them(python):
    code = "print(cli.main(['--help']), cli.main(['shape-calc', '32x32x3', 'conv6@5']))"
    assert python(LIKE_WINDOWS + code).endswith("0 0\n")


def test_a_training_and_its_report_without_them(python, tmp_path):
    write_idx(tmp_path, digits(60, 20))
    run, page = str(tmp_path / "run"), str(tmp_path / "report.html")
    words = ["train-mnist", "--variant", "course", "--epochs", "1", "--data-dir", str(tmp_path), "--out", run]
    code = f"print(cli.main({words!r}), cli.main(['report', {run!r}, '-o', {page!r}]))"
    assert python(LIKE_WINDOWS + code).endswith("0 0\n")
    assert (tmp_path / "run" / "model.keras").exists()
