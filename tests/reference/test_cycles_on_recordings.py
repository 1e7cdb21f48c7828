"""Contacts, events and cycles on recordings of real people.

Facts about the recordings come from their files: contact times read off the force columns by the
20 N threshold, repetitions counted off the pelvis height (both said where they are used).
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from hipspine.domain.anatomy import Side
from hipspine.domain.motion import Contact, CycleKind, Event, EventKind, Recording
from hipspine.domain.problem import Level
from hipspine.measure.cycles import find_cycles
from hipspine.measure.ground_contacts import GroundContacts, assign_contacts
from hipspine.mechanics.contact_assignment import FootPaths, distance_to_foot_m
from hipspine.mechanics.gait_events import events_from_motion
from hipspine.readers.registry import read_recording

pytestmark = pytest.mark.recordings

FRAME_S = 0.01
"""The markers of all these recordings come at 100 Hz."""

STRIKE_ERROR_S = 0.046
"""O'Connor 2007: heel strikes from motion are 16 ms (SD 15) from the plates'; mean and 2 SD."""

OFF_ERROR_S = 0.033
"""Zeni 2008: over ground 98 % of events from motion lie within 33 ms of the plates'."""

_NAMES = {
    "walk_rajagopal": (
        ("R.Heel", "R.Toe"),
        ("L.Heel", "L.Toe"),
        ("R.ASIS", "L.ASIS", "R.PSIS", "L.PSIS"),
    ),
    "subject4": (
        ("r_calc", "r_toe"),
        ("L_calc", "L_toe"),
        ("r.ASIS", "L.ASIS", "r.PSIS", "L.PSIS"),
    ),
    "c3d": (("RHEE", "RTOE"), ("LHEE", "LTOE"), ("RASI", "LASI", "RPSI", "LPSI")),
}


@dataclass(frozen=True)
class Trial:
    recording: Recording
    feet: FootPaths
    pelvis_m: np.ndarray
    contacts: GroundContacts


def _trial(recordings: Path, folder: str, name: str, forces: str | None = None) -> Trial:
    forces_path = recordings / folder / forces if forces else None
    recording = read_recording(recordings / folder / name, forces=forces_path)
    right, left, pelvis = _NAMES[folder]
    markers = recording.markers
    feet = FootPaths(
        markers.times_s,
        {Side.RIGHT: markers.position_m(right[0]), Side.LEFT: markers.position_m(left[0])},
        {Side.RIGHT: markers.position_m(right[1]), Side.LEFT: markers.position_m(left[1])},
    )
    pelvis_m = np.mean([markers.position_m(marker) for marker in pelvis], axis=0)
    contacts = assign_contacts(recording.forces, feet, pelvis_path=pelvis_m)
    return Trial(recording, feet, pelvis_m, contacts)


@pytest.fixture(scope="module")
def walk(recordings):
    return _trial(recordings, "walk_rajagopal", "markers_walk.trc", "grf_walk.mot")


@pytest.fixture(scope="module", params=["walking1", "walking2"])
def short_walk(recordings, request):
    name = request.param
    return _trial(recordings, "subject4", f"{name}.trc", f"{name}_external_forces.xml")


@pytest.fixture(scope="module")
def squats(recordings):
    return _trial(recordings, "subject4", "squats1.trc", "squats1_external_forces.xml")


@pytest.fixture(scope="module")
def rises(recordings):
    return _trial(recordings, "subject4", "STS1.trc", "STS1_external_forces.xml")


def _cycles(trial, **options):
    return find_cycles(
        contacts=trial.contacts, feet=trial.feet, pelvis_path=trial.pelvis_m, **options
    )


def _said(trial, words):
    return [problem for problem in trial.contacts.problems if words in problem.what]


def test_the_centre_of_pressure_lies_under_the_foot_that_it_is_given_to(walk, short_walk, squats):
    for trial in (walk, short_walk, squats):
        for side in Side:
            force = trial.contacts.of(Contact.foot(side))
            feet = trial.feet.at(force.times_s)
            away = distance_to_foot_m(force.point_m, feet.heel_m[side], feet.toe_m[side])
            # Half the breadth of a foot; the other foot is more than 0.1 m away.
            assert np.nanpercentile(away, 99) < 0.05


def test_right_heel_strikes_of_the_walk_are_where_20_newtons_are_reached(walk):
    found = _cycles(walk)
    assert found.kind is CycleKind.GAIT
    strikes = [
        event.time_s
        for event in found.events
        if (event.side, event.kind) == (Side.RIGHT, EventKind.HEEL_STRIKE)
    ]
    # Read off grf_walk.mot: 20 N are first exceeded between 0.2665 and 0.267 s, and 1.411 and
    # 1.4115 s. A millisecond is two samples.
    assert strikes == pytest.approx([0.2665, 1.411], abs=1e-3)


def test_the_walks_left_foot_is_not_measured_where_it_stands_beside_the_plates(walk):
    left = walk.contacts.of(Contact.LEFT_FOOT)
    unknown = np.isnan(left.force_N[:, 1])
    # Until its toe off before the swing (about 0.44 s by the markers), and from its next landing.
    assert unknown[left.times_s < 0.40].all()
    assert not unknown[(left.times_s > 0.48) & (left.times_s < 1.95)].any()
    assert unknown[(left.times_s > 2.05) & (left.times_s < 2.38)].all()
    assert len(_said(walk, "left foot is on the ground but no plate")) == 2
    assert not _said(walk, "right foot is on the ground but no plate")


def test_the_walk_has_one_cycle_of_each_side_and_says_how_far_forces_reach(walk):
    found = _cycles(walk)
    by_side = {cycle.side: cycle for cycle in found.cycles}
    assert len(found.cycles) == 2
    assert by_side[Side.RIGHT].toe_off_s == pytest.approx(1.0235, abs=1e-3)  # off the plate
    # The left foot's second landing is beside the plates: from markers.
    assert by_side[Side.LEFT].start_s == pytest.approx(0.836, abs=1e-3)
    assert "2 of 8 events from markers" in found.event_source
    (note,) = [note for note in found.missing if "loads exist only in that part" in note]
    assert note.startswith("The right gait cycle from 0.267 to 1.411 s")


def test_the_walks_stride_from_left_toe_off_to_toe_off_is_measured_throughout(walk):
    (stride,) = [
        phase
        for phase in _cycles(walk).phases
        if (phase.name, phase.side) == ("toe_off_to_toe_off", Side.LEFT)
    ]
    times_s = walk.contacts.contacts[0].times_s
    within = (times_s >= stride.start_s) & (times_s <= stride.end_s)
    assert walk.contacts.is_measured()[within].all()
    assert stride.end_s - stride.start_s == pytest.approx(1.14, abs=OFF_ERROR_S)


def test_forces_that_the_file_gives_to_the_right_foot_act_under_the_left(short_walk):
    (found,) = _said(short_walk, "the file assigns it to the right foot")
    assert found.level is Level.WARNING
    assert found.where == "ForcePlate2"
    # The second plate carries the left foot: some 680 N at most, read off its columns.
    left = short_walk.contacts.of(Contact.LEFT_FOOT)
    assert np.nanmax(left.force_N[:, 1]) == pytest.approx(684, abs=3)


def test_a_walk_without_a_complete_cycle_yields_its_phases_and_says_what_is_missing(short_walk):
    found = _cycles(short_walk)
    assert found.cycles == ()
    assert {note.split(":")[0] for note in found.missing} == {
        "No complete left cycle",
        "No complete right cycle",
    }
    spans = {(p.name, p.side): (p.start_s, p.end_s) for p in found.phases}
    # Read off the plates' columns (100 Hz): the left foot is loaded from 0.54 to 1.20 s; the
    # right one until 0.68 s and again from 1.07 or 1.08 s. Two frames of tolerance.
    near = 2 * FRAME_S
    assert spans["stance", Side.LEFT] == pytest.approx((0.54, 1.20), abs=near)
    assert spans["swing", Side.RIGHT] == pytest.approx((0.68, 1.075), abs=near)
    assert spans["double_support", Side.LEFT] == pytest.approx((0.54, 0.68), abs=near)
    assert spans["double_support", Side.RIGHT] == pytest.approx((1.075, 1.20), abs=near)
    assert ("stance", Side.RIGHT) not in spans
    assert ("toe_off_to_toe_off", Side.LEFT) in spans


def _from_motion(trial):
    return [
        event for side in Side for event in events_from_motion(trial.feet, trial.pelvis_m, side)
    ]


def _nearest_error_s(event, others):
    errors = [
        abs(other.time_s - event.time_s)
        for other in others
        if (other.kind, other.side) == (event.kind, event.side)
    ]
    return min(errors, default=np.inf)


def _tolerance_s(event: Event) -> float:
    return STRIKE_ERROR_S if event.kind is EventKind.HEEL_STRIKE else OFF_ERROR_S


def test_events_from_motion_agree_with_the_plates(walk, short_walk):
    for trial, count in ((walk, 6), (short_walk, 4)):
        by_motion = _from_motion(trial)
        felt = [
            event
            for event in _cycles(trial).events
            if not np.isclose([event.time_s], [other.time_s for other in by_motion]).any()
            and _is_felt(event, trial.contacts)
        ]
        assert len(felt) == count
        for event in felt:
            assert _nearest_error_s(event, by_motion) <= _tolerance_s(event)


def _is_felt(event, contacts):
    """Whether the force on that foot starts or ends right there."""
    force = contacts.of(Contact.foot(event.side))
    around = np.abs(force.times_s - event.time_s) <= FRAME_S * 1.01
    vertical = force.force_N[around, 1]
    return bool(np.isfinite(vertical).all() and vertical.min() == 0 and vertical.max() > 0)


@pytest.mark.parametrize("name", ["PiG_Motion-FlatFoot-Full.c3d", "PiG_Motion3_FF.c3d"])
def test_events_from_motion_agree_with_those_that_the_c3d_file_names(recordings, name):
    trial = _trial(recordings, "c3d", name)
    by_motion = _from_motion(trial)
    times_s = trial.feet.times_s
    # An extreme at the first or last frames cannot be told from a slope.
    inner = [
        event
        for event in trial.recording.events
        if times_s[0] + 0.07 < event.time_s < times_s[-1] - 0.07
    ]
    assert len(inner) >= 10
    assert len(trial.recording.events) == 12
    for event in inner:
        assert _nearest_error_s(event, by_motion) <= _tolerance_s(event)


def test_events_that_the_c3d_file_names_make_its_cycles(recordings):
    trial = _trial(recordings, "c3d", "PiG_Motion3_FF.c3d")
    found = _cycles(trial, given_events=trial.recording.events)
    # Foot strikes in the file: right 7.31, 8.38, 9.46; left 7.85, 8.93, 10.01 s.
    spans = sorted((c.side, round(c.start_s, 2), round(c.end_s, 2)) for c in found.cycles)
    assert spans == [
        (Side.LEFT, 7.85, 8.93),
        (Side.LEFT, 8.93, 10.01),
        (Side.RIGHT, 7.31, 8.38),
        (Side.RIGHT, 8.38, 9.46),
    ]
    assert all(cycle.toe_off_s is not None for cycle in found.cycles)


def test_three_plates_of_a_c3d_file_carry_left_right_left(recordings):
    contacts = _trial(recordings, "c3d", "PiG_Motion3_FF.c3d").contacts
    assert not [p for p in contacts.problems if "under neither" in p.what or "both feet" in p.what]
    # Someone of about 75 kg: each stance peaks at 1.0 to 1.2 body weights (Winter 2009).
    for side in Side:
        assert 700 < np.nanmax(contacts.of(Contact.foot(side)).force_N[:, 1]) < 900


def test_five_squats_are_counted(squats):
    found = _cycles(squats)
    assert found.kind is CycleKind.SQUAT
    # Counted off the pelvis height (mean of the four pelvic spine markers), printed every 0.25 s:
    # it stands at 0.98 m and sinks below 0.70 m five times, lowest near these instants.
    bottoms = (1.4, 3.9, 6.7, 9.4, 12.2)
    assert len(found.cycles) == 5
    for cycle, bottom in zip(found.cycles, bottoms, strict=True):
        assert cycle.start_s + 0.5 < bottom < cycle.end_s - 0.5
    assert found.missing == ()
    assert squats.contacts.is_measured().all()
    assert squats.contacts.of(Contact.SEAT) is None


def test_five_rises_are_counted_and_loads_begin_at_seat_off(rises):
    found = _cycles(rises)
    assert found.kind is CycleKind.SIT_TO_STAND
    # Counted off the pelvis height: it goes from 0.58 m to 0.99 m five times, passing 0.8 m near
    # these instants, and the trial begins and ends seated.
    halfway = (1.1, 3.8, 6.4, 9.0, 11.7)
    assert len(found.cycles) == 5
    for cycle, instant in zip(found.cycles, halfway, strict=True):
        assert cycle.start_s < instant < cycle.end_s
    seat = rises.contacts.of(Contact.SEAT)
    unknown = np.isnan(seat.force_N[:, 1])
    pelvis_y = np.interp(seat.times_s, rises.feet.times_s, rises.pelvis_m[:, 1])
    assert unknown[pelvis_y < 0.60].all()
    assert not unknown[pelvis_y > 0.80].any()
    assert len(_said(rises, "a seat carries the rest")) == 6
    assert len([phase for phase in found.phases if phase.name == "seat_off_to_standing"]) == 5
    sits = [phase for phase in found.phases if phase.name == "sitting_down"]
    assert len(sits) == 5
    # Each begins after the rise before it has ended, and lasts about as long as a rise.
    for rise, sit in zip(found.cycles, sits, strict=True):
        assert rise.end_s < sit.start_s
        assert 0.4 < sit.end_s - sit.start_s < 1.5


def test_feet_that_rest_unloaded_while_seated_are_measured_as_zero(rises):
    for side in Side:
        assert np.isfinite(rises.contacts.of(Contact.foot(side)).force_N).all()
    assert [problem.where for problem in _said(rises, "never loaded")] == ["ForcePlate3"]
