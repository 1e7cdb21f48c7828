"""A recording's repetitions in other postures, with engines that answer without OpenSim."""

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest

from hipspine.clinic.lab_answer import posture_names
from hipspine.clinic.lab_recording import _with_postures
from hipspine.clinic.lab_trial import (
    REPETITIONS_WITH_POSTURES,
    LabTrial,
    read_lab_trial,
    stretch_of,
)
from hipspine.clinic.request import Workshop
from hipspine.content.reference_walker import reference_walker_files
from hipspine.domain.motion import JointAngles
from hipspine.simulate.bundle import Bundle


@dataclass(frozen=True)
class Trial:
    """As much of a trial as a change of posture needs."""

    angles: JointAngles
    contacts: tuple = ()


@dataclass(frozen=True)
class Solved:
    bundle: Bundle


@dataclass(frozen=True)
class Engines:
    """Engines whose other postures are the recorded one; they note what they were asked."""

    trial: Trial
    workshop: Workshop
    bundle: Bundle
    asked: list

    def for_posture_of(self, scenario):
        times_s = self.trial.angles.times_s
        self.asked.append((scenario.name, float(times_s[0])))
        return Solved(self.bundle)


@pytest.fixture(scope="module")
def walker():
    return read_lab_trial(reference_walker_files().lab)


def test_the_first_repetitions_are_worked_out_in_every_posture_over_their_own_time(walker):
    times_s = walker.bundle.times_s
    half_s = float(times_s[25])
    others = tuple(
        LabTrial(
            replace(walker.telling, repetition=number, start_s=half_s, end_s=float(times_s[-1])),
            stretch_of(walker.bundle, half_s, float(times_s[-1])),
        )
        for number in range(2, REPETITIONS_WITH_POSTURES + 2)
    )
    trial = Trial(JointAngles(("hip",), times_s, np.zeros((len(times_s), 1))))
    told = []
    workshop = Workshop(Path("unused"), progress=lambda *step: told.append(step))
    engines = Engines(trial, workshop, walker.bundle, [])

    found = _with_postures(replace(walker, others=others), trial, engines, workshop)

    shown = (found, *found.others)
    with_postures = [list(each.postures) == list(posture_names()) for each in shown]
    assert with_postures == [True] * REPETITIONS_WITH_POSTURES + [False]
    first = found.others[0].postures[posture_names()[0]]
    np.testing.assert_allclose(first.times_s[[0, -1]], [half_s, times_s[-1]], rtol=1e-6)
    # Only the frames around a repetition are asked for, which is what takes the time.
    assert {start_s for _, start_s in engines.asked} == {
        float(times_s[0]),
        _margin_before(half_s, times_s),
    }
    count = REPETITIONS_WITH_POSTURES * len(posture_names())
    assert [done for _, done, _ in told] == list(range(count + 1))
    assert {total for _, _, total in told} == {count}


def _margin_before(start_s, times_s):
    from hipspine.clinic.trial_motion import MARGIN_S

    return float(times_s[times_s >= start_s - MARGIN_S][0])
