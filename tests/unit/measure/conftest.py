"""A walker of straight lines: feet that stand still, fly ahead, and plates that feel them."""

from dataclasses import dataclass

import numpy as np
import pytest

from hipspine.domain.anatomy import Side
from hipspine.domain.motion import Event, EventKind, ExternalForce
from hipspine.mechanics.contact_assignment import FootPaths

STRIDE_S = 1.2
STANCE_S = 0.72
FOOT_FLAT_S = 0.06
STRIDE_M = 1.44
FIRST_STRIKE_S = {Side.RIGHT: 0.3, Side.LEFT: 0.9}
ACROSS_M = {Side.RIGHT: 0.1, Side.LEFT: -0.1}
WEIGHT_N = 650.0


@dataclass(frozen=True)
class Walker:
    """Feet, pelvis, plates and the true events of the walk."""

    feet: FootPaths
    pelvis_m: np.ndarray
    events: tuple[Event, ...]

    def stance_s(self, side, step):
        """From when to when a foot stands on its step number."""
        start = FIRST_STRIKE_S[side] + step * STRIDE_S
        return start, start + STANCE_S

    def plate(self, side, step, *, name="plate", claimed_body=None, across_m=0.0):
        """A plate that one step of a foot meets; the centre of pressure rolls from heel to toe."""
        times = np.arange(0, self.feet.times_s[-1], 0.001)
        start, end = self.stance_s(side, step)
        stands = (times >= start) & (times < end)
        share = np.clip((times - start) / STANCE_S, 0, 1)
        heel_x = STRIDE_M * step + (STRIDE_M / 2 if side is Side.LEFT else 0.0)
        point = np.stack(
            (heel_x + 0.2 * share, 0 * times, 0 * times + ACROSS_M[side] + across_m), axis=1
        )
        force = np.zeros((len(times), 3))
        force[stands, 1] = WEIGHT_N
        return ExternalForce(name, times, force, point, np.zeros_like(force), None, claimed_body)


def _foot_path(times_s, side):
    ahead = (times_s - FIRST_STRIKE_S[side]) / STRIDE_S
    step, phase = np.floor(ahead), (ahead % 1.0) * STRIDE_S
    swing = np.clip((phase - STANCE_S) / (STRIDE_S - STANCE_S), 0.0, 1.0)
    first_x = STRIDE_M / 2 if side is Side.LEFT else 0.0
    x = first_x + STRIDE_M * (step + swing)
    height = 0.05 + 0.1 * np.sin(np.pi * swing)
    heel = np.stack((x, height, np.full_like(x, ACROSS_M[side])), axis=1)
    # The heel lands first: the toe is lifted in late swing and falls within FOOT_FLAT_S.
    lifted = np.clip(2 * swing - 1, 0.0, 1.0) + np.clip(1 - phase / FOOT_FLAT_S, 0.0, 1.0)
    toe = heel + np.array([0.2, 0.0, 0.0])
    toe[:, 1] += 0.12 * lifted
    return heel, toe


def make_walker(duration_s=3.0):
    times = np.arange(0, duration_s, 0.01)
    paths = {side: _foot_path(times, side) for side in Side}
    heels = {side: heel for side, (heel, _) in paths.items()}
    toes = {side: toe for side, (_, toe) in paths.items()}
    pelvis_x = 0.1 + STRIDE_M / STRIDE_S * (times - FIRST_STRIKE_S[Side.RIGHT] - STANCE_S / 2)
    pelvis = np.stack((pelvis_x, np.full_like(times, 0.95), np.zeros_like(times)), axis=1)
    events = [
        Event(kind, side, at_s)
        for side in Side
        for step in range(-1, 4)
        for kind, at_s in (
            (EventKind.HEEL_STRIKE, FIRST_STRIKE_S[side] + step * STRIDE_S),
            (EventKind.TOE_OFF, FIRST_STRIKE_S[side] + step * STRIDE_S + STANCE_S),
        )
        if 0 < at_s < times[-1]
    ]
    events.sort(key=lambda event: event.time_s)
    return Walker(FootPaths(times, heels, toes), pelvis, tuple(events))


@pytest.fixture
def walker():
    return make_walker()
