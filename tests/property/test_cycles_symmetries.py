"""What must hold for the events and cycles of any walk: mirror, shift of the clock, sampling."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from hipspine.domain.anatomy import Side
from hipspine.domain.motion import Contact, ExternalForce
from hipspine.measure.cycles import find_cycles
from hipspine.measure.ground_contacts import assign_contacts
from hipspine.mechanics.contact_assignment import FootPaths
from hipspine.mechanics.gait_events import events_from_motion, in_order

DURATION_S = 3.0

walks = st.fixed_dictionaries(
    {
        "stride_s": st.floats(0.9, 1.4),
        "stance": st.floats(0.55, 0.68),
        "speed_m_s": st.floats(0.6, 1.8),
        "first_s": st.floats(0.15, 0.45),
        "across_m": st.floats(0.05, 0.15),
    }
)


def _paths(times_s, walk, side):
    """Heel and toe of one foot: still in stance, ahead in swing, toe up before it lands."""
    late = walk["stride_s"] / 2 if side is Side.LEFT else 0.0
    ahead = (times_s - walk["first_s"] - late) / walk["stride_s"]
    phase = ahead % 1.0
    swing = np.clip((phase - walk["stance"]) / (1 - walk["stance"]), 0, 1)
    length = walk["speed_m_s"] * walk["stride_s"]
    x = length * (np.floor(ahead) + swing) + (length / 2 if late else 0.0)
    z = walk["across_m"] if side is Side.RIGHT else -walk["across_m"]
    heel = np.stack((x, 0.05 + 0.1 * np.sin(np.pi * swing), np.full_like(x, z)), axis=1)
    toe = heel + np.array([0.2, 0.0, 0.0])
    toe[:, 1] += 0.12 * (np.clip(2 * swing - 1, 0, 1) + np.clip(1 - phase / 0.06, 0, 1))
    return heel, toe


def _walk(walk, *, rate_hz=100.0):
    times = np.arange(0, DURATION_S, 1 / rate_hz)
    paths = {side: _paths(times, walk, side) for side in Side}
    feet = FootPaths(
        times,
        {side: heel for side, (heel, _) in paths.items()},
        {side: toe for side, (_, toe) in paths.items()},
    )
    pelvis = np.zeros((len(times), 3)) + np.array([0.1, 0.95, 0.0])
    pelvis[:, 0] += walk["speed_m_s"] * (times - walk["first_s"] - walk["stride_s"] / 3)
    return feet, pelvis


def _plates(walk):
    """One plate under each foot's first whole stance."""
    times = np.arange(0, DURATION_S, 0.002)
    plates = []
    for side in Side:
        heel, toe = _paths(times, walk, side)
        start = walk["first_s"] + (walk["stride_s"] / 2 if side is Side.LEFT else 0.0)
        share = (times - start) / (walk["stance"] * walk["stride_s"])
        stands = (share >= 0) & (share < 1)
        force = np.zeros((len(times), 3))
        force[stands, 1] = 700 * np.sqrt(np.sin(np.pi * share[stands])) + 30
        point = heel + np.clip(share, 0, 1)[:, np.newaxis] * (toe - heel)
        point[:, 1] = 0.0
        plates.append(ExternalForce(f"plate {side}", times, force, point, 0 * force))
    return plates


def _mirrored(feet, pelvis, plates):
    flip = np.array([1.0, 1.0, -1.0])
    other = FootPaths(
        feet.times_s,
        {side.other: path * flip for side, path in feet.heel_m.items()},
        {side.other: path * flip for side, path in feet.toe_m.items()},
    )
    # A claim would be mirrored too; these plates' names say nothing of a foot when neutral.
    turned = [
        replace(plate, name="plate", force_N=plate.force_N * flip, point_m=plate.point_m * flip)
        for plate in plates
    ]
    return other, pelvis * flip, turned


def _found(feet, pelvis, plates):
    contacts = assign_contacts(plates, feet, pelvis_path=pelvis)
    return contacts, find_cycles(contacts=contacts, feet=feet, pelvis_path=pelvis)


@settings(max_examples=12, deadline=None)
@given(walk=walks)
def test_a_walk_in_the_mirror_swaps_the_sides_and_nothing_else(walk):
    feet, pelvis = _walk(walk)
    plates = _plates(walk)
    contacts, found = _found(feet, pelvis, plates)
    other_contacts, other = _found(*_mirrored(feet, pelvis, plates))
    swapped = in_order(replace(event, side=event.side.other) for event in other.events)
    assert [(e.kind, e.side) for e in found.events] == [(e.kind, e.side) for e in swapped]
    times = [event.time_s for event in found.events]
    assert times == pytest.approx([event.time_s for event in swapped], abs=1e-9)
    assert {(c.side, round(c.start_s, 6), round(c.end_s, 6)) for c in found.cycles} == {
        (c.side.other, round(c.start_s, 6), round(c.end_s, 6)) for c in other.cycles
    }
    for side in Side:
        mine = contacts.of(Contact.foot(side)).force_N[:, 1]
        theirs = other_contacts.of(Contact.foot(side.other)).force_N[:, 1]
        assert mine == pytest.approx(theirs, nan_ok=True)


@settings(max_examples=12, deadline=None)
@given(walk=walks, later_s=st.floats(-50, 50))
@example(
    # The right foot rests for 0.05 s at the start, just long enough to count as a stance.
    walk={
        "stride_s": 1.046875, "stance": 0.640625, "speed_m_s": 1.0, "first_s": 0.4375,
        "across_m": 0.1,
    },
    later_s=32.0,
)  # fmt: skip
def test_another_start_of_the_clock_moves_every_event_by_as_much(walk, later_s):
    feet, pelvis = _walk(walk)
    plates = _plates(walk)
    _, found = _found(feet, pelvis, plates)
    moved = FootPaths(feet.times_s + later_s, feet.heel_m, feet.toe_m)
    _, later = _found(
        moved, pelvis, [replace(plate, times_s=plate.times_s + later_s) for plate in plates]
    )
    assert [(e.kind, e.side) for e in found.events] == [(e.kind, e.side) for e in later.events]
    expected = [event.time_s + later_s for event in found.events]
    # Adding 50 s costs the last digits of the clock; the filters then differ by 1e-9.
    assert [event.time_s for event in later.events] == pytest.approx(expected, abs=1e-6)


@settings(max_examples=12, deadline=None)
@given(walk=walks)
def test_cameras_twice_as_fast_move_events_by_less_than_a_frame(walk):
    events = []
    for rate_hz in (100.0, 200.0):
        feet, pelvis = _walk(walk, rate_hz=rate_hz)
        events.append(
            [
                e
                for side in Side
                for e in events_from_motion(feet, pelvis, side)
                if 0.1 < e.time_s < 2.8
            ]
        )
    slow, fast = events
    assert [(e.kind, e.side) for e in slow] == [(e.kind, e.side) for e in fast]
    assert [e.time_s for e in slow] == pytest.approx([e.time_s for e in fast], abs=0.01)


@settings(max_examples=12, deadline=None)
@given(walk=walks)
def test_force_on_the_feet_is_all_the_plates_felt_or_not_known(walk):
    feet, pelvis = _walk(walk)
    plates = _plates(walk)
    contacts, _ = _found(feet, pelvis, plates)
    given_N = sum(plate.force_N for plate in plates)
    on_feet_N = sum(contact.force_N for contact in contacts.contacts)
    known = contacts.is_measured()
    assert known.any()
    # Below 20 N a plate counts as untouched; these plates are either at zero or above 30 N.
    assert on_feet_N[known] == pytest.approx(given_N[known])
