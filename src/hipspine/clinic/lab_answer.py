"""What the movement lab answers to a slider: who does the work now, and what it loads."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from hipspine.clinic.lab_trial import LabTrial
from hipspine.domain.anatomy import MuscleGroup, Side
from hipspine.domain.arrays import FloatArray
from hipspine.domain.assessment import GroupSide, LedgerRow, WhatIfKind
from hipspine.domain.errors import ScenarioError
from hipspine.domain.loads import JointLoad
from hipspine.domain.scenario import MuscleChange, PostureParameter, Scenario
from hipspine.domain.units import body_weight_N
from hipspine.simulate.body.build import disc_stiffness_Nm_per_rad
from hipspine.simulate.bundle import Bundle
from hipspine.simulate.engine import Engine, Solution
from hipspine.simulate.muscle_groups import members_by_group

POSTURE_STEPS_DEG = (-10, -5, 5, 10)
"""Postures that a recording is worked out in besides its own."""


def posture_names() -> tuple[str, ...]:
    """Return the names of all postures that are worked out besides the recorded one."""
    return tuple(f"{each}={step}" for each in PostureParameter for step in POSTURE_STEPS_DEG)


@dataclass(frozen=True)
class LabQuestion:
    """What is changed: muscles, and at most one posture by its name."""

    muscles: tuple[MuscleChange, ...] = ()
    posture: str = ""

    @property
    def is_unchanged(self) -> bool:
        """Whether it asks for the person as recorded."""
        return not self.muscles and not self.posture


@dataclass(frozen=True, eq=False)
class LoadChange:
    """A joint's load over the stretch, before and after [N]; (T,) each."""

    joint: str
    before_N: FloatArray
    after_N: FloatArray
    shear_N: FloatArray | None
    """Forward shear afterwards; None at hips and knees."""

    @property
    def peaks_N(self) -> tuple[float, float]:
        """Peak before and after."""
        return float(np.nanmax(self.before_N)), float(np.nanmax(self.after_N))


@dataclass(frozen=True, eq=False)
class LabAnswer:
    """Who does the work under a question, beside the recorded motion. T frames, M muscles."""

    kind: WhatIfKind
    activations: FloatArray
    """(T, M) of full activation; NaN where forces were not measured."""
    groups: Mapping[GroupSide, tuple[FloatArray, FloatArray]]
    """(T,) activation before and after: the mean of the fascicles weighted by strength."""
    loads: tuple[LoadChange, ...]
    """Compression at discs, the whole contact force at hips and knees."""
    ledger: tuple[LedgerRow, ...]
    """Mean force over the stretch, the largest change first."""
    shortfalls: tuple[str, ...]
    """Coordinates whose moment muscles cannot produce any more."""
    unsolved: int
    """Frames without an answer."""


class LabEngines:
    """The engines of one trial: on the recorded motion, and on other postures once asked for.

    An engine takes about 25 MB. Questions come one at a time; postures can be made ready and
    forgotten meanwhile.
    """

    def __init__(self, trial: LabTrial) -> None:
        self.trial = trial
        self.recorded = self._engine(trial.bundle)
        # Solved now: the first slider should be as quick as the second.
        self.base = self.recorded.base
        self._members = members_by_group(trial.bundle.muscles.names)
        self._others: dict[str, Engine] = {}

    def answer(self, question: LabQuestion) -> LabAnswer:
        """Return what a question changes.

        Raises
        ------
        ScenarioError
            If the model lacks a muscle, or the posture was not worked out for this trial.
        """
        engine = self._engine_for(question.posture)
        solution = engine.base
        if question.muscles:
            solution = engine.solve(Scenario("asked in the lab", question.muscles))
        return LabAnswer(
            WhatIfKind.OTHER_POSTURE if question.posture else WhatIfKind.SAME_MOTION,
            solution.activations,
            self._groups(solution),
            self._loads(solution),
            self._ledger(solution),
            tuple(shortfall.coordinate for shortfall in solution.shortfalls),
            int(np.isnan(solution.activations).any(axis=1).sum()),
        )

    @property
    def body_weight_N(self) -> float:
        """The person's weight."""
        return body_weight_N(self.trial.telling.mass_kg)

    def _engine(self, bundle: Bundle) -> Engine:
        return Engine(
            bundle,
            disc_stiffness_Nm_per_rad=disc_stiffness_Nm_per_rad(),
            disc_neutral_rad=self.trial.telling.standing_lumbar_rad or None,
        )

    def _engine_for(self, posture: str) -> Engine:
        if not posture:
            return self.recorded
        if posture not in self.trial.postures:
            raise ScenarioError(
                f"posture {posture}",
                expected=f"one of {', '.join(self.trial.postures) or 'no posture yet'}",
                got=posture,
                do="Let the lab work out other postures of this recording first.",
            )
        found = self._others.get(posture)
        return self.make_ready(posture) if found is None else found

    def make_ready(self, posture: str) -> Engine:
        """Return the engine of a posture, solved, so that the first question is quick."""
        engine = self._engine(self.trial.postures[posture])
        _ = engine.base
        # Only now: nobody else may ask an engine that is still being solved.
        self._others[posture] = engine
        return engine

    def is_ready(self, posture: str) -> bool:
        """Tell whether a posture's engine is there."""
        return posture in self._others

    def forget_postures(self) -> None:
        """Let go of the engines of other postures; they are made again when asked for."""
        self._others.clear()

    def _groups(self, solution: Solution) -> dict[GroupSide, tuple[FloatArray, FloatArray]]:
        strength = self.trial.bundle.muscles.max_isometric_force_N

        def mean(of: Solution, members: Sequence[int]) -> FloatArray:
            weighted: FloatArray = np.average(
                of.activations[:, members], axis=1, weights=strength[list(members)]
            )
            return weighted

        return {
            key: (mean(self.base, members), mean(solution, members))
            for key, members in self._members.items()
        }

    def _loads(self, solution: Solution) -> tuple[LoadChange, ...]:
        return tuple(
            _load_change(before, solution.joint_loads[joint])
            for joint, before in self.base.joint_loads.items()
        )

    def _ledger(self, solution: Solution) -> tuple[LedgerRow, ...]:
        rows = [
            LedgerRow(
                group, side, self._mean_N(self.base, members), self._mean_N(solution, members)
            )
            for (group, side), members in self._members.items()
        ]
        return tuple(sorted(rows, key=lambda row: -abs(row.change_N)))

    def _mean_N(self, solution: Solution, members: Sequence[int]) -> float:
        together = solution.muscle_forces_N[:, members].sum(axis=1)
        return float(np.nanmean(together)) if np.isfinite(together).any() else 0.0


def _load_change(before: JointLoad, after: JointLoad) -> LoadChange:
    is_disc = before.joint.startswith(("L", "T"))
    if is_disc:
        return LoadChange(
            before.joint, before.compression_N, after.compression_N, after.anterior_shear_N
        )
    return LoadChange(before.joint, before.resultant_N, after.resultant_N, None)


def groups_of(trial: LabTrial) -> dict[MuscleGroup, tuple[Side, ...]]:
    """Return the muscle groups that a trial's model has, in anatomical order."""
    sides: dict[MuscleGroup, tuple[Side, ...]] = {}
    for group, side in members_by_group(trial.bundle.muscles.names):
        sides[group] = (*sides.get(group, ()), side)
    return sides
