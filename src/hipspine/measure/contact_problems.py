"""The problems that assigning plates to feet can find, in words."""

import re

from hipspine.domain.anatomy import Side, side_of
from hipspine.domain.arrays import FloatArray
from hipspine.domain.motion import ExternalForce
from hipspine.domain.problem import Level, Problem
from hipspine.mechanics.runs import Run

_SIDE_WORDS = {"r": Side.RIGHT, "right": Side.RIGHT, "l": Side.LEFT, "left": Side.LEFT}


def claimed_side(force: ExternalForce) -> Side | None:
    """Return the side that a file claims for a force, by the body it names or the force's name."""
    if force.claimed_body is not None:
        return side_of(force.claimed_body)
    words = re.split(r"[^a-z]+", force.name.lower())
    sides = {_SIDE_WORDS[word] for word in words if word in _SIDE_WORDS}
    return sides.pop() if len(sides) == 1 else None


def frames_s(times_s: FloatArray, run: Run) -> str:
    """Return a stretch of frames as text."""
    return f"{times_s[run[0]]:.3f}-{times_s[run[1] - 1]:.3f} s"


def no_plates() -> Problem:
    """Say that nothing measured the ground reaction."""
    return Problem(
        Level.ERROR,
        "ground forces",
        "expected at least one force plate, got none",
        "Give the forces with --forces; without them there are no loads, only motion.",
    )


def plate_reads_zero(plate: str) -> Problem:
    """Say that nothing ever touched a plate."""
    return Problem(
        Level.INFO,
        plate,
        "the plate is never loaded",
        "Nothing to do unless somebody stood or sat on it: then its signal was not recorded.",
    )


def plate_silent(plate: str, times_s: FloatArray, run: Run) -> Problem:
    """Say that a plate gives no numbers, so that no foot's force is complete."""
    return Problem(
        Level.WARNING,
        f"{plate}, {frames_s(times_s, run)}",
        "the plate gives no numbers there, so the force on each foot is not known",
        "Loads are left out there. Crop the trial to where all plates were recorded.",
    )


def wrong_claim(plate: str, side: Side) -> Problem:
    """Say that the file names the other foot."""
    return Problem(
        Level.WARNING,
        plate,
        f"the file assigns it to the {side.other} foot, but it acts under the {side} foot",
        "The position was believed. Correct the external-loads file or the column names.",
    )


def plate_under_no_foot(plate: str, times_s: FloatArray, run: Run) -> Problem:
    """Say that nobody stands over a force."""
    return Problem(
        Level.WARNING,
        f"{plate}, {frames_s(times_s, run)}",
        "the centre of pressure lies under neither foot nor the seat; the force was left out",
        "Check the plate's position and axes, and whether something else stood on it.",
    )


def both_feet_on_plate(plate: str, times_s: FloatArray, run: Run) -> Problem:
    """Say that two feet share a plate."""
    return Problem(
        Level.ERROR,
        f"{plate}, {frames_s(times_s, run)}",
        "both feet stand on this plate; their forces cannot be told apart",
        "Loads are left out there. Record with one foot on each plate.",
    )


def foot_off_plate(side: Side, times_s: FloatArray, run: Run) -> Problem:
    """Say that a foot stands beside the plates."""
    return Problem(
        Level.WARNING,
        f"{side} foot, {frames_s(times_s, run)}",
        f"the {side} foot is on the ground but no plate is under it; its force is not measured",
        "Loads are left out there. Use the part of the trial in which both feet meet plates.",
    )


def foot_unseen(side: Side, times_s: FloatArray, run: Run) -> Problem:
    """Say that a foot is not seen, so that nobody knows whether it stands."""
    return Problem(
        Level.WARNING,
        f"{side} foot, {frames_s(times_s, run)}",
        f"heel or toe of the {side} foot is not seen, so whether it touches is not known",
        "Loads are left out there. Fill the gap or crop the trial.",
    )


def seat_unmeasured(times_s: FloatArray, run: Run) -> Problem:
    """Say that somebody sits on a seat without a plate."""
    return Problem(
        Level.WARNING,
        f"seat, {frames_s(times_s, run)}",
        "the pelvis is low and the feet carry only part of the body weight: "
        "a seat carries the rest, and its force is not measured",
        "Full loads exist only from seat-off to sitting down. Record the seat with a plate, or "
        "give a seat plate's signal.",
    )
