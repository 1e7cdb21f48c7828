"""What must hold for the measures of any walk: mirror, direction, sampling, units of the clock."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hipspine.domain.anatomy import Side
from hipspine.domain.motion import CycleKind, Cycles, Event, EventKind
from hipspine.domain.units import radians
from hipspine.measure.gait.angle_measures import angle_curves, angle_measures, stance_measures
from hipspine.measure.gait.extension_dose import extension_dose_measures
from hipspine.measure.gait.heading import heading_of
from hipspine.measure.gait.motion import BodyPart, RecordedMotion
from hipspine.measure.gait.power import power_measures
from hipspine.measure.gait.profile_score import profile_measures
from hipspine.measure.gait.push_off import push_off_measures
from hipspine.measure.gait.spatiotemporal import spatiotemporal_measures
from hipspine.measure.gait_cycles import gait_cycles, gait_phases
from hipspine.mechanics.gait_events import in_order
from hipspine.mechanics.time_normalise import Interpolation, resample
from hipspine.readers.gait_profile import PROFILE_VARIABLES, GaitReference

FLIP = np.diag([1.0, 1.0, -1.0])

small = st.floats(-0.2, 0.2)
walks = st.fixed_dictionaries(
    {
        "stride_s": st.floats(0.9, 1.4),
        "stance": st.floats(0.55, 0.68),
        "speed_m_s": st.floats(0.6, 1.8),
        "ahead_m": st.floats(-0.1, 0.1),
        "tilt": small,
        "list": small,
        "turn": small,
        "lean": small,
        "hip": st.floats(0.2, 0.5),
        "uneven": st.floats(0.8, 1.25),
    }
)


def pace(stride_s, stance, speed_m_s):
    return st.tuples(walks, stride_s, stance, speed_m_s).map(
        lambda drawn: drawn[0] | {"stride_s": drawn[1], "stance": drawn[2], "speed_m_s": drawn[3]}
    )


paces = walks | pace(st.floats(0.6, 0.8), st.floats(0.3, 0.45), st.floats(2.0, 4.5))
"""Walks, and runs: with less than half of the stride on the ground there are flights."""


def about(axis, angle):
    c, s = np.cos(angle), np.sin(angle)
    i, j = {"x": (1, 2), "y": (2, 0), "z": (0, 1)}[axis]
    turn = np.tile(np.eye(3), (len(angle), 1, 1))
    turn[:, i, i], turn[:, j, j], turn[:, i, j], turn[:, j, i] = c, c, -s, s
    return turn


def heel(walk, times, side):
    late = walk["stride_s"] / 2 if side is Side.LEFT else 0.0
    ahead = (times - 0.1 - late) / walk["stride_s"]
    swing = np.clip((ahead % 1.0 - walk["stance"]) / (1 - walk["stance"]), 0, 1)
    # A swing that starts and lands softly: what resampling loses of it is small.
    length, soft = walk["speed_m_s"] * walk["stride_s"], swing * swing * (3 - 2 * swing)
    x = length * (np.floor(ahead) + soft)
    x = x + (length / 2 + walk["ahead_m"] if side is Side.LEFT else 0.0)
    z = 0.08 if side is Side.RIGHT else -0.08
    return np.stack([x, 0.05 + 0 * x, z + 0 * x], axis=1)


def cycles_of(walk, lasts_s):
    events = []
    for side in Side:
        late = walk["stride_s"] / 2 if side is Side.LEFT else 0.0
        for number in range(-1, 6):
            strike = 0.1 + late + number * walk["stride_s"]
            events.append(Event(EventKind.HEEL_STRIKE, side, strike))
            off = strike + walk["stance"] * walk["stride_s"]
            events.append(Event(EventKind.TOE_OFF, side, off))
    events = in_order([event for event in events if 0.05 <= event.time_s <= lasts_s - 0.05])
    return from_events(events)


def from_events(events):
    cycles = [cycle for side in Side for cycle in gait_cycles(events, side)[0]]
    return Cycles(CycleKind.GAIT, tuple(cycles), gait_phases(events), tuple(events), "planned")


def made(walk, *, rate_hz=200.0, lasts_s=3.5):
    times = np.arange(0, lasts_s, 1 / rate_hz)
    turn = 2 * np.pi * (times - 0.1) / walk["stride_s"]
    tilt = walk["tilt"] + 0.02 * np.cos(2 * turn)
    pelvis = (
        about("y", walk["turn"] * np.cos(turn))
        @ about("x", -walk["list"] * np.sin(turn))
        @ about("z", -tilt)
    )
    trunk = about("x", 0.05 * np.sin(turn)) @ about("z", 0 * turn - walk["lean"])
    place = np.stack([walk["speed_m_s"] * times, 0.95 + 0 * turn, 0.03 * np.cos(turn)], axis=1)
    feet = {BodyPart.foot(side): heel(walk, times, side) for side in Side}
    out = about("y", 0 * turn - 0.1)
    angles, moments = {"lumbar_extension": 0.05 + 0.03 * np.cos(2 * turn)}, {}
    for suffix, sign, factor in (("_r", 1, 1.0), ("_l", -1, walk["uneven"])):
        angles |= {
            f"hip_flexion{suffix}": 0.1 + sign * factor * walk["hip"] * np.cos(turn),
            f"hip_adduction{suffix}": sign * factor * 0.05 * np.sin(turn),
            f"hip_rotation{suffix}": 0.02 * factor + 0 * turn,
            f"knee_angle{suffix}": 0.5 - sign * factor * 0.4 * np.cos(turn),
            f"ankle_angle{suffix}": sign * factor * 0.15 * np.sin(turn),
        }
        moments |= {
            f"hip_flexion{suffix}": -40 * sign * factor * np.sin(turn),
            f"ankle_angle{suffix}": -60 * factor + 20 * np.cos(turn),
        }
    return RecordedMotion(
        times_s=times,
        orientations={
            BodyPart.PELVIS: pelvis,
            BodyPart.TRUNK: trunk,
            BodyPart.RIGHT_FOOT: out,
            BodyPart.LEFT_FOOT: np.transpose(out, (0, 2, 1)),
        },
        origins_m={BodyPart.PELVIS: place, BodyPart.TRUNK: place} | feet,
        angles_rad=angles,
        moments_Nm=moments,
        cycles=cycles_of(walk, lasts_s),
        mass_kg=70.0,
    )


REFERENCE = GaitReference("zeros", {name: np.zeros(51) for name in PROFILE_VARIABLES})


def measured(motion):
    heading = heading_of(motion)
    curves = angle_curves(motion, heading)
    load = 900 + 100 * np.sin(motion.times_s - motion.times_s[0])
    measures = (
        *spatiotemporal_measures(motion, heading),
        *angle_measures(motion, curves),
        *stance_measures(motion, curves),
        *push_off_measures(motion, curves),
        *power_measures(motion),
        *profile_measures(motion, curves, heading, REFERENCE),
        *extension_dose_measures(motion, load, steps_a_day=5000),
    )
    return {(one.name, one.side): one for one in measures}


def mirrored(motion):
    """The same walk seen in a mirror: left is right, Z turns round."""
    other = {
        BodyPart.PELVIS: BodyPart.PELVIS,
        BodyPart.TRUNK: BodyPart.TRUNK,
        BodyPart.RIGHT_FOOT: BodyPart.LEFT_FOOT,
        BodyPart.LEFT_FOOT: BodyPart.RIGHT_FOOT,
    }

    def swap(name):
        return {"_r": name[:-2] + "_l", "_l": name[:-2] + "_r"}.get(name[-2:], name)

    events = in_order(replace(e, side=e.side.other) for e in motion.cycles.events)
    return replace(
        motion,
        orientations={other[p]: FLIP @ r @ FLIP for p, r in motion.orientations.items()},
        origins_m={other[part]: path @ FLIP for part, path in motion.origins_m.items()},
        angles_rad={swap(name): angle for name, angle in motion.angles_rad.items()},
        moments_Nm={swap(name): moment for name, moment in motion.moments_Nm.items()},
        cycles=from_events(events),
    )


@settings(max_examples=8, deadline=None)
@given(walk=paces)
def test_the_mirror_swaps_sides_and_turns_side_differences_round(walk):
    here, there = measured(made(walk)), measured(mirrored(made(walk)))
    for (name, side), one in here.items():
        # Taken from the right side's strides first, or from the left pelvis: not meant to swap.
        if "dose" in name or (name == "gait_profile_score" and side is None):
            continue
        twin = there[name, side.other if side else None]
        assert (one.value is None) == (twin.value is None), name
        if one.value is not None:
            sign = -1 if name.endswith("_side_difference") else 1
            assert twin.value == pytest.approx(sign * one.value, abs=1e-9), name


@settings(max_examples=8, deadline=None)
@given(walk=paces, heading=st.floats(-np.pi, np.pi))
def test_a_walk_in_any_direction_has_the_same_measures(walk, heading):
    motion = made(walk)
    turn = about("y", np.array([heading]))[0]
    turned = replace(
        motion,
        orientations={part: turn @ each for part, each in motion.orientations.items()},
        origins_m={part: path @ turn.T for part, path in motion.origins_m.items()},
    )
    here, there = measured(motion), measured(turned)
    for key, one in here.items():
        # Rounding of one rotation.
        assert there[key].value == pytest.approx(one.value, abs=1e-9), key


@settings(max_examples=8, deadline=None)
@given(walk=paces, later_s=st.floats(-50, 50))
def test_another_start_of_the_clock_changes_nothing(walk, later_s):
    motion = made(walk)
    events = [replace(e, time_s=e.time_s + later_s) for e in motion.cycles.events]
    moved = replace(motion, times_s=motion.times_s + later_s, cycles=from_events(events))
    here, there = measured(motion), measured(moved)
    for key, one in here.items():
        # The clock's last digits at 50 s (1e-14) times speeds and accelerations.
        assert there[key].value == pytest.approx(one.value, abs=1e-7), key


@settings(max_examples=8, deadline=None)
@given(walk=walks)
def test_half_as_many_frames_change_measures_by_less_than_they_can_tell(walk):
    motion = made(walk)
    few = motion.times_s[::2]

    def at(values):
        return resample(motion.times_s, values, few, interpolation=Interpolation.LINEAR)

    slower = replace(
        motion,
        times_s=few,
        orientations={part: at(each) for part, each in motion.orientations.items()},
        origins_m={part: at(each) for part, each in motion.origins_m.items()},
        angles_rad={name: at(each) for name, each in motion.angles_rad.items()},
        moments_Nm={name: at(each) for name, each in motion.moments_Nm.items()},
    )
    here, there = measured(motion), measured(slower)
    for key, one in here.items():
        if one.unit == "rad" or key[0].endswith(("length", "speed", "cadence", "share")):
            # Straight lines between frames 10 ms apart: a swing's curvature of 50 m/s² loses
            # 50 * 0.01**2 / 8 = 0.6 mm, angles a tenth of a degree.
            assert there[key].value == pytest.approx(one.value, abs=2e-3), key


@settings(max_examples=8, deadline=None)
@given(walk=paces, seed=st.integers(0, 2**32 - 1))
def test_noise_of_half_a_degree_stays_within_the_error_of_angles(walk, seed):
    motion = made(walk)
    noise = np.random.default_rng(seed)
    shaken = replace(
        motion,
        angles_rad={
            name: angle + noise.normal(0, radians(0.5), angle.shape)
            for name, angle in motion.angles_rad.items()
        },
    )
    here, there = measured(motion), measured(shaken)
    for key, one in here.items():
        if one.unit == "rad" and key[0].startswith("hip"):
            # The largest of a hundred draws is 2.5 of their standard deviations off, a range twice
            # that: 2.5°, half of the 5° that two sessions tell apart.
            assert there[key].value == pytest.approx(one.value, abs=radians(5.0)), key
    sides = ("pelvis_drop_in_single_support", Side.LEFT)
    assert there[sides].value == here[sides].value


def test_another_unit_of_length_scales_lengths_and_nothing_else():
    motion = made(
        dict.fromkeys(("tilt", "list", "turn", "lean", "ahead_m"), 0.0)
        | {
            "stride_s": 1.1,
            "stance": 0.6,
            "speed_m_s": 1.2,
            "hip": 0.3,
            "uneven": 1.0,
        }
    )
    scaled = replace(motion, origins_m={p: 1000 * each for p, each in motion.origins_m.items()})
    here, there = measured(motion), measured(scaled)
    # Readers turn every unit into metres; measures scale with what they are given and nothing else.
    for key, one in here.items():
        factor = 1000 if one.unit in ("m", "m/s") else 1
        assert there[key].value == pytest.approx(factor * one.value, rel=1e-9, abs=1e-9), key
