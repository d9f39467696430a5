"""CPU seconds of whole commands, as multiples of `python -c "import click"` in the same session.

    python tests/benchmarks/start_up.py

Each round runs every command once, so that a slow moment of the machine meets all of them. The figure to stay below
is 3, for user and system time together.
"""

import resource
import shutil
import statistics
import subprocess
import sys

ROUNDS = 21
COMMANDS = (["--help"], ["--version"], ["train-mnist", "--help"], ["train-mnist", "--epochs", "0"])


def cpu_seconds(words: list[str]) -> float:
    """User and system seconds of a process."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    """Print the median of each command's ratios."""
    program = shutil.which("kerascnn") or "kerascnn"
    ratios: dict[str, list[float]] = {" ".join(words): [] for words in COMMANDS}
    for _ in range(ROUNDS):
        click = cpu_seconds([sys.executable, "-c", "import click"])
        for words in COMMANDS:
            ratios[" ".join(words)].append(cpu_seconds([program, *words]) / click)
    for words, found in ratios.items():
        print(f"kerascnn {words}: {statistics.median(found):.2f} times `import click` ({min(found):.2f} the least)")


if __name__ == "__main__":
    main()
