"""`python -m benchmarks`: OpenSim and hipspine on the same frames, and the times people wait."""

import argparse
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import web
from benchmarks.comparison import Comparison, compare
from benchmarks.kinematics import measure_kinematics
from benchmarks.machine import load_line, machine_line
from benchmarks.page import put_into, tables
from benchmarks.starting import measure_starting
from benchmarks.waiting import measure_waiting
from benchmarks.walk import (
    FRAMES,
    Recordings,
    find_recordings,
    trial_on_own_model,
    trial_on_scaled_model,
)
from benchmarks.what_if_page import what_if_tables
from benchmarks.what_ifs import measure_limits, measure_what_ifs
from hipspine.clinic.request import Workshop

ABSENT = """\
The recorded walk is not on this machine, so there is nothing to measure.
It is opensim-core's example3DWalking (Apache-2.0). Put its files into a folder named walk_rajagopal
and set HIPSPINE_TEST_RECORDINGS to the folder above it."""

PAGE = Path(__file__).parents[1] / "docs" / "benchmarks.md"

OWN_MODEL_FRAMES = 12
"""OpenSim needs one to two seconds per frame on our model: enough frames for a slope."""


def main() -> int:
    """Measure, print the tables and put them into the page."""
    if sys.argv[1:2] == ["web"]:
        return web.main(sys.argv[2:])
    options = _options()
    recordings = find_recordings()
    if recordings is None:
        print(ABSENT, file=sys.stderr)
        return 2
    for part, measured in _measured(recordings, options):
        print(measured)
        if options.page is not None:
            put_into(options.page, measured, part=part)
    return 0


def _measured(recordings: Recordings, options: argparse.Namespace) -> Iterator[tuple[str, str]]:
    """Yield the parts of the page, each as soon as it is measured."""
    today, load = datetime.now(UTC).date().isoformat(), load_line()  # noqa: TID251 - dates the page
    if not options.only_kinematics:
        waiting = None
        if not options.only_opensim:
            _say("recording to report")
            waiting = measure_waiting(recordings)
        comparisons = [] if options.only_waiting else _comparisons(recordings, options.frames)
        told = tables(today, machine_line(), load, waiting, comparisons)
        if comparisons:
            told += "\n" + _what_ifs(comparisons)
        yield "measured", told
    if not options.only_waiting and not options.only_opensim:
        yield "kinematics", measure_kinematics(recordings)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "--page", type=Path, help="put the tables into this page; docs/benchmarks.md if all is run"
    )
    parser.add_argument("--only-print", action="store_true", help="put them into no page")
    parser.add_argument(
        "--frames", type=int, default=FRAMES, help="frames that OpenSim gets on the 80-muscle model"
    )
    some = parser.add_mutually_exclusive_group()
    some.add_argument("--only-waiting", action="store_true", help="recording to report")
    some.add_argument("--only-opensim", action="store_true", help="the comparison and what-ifs")
    some.add_argument("--only-kinematics", action="store_true", help="joint angles from markers")
    options = parser.parse_args()
    is_whole = not (options.only_waiting or options.only_opensim or options.only_kinematics)
    if is_whole and options.page is None and not options.only_print:
        options.page = PAGE
    return options


def _comparisons(recordings: Recordings, frames: int) -> list[Comparison]:
    with TemporaryDirectory() as name:
        scratch = Path(name)
        workshop = Workshop(scratch / "cache")
        _say("OpenSim and hipspine on the walker's own scaled model")
        legs = compare(
            trial_on_scaled_model(recordings, workshop), their_frames=frames, scratch=scratch
        )
        _say("OpenSim and hipspine on our model")
        whole = compare(
            trial_on_own_model(recordings, workshop),
            their_frames=min(frames, OWN_MODEL_FRAMES),
            scratch=scratch,
        )
    return [legs, whole]


def _what_ifs(comparisons: list[Comparison]) -> str:
    models = []
    for each in comparisons:
        _say(f"what-ifs on {each.model}")
        models.append((each.model, measure_what_ifs(each.bundle)))
    extraction_s = comparisons[-1].ours.extraction_s_per_frame
    return what_if_tables(models, measure_limits(), measure_starting(), extraction_s)


def _say(what: str) -> None:
    print(f"Measuring: {what} ...", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
