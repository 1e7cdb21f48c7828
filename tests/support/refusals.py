"""What every refusal of `hipspine assess` owes to the person."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from hipspine.content.reference_walker import reference_walker_files

EARLIER = {"results.json": "earlier numbers", "report.html": "earlier report"}
"""What lies in the output folder before the run."""

WALK = reference_walker_files()
MASS = ["--mass", "75"]


@dataclass(frozen=True)
class Outcome:
    """What a run left behind."""

    code: int
    message: str


def assert_clear(outcome: Outcome, *said: str) -> None:
    """Check the four parts of a message: where, expected, got, what to do."""
    assert outcome.code == 2, outcome.message
    # The progress bar may come first; the message is one line at the end, and the only one.
    errors = [line for line in outcome.message.splitlines() if line.startswith("Error: ")]
    assert len(errors) == 1, outcome.message
    assert ": expected " in errors[0]
    assert ", got " in errors[0]
    for words in said:
        assert words in errors[0]


def changed(source: Path, target: Path, change: Callable[[list[str]], list[str]]) -> Path:
    """Write a text file with its lines changed."""
    lines = change(source.read_text("utf-8").splitlines())
    target.write_text("\n".join(lines) + "\n", "utf-8")
    return target
