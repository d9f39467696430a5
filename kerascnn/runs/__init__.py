"""Finished trainings, read back from the folders that they left, and set side by side; the standard library alone."""

from kerascnn.runs.finished import Epoch, FinishedRun, Scores, folder_of, read
from kerascnn.runs.groups import Group, Range, check_same_data, check_tested, differences, each_once, grouped, labelled
from kerascnn.runs.interval import accuracy_text, interval, interval_text, wilson, words_with_interval
from kerascnn.runs.run_json import Data, RunJson, lies_in, read_beside, read_run_json
from kerascnn.runs.steps import read_steps
from kerascnn.runs.table import as_csv, as_json, as_markdown, as_text, lines, title, words

__all__ = [
    "Data",
    "Epoch",
    "FinishedRun",
    "Group",
    "Range",
    "RunJson",
    "Scores",
    "accuracy_text",
    "as_csv",
    "as_json",
    "as_markdown",
    "as_text",
    "check_same_data",
    "check_tested",
    "differences",
    "each_once",
    "folder_of",
    "grouped",
    "interval",
    "interval_text",
    "labelled",
    "lies_in",
    "lines",
    "read",
    "read_beside",
    "read_run_json",
    "read_steps",
    "title",
    "wilson",
    "words",
    "words_with_interval",
]
