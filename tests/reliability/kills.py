"""Kill a training with SIGKILL at random moments, go on, and compare the final weights with the undisturbed run's.

    python tests/reliability/kills.py                  50 kills, one in three of them during a save
    python tests/reliability/kills.py --kills 6 --seed 1
    python tests/reliability/kills.py --fork           in half of the time

Each start is a process of its own, as it is for a person; with `--fork` it is the copy of one that has imported Keras,
and has done nothing else with it. A run is killed up to five times and then left to its end;
new runs begin until there were as many kills, and resumes, as asked. The exit code is 0 if every start did what it
should and the weights of every run that ended were the same, bit for bit.
"""

import argparse
import contextlib
import json
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

KILLS_OF_A_RUN = 5
OPTIONS = ["--variant", "course", "--epochs", "3", "--batch-size", "16", "--device", "cpu"]
OFTEN = ["--checkpoint-minutes", "0.001"]
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


def small_data(folder: Path) -> None:
    """MNIST's first 600 + 200 digits, as their publishers' files."""
    sys.path.insert(0, str(Path(__file__).parents[1]))
    from publishers import digits, write_idx

    write_idx(folder, digits(600, 200))


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

    def kill(self) -> None:
        """End it at once, if it has not ended itself."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)

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
    """Runs that are killed.

    Args:
        folder: where the data and the runs go.
        kills: how many.
        seed: of the moments.
        fork: as for `Started`.
    """

    def __init__(self, folder: Path, kills: int, seed: int, *, fork: bool) -> None:
        self.folder = folder
        self.fork = fork
        self.data = folder / "mnist"
        self.wanted = kills
        self.chance = random.Random(seed)
        self.kills = self.saves = self.resumes = self.runs = 0
        self.seconds = 0.0

    def done(self) -> bool:
        """Whether there were enough of both; what is killed before its first checkpoint is not resumed but started."""
        return min(self.kills, self.resumes) >= self.wanted

    def undisturbed(self) -> str:
        """The weights of the run that nobody stops."""
        run = self.folder / "undisturbed"
        code, printed = Started(self.training(run), fork=self.fork).wait()
        assert code == 0, printed
        self.seconds = json.loads((run / "metrics.json").read_text())["seconds"]
        return weights_of(run)

    def training(self, run: Path) -> list[str]:
        """The words that start a run anew."""
        return ["train-mnist", *OPTIONS, *OFTEN, "--data-dir", str(self.data), "--out", str(run), "--force"]

    def disturbed(self) -> str:
        """The weights of a run that is killed now and then."""
        self.runs += 1
        run = self.folder / f"run-{self.runs}"
        for number in range(KILLS_OF_A_RUN + 1):
            last = number == KILLS_OF_A_RUN or self.done()
            if self.step(run, kill=not last):
                return weights_of(run)
        raise AssertionError("a run that was left alone did not end")

    def step(self, run: Path, *, kill: bool) -> bool:
        """Start or go on; whether the run came to its end."""
        going_on = has_checkpoint(run)
        words = ["resume", str(run)] if going_on else self.training(run)
        during_a_save = kill and self.kills % 3 == 2
        calls = self.chance.randrange(4, 40)
        process = Started(words, DURING_A_SAVE.format(calls=calls) if during_a_save else "", fork=self.fork)
        first = process.first_line()
        if kill and not during_a_save and first:
            # In half of the time that a whole run takes, as most starts have only a part of one before them.
            time.sleep(self.chance.uniform(0, self.seconds / 2))
            process.kill()
        code, rest = process.wait()
        printed = first + rest
        assert code in (0, -signal.SIGKILL), (words, printed)
        if going_on:
            # A resume may be killed before it says so.
            assert "bit for bit" in printed or code, printed
            self.resumes += 1
        if code:
            self.kills += 1
            self.saves += during_a_save
            print(
                f"kill {self.kills}{' in a save' if during_a_save else ''}, {'resumed' if going_on else 'new'}",
                flush=True,
            )
        return code == 0


def main() -> int:
    """Run the trial and print what came of it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--fork", action="store_true")
    asked = parser.parse_args()
    if asked.fork:
        import kerascnn.training  # noqa: F401
    with tempfile.TemporaryDirectory() as name:
        trial = Trial(Path(name), asked.kills, asked.seed, fork=asked.fork)
        small_data(trial.data)
        expected = trial.undisturbed()
        print(f"undisturbed: {expected}, {trial.seconds:.1f} s of training", flush=True)
        same = 0
        while not trial.done():
            found = trial.disturbed()
            same += found == expected
            print(f"run {trial.runs}: {'the same' if found == expected else found}", flush=True)
    print(
        f"{trial.kills} kills ({trial.saves} in a save), {trial.resumes} resumes, {same} of {trial.runs} runs the same"
    )
    return 0 if same == trial.runs else 1


if __name__ == "__main__":
    sys.exit(main())
