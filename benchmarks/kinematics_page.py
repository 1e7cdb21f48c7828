"""The measurements of joint angles from markers, as Markdown tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from benchmarks.page import table
from hipspine.domain.units import degrees

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from benchmarks.kinematics import TrialTimes

GOAL_S = 2e-3
GOAL_DEGREES = 0.5
WORTH_NAMING_DEGREES = 0.05
"""Coordinates that are nearer to each other than this in every trial are counted, not listed."""

PEERS, ASSESS, CONVERGED = 1e-5, 1e-6, 1e-9


def kinematics_tables(trials: Sequence[TrialTimes], scaling_s: float) -> str:
    """Return everything that was measured, as Markdown."""
    lines = [*_speed(trials, scaling_s), *_markers(trials), *_angles(trials)]
    return "\n".join(lines).rstrip() + "\n"


def _speed(trials: Sequence[TrialTimes], scaling_s: float) -> Iterator[str]:
    yield "### Processor time per frame"
    yield ""
    head = ("", *(each.name for each in trials))
    rows = [
        ("markers", *(f"{each.markers}" for each in trials)),
        (
            "ours, whole trial",
            *(f"{_ms(each.ours_s)} ({each.frames} frames)" for each in trials),
        ),
        ("ours, the frames that OpenSim got", *(_ms(each.ours_block_s) for each in trials)),
        *(
            (f"OpenSim, accuracy {accuracy:g}", *(_ms(each.theirs_s[accuracy]) for each in trials))
            for accuracy in (PEERS, ASSESS, CONVERGED)
        ),
        (
            f"**ratio**, accuracy {PEERS:g}",
            *(f"**{each.theirs_s[PEERS] / each.ours_block_s:.0f}**" for each in trials),
        ),
        (
            f"goal of {_ms(GOAL_S)} met",
            *("yes" if each.ours_s <= GOAL_S else "**no**" for each in trials),
        ),
    ]
    yield from table(head, rows)
    yield (
        f"Scaling every segment, placing the markers and describing the result takes "
        f"{_ms(scaling_s)}; the fit to a standing trial does that four times, each with one frame "
        "of inverse kinematics. OpenSim then writes the model file once."
    )
    yield ""


def _markers(trials: Sequence[TrialTimes]) -> Iterator[str]:
    yield "### How near the markers"
    yield ""
    rows = [("ours: markers, rms", *(_mm(each.marker_rms_m) for each in trials))]
    for accuracy in (PEERS, ASSESS, CONVERGED):
        told = [each.apart[accuracy] for each in trials]
        rows += [
            (f"OpenSim, {accuracy:g}: markers, rms", *(_mm(one.marker_rms_m) for one in told)),
            (
                f"OpenSim, {accuracy:g}: its objective above ours by",
                *(f"{one.objective_share:.0e}" for one in told),
            ),
            (
                f"OpenSim, {accuracy:g}: frames nearer than ours",
                *(f"{one.frames_better}" for one in told),
            ),
        ]
    yield from table(("", *(each.name for each in trials)), rows)


def _angles(trials: Sequence[TrialTimes]) -> Iterator[str]:
    yield "### How far the angles differ: the worst of the trials, rms (largest) in degrees"
    yield ""
    rows, near = [], 0
    for name in trials[0].errors:
        if name.startswith("pelvis_t") and name != "pelvis_tilt":
            continue
        cells = [_worst(trials, name, accuracy) for accuracy in (CONVERGED, ASSESS, PEERS)]
        if max(rms for rms, _ in cells) < WORTH_NAMING_DEGREES:
            near += 1
            continue
        told = [degrees(each.errors[name]) for each in trials if np.isfinite(each.errors[name])]
        noise = f"{max(told):.1f}" if told else "no marker sees it"
        met = "yes" if cells[0][0] <= GOAL_DEGREES else "**no**"
        rows.append((name, *(f"{rms:.2f} ({largest:.2f})" for rms, largest in cells), noise, met))
    head = (
        "coordinate",
        *(f"OpenSim at {accuracy:g}" for accuracy in (CONVERGED, ASSESS, PEERS)),
        "off by, if markers are off 5 mm",
        f"within {GOAL_DEGREES:g} of the converged",
    )
    yield from table(head, rows)
    yield (
        f"{near} further rotations differ by less than {WORTH_NAMING_DEGREES:g} degrees rms in "
        "every column; the pelvis's place differs by less than "
        f"{_largest_place_mm(trials):.1f} mm in every frame at 1e-6."
    )
    yield ""


def _worst(trials: Sequence[TrialTimes], name: str, accuracy: float) -> tuple[float, float]:
    told = [each.apart[accuracy] for each in trials]
    return (
        float(degrees(max(one.rms[name] for one in told))),
        float(degrees(max(one.largest[name] for one in told))),
    )


def _largest_place_mm(trials: Sequence[TrialTimes]) -> float:
    places = ("pelvis_tx", "pelvis_ty", "pelvis_tz")
    return 1e3 * max(each.apart[ASSESS].largest[name] for each in trials for name in places)


def _ms(seconds: float) -> str:
    return f"{seconds * 1e3:.3g} ms"


def _mm(metres: float) -> str:
    return f"{metres * 1e3:.3f} mm"
