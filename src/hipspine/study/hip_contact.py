"""Hip contact forces against implants and other models."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from hipspine.content.validation.schema import hip_figures
from hipspine.domain.anatomy import Side
from hipspine.domain.arrays import FloatArray
from hipspine.domain.units import body_weight_N
from hipspine.readers.orthoload import ImplantForce
from hipspine.study.hip_bound import least_hip_load
from hipspine.study.scoreboard import Row, RowWriter
from hipspine.study.solved_trial import SolvedTrial

_WRITER = RowWriter(hip_figures())
_AGAINST = (
    "hip_peak_walking_implants",
    "hip_peak_walking_models",
    "hip_walking_range_of_models",
)


@dataclass(frozen=True, eq=False)
class ImplantWalk:
    """One gait cycle measured in a hip implant, and the mass of the person who walked."""

    force: ImplantForce
    mass_kg: float


def hip_rows(
    walks: Sequence[SolvedTrial],
    rising: Sequence[SolvedTrial],
    implant: ImplantWalk | None = None,
) -> list[Row]:
    """Return every hip row of the recordings, and those that need what no recording holds."""
    rows = [row for walk in walks for row in _walking_rows(walk)]
    rows += [_rising_row(trial, walks) for trial in rising]
    return [*rows, *_implant_rows(walks, implant), *_without_data()]


def curve_error_bw(ours_bw: FloatArray, implant: ImplantWalk) -> float:
    """Return the root mean square difference of two cycles' resultants [body weights].

    Parameters
    ----------
    ours_bw : (101,) array
        Resultant at 0 to 100 % of the gait cycle [body weights].
    """
    percent = np.arange(ours_bw.size)
    resultant_N = np.interp(percent, implant.force.cycle_percent, implant.force.resultant_N)
    difference = ours_bw - resultant_N / body_weight_N(implant.mass_kg)
    return float(np.sqrt(np.mean(np.square(difference))))


def hip_peak_bw(trial: SolvedTrial, side: Side) -> float | None:
    """Return the peak of a hip's resultant over a trial's mean curve [body weights]."""
    load = trial.loads.get(f"hip_{side}")
    return None if load is None else float(load.resultant.curve.max() / trial.body_weight_N)


def _walking_rows(walk: SolvedTrial) -> list[Row]:
    rows = []
    for side in Side:
        setting = f"{walk.name}, {side} hip"
        peak = hip_peak_bw(walk, side)
        for figure in _AGAINST:
            if peak is None:
                rows.append(_WRITER.not_run(figure, setting, "no stretch was measured whole"))
            else:
                rows.append(
                    _WRITER.scored(figure, setting, peak, note=f"over the {walk.segments.label}")
                )
        rows += [] if peak is None else [_bound_row(walk, side, setting)]
    return rows


def _bound_row(walk: SolvedTrial, side: Side, setting: str) -> Row:
    bundle, base = walk.engine.bundle, walk.engine.base
    drawn = walk.segments.frames(bundle.times_s) & bundle.measured
    resultant_N = np.where(drawn, base.joint_loads[f"hip_{side}"].resultant_N, -np.inf)
    bound = least_hip_load(walk.engine, side, int(np.nanargmax(resultant_N)))
    found_bw = bound.found_N / walk.body_weight_N
    note = (
        f"{found_bw:.2f} body weights found in one step, at {bound.time_s:.2f} s; rows of peaks "
        "are of the mean step"
    )
    return _WRITER.scored(
        "hip_least_possible", setting, bound.least_N / walk.body_weight_N, note=note
    )


def _rising_row(trial: SolvedTrial, walks: Sequence[SolvedTrial]) -> Row:
    """Compare rising with the same person's walk, both hips' higher peak."""
    person = trial.scored.static
    walk = next((walk for walk in walks if walk.scored.static == person), None)
    rising, walking = _higher(trial), None if walk is None else _higher(walk)
    if rising is None or walking is None:
        return _WRITER.not_run(
            "hip_peak_rising", trial.name, "takes a rise and a walk of one person"
        )
    note = f"{rising:.2f} body weights against {walking:.2f}; over the {trial.segments.label}"
    return _WRITER.scored("hip_peak_rising", trial.name, rising / walking, note=note)


def _higher(trial: SolvedTrial) -> float | None:
    peaks = [peak for side in Side if (peak := hip_peak_bw(trial, side)) is not None]
    return max(peaks, default=None)


def _implant_rows(walks: Sequence[SolvedTrial], implant: ImplantWalk | None) -> list[Row]:
    figure = "hip_curve_walking_implants"
    if implant is None:
        because = "no such file was given (--implant); everybody may fetch them, none ships here"
        return [_WRITER.not_run(figure, "HIP98 or OrthoLoad file", because)]
    rows = []
    for walk in walks:
        for side in Side:
            setting = f"{walk.name}, {side} hip, against {implant.force.name}"
            load = walk.loads.get(f"hip_{side}")
            if load is None or not walk.covers_whole_cycles:
                rows.append(_WRITER.not_run(figure, setting, "no whole measured gait cycle"))
            else:
                ours = load.resultant.curve / walk.body_weight_N
                rows.append(_WRITER.scored(figure, setting, curve_error_bw(ours, implant)))
    return rows


def _without_data() -> list[Row]:
    return [
        _WRITER.not_run("hip_stairs", "stairs", "no recording on stairs"),
        _WRITER.not_run(
            "hip_standard_loads", "nine activities", "the tables of the article were not readable"
        ),
    ]
