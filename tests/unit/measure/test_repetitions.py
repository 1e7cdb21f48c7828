import numpy as np
import pytest

from hipspine.domain.anatomy import Side
from hipspine.domain.motion import Contact, ContactForce, CycleKind
from hipspine.measure.cycles import find_cycles
from hipspine.measure.ground_contacts import GroundContacts
from hipspine.measure.repetitions import movement_kind
from hipspine.mechanics.contact_assignment import FootPaths

TIMES_S = np.arange(0, 8, 0.01)


def _eased(at_s, lasts_s=1.0):
    share = np.clip((TIMES_S - at_s) / lasts_s, 0, 1)
    return (1 - np.cos(np.pi * share)) / 2


def _standing_feet():
    heels = {side: np.full((800, 3), (0.0, 0.05, across)) for side, across in _ACROSS.items()}
    return FootPaths(TIMES_S, heels, {side: path + _TOE for side, path in heels.items()})


_ACROSS = {Side.RIGHT: 0.15, Side.LEFT: -0.15}
_TOE = np.array([0.2, 0.0, 0.0])


def _pelvis(height_m):
    return np.stack((0 * TIMES_S, height_m, 0 * TIMES_S), axis=1)


def _squatting():
    depth = _eased(1.0) - _eased(2.5) + _eased(4.5) - _eased(6.0)
    return _pelvis(0.95 - 0.3 * depth)


def _rising():
    return _pelvis(0.55 + 0.4 * (_eased(1.0) - _eased(3.0) + _eased(5.0)))


def _contacts(seat_N):
    up = np.zeros((800, 3))
    up[:, 1] = seat_N
    nothing = np.zeros((800, 3))
    return GroundContacts(
        tuple(
            ContactForce(contact, TIMES_S, force, nothing, nothing)
            for contact, force in (
                (Contact.RIGHT_FOOT, nothing),
                (Contact.LEFT_FOOT, nothing),
                (Contact.SEAT, up),
            )
        )
    )


def test_two_squats_are_two_cycles_from_standing_to_standing():
    found = find_cycles(contacts=None, feet=_standing_feet(), pelvis_path=_squatting())
    assert found.kind is CycleKind.SQUAT
    spans = [(cycle.start_s, cycle.end_s) for cycle in found.cycles]
    # 3 % of a second into the eased descent and out of the eased rise; 0.05 s as in vertical moves.
    assert spans == [
        pytest.approx((1.03, 3.47), abs=0.05),
        pytest.approx((4.53, 6.97), abs=0.05),
    ]


def test_a_part_of_the_trial_holds_only_its_own_squat():
    found = find_cycles(
        contacts=None, feet=_standing_feet(), pelvis_path=_squatting(), start_s=4.0, end_s=8.0
    )
    assert len(found.cycles) == 1
    assert found.cycles[0].start_s > 4.0


def test_a_squat_cut_off_by_the_end_is_said_to_be():
    found = find_cycles(
        contacts=None,
        feet=_standing_feet(),
        pelvis_path=_squatting(),
        kind=CycleKind.SQUAT,
        end_s=6.7,
    )
    assert len(found.cycles) == 1
    assert any("cut off" in note for note in found.missing)


def test_a_trial_that_starts_seated_is_a_sit_to_stand_even_without_forces():
    found = find_cycles(contacts=None, feet=_standing_feet(), pelvis_path=_rising())
    assert found.kind is CycleKind.SIT_TO_STAND
    starts = [cycle.start_s for cycle in found.cycles]
    assert starts == pytest.approx([1.03, 5.03], abs=0.05)
    # The descent at 3 s is no repetition of its own but a phase; the last rise has none after it.
    (down,) = [phase for phase in found.phases if phase.name == "sitting_down"]
    assert (down.start_s, down.end_s) == pytest.approx((3.03, 3.97), abs=0.05)


def test_a_squat_has_no_phase_of_sitting_down():
    found = find_cycles(contacts=None, feet=_standing_feet(), pelvis_path=_squatting())
    assert all(phase.name != "sitting_down" for phase in found.phases)


@pytest.mark.parametrize("seat_N", [500.0, np.nan])
def test_seat_off_ends_the_seats_contact_measured_or_not(seat_N):
    sits = (TIMES_S < 1.3) | ((TIMES_S > 3.7) & (TIMES_S < 5.3))
    contacts = _contacts(np.where(sits, seat_N, 0.0))
    found = find_cycles(contacts=contacts, feet=_standing_feet(), pelvis_path=_rising())
    seat_offs = [p.start_s for p in found.phases if p.name == "seat_off_to_standing"]
    assert seat_offs == pytest.approx([1.3, 5.3], abs=0.011)  # a frame
    seated = [(p.start_s, p.end_s) for p in found.phases if p.name == "seated"]
    assert seated[0][0] == 0
    assert len(seated) == 2


def test_forces_decide_between_a_deep_squat_and_sitting():
    feet = _standing_feet()
    with_seat = _contacts(np.where(TIMES_S < 1.3, 500.0, 0.0))
    without = GroundContacts(with_seat.contacts[:2])
    assert movement_kind(feet, _rising(), with_seat) is CycleKind.SIT_TO_STAND
    assert movement_kind(feet, _rising(), without) is CycleKind.SQUAT


def _stepping(rise_m):
    """Both feet go 0.3 m ahead and up in 0.4 s, the right at 1.5 s, the left at 2.5 s."""
    heels = {}
    for side, at_s in ((Side.RIGHT, 1.5), (Side.LEFT, 2.5)):
        share = _eased(at_s, 0.4)
        x, y = 0.3 * share, 0.05 + rise_m * share
        heels[side] = np.stack((x, y, np.full(800, _ACROSS[side])), axis=1)
    return FootPaths(TIMES_S, heels, {side: path + _TOE for side, path in heels.items()})


def test_feet_that_come_to_rest_higher_have_climbed_a_step():
    pelvis = _pelvis(0.95 + 0.2 * _eased(1.7))
    found = find_cycles(contacts=None, feet=_stepping(0.2), pelvis_path=pelvis)
    assert found.kind is CycleKind.STEP
    (cycle,) = found.cycles
    assert (cycle.start_s, cycle.end_s) == pytest.approx((1.73, 2.67), abs=0.05)


def test_feet_that_come_to_rest_level_have_walked():
    assert movement_kind(_stepping(0.0), _pelvis(np.full(800, 0.95)), None) is CycleKind.GAIT


def test_one_foot_that_moves_alone_is_neither():
    both = _stepping(0.0)
    still = _standing_feet()
    one = FootPaths(
        TIMES_S,
        {Side.RIGHT: both.heel_m[Side.RIGHT], Side.LEFT: still.heel_m[Side.LEFT]},
        {Side.RIGHT: both.toe_m[Side.RIGHT], Side.LEFT: still.toe_m[Side.LEFT]},
    )
    assert movement_kind(one, _squatting(), None) is CycleKind.UNKNOWN


def test_a_squat_asked_for_where_there_is_none_is_said_to_be_missing():
    found = find_cycles(
        contacts=None,
        feet=_standing_feet(),
        pelvis_path=_pelvis(np.full(800, 0.95)),
        kind=CycleKind.SQUAT,
    )
    assert found.cycles == ()
    assert any(note.startswith("No complete squat") for note in found.missing)
