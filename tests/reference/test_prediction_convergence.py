"""A sample of the random questions that benchmarks.prediction asks by the hundred."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from hipspine.predict.ask import forget_opensims_libraries

ROOT = Path(__file__).parents[2]
DRAWS = 12
SEED = 4
"""Another than that of the published table, whose failures have been mended; chosen for its six
kinds of question (one at a self-chosen speed) before any was answered. Together they took 43 CPU
seconds on a busy machine."""


@pytest.mark.slow
def test_twelve_random_questions_are_all_answered(tmp_path: Path) -> None:
    forget_opensims_libraries()
    out = tmp_path / "draws.jsonl"
    options = ["draws", "--count", str(DRAWS), "--seed", str(SEED), "--out", str(out)]
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.prediction", *options],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    rows = [json.loads(line) for line in out.read_text().splitlines()]
    assert len(rows) == DRAWS
    # The goal is 99 % of 500; of twelve, none may be without an answer.
    assert [row["what_if"] for row in rows if not row["is_answer"]] == []
