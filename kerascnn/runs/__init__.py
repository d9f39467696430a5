"""Finished trainings, read back from the folders that they left, and set side by side; the standard library alone."""

from kerascnn.runs.finished import Epoch, FinishedRun, folder_of, read
from kerascnn.runs.groups import Group, Range, check_same_data, check_tested, differences, grouped, labelled
from kerascnn.runs.run_json import Data, RunJson, read_beside, read_run_json
from kerascnn.runs.table import as_csv, as_json, as_markdown, as_text, lines, title

__all__ = [
    "Data",
    "Epoch",
    "FinishedRun",
    "Group",
    "Range",
    "RunJson",
    "as_csv",
    "as_json",
    "as_markdown",
    "as_text",
    "check_same_data",
    "check_tested",
    "differences",
    "folder_of",
    "grouped",
    "labelled",
    "lines",
    "read",
    "read_beside",
    "read_run_json",
    "title",
]
