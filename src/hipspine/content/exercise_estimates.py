"""Loads of the low back that the body model gives for drawn poses of exercises.

``exercise_postures.toml`` says, by hand, which poses the model holds still and why it holds no
other; ``exercise_estimates.toml`` is what ``scripts/estimate_exercise_loads.py`` finds for them. An
estimate stands beside the published band, never in its place, and has no band of its own: the
limits of the bands come from other models, fed with measured muscle activity.
"""

from functools import cache
from importlib import resources
from typing import Literal, Self

from pydantic import Field, model_validator

from hipspine.content.schema import Id
from hipspine.content.toml_file import Record, read_toml_as

Stands = Literal[
    "both_feet",
    "one_foot",
    "sitting",
    "back_and_feet",
    "back_and_one_foot",
    "lying_one_leg_up",
]


class HeldPose(Record):
    """Drawn poses of an exercise that the model holds, and what bears the body in them."""

    exercise: Id
    frames: tuple[int, ...] = Field(min_length=1)
    """Counted from 1."""
    stands: Stands
    bears: Literal["near", "far"] = "near"
    """The drawn leg that bears, or is lifted where the body lies."""
    load_kg: float = Field(default=0.0, ge=0, le=30)
    """Held in both hands together."""


class LeftOut(Record):
    """Exercises that the model does not hold, and why."""

    because: str = Field(min_length=20)
    exercises: tuple[Id, ...] = Field(min_length=1)


class ExercisePostures(Record):
    """Every exercise, either held or left out."""

    held: tuple[HeldPose, ...]
    left_out: tuple[LeftOut, ...]

    @model_validator(mode="after")
    def _no_exercise_is_both(self) -> Self:
        left_out = [name for entry in self.left_out for name in entry.exercises]
        twice = {name for name in left_out if left_out.count(name) > 1}
        twice |= set(left_out) & {pose.exercise for pose in self.held}
        if twice:
            raise ValueError(f"held or left out twice: {', '.join(sorted(twice))}")
        return self

    def why_not(self, exercise: str) -> str | None:
        """Return why the model does not hold an exercise; None where it does."""
        return next((each.because for each in self.left_out if exercise in each.exercises), None)


class LoadEstimate(Record):
    """What the model gives for one pose, in body weights, or why it gives nothing."""

    exercise: Id
    frame: int = Field(ge=1, le=3)
    compression: float | None = Field(default=None, gt=0)
    """Compression of the disc, in the model as it is [body weights]."""
    low: float | None = Field(default=None, gt=0)
    high: float | None = Field(default=None, gt=0)
    """Least and most over the variants of model and pose [body weights]."""
    tried: int = Field(default=0, ge=0)
    """How many variants of model and pose were asked to hold the pose."""
    held: int = Field(default=0, ge=0)
    """How many of them could; the range is over these."""
    absent: str | None = None

    @model_validator(mode="after")
    def _a_range_or_a_reason(self) -> Self:
        figures = (self.compression, self.low, self.high)
        given = [figure for figure in figures if figure is not None]
        if len(given) not in (0, 3) or bool(given) == (self.absent is not None):
            raise ValueError("give compression, low and high, or why they are absent")
        if given and not 0 < self.held <= self.tried:
            raise ValueError(f"{self.held} of {self.tried} variants cannot hold a pose")
        if given and not given[1] <= given[0] <= given[2]:
            raise ValueError(f"{given[0]} does not lie between {given[1]} and {given[2]}")
        return self


class ExerciseEstimates(Record):
    """All estimates, and what they hold for."""

    level: str
    body_mass_kg: float
    body_height_m: float
    lean_deg: float
    """How far every pose was leaned to either side of the drawn one."""
    variants: tuple[str, ...]
    """What was changed in the model."""
    deviation_percent: float
    """How far the same engine was off in postures with a measured disc pressure, on average."""
    estimates: tuple[LoadEstimate, ...]

    def of(self, exercise: str) -> tuple[LoadEstimate, ...]:
        """Return the estimates for an exercise's poses, in their order."""
        return tuple(each for each in self.estimates if each.exercise == exercise)


@cache
def exercise_postures() -> ExercisePostures:
    """Return which poses the model holds, and why not the others."""
    return read_toml_as(ExercisePostures, _text("exercise_postures"), where="exercise_postures")


@cache
def exercise_estimates() -> ExerciseEstimates:
    """Return what the model gives for the poses that it holds."""
    return read_toml_as(ExerciseEstimates, _text("exercise_estimates"), where="exercise_estimates")


def _text(name: str) -> str:
    return (resources.files("hipspine.content") / f"{name}.toml").read_text("utf-8")
