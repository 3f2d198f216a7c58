"""Training logs in: one-repetition maxima and ladder steps, each with where it comes from.

A log is read as a stream; only its last weeks are kept. What a name, a unit or a number means is
never guessed: the person is told and asked.
"""

from optimizer.history.fragment import as_json, as_yaml
from optimizer.history.merge import load_scenario_file, merge
from optimizer.history.read import WEEKS, History, read_history

__all__ = [
    "WEEKS",
    "History",
    "as_json",
    "as_yaml",
    "load_scenario_file",
    "merge",
    "read_history",
]
