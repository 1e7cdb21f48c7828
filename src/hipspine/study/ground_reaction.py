"""Ground reaction predicted from motion, against the plates of the same trial."""

from dataclasses import dataclass, replace

import numpy as np

from hipspine.clinic.request import Workshop
from hipspine.clinic.trial_motion import TrialMotion, trial_motion
from hipspine.clinic.what_ifs import trial_engines
from hipspine.content.validation.schema import ground_reaction_figures
from hipspine.domain.anatomy import Side
from hipspine.domain.arrays import BoolArray, FloatArray
from hipspine.domain.motion import Contact
from hipspine.simulate.contact_wrenches import contact_wrenches
from hipspine.simulate.engine import Engine
from hipspine.study.scoreboard import Row, RowWriter
from hipspine.study.solved_trial import SolvedTrial

PERCENT = 100.0
MILLIMETRES = 1000.0
PRESSED_BW = 0.1
"""Vertical force above which a centre of pressure is compared: it runs away where a foot hardly
touches."""

LOADS = ("L4_L5", "hip_right", "hip_left")
_COMPONENTS = ("predicted_fore_aft", "predicted_vertical", "predicted_lateral")
_WRITER = RowWriter(ground_reaction_figures())


@dataclass(frozen=True, eq=False)
class _Pair:
    """One foot's (T, 6) moments about ground's origin and forces, measured and predicted."""

    measured: FloatArray
    predicted: FloatArray
    counted: BoolArray

    def force_errors_N(self) -> FloatArray:
        """Return the root mean square error of each component, (3,)."""
        error = (self.predicted - self.measured)[self.counted, 3:]
        size: FloatArray = np.sqrt(np.square(error).mean(axis=0))
        return size

    def pressure_error_m(self, pressed_N: float) -> float | None:
        """Return the root mean square distance of the centres of pressure, None without frames."""
        pressed = self.counted & (self.measured[:, 4] > pressed_N)
        pressed &= self.predicted[:, 4] > pressed_N
        if not pressed.any():
            return None
        apart = _pressure_m(self.predicted[pressed]) - _pressure_m(self.measured[pressed])
        return float(np.sqrt(np.square(apart).sum(axis=1).mean()))


def predicted_force_rows(trial: SolvedTrial, workshop: Workshop) -> list[Row]:
    """Return how far predicted forces, and the loads from them, are off the measured ones."""
    request = trial.request
    blind = replace(
        trial.motion.person, recording=replace(trial.motion.person.recording, forces=())
    )
    predicted = trial_motion(replace(request, forces=None), blind, workshop)
    rows = []
    for side in Side:
        rows += _foot_rows(trial, _pair(trial.motion, predicted, Contact.foot(side)), side)
    return [*rows, *_load_rows(trial, predicted, workshop)]


def lifting_row() -> Row:
    """Return that lifting was not compared."""
    because = "no recording of a lift on force plates; the weight in the hands is not known either"
    return _WRITER.not_run("lifting_without_plates", "lifting", because)


def _pair(measured: TrialMotion, predicted: TrialMotion, contact: Contact) -> _Pair:
    times_s = measured.angles.times_s
    every = contact_wrenches(measured.contacts, times_s)
    counted = np.isfinite(every).all(axis=(1, 2))
    pair = []
    for motion in (measured, predicted):
        [own] = [each for each in motion.contacts if each.contact is contact]
        pair.append(contact_wrenches([own], times_s)[:, 0])
    counted &= np.isfinite(pair[1]).all(axis=1)
    return _Pair(pair[0], pair[1], np.asarray(counted))


def _pressure_m(wrenches: FloatArray) -> FloatArray:
    """Return the centre of pressure on the floor at height 0, (T, 2) of x and z."""
    moment, upward = wrenches[:, :3], wrenches[:, 4:5]
    return np.column_stack([moment[:, 2], -moment[:, 0]]) / upward


def _foot_rows(trial: SolvedTrial, pair: _Pair, side: Side) -> list[Row]:
    setting = f"{trial.name}, {side} foot"
    if not pair.counted.any():
        return []
    note = f"over {int(pair.counted.sum())} frames"
    errors = pair.force_errors_N() / trial.body_weight_N * PERCENT
    rows = [
        _WRITER.scored(figure, setting, error, note=note)
        for figure, error in zip(_COMPONENTS, errors, strict=True)
    ]
    apart = pair.pressure_error_m(PRESSED_BW * trial.body_weight_N)
    if apart is not None:
        rows.append(_WRITER.scored("predicted_pressure_centre", setting, apart * MILLIMETRES))
    return rows


def _load_rows(trial: SolvedTrial, predicted: TrialMotion, workshop: Workshop) -> list[Row]:
    assumptions = trial.engines.assumptions
    engine = trial_engines(predicted, workshop, assumptions=assumptions).recorded
    rows = []
    for joint in LOADS:
        both = [_course_N(each, joint, trial) for each in (trial.engine, engine)]
        shared = np.isfinite(both).all(axis=0)
        if not shared.any():
            continue
        peaks = [float(course[shared].max()) / trial.body_weight_N * PERCENT for course in both]
        note = f"peak resultant {peaks[1]:.0f} against {peaks[0]:.0f} % of body weight"
        setting = f"{trial.name}, {joint.replace('_', ' ')}"
        rows.append(_WRITER.scored("predicted_load", setting, peaks[1] - peaks[0], note=note))
    return rows


def _course_N(engine: Engine, joint: str, trial: SolvedTrial) -> FloatArray:
    """Return a joint's resultant at the times of the measured trial, NaN where unknown."""
    load = engine.base.joint_loads[joint]
    times_s = trial.engine.bundle.times_s
    course: FloatArray = np.interp(
        times_s, load.times_s, load.resultant_N, left=np.nan, right=np.nan
    )
    return course
