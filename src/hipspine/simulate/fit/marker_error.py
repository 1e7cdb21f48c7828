"""How far a model's markers are from the measured ones, and when that is too far."""

import numpy as np

from hipspine.domain.arrays import FloatArray
from hipspine.domain.assessment import MarkerError
from hipspine.domain.problem import Level, Problem

HIGHEST_RMS_M = 0.02
HIGHEST_MAX_M = 0.04
"""Marker errors that OpenSim's documentation calls acceptable ("Getting Started with Inverse
Kinematics": root mean square under 2 cm, maximum under 2-4 cm)."""


def marker_error(names: tuple[str, ...], errors_m: FloatArray) -> MarkerError:
    """Return the marker error of a trial.

    Parameters
    ----------
    names : (M,) tuple of str
    errors_m : (T, M) array
        Distances [m], NaN where a marker is not seen; each marker is seen at least once.
    """
    per_marker = np.sqrt(np.nanmean(errors_m**2, axis=0))
    worst = int(np.argmax(np.nanmax(errors_m, axis=0)))
    return MarkerError(
        rms_m=float(np.sqrt(np.nanmean(errors_m**2))),
        max_m=float(np.nanmax(errors_m)),
        worst_marker=names[worst],
        per_marker_rms_m={
            name: float(value) for name, value in zip(names, per_marker, strict=True)
        },
    )


def error_problems(error: MarkerError, where: str) -> tuple[Problem, ...]:
    """Return a warning where the marker error exceeds OpenSim's guideline."""
    if error.rms_m <= HIGHEST_RMS_M and error.max_m <= HIGHEST_MAX_M:
        return ()
    return (
        Problem(
            Level.WARNING,
            where,
            f"marker error {error.rms_m * 100:.1f} cm rms (at most {HIGHEST_RMS_M * 100:g}) and "
            f"{error.max_m * 100:.1f} cm at most (at most {HIGHEST_MAX_M * 100:g}), "
            f"largest at {error.worst_marker}",
            f"Check the label and place of {error.worst_marker}, and that the static trial is of "
            "the same person and day.",
        ),
    )
