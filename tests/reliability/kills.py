"""Disturb trainings at random moments, go on, and compare the final weights with those of the undisturbed run.

    python tests/reliability/kills.py                  50 disturbances, over three recipes
    python tests/reliability/kills.py --kills 6 --seed 1
    python tests/reliability/kills.py --fork           in half of the time

A disturbance is SIGKILL at a random moment or in the middle of a save, SIGTERM, Ctrl-C, SIGHUP, a disk that is full
from some moment on (a limit on the length of files, so that a real write fails), a folder that is moved away, or one
that is deleted. Each start is a process of its own, as it is for a person; with `--fork` it is the copy of one that
has imported Keras, and has done nothing else with it. A run is disturbed up to five times and then left to its end;
new runs begin, with each recipe in turn, until there were as many disturbances as asked. The exit code is 0 if every
start did what it should, no traceback was printed, and the weights of every run that ended were the same, bit for
bit.
"""

import argparse
import contextlib
import itertools
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

DISTURBANCES_OF_A_RUN = 5
SHORT = ["--epochs", "3", "--batch-size", "16", "--device", "cpu"]
RECIPES = {
    "train-mnist": ["--variant", "course"],
    "train-fashion-mnist": ["--network", "lenet5"],
    "train-cifar10": ["--preset", "fast", "--width", "0.125", "--precision", "float16"],
}
OFTEN = ["--checkpoint-minutes", "0.001"]
SIGNALS = {"SIGTERM": signal.SIGTERM, "Ctrl-C": signal.SIGINT, "SIGHUP": signal.SIGHUP}
DISTURBANCES = ("SIGKILL", "SIGKILL in a save", *SIGNALS, "full disk", "moved folder", "lost folder")
STOPPED = 130
PLAIN = "import sys; from kerascnn.cli import main; sys.exit(main())"
# What a save does with the disk goes through these calls: the process ends itself at the one with this number.
DURING_A_SAVE = """
import os, pathlib, signal
left = {calls}

def counted(call):
    def wrapper(*arguments, **settings):
        global left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return call(*arguments, **settings)
    return wrapper

os.fsync = counted(os.fsync)
pathlib.Path.rename = counted(pathlib.Path.rename)
pathlib.Path.replace = counted(pathlib.Path.replace)
"""


FULL_DISK = """
import resource
resource.setrlimit(resource.RLIMIT_FSIZE, ({most}, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))
"""


def small_data(folder: Path) -> dict[str, Path]:
    """By recipe, 600 + 200 pictures as their publishers' files: digits, which stand for clothes too, and photos."""
    sys.path.insert(0, str(Path(__file__).parents[1]))
    from publishers import digits, photos, write_binary, write_idx

    write_idx(folder / "digits", digits(600, 200))
    write_binary(folder / "photos", photos(600, 200))
    return {
        "train-mnist": folder / "digits",
        "train-fashion-mnist": folder / "digits",
        "train-cifar10": folder / "photos",
    }


class Started:
    """A kerascnn command in a process of its own.

    Args:
        words: the command's.
        preamble: Python code that runs before it.
        fork: copy this process rather than start Python anew.
    """

    def __init__(self, words: list[str], preamble: str = "", *, fork: bool = False) -> None:
        reading, writing = os.pipe()
        if fork:
            self.pid = os.fork()
            if not self.pid:
                _be_the_command(words, preamble, writing)
        else:
            command = [sys.executable, "-P", "-c", preamble + PLAIN, *words]
            self.pid = subprocess.Popen(command, stdout=writing, stderr=writing).pid
        os.close(writing)
        self.output = os.fdopen(reading, "rb")

    def first_line(self) -> str:
        """Wait for the first line, which comes when the training is about to begin."""
        return self.output.readline().decode()

    def send(self, number: int) -> None:
        """Send it a signal, if it has not ended itself."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, number)

    def wait(self) -> tuple[int, str]:
        """The exit code, or minus the signal, and the rest of what it printed."""
        rest = self.output.read().decode()
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1]), rest


def _be_the_command(words: list[str], preamble: str, writing: int) -> None:
    os.dup2(writing, 1)
    os.dup2(writing, 2)
    code = 1
    try:
        exec(preamble, {})
        from kerascnn.cli import main

        code = main(words)
    finally:
        sys.stdout.flush()
        os._exit(code)


def weights_of(run: Path) -> str:
    """The SHA-256 of a finished run's weights."""
    return json.loads((run / "metrics.json").read_text())["weights_sha256"]


def has_checkpoint(run: Path) -> bool:
    """Whether a run can be gone on with."""
    return any(re.fullmatch(r"\d{6}", path.name) for path in run.glob("checkpoints/*"))


class Trial:
    """Runs that are disturbed.

    Args:
        folder: where the data and the runs go.
        wanted: how many disturbances.
        seed: of the moments.
        fork: as for `Started`.
    """

    def __init__(self, folder: Path, wanted: int, seed: int, *, fork: bool) -> None:
        self.folder, self.wanted, self.fork = folder, wanted, fork
        self.data = small_data(folder / "data")
        self.chance = random.Random(seed)
        self.done: dict[str, int] = dict.fromkeys(DISTURBANCES, 0)
        self.resumes = self.runs = 0
        self.seconds: dict[str, float] = {}

    def is_over(self) -> bool:
        """Whether there were enough."""
        return sum(self.done.values()) >= self.wanted

    def undisturbed(self, recipe: str) -> str:
        """The weights of the run that nobody stops."""
        run = self.folder / f"undisturbed-{recipe}"
        code, printed = Started(self.training(recipe, run), fork=self.fork).wait()
        assert code == 0, printed
        self.seconds[recipe] = json.loads((run / "metrics.json").read_text())["seconds"]
        return weights_of(run)

    def training(self, recipe: str, run: Path) -> list[str]:
        """The words that start a run anew."""
        about = ["--data-dir", str(self.data[recipe]), "--out", str(run), "--force"]
        return [recipe, *RECIPES[recipe], *SHORT, *OFTEN, *about]

    def disturbed(self, recipe: str) -> str:
        """The weights of a run that is disturbed now and then."""
        self.runs += 1
        run = self.folder / f"run-{self.runs}"
        for number in range(DISTURBANCES_OF_A_RUN + 1):
            last = number == DISTURBANCES_OF_A_RUN or self.is_over()
            ended, run = self.step(recipe, run, "" if last else self.next_kind())
            if ended:
                return weights_of(run)
        raise AssertionError("a run that was left alone did not end")

    def next_kind(self) -> str:
        """One of the disturbances that there were fewest of."""
        fewest = min(self.done.values())
        return self.chance.choice([kind for kind, count in self.done.items() if count == fewest])

    def step(self, recipe: str, run: Path, kind: str) -> tuple[bool, Path]:
        """Start or go on, and disturb it; whether the run came to its end, and where it is now."""
        going_on = has_checkpoint(run)
        resume = ["resume", str(run), "--data-dir", str(self.data[recipe])]
        words = resume if going_on else self.training(recipe, run)
        process = Started(words, self.preamble(kind), fork=self.fork)
        printed = process.first_line()
        if kind and printed and kind not in ("SIGKILL in a save", "full disk"):
            # In half of the time that a whole run takes, as most starts have only a part of one before them.
            time.sleep(self.chance.uniform(0, self.seconds[recipe] / 2))
            run = self.act(kind, process, run)
        code, rest = process.wait()
        printed += rest
        expected = (0, -signal.SIGKILL) if "SIGKILL" in kind else (0, STOPPED) if kind in SIGNALS else (0, 1)
        assert code in (expected if kind else (0,)), (kind, code, words, printed)
        assert "Traceback" not in printed, printed
        if going_on and code == 0:
            assert "bit for bit" in printed, printed
        self.resumes += going_on
        if code or "could not be written" in printed:
            self.done[kind] += 1
            number = sum(self.done.values())
            print(f"{number}: {recipe}, {kind}, {'resumed' if going_on else 'new'}, exit {code}", flush=True)
        return code == 0 and (run / "metrics.json").exists(), run

    def preamble(self, kind: str) -> str:
        """The code that disturbs a process from within."""
        if kind == "SIGKILL in a save":
            return DURING_A_SAVE.format(calls=self.chance.randrange(4, 40))
        return FULL_DISK.format(most=self.chance.randrange(3_000, 400_000)) if kind == "full disk" else ""

    def act(self, kind: str, process: Started, run: Path) -> Path:
        """Disturb a process from outside; where its run is now."""
        if kind in SIGNALS:
            process.send(SIGNALS[kind])
        elif kind == "SIGKILL":
            process.send(signal.SIGKILL)
        elif kind == "moved folder":
            with contextlib.suppress(FileNotFoundError):
                return run.rename(run.with_name(f"{run.name}-moved"))
        else:
            while run.exists():
                shutil.rmtree(run, ignore_errors=True)
        return run


def main() -> int:
    """Run the trial and print what came of it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--kills", type=int, default=50, help="how many disturbances")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--fork", action="store_true")
    asked = parser.parse_args()
    if asked.fork:
        import kerascnn.training  # noqa: F401
    with tempfile.TemporaryDirectory() as name:
        trial = Trial(Path(name), asked.kills, asked.seed, fork=asked.fork)
        expected = {recipe: trial.undisturbed(recipe) for recipe in RECIPES}
        same = 0
        for recipe in itertools.cycle(RECIPES):
            if trial.is_over():
                break
            found = trial.disturbed(recipe)
            same += found == expected[recipe]
            print(f"run {trial.runs}, {recipe}: {'the same' if found == expected[recipe] else found}", flush=True)
    kinds = ", ".join(f"{count} {kind}" for kind, count in trial.done.items())
    count = sum(trial.done.values())
    print(f"{count} disturbances ({kinds}), {trial.resumes} resumes, {same} of {trial.runs} runs the same")
    return 0 if same == trial.runs else 1


if __name__ == "__main__":
    sys.exit(main())
