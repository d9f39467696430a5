"""Hostile files by the thousand, each read by a child of its own that has limits.

    python tests/hostile/children.py --kind png --kind tiff --count 10000 --seed 1

A child is the copy of a process that has imported what it needs. It has `SECONDS` of computing and `ROOM` more address
space than that process; what it prints, how it ends, what it took and what it wrote elsewhere is looked at. The same
seed makes the same files. Prints a line for each kind, and each failure with the seed that makes its file again:

    python tests/hostile/children.py --kind png --only 1.4711
"""

import argparse
import atexit
import contextlib
import gc
import importlib
import json
import os
import resource
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

if __name__ == "__main__":
    here = Path(__file__).parent
    sys.path[:0] = [str(here), str(here.parent), str(here.parent / "reliability")]
from PIL import Image

from attacks import Attacks, emptied
from mutations import Chance, verdict, watch

SECONDS = 20
PATIENCE = 120
"""Seconds by the clock, for what waits and does not compute."""
ROOM = 2 * 2**30
GROWTH = 2**30


LIGHT = (
    *("PIL.AvifImagePlugin", "PIL.BmpImagePlugin", "PIL.GifImagePlugin", "PIL.JpegImagePlugin", "PIL.PngImagePlugin"),
    *("PIL.PpmImagePlugin", "PIL.TiffImagePlugin", "PIL.WebPImagePlugin", "kerascnn.cli.summary", "kerascnn.loading"),
    *("kerascnn.datasets.picture", "kerascnn.datasets.sources", "kerascnn.summary", "h5py"),
    *("kerascnn.datasets.annotations.loading", "kerascnn.datasets.label_table", "kerascnn.datasets.pixel_table"),
    *("kerascnn.cli.shape_calc", "kerascnn.shapes.source_code", "kerascnn.loading.contents"),
    *("kerascnn.datasets.sound.wav", "kerascnn.datasets.text.tables", "kerascnn.datasets.captions.files"),
)
DRAWING = ("matplotlib.pyplot", "kerascnn.cli.compare", "kerascnn.comparison", "kerascnn.report")
KERAS = ("kerascnn.layers", "kerascnn.loading.model", "kerascnn.training")


class End(NamedTuple):
    """How one came to its end: exit code, what is wrong with that, seconds of computing, bytes more than before."""

    code: int
    wrong: str
    seconds: float
    growth: int


class Row(NamedTuple):
    """What all of a kind came to."""

    ran: int
    codes: dict[str, int]
    mean: float
    slowest: float
    growth: int


def _memory(field: str) -> int:
    """Bytes of this process, from /proc."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{field}:")) * 1024


def end_of(attacks: Attacks, kind: str, seed: str, answer: Path, *, harm: bool = True) -> End:
    """Let a child make a file, read it, and say how that ended."""
    answer.unlink(missing_ok=True)
    before = _memory("VmRSS")
    child = os.fork()
    if not child:
        _in_child(attacks, kind, seed, answer, harm)
    _child, status, usage = os.wait4(child, 0)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)  # what the child started, if it was ended before
    seconds, growth = usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024 - before
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        late = {signal.SIGXCPU: f"more than {SECONDS} s of computing", signal.SIGALRM: f"waited for {PATIENCE} s"}
        return End(-number, late.get(number) or f"ended by {signal.Signals(number).name}", seconds, growth)
    code, wrong = json.loads(answer.read_text()) if answer.exists() else (-1, "the child gave no answer")
    if not wrong and growth > GROWTH:
        wrong = f"grew by {growth >> 20} MB"
    return End(code, wrong, seconds, growth)


def _in_child(attacks: Attacks, kind: str, seed: str, answer: Path, harm: bool) -> None:
    try:
        os.setsid()
        nowhere = os.open(os.devnull, os.O_RDWR)
        for number in (0, 1, 2):
            os.dup2(nowhere, number)
        space = _memory("VmSize") + ROOM
        resource.setrlimit(resource.RLIMIT_AS, (space, space))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 5))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        signal.alarm(PATIENCE)
        written: list[str] = []
        watch(attacks.folder, written)
        chance = Chance(f"{kind} {seed}")
        chance.harm = harm
        try:
            code, said = attacks.run(kind, chance)
            atexit._run_exitfuncs()  # which end and wait for other processes: what they took counts
            wrong = verdict(code, said)
        except BaseException as error:
            code, wrong = -1, "".join(traceback.format_exception(error))[-1500:]
        if not wrong and written:
            wrong = f"written elsewhere: {written}"
        answer.write_text(json.dumps([code, wrong]))
    finally:
        os._exit(0)


def ends(attacks: Attacks, kind: str, seeds: list[str], *, harm: bool = True) -> tuple[Row, list[tuple[str, str, str]]]:
    """Let each of some seeds come to its end.

    Returns:
        What they came to, and the failures: kind, seed, what is wrong.
    """
    codes, failures, took, growth = Counter(), [], [], 0
    answer = attacks.folder.parent / "answer.json"
    for seed in seeds:
        end = end_of(attacks, kind, seed, answer, harm=harm)
        emptied(attacks.folder)
        codes[str(end.code)] += 1
        took.append(end.seconds)
        growth = max(growth, end.growth)
        if end.wrong:
            failures.append((kind, seed, end.wrong))
    return Row(len(seeds), dict(codes), sum(took) / len(took), max(took), growth), failures


def prepare(folder: Path, kinds: Iterable[str], *, deep: bool) -> Attacks:
    """Import what the children need, in this process, from which they are copied: a small one is copied sooner."""
    os.environ |= {"LANGUAGE": "en", "KERASCNN_OFFLINE": "1", "MPLBACKEND": "agg"}
    os.environ.pop("KERASCNN_LANG", None)
    folder.mkdir()
    tempfile.tempdir = str(folder)
    os.chdir(folder)
    names = [*LIGHT, *(DRAWING if {"run", "csv", "checkpoint"} & set(kinds) else ())]
    if deep:
        from kerascnn.quiet import start_keras

        start_keras()
        names += KERAS
    for name in names:
        importlib.import_module(name)
    Image.MAX_IMAGE_PIXELS = None  # as in the process that decodes pictures, which looks at their headers itself
    gc.collect()
    gc.freeze()  # so that a child does not copy what it only counts
    return Attacks(folder, deep=deep)


def main() -> int:
    """Run what was asked for, print what came of it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument(
        "--kind", choices=Attacks.KINDS, action="append", help="only this kind; can be given several times"
    )
    parser.add_argument("--count", type=int, default=10_000, help="of each kind")
    parser.add_argument("--seconds", type=float, default=float("inf"), help="the most for each kind, by the clock")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", action="append", help="only this seed, as a failure names it")
    parser.add_argument("--deep", action="store_true", help="as far as Keras, where nothing is refused before")
    parser.add_argument("--harmless", action="store_true", help="change nothing: all that one starts from is good")
    parser.add_argument("--json", type=Path, help="a file for the numbers")
    given = parser.parse_args()
    table, failures = {}, []
    folder = Path(tempfile.mkdtemp(prefix="hostile-")).resolve()  # no TemporaryDirectory: children would remove it
    try:
        kinds = given.kind or [kind for kind in Attacks.KINDS if given.deep or kind != "checkpoint"]
        attacks = prepare(folder / "work", kinds, deep=given.deep)
        for kind in kinds:
            start, seeds = time.monotonic(), given.only or [f"{given.seed}.{n}" for n in range(given.count)]
            rows = []
            for first in range(0, len(seeds), 100):
                row, bad = ends(attacks, kind, seeds[first : first + 100], harm=not given.harmless)
                rows.append(row)
                failures += bad
                for _kind, seed, wrong in bad:
                    print(f"FAILURE {kind} {seed}: {wrong}\n", flush=True)
                if time.monotonic() - start > given.seconds:
                    break
            table[kind] = total = _sum(rows)
            print(
                f"{kind:<10} {total.ran:>6} files, exit codes {dict(sorted(total.codes.items()))}, {total.mean:.3f} s "
                f"each, slowest {total.slowest:.1f} s, at most {total.growth >> 20} MB more",
                flush=True,
            )
    finally:
        os.chdir("/")
        shutil.rmtree(folder)
    if given.json:
        given.json.write_text(json.dumps([{kind: row._asdict() for kind, row in table.items()}, failures]))
    return 1 if failures else 0


def _sum(rows: list[Row]) -> Row:
    ran = sum(row.ran for row in rows)
    codes = sum((Counter(row.codes) for row in rows), Counter())
    mean = sum(row.mean * row.ran for row in rows) / ran
    return Row(ran, dict(codes), mean, max(row.slowest for row in rows), max(row.growth for row in rows))


if __name__ == "__main__":
    sys.exit(main())
