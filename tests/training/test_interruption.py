import contextlib
import signal
import subprocess
import sys
import time

# A hash that does not come back to Python's own instructions for minutes, as TensorFlow's steps do not.
PROGRAM = """
import sys
from kerascnn.training.interruption import listening
with listening():
    print("ready", flush=True)
    if sys.argv[1] == "busy":
        import hashlib
        hashlib.pbkdf2_hmac("sha256", b"a", b"b", 10**9)  # takes minutes, within one instruction
    else:
        import time
        for _ in range(600):
            time.sleep(0.1)
print("done", flush=True)
"""


@contextlib.contextmanager
def started(kind):
    command = [sys.executable, "-P", "-c", PROGRAM, kind]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout.readline() == b"ready\n"
        yield process
        process.kill()


def test_ctrl_c_once_is_a_request_and_twice_an_end():
    with started("idle") as process:
        process.send_signal(signal.SIGINT)
        assert b"press Ctrl-C again to stop at once" in process.stderr.readline()
        assert process.poll() is None
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=10) == 130


def test_twice_ends_a_process_that_is_computing():
    with started("busy") as process:
        for _press in range(2):
            time.sleep(0.5)  # the system joins two signals that nobody has taken yet
            process.send_signal(signal.SIGINT)
        assert process.wait(timeout=20) == 130
        assert process.stdout.read() == b""
