"""Peak memory and CPU seconds of `kerascnn summary vgg16`, beside Keras that makes the weights of the same network.

    python tests/benchmarks/summary.py

Each round runs every command once, so that a slow moment of the machine meets all of them. The figure to stay below
is half of the peak memory of the first command. Keras is needed only where the network is to be another than the one
that is shipped, here with ten classes.
"""

import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

ROUNDS = 3
KERAS = "import keras; keras.applications.VGG16(weights=None)"
CONFIGURATION = """
import json
from kerascnn.summary import configuration
print(json.dumps(configuration("vgg16")))
"""
# A process of its own, since the peak of a process's children never falls again.
MEASURE = """
import json, resource, subprocess, sys
subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps([used.ru_maxrss * 1024 / 1e6, used.ru_utime + used.ru_stime]))
"""


def measure(words: list[str]) -> tuple[float, float]:
    """Peak memory of a process in MB, and its user and system seconds."""
    done = subprocess.run([sys.executable, "-c", MEASURE, *words], capture_output=True, text=True, check=True)
    memory, seconds = json.loads(done.stdout)
    return memory, seconds


def main() -> None:
    """Print the median of each command."""
    program = shutil.which("kerascnn") or "kerascnn"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "vgg16.keras"
        done = subprocess.run([sys.executable, "-P", "-c", CONFIGURATION], capture_output=True, text=True, check=True)
        with zipfile.ZipFile(path, "w") as file:
            file.writestr("config.json", done.stdout)
        commands = {
            KERAS: [sys.executable, "-c", KERAS],
            "import keras": [sys.executable, "-c", "import keras"],
            "kerascnn summary vgg16": [program, "summary", "vgg16"],
            "kerascnn summary vgg16 --classes 10": [program, "summary", "vgg16", "--classes", "10"],
            "kerascnn summary vgg16.keras": [program, "summary", str(path)],
            "kerascnn networks": [program, "networks"],
            "kerascnn --help": [program, "--help"],
        }
        found: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
        for _ in range(ROUNDS):
            for name, words in commands.items():
                found[name].append(measure(words))
    for name, runs in found.items():
        memory, seconds = (statistics.median(column) for column in zip(*runs, strict=True))
        print(f"{name}: {memory:,.0f} MB, {seconds:.2f} CPU seconds")


if __name__ == "__main__":
    main()
