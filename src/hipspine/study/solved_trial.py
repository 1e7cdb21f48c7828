"""A recording solved as the clinic solves it, ready to be scored."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np

from hipspine.clinic.person_motion import person_motion
from hipspine.clinic.request import AssessmentRequest, Workshop
from hipspine.clinic.results_over_cycle import ResultsOverCycle
from hipspine.clinic.segments import Segments, segments_of
from hipspine.clinic.trial_motion import TrialMotion, trial_motion
from hipspine.clinic.what_ifs import TrialEngines, trial_engines
from hipspine.content.validation.schema import ScoredTrial
from hipspine.domain.anatomy import Side
from hipspine.domain.arrays import FloatArray
from hipspine.domain.assessment import JointLoadCurves
from hipspine.domain.assumptions import Assumptions
from hipspine.domain.objective import DEFAULT_OBJECTIVE, Objective
from hipspine.domain.person import Subject
from hipspine.domain.units import body_weight_N
from hipspine.simulate.engine import Engine, Solution


@dataclass(frozen=True, eq=False)
class SolvedTrial:
    """One trial with its engine and the stretches that curves are drawn over."""

    scored: ScoredTrial
    request: AssessmentRequest
    motion: TrialMotion
    engines: TrialEngines
    segments: Segments

    @property
    def name(self) -> str:
        """The trial as the scoreboard calls it."""
        return self.scored.name

    @property
    def engine(self) -> Engine:
        """The engine on the recorded motion."""
        return self.engines.recorded

    def with_engine(self, engine: Engine) -> "SolvedTrial":
        """Return the trial with another engine on the recorded motion."""
        return replace(self, engines=replace(self.engines, recorded=engine))

    @property
    def body_weight_N(self) -> float:
        """The person's weight [N]."""
        return body_weight_N(self.scored.mass_kg)

    @cached_property
    def drawn(self) -> ResultsOverCycle:
        """What draws curves of this trial's solutions."""
        return ResultsOverCycle(self.engine, self.segments)

    @cached_property
    def loads(self) -> dict[str, JointLoadCurves]:
        """Every joint's load as recorded."""
        return self.drawn.loads(self.engine.base)

    def trunk_curve(self, values: FloatArray) -> FloatArray | None:
        """Return the (101,) mean curve of a (T,) quantity over the trunk's stretches."""
        drawn = self.segments.curve(self.engine.bundle.times_s, values, None)
        return None if drawn is None else drawn.curve

    def side_curve(self, values: FloatArray, side: Side) -> FloatArray | None:
        """Return the (101,) mean curve of a (T,) quantity over a side's stretches."""
        drawn = self.segments.curve(self.engine.bundle.times_s, values, side)
        return None if drawn is None else drawn.curve

    def summed_force_N(self, solution: Solution, muscles: Iterable[int]) -> FloatArray:
        """Return the (T,) summed force of some muscles, by their positions [N]."""
        total: FloatArray = solution.muscle_forces_N[:, list(muscles)].sum(axis=1)
        return total

    @property
    def covers_whole_cycles(self) -> bool:
        """Whether 0-100 % is a whole gait cycle."""
        return self.segments.label == "gait cycle"

    def cycle_s(self) -> float:
        """Return the mean duration of the trial's gait cycles [s]."""
        return float(np.mean([cycle.end_s - cycle.start_s for cycle in self.motion.cycles.cycles]))


def solve_trial(
    scored: ScoredTrial,
    folder: Path,
    workshop: Workshop,
    *,
    objective: Objective = DEFAULT_OBJECTIVE,
) -> SolvedTrial:
    """Return a trial solved by the clinic's own stages, from its files in a folder.

    Raises
    ------
    UserError
        If a file cannot be read or used.
    """
    request = AssessmentRequest(
        motion=folder / scored.motion,
        forces=folder / scored.forces,
        static=folder / scored.static,
        subject=Subject(mass_kg=scored.mass_kg),
        assumptions=Assumptions(objective),
    )
    person = person_motion(request, workshop)
    motion = trial_motion(request, person, workshop)
    engines = trial_engines(motion, workshop, assumptions=request.assumptions)
    bundle = engines.bundle
    segments = segments_of(motion.cycles, bundle.measured, bundle.times_s)
    return SolvedTrial(scored, request, motion, engines, segments)


def missing_files(scored: ScoredTrial, folder: Path) -> tuple[str, ...]:
    """Return the trial's files that a folder does not hold."""
    return tuple(name for name in scored.files if not (folder / name).is_file())
