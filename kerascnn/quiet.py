"""Start TensorFlow without its start-up chatter.

TensorFlow writes several lines about itself to the process's standard error before its own logging is set up, so
that no setting of its own silences them (tensorflow/tensorflow issue 100442). While it is imported, standard error
therefore goes through a filter, which drops information and warnings and passes everything else on. The filter is
a process of its own because TensorFlow's last words before an abort must come through as well.
"""

import contextlib
import logging
import os
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path

__all__ = ["keras_home", "start_keras", "without_warnings"]

# glog's form: severity, month and day (zeros before the logging is set up), time, thread, file:line].
FILTER = r"""
import re, sys
chatter = re.compile(rb"[IW]\d{4} \d\d:|\d{4}-\d\d-\d\d \S+ [IW] |WARNING: All log messages before absl|"
                     rb"To enable the following instructions: |"
                     rb"(E\d{4}|\d{4}-\d\d-\d\d \S+ E) .*([Ff]ailed call to cuInit|Unable to register cu)")
for line in sys.stdin.buffer:
    if not chatter.match(line):
        sys.stderr.buffer.write(line)
        sys.stderr.buffer.flush()
"""


@contextlib.contextmanager
def _filtered_stderr() -> Iterator[None]:
    import subprocess

    try:
        original = os.dup(2)
    except OSError:  # it is closed: nobody hears anything
        yield
        return
    if sys.stderr is not None:
        sys.stderr.flush()
    filtering = subprocess.Popen([sys.executable, "-I", "-S", "-c", FILTER], stdin=subprocess.PIPE)
    try:
        assert filtering.stdin is not None
        os.dup2(filtering.stdin.fileno(), 2)
        yield
    finally:
        os.dup2(original, 2)
        os.close(original)
        filtering.communicate()


def _is_worth_saying(record: logging.LogRecord) -> bool:
    """Not so TensorFlow's advice on functions that are traced anew: every network that is trained has its own."""
    return "triggered tf.function retracing" not in str(record.msg)


@contextlib.contextmanager
def without_warnings() -> Iterator[None]:
    """Pass over what Keras has to say of a model that is not its reader's, and that the reader is told otherwise."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def keras_home() -> Path:
    """The folder in which Keras keeps its settings and what it fetched: the reader's own, whether it exists or not."""
    home = os.environ.get("KERAS_HOME")
    return Path(home) if home else Path.home() / ".keras"


def start_keras() -> None:
    """Import Keras and its backend, and let TensorFlow look for its devices, in silence but for errors."""
    logging.getLogger("tensorflow").addFilter(_is_worth_saying)
    if "keras" in sys.modules:
        return
    # Where the home cannot be written Keras would take /tmp/.keras instead, and read its settings there: a folder that
    # anybody on the machine may have filled.
    os.environ.setdefault("KERAS_HOME", str(keras_home()))
    with _filtered_stderr():
        import keras

        if keras.config.backend() == "tensorflow":
            import tensorflow as tf

            tf.config.list_physical_devices()
