"""What a command does with the process that it runs in: its streams, and the requests to end."""

import errno
import os
import signal
import subprocess
import sys
import time

import pytest

COMMAND = "import sys; from kerascnn.cli import main; sys.exit(main(sys.argv[1:]))"
PREAMBLE = """
import signal, sys, time
from kerascnn.cli import _command
from kerascnn.cli._process import ending_in_order, lasting_streams
"""
TALK = """
with lasting_streams() as streams:
    for number in range(5):
        print("line", number, flush=True)
        time.sleep(0.05)
    print(sorted(streams.lost), file=sys.stderr)
"""


def shell(script: str, code: str = COMMAND) -> subprocess.CompletedProcess[str]:
    """Run a line of the shell in which `$KERASCNN` is the command."""
    environment = os.environ | {"PYTHON": sys.executable, "CODE": code}
    line = f'kerascnn() {{ "$PYTHON" -P -c "$CODE" "$@"; }}; {script}'
    return subprocess.run(["bash", "-c", line], capture_output=True, text=True, check=False, env=environment)


@pytest.mark.parametrize(
    ("closed", "out", "err"),
    [
        ("2>&-", "14", ""),
        (">&-", "", ""),
        ("<&-", "14", ""),
        ("<&- >&- 2>&-", "", ""),
    ],
)
def test_a_stream_that_is_closed_ends_no_command(closed, out, err):
    done = shell(f"kerascnn shape-calc 28x28x1 pool2 {closed}")
    assert done.returncode == 0
    assert out in done.stdout
    assert done.stderr == err


def test_an_error_with_standard_error_closed_has_its_exit_code():
    done = shell("kerascnn shape-calc nonsense 2>&-")
    assert (done.returncode, done.stdout, done.stderr) == (2, "", "")


def test_a_file_that_is_opened_does_not_take_the_place_of_a_closed_stream(tmp_path):
    code = f"""
import os, sys
from kerascnn.cli._process import lasting_streams
with lasting_streams():
    file = open({str(tmp_path / "a.txt")!r}, "w")
    os.write(2, b"chatter of a library")
    print("chatter of Python", file=sys.stderr)
    file.write("mine")
"""
    shell("kerascnn 2>&-", code)
    assert (tmp_path / "a.txt").read_text() == "mine"


def test_a_reader_that_leaves_ends_no_command():
    done = shell("kerascnn | head -1; exit ${PIPESTATUS[0]}", PREAMBLE + TALK)
    assert (done.returncode, done.stdout, done.stderr) == (0, "line 0\n", "[]\n")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is none here")  # noqa: PTH110
def test_an_output_that_is_full_is_said_at_the_end():
    done = shell("kerascnn networks > /dev/full")
    assert (done.returncode, done.stderr) == (1, f"Error: standard output: {os.strerror(errno.ENOSPC)}\n")


WAIT = """
def run(words):
    try:
        with ending_in_order() as came:
            print("ready", flush=True)
            time.sleep(60)
    except KeyboardInterrupt:
        print("in order", [signal.Signals(number).name for number in came])
run([])
"""


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
def test_a_request_to_end_is_taken_as_ctrl_c_is(name):
    with subprocess.Popen([sys.executable, "-P", "-c", PREAMBLE + WAIT], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "ready\n"
        process.send_signal(getattr(signal, name))
        assert process.communicate(timeout=20)[0] == f"in order ['{name}']\n"


def test_a_command_that_is_asked_to_end_before_it_has_begun_says_so(kerascnn, monkeypatch):
    """In the middle of an import, which makes another error of the interruption."""
    from kerascnn.cli import group

    def importing(*_arguments, **_settings):
        try:
            os.kill(os.getpid(), signal.SIGTERM)
            time.sleep(5)
        except KeyboardInterrupt:
            raise ImportError("initialization failed") from None

    monkeypatch.setattr(group, "main", importing)
    assert kerascnn("networks") == (130, "", "Error: stopped\n")
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL


def test_nohup_is_respected(kerascnn, monkeypatch):
    from kerascnn.cli import group

    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        monkeypatch.setattr(group, "main", lambda *_arguments, **_settings: os.kill(os.getpid(), signal.SIGHUP) or 0)
        assert kerascnn("networks") == (0, "", "")
    finally:
        signal.signal(signal.SIGHUP, before)


@pytest.mark.parametrize(
    ("raised", "code", "line"),
    [
        (
            OSError(errno.ENOSPC, "No space left on device", "/data/a.png"),
            1,
            "/data/a.png could not be written (the disk is full: No space left on device); make room, and do it again",
        ),
        (PermissionError(errno.EACCES, "Permission denied", "/data/b.png"), 2, "/data/b.png: Permission denied"),
        (OSError(errno.ELOOP, "Too many levels", "/data/\x1b[2J"), 2, "/data/\\x1b[2J: Too many levels"),
    ],
    ids=["a full disk", "no leave", "a loop of links"],
)
def test_an_error_of_the_system_is_one_line(kerascnn, monkeypatch, raised, code, line):
    from kerascnn.cli import group

    def fail(*_arguments, **_settings):
        raise raised

    monkeypatch.setattr(group, "main", fail)
    assert kerascnn("networks") == (code, "", f"Error: {line}\n")
