"""The reference walker that comes with hipspine: an invented walk that obeys mechanics.

Its joint angles pass through cited facts of normal walking; its ground reaction follows from its
motion. It is nobody's recording, no norm and no patient.
"""

import csv
import tomllib
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import numpy as np

from hipspine.domain.arrays import FloatArray
from hipspine.domain.person import Subject
from hipspine.domain.units import METRES_PER, radians

_FOLDER = Path(str(resources.files("hipspine.content") / "reference_walker"))

TRANSLATIONS = ("pelvis_tx", "pelvis_ty", "pelvis_tz")
"""Curves in metres; all others are angles."""


@dataclass(frozen=True)
class WalkerFiles:
    """The trial's files: markers standing and walking, ground reaction, joint angles."""

    static: Path
    walk: Path
    forces: Path
    angles: Path
    lab: Path
    """One stride, worked out for the movement lab."""


@dataclass(frozen=True)
class WalkerFact:
    """A cited value of one curve at one phase of the cycle that starts with right heel strike.

    value, tolerance : rad, in OpenSim's signs; for translations m, about the curve's mean.
    """

    coordinate: str
    phase: float
    value: float
    tolerance: float
    is_turning_point: bool
    """Whether the curve has its maximum or minimum there."""
    source: str
    """Key of ``WalkerPlan.sources``."""
    was_read: bool
    """Whether the source itself was at hand; otherwise the value is as others quote it."""


@dataclass(frozen=True, eq=False)
class Sole:
    """Points of the right sole in the heel bone's frame [m], each (3,)."""

    heel: FloatArray
    inner_ball: FloatArray
    outer_ball: FloatArray
    toe: FloatArray
    half_width_m: float


@dataclass(frozen=True)
class WalkerPlan:
    """Who walks, how fast and for how long."""

    subject: Subject
    cycle_s: float
    speed_m_s: float
    toe_off: float
    """Fraction of the cycle."""
    rate_hz: float
    start_phase: float
    """Phase of the right leg in the first frame."""
    duration_s: float
    static_s: float
    sole: Sole
    sources: dict[str, str]


@dataclass(frozen=True, eq=False)
class WalkerCurves:
    """Fourier coefficients of the curves: names (C,), coefficients (C, 2 H + 1).

    Paired coordinates are the right side's, named without a side; the left side does the same half
    a cycle later. Order of the coefficients: ``mechanics.periodic_curves``. rad and m.
    """

    names: tuple[str, ...]
    coefficients: FloatArray


def reference_walker_files() -> WalkerFiles:
    """Return where the reference walker's files are."""
    return WalkerFiles(
        static=_FOLDER / "static.trc",
        walk=_FOLDER / "walk.trc",
        forces=_FOLDER / "grf.mot",
        angles=_FOLDER / "angles.mot",
        lab=_FOLDER / "walk.lab",
    )


def reference_walker_plan() -> WalkerPlan:
    """Return who the reference walker is and how they walk."""
    plan = tomllib.loads((_FOLDER / "walker.toml").read_text(encoding="utf-8"))
    sole = plan.pop("sole_m")
    half_width = sole.pop("half_width")
    subject = Subject(plan.pop("mass_kg"), plan.pop("height_m"), name="reference walker")
    points = {name: np.array(place) for name, place in sole.items()}
    return WalkerPlan(subject=subject, sole=Sole(**points, half_width_m=half_width), **plan)


def reference_walker_facts() -> tuple[WalkerFact, ...]:
    """Return the facts of normal walking that the walker's curves pass through."""
    return tuple(
        WalkerFact(
            coordinate=row["coordinate"],
            phase=float(row["percent"]) / 100.0,
            value=_si(row["value"], row["unit"]),
            tolerance=_si(row["tolerance"], row["unit"]),
            is_turning_point=row["kind"] in ("maximum", "minimum"),
            source=row["source"],
            was_read=row["reading"] == "read",
        )
        for row in _rows("facts.csv")
    )


def reference_walker_curves() -> WalkerCurves:
    """Return the walker's curves."""
    rows = _rows("curves.csv")
    return WalkerCurves(
        names=tuple(row.pop("coordinate") for row in rows),
        coefficients=np.array([[float(value) for value in row.values()] for row in rows]),
    )


def _si(number: str, unit: str) -> float:
    return radians(float(number)) if unit == "deg" else METRES_PER[unit] * float(number)


def _rows(name: str) -> list[dict[str, str]]:
    text = (_FOLDER / name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))
