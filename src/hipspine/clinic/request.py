"""What an assessment is asked to do, and what it may use to do it."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from hipspine.domain.anatomy import Side
from hipspine.domain.assumptions import AS_USUAL, Assumptions
from hipspine.domain.errors import ScenarioError
from hipspine.domain.kinematics import DEFAULT_KINEMATICS, Kinematics
from hipspine.domain.measurement import Measurement
from hipspine.domain.objective import Objective
from hipspine.domain.person import Subject
from hipspine.domain.scenario import MuscleChange, Scenario
from hipspine.measure.emg.channel_names import ChannelName
from hipspine.simulate.fit.workers import OpenSimProcesses
from hipspine.simulate.tracked_signals import TRACKING_WEIGHT

HEAVIEST_TRACKING = 1000.0
"""Weight of signals above which they are followed to a thousandth: more would change nothing."""

LONGEST_FATIGUE_S = 3600.0
"""The rates of tiring are from efforts of minutes; an hour is far beyond what they can tell."""


@dataclass(frozen=True)
class OwnEmg:
    """Muscle signals recorded with the motion, on the same clock, that inform the sharing of work.

    weight : how much a deviation from them costs against activation itself, both squared; mvic :
    trials of maximal efforts; names : muscle and side of channels whose names do not say it; side :
    of all channels that do not say theirs; rate_hz : of a table that does not state it; left_out :
    channels that inform nothing.
    """

    file: Path
    weight: float = TRACKING_WEIGHT
    mvic: tuple[Path, ...] = ()
    names: Mapping[str, ChannelName] = field(default_factory=dict)
    side: Side | None = None
    rate_hz: float | None = None
    left_out: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Check that the weight is one."""
        if not 0.0 < self.weight <= HEAVIEST_TRACKING:
            raise ScenarioError(
                "the weight of muscle signals",
                expected=f"above 0, at most {HEAVIEST_TRACKING:g}",
                got=f"{self.weight:g}",
                do="Choose a value in the range; 10 lets the signals lead.",
            )


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
    emg: OwnEmg | None = None
    """The person's own muscle signals."""
    fatigue_s: float | None = None
    """For how long the movement is repeated, to see who tires; None: not asked."""

    def __post_init__(self) -> None:
        """Check that what is asked about signals and tiring can be worked out."""
        if self.emg is not None and self.assumptions.objective is Objective.CUBED:
            raise ScenarioError(
                "muscle signals",
                expected="an objective of squares beside them",
                got=f"the objective {self.assumptions.objective}",
                do="Choose --objective squared_by_volume, squared or load_aware.",
            )
        if self.fatigue_s is not None:
            _check_fatigue(self.fatigue_s)


def _check_fatigue(duration_s: float) -> None:
    if math.isfinite(duration_s) and 0.0 < duration_s <= LONGEST_FATIGUE_S:
        return
    raise ScenarioError(
        "the time of repeating the movement",
        expected=f"above 0, at most {LONGEST_FATIGUE_S / 60:g} minutes",
        got=f"{duration_s / 60:g}",
        do="Change --fatigue-minutes.",
    )


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
