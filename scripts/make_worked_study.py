"""Make the worked study's page: run the study where it is not yet run, and write what it found.

::

    python scripts/make_worked_study.py --recordings ../shared/data --out out/worked-study

Everything between the page's two comment lines is made here from the results; the first time takes
a few minutes with two workers, the second a few seconds.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq

from hipspine.cli.places import cache_dir
from hipspine.study.cohort.crews import local_crew
from hipspine.study.cohort.read_study import read_study
from hipspine.study.cohort.run import run_study, study_on_disk
from hipspine.study.cohort.statistics import Summary, person_means, summarise
from hipspine.study.cohort.tables import write_tables

ROOT = Path(__file__).parents[1]
STUDY = ROOT / "scripts" / "worked_study" / "study.toml"
PAGE = ROOT / "docs" / "explanation" / "worked-study.md"
BEGIN, END = "% found: begin", "% found: end"

LOADS = (
    ("L5_S1", "compression", "compression at L5/S1"),
    ("L5_S1", "anterior_shear", "anterior shear at L5/S1"),
    ("hip_right", "resultant", "whole force in the right hip"),
)
WEAKENED = (
    ("maximus_75", "gluteus maximus at 75 %"),
    ("maximus_50", "gluteus maximus at 50 %"),
    ("maximus_25", "gluteus maximus at 25 %"),
    ("maximus_0", "no gluteus maximus"),
    ("all_75", "all three glutei at 75 %"),
    ("all_50", "all three glutei at 50 %"),
    ("all_25", "all three glutei at 25 %"),
)
TAKES_OVER = 4
Rows = list[dict[str, Any]]


def main() -> None:
    """Run what is missing, and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--recordings", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path("out/worked-study"))
    options = parser.parse_args()
    out = options.out.absolute()
    with local_crew(2) as crew:
        run_study(
            read_study(STUDY, recordings=options.recordings), out, crew, cache_dir=cache_dir()
        )
    found = study_on_disk(out)
    write_tables(found, out)
    before, _, rest = PAGE.read_text("utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    PAGE.write_text(f"{before}{BEGIN}\n\n{page_part(out)}\n{END}{after}", encoding="utf-8")


def page_part(folder: Path) -> str:
    """Return the tables of the page, from the study's table of numbers."""
    trials = _rows(folder, [("scenario", "=", "as_recorded"), ("summary", "=", "peak")])
    parts = [_who(trials)]
    for place, quantity, title in LOADS:
        wanted = [("place", "=", place), ("quantity", "=", quantity), ("summary", "=", "peak")]
        parts.append(_responses(_rows(folder, wanted), title))
    for scenario in ("maximus_50", "all_50"):
        parts.append(_takes_over(folder, scenario))
    return "\n".join(parts)


def _rows(folder: Path, wanted: list[tuple[str, str, str]]) -> Rows:
    rows: Rows = pq.read_table(folder / "numbers.parquet", filters=wanted).to_pylist()
    return rows


def _who(rows: Rows) -> str:
    counts = [
        (
            group,
            len({row["person"] for row in rows if row["group"] == group}),
            len({row["trial"] for row in rows if row["group"] == group}),
        )
        for group in ("recorded", "generated")
    ]
    table = ["| group | persons | trials |", "|---|---|---|"]
    return "\n".join([*table, *(f"| {g} | {p} | {t} |" for g, p, t in counts), ""])


def _responses(rows: Rows, title: str) -> str:
    recorded = {row["trial"]: row for row in rows if row["scenario"] == "as_recorded"}
    own = [
        summarise(*_values(list(_of(recorded.values(), group))))
        for group in ("generated", "recorded")
    ]
    lines = [
        f"\n## Change of the {title}\n",
        f"As recorded the peak is {_mean(own[0])} body weights in the generated walkers and "
        f"{_mean(own[1])} in the recorded adults.\n",
        "| what-if | generated, mean (95 % interval) | four in five of them | recorded adults "
        "| not possible |",
        "|---|---|---|---|---|",
    ]
    for name, words in WEAKENED:
        mine = [row for row in rows if row["scenario"] == name and row["trial"] in recorded]
        possible = [
            {**row, "value_bw": row["value_bw"] - recorded[row["trial"]]["value_bw"]}
            for row in mine
            if row["feasible"]
        ]
        lines.append(_response_row(words, possible, len(mine) - len(possible), len(mine)))
    return "\n".join(lines)


def _response_row(words: str, rows: Rows, lost: int, total: int) -> str:
    values, persons = _values(list(_of(rows, "generated")))
    found = summarise(values, persons)
    low, high = np.quantile(list(person_means(values, persons).values()), (0.1, 0.9))
    adults = person_means(*_values(list(_of(rows, "recorded")))).values()
    told = ", ".join(f"{value:+.3f}" for value in adults) or "–"
    mean = "–"
    if found is not None and found.low is not None:
        mean = f"{found.mean:+.3f} ({found.low:+.3f} to {found.high:+.3f})"
    row = f"| {words} | {mean} | {low:+.3f} to {high:+.3f} | {told} | {lost} of {total} |"
    return row.replace("-", "−")


def _takes_over(folder: Path, scenario: str) -> str:
    words = dict(WEAKENED)[scenario]
    wanted = [("quantity", "=", "force"), ("summary", "=", "mean"), ("group", "=", "generated")]
    rows = _rows(folder, wanted)
    base = {
        (row["trial"], row["place"]): row["value_bw"]
        for row in rows
        if row["scenario"] == "as_recorded"
    }
    changes: dict[str, list[float]] = {}
    for row in rows:
        if row["scenario"] == scenario and row["feasible"]:
            change = row["value_bw"] - base[row["trial"], row["place"]]
            changes.setdefault(row["place"], []).append(change)
    means = {place: float(np.mean(each)) for place, each in changes.items()}
    order = sorted(means, key=lambda place: -abs(means[place]))
    shown = [place for place in order if place.endswith("_right")][: TAKES_OVER + 3]
    lines = [
        f"\n## Who takes over: {words}\n",
        "| muscle group, right | change of its mean force, body weights |",
        "|---|---|",
    ]
    lines += [
        f"| {place.removesuffix('_right').replace('_', ' ')} | "
        f"{f'{means[place]:+.3f}'.replace('-', '−')} |"
        for place in shown
    ]
    return "\n".join(lines) + "\n"


def _of(rows: Any, group: str) -> Any:
    return (row for row in rows if row["group"] == group)


def _values(rows: Rows) -> tuple[Sequence[float], Sequence[str]]:
    return [row["value_bw"] for row in rows], [row["person"] for row in rows]


def _mean(found: Summary | None) -> str:
    return "–" if found is None else f"{found.mean:.2f}"


if __name__ == "__main__":
    main()
