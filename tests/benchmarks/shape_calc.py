"""What `kerascnn shape-calc` costs: `python tests/benchmarks/shape_calc.py`.

Prints the user and system time and the memory of the whole process, beside those of `import click`; and the time of a
chain of 10,000 layers.
"""

import os
import subprocess
import sys
import time

from kerascnn.shapes import trace

LENET = ["32x32x3", "conv6@5", "pool2", "conv16@5", "pool2", "flatten", "dense120", "dense84", "dense10"]
RUNS = 20


def usage(*command: str) -> tuple[float, float]:
    """User and system seconds, and MB at most."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _pid, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def best(*command: str) -> tuple[float, float]:
    """The best time of several runs, and the largest memory."""
    runs = [usage(*command) for _run in range(RUNS)]
    return min(seconds for seconds, _memory in runs), max(memory for _seconds, memory in runs)


def main() -> None:
    """Measure and print."""
    click, click_memory = best(sys.executable, "-P", "-c", "import click")
    word = "from kerascnn.cli import main; main()"
    mine, memory = best(sys.executable, "-P", "-c", word, "shape-calc", *LENET)
    print(f"import click         {click * 1000:6.0f} ms  {click_memory:5.1f} MB")
    print(f"kerascnn shape-calc  {mine * 1000:6.0f} ms  {memory:5.1f} MB  ({mine / click:.2f} times)")
    text = "64x64x8 " + " ".join(f"conv{8 + count % 5}@3/same relu" for count in range(5000))
    start = time.process_time()
    trace(text)
    print(f"10,000 layers        {(time.process_time() - start) * 1000:6.0f} ms")


if __name__ == "__main__":
    main()
