"""What an assessment is asked to do, and what it may use to do it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from hipspine.domain.assumptions import AS_USUAL, Assumptions
from hipspine.domain.kinematics import DEFAULT_KINEMATICS, Kinematics
from hipspine.domain.measurement import Measurement
from hipspine.domain.person import Subject
from hipspine.domain.scenario import MuscleChange, Scenario
from hipspine.simulate.fit.workers import OpenSimProcesses


@dataclass(frozen=True)
class AssessmentRequest:
    """One trial to assess.

    Either ``motion`` holds markers, and the person's model is made from ``static`` or body size; or
    it holds joint angles of ``model``.
    """

    motion: Path
    forces: Path | None = None
    static: Path | None = None
    model: Path | None = None
    subject: Subject | None = None
    marker_set: Path | None = None
    events: Path | None = None
    start_s: float | None = None
    end_s: float | None = None
    what_ifs: tuple[Scenario, ...] = ()
    gait_reference: Path | None = None
    """Mean curves of people without gait problems, for the Gait Profile Score."""
    steps_a_day: float | None = None
    language: str = "en"
    """Of the findings' sentences."""
    besides: tuple[Measurement, ...] = ()
    """Of the same person on the same day from elsewhere, such as movement tests."""
    assumptions: Assumptions = AS_USUAL
    kinematics: Kinematics = DEFAULT_KINEMATICS
    """Who finds the joint angles that follow markers."""
    predict: tuple[tuple[MuscleChange, ...], ...] = ()
    """Questions how the motion itself would change; the changes of one belong together."""


@dataclass(frozen=True)
class Workshop:
    """What an assessment may use: a cache folder, processes, and a place to report progress."""

    cache_dir: Path
    workers: int | OpenSimProcesses = 2
    """How many processes to start, or running ones."""
    progress: Callable[[str, int, int], None] = lambda _stage, _done, _total: None

    def progress_of(self, stage: str) -> Callable[[int, int], None]:
        """Return the progress report of one stage."""
        return lambda done, total: self.progress(stage, done, total)
