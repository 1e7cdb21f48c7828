"""Hip contact forces against implants and other models."""

from collections.abc import Sequence

from hipspine.content.validation.schema import hip_figures
from hipspine.domain.anatomy import Side
from hipspine.study.scoreboard import Row, RowWriter
from hipspine.study.solved_trial import SolvedTrial

_WRITER = RowWriter(hip_figures())
_AGAINST = (
    "hip_peak_walking_implants",
    "hip_peak_walking_models",
    "hip_walking_range_of_models",
)


def hip_rows(walks: Sequence[SolvedTrial], rising: Sequence[SolvedTrial]) -> list[Row]:
    """Return every hip row of the recordings, and those that need what no recording holds."""
    rows = [row for walk in walks for row in _walking_rows(walk)]
    rows += [_rising_row(trial, walks) for trial in rising]
    return [*rows, *_without_data()]


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
    return rows


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


def _without_data() -> list[Row]:
    return [
        _WRITER.not_run(
            "hip_curve_walking_implants",
            "HIP98 or OrthoLoad files",
            "no such file was given; their licence lets every user fetch them, not us ship them",
        ),
        _WRITER.not_run("hip_stairs", "stairs", "no recording on stairs"),
        _WRITER.not_run(
            "hip_standard_loads", "nine activities", "the tables of the article were not readable"
        ),
    ]
