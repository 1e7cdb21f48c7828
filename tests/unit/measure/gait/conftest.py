"""A walk made up of known numbers."""

from dataclasses import dataclass

import numpy as np
import pytest

from hipspine.domain.anatomy import Side
from hipspine.domain.motion import CycleKind, Cycles, Event, EventKind
from hipspine.domain.units import radians
from hipspine.measure.gait.motion import BodyPart, RecordedMotion
from hipspine.measure.gait_cycles import gait_cycles, gait_phases
from hipspine.mechanics.gait_events import in_order


def about(axis, angle):
    """(T, 3, 3) rotations about x, y or z by (T,) angles, right-handed."""
    c, s = np.cos(angle), np.sin(angle)
    i, j = {"x": (1, 2), "y": (2, 0), "z": (0, 1)}[axis]
    turn = np.tile(np.eye(3), (len(angle), 1, 1))
    turn[:, i, i], turn[:, j, j], turn[:, i, j], turn[:, j, i] = c, c, -s, s
    return turn


def segment(*, to_left, right_up, forward):
    """A segment turned first about the vertical, then sideways, then forward: (T, 3, 3)."""
    return about("y", to_left) @ about("x", -right_up) @ about("z", -forward)


@dataclass(frozen=True)
class Plan:
    """What the walk is made of."""

    stride_s: float = 1.1
    stance: float = 0.6
    speed_m_s: float = 1.2
    left_ahead_m: float = 0.1
    """How much longer the left steps are than half a stride, and the right ones shorter."""
    first_s: float = 0.1
    lasts_s: float = 3.6
    rate_hz: float = 100.0
    tilt: float = radians(8.0)
    list_amplitude: float = radians(4.0)
    turn_amplitude: float = radians(5.0)


def walk(plan=None):
    plan = plan or Plan()
    times = np.arange(0, plan.lasts_s, 1 / plan.rate_hz)
    turn = 2 * np.pi * (times - plan.first_s) / plan.stride_s
    zero = 0 * times
    cycles = planned_cycles(plan)
    pelvis = segment(
        to_left=plan.turn_amplitude * np.cos(turn),
        right_up=plan.list_amplitude * np.sin(turn),
        forward=plan.tilt + radians(1.0) * np.cos(2 * turn),
    )
    trunk = segment(to_left=zero, right_up=radians(-2.0) * np.sin(turn), forward=zero + radians(3))
    place = np.stack([plan.speed_m_s * times, 0.95 + zero, 0.02 * np.cos(turn)], axis=1)
    feet = {BodyPart.foot(side): heel(plan, times, side) for side in Side}
    straight = segment(to_left=zero, right_up=zero, forward=zero)
    hip = {
        "hip_flexion_r": radians(10) + radians(20) * np.cos(turn),
        "hip_flexion_l": radians(10) - radians(20) * np.cos(turn),
    }
    return RecordedMotion(
        times_s=times,
        orientations={BodyPart.PELVIS: pelvis, BodyPart.TRUNK: trunk}
        | dict.fromkeys(feet, straight),
        origins_m={BodyPart.PELVIS: place, BodyPart.TRUNK: place} | feet,
        angles_rad=hip
        | {
            "hip_adduction_r": radians(3) * np.sin(turn),
            "hip_adduction_l": -radians(3) * np.sin(turn),
            "ankle_angle_r": -radians(10) * np.sin(turn),
            "ankle_angle_l": radians(10) * np.sin(turn),
            "lumbar_extension": radians(4) + radians(2) * np.cos(2 * turn),
        },
        moments_Nm={
            "hip_flexion_r": -30 + zero,
            "hip_flexion_l": -30 + zero,
            "ankle_angle_r": -80 + zero,
            "ankle_angle_l": -80 + zero,
        },
        cycles=cycles,
        mass_kg=70.0,
    )


def heel(plan, times, side):
    late = plan.stride_s / 2 if side is Side.LEFT else 0.0
    ahead = (times - plan.first_s - late) / plan.stride_s
    swing = np.clip((ahead % 1.0 - plan.stance) / (1 - plan.stance), 0, 1)
    length = plan.speed_m_s * plan.stride_s
    x = length * (np.floor(ahead) + swing)
    if side is Side.LEFT:
        x = x + length / 2 + plan.left_ahead_m
    across = 0.08 if side is Side.RIGHT else -0.08
    return np.stack([x, 0.05 + 0.1 * np.sin(np.pi * swing), across + 0 * x], axis=1)


def planned_cycles(plan):
    events = []
    for side in Side:
        late = plan.stride_s / 2 if side is Side.LEFT else 0.0
        for number in range(-1, 5):
            strike = plan.first_s + late + number * plan.stride_s
            events.append(Event(EventKind.HEEL_STRIKE, side, strike))
            off = strike + plan.stance * plan.stride_s
            events.append(Event(EventKind.TOE_OFF, side, off))
    events = in_order([e for e in events if 0.05 <= e.time_s <= plan.lasts_s - 0.05])
    cycles = [cycle for side in Side for cycle in gait_cycles(events, side)[0]]
    return Cycles(CycleKind.GAIT, tuple(cycles), gait_phases(events), events, "planned")


@pytest.fixture
def plan():
    return Plan()


@pytest.fixture
def make_walk():
    return walk


@pytest.fixture
def make_segment():
    return segment


@pytest.fixture
def make_plan():
    return Plan


@pytest.fixture
def found():
    """Look a measurement up by name and side."""

    def look(measurements, name, side=None):
        (one,) = [m for m in measurements if m.name == name and m.side is side]
        return one

    return look
