from dataclasses import replace

import numpy as np
import pytest

from hipspine.domain.anatomy import Side
from hipspine.domain.errors import RecordingError
from hipspine.domain.motion import Contact, ExternalForce
from hipspine.domain.problem import Level
from hipspine.measure.ground_contacts import assign_contacts
from hipspine.mechanics.contact_assignment import FootPaths, moment_about_origin
from hipspine.mechanics.filters import low_pass, sampling_rate_hz

WEIGHT_N = 650.0


def _said(contacts, words):
    return [problem for problem in contacts.problems if words in problem.what]


def _at(contacts, contact, time_s):
    force = contacts.of(contact)
    return force.force_N[np.argmin(np.abs(force.times_s - time_s)), 1]


def test_a_force_goes_to_the_foot_under_which_it_acts(walker):
    plates = [walker.plate(Side.RIGHT, 0), walker.plate(Side.LEFT, 0, name="other")]
    contacts = assign_contacts(plates, walker.feet, pelvis_path=walker.pelvis_m)
    assert _at(contacts, Contact.RIGHT_FOOT, 0.6) == pytest.approx(WEIGHT_N)
    assert _at(contacts, Contact.LEFT_FOOT, 1.2) == pytest.approx(WEIGHT_N)
    assert _at(contacts, Contact.RIGHT_FOOT, 1.2) == 0


@pytest.mark.parametrize(
    ("name", "claimed_body"), [("ground_force_l", None), ("plate 1", "calcn_l"), ("Left_GRF", None)]
)
def test_a_file_that_names_the_other_foot_is_reported_not_believed(walker, name, claimed_body):
    plate = walker.plate(Side.RIGHT, 0, name=name, claimed_body=claimed_body)
    contacts = assign_contacts([plate], walker.feet, pelvis_path=walker.pelvis_m)
    assert _at(contacts, Contact.RIGHT_FOOT, 0.6) == pytest.approx(WEIGHT_N)
    (found,) = _said(contacts, "assigns it to the left foot")
    assert found.level is Level.WARNING
    assert found.where == name


def test_a_file_that_names_the_right_foot_rightly_is_not_blamed(walker):
    plate = walker.plate(Side.RIGHT, 0, name="ground_force_r", claimed_body="talus_r")
    contacts = assign_contacts([plate], walker.feet, pelvis_path=walker.pelvis_m)
    assert not _said(contacts, "assigns it")


def test_one_foot_across_two_plates_adds_up_with_a_combined_centre_of_pressure(walker):
    whole = walker.plate(Side.RIGHT, 0)
    # A quarter of the force acts 0.04 m to the right, the rest 0.04 m to the left of the line.
    aside = np.array([0.0, 0.0, 0.04])
    parts = [
        replace(whole, name="one", force_N=0.25 * whole.force_N, point_m=whole.point_m + aside),
        replace(whole, name="two", force_N=0.75 * whole.force_N, point_m=whole.point_m - aside),
    ]
    contacts = assign_contacts(parts, walker.feet, pelvis_path=walker.pelvis_m)
    right = contacts.of(Contact.RIGHT_FOOT)
    frame = np.argmin(np.abs(right.times_s - 0.6))
    assert right.force_N[frame] == pytest.approx([0, WEIGHT_N, 0])
    # z = 0.1 + 0.25 * 0.04 - 0.75 * 0.04 = 0.08
    assert right.point_m[frame, 2] == pytest.approx(0.08)
    assert right.point_m[frame, 0] == pytest.approx(whole.point_m[frame, 0])


def test_a_force_under_no_foot_is_reported_and_left_out(walker):
    plate = walker.plate(Side.RIGHT, 0, across_m=1.0)
    contacts = assign_contacts([plate], walker.feet, pelvis_path=walker.pelvis_m)
    assert len(_said(contacts, "under neither foot")) == 1
    right = contacts.of(Contact.RIGHT_FOOT).force_N[:, 1]
    assert not (right[np.isfinite(right)] > 0).any()


def test_a_foot_on_the_ground_beside_the_plates_is_not_measured(walker):
    contacts = assign_contacts([walker.plate(Side.RIGHT, 0)], walker.feet)
    assert np.isnan(_at(contacts, Contact.LEFT_FOOT, 1.2))  # stands without a plate
    assert _at(contacts, Contact.LEFT_FOOT, 0.7) == 0  # swings
    assert _said(contacts, "left foot is on the ground but no plate")
    measured = contacts.is_measured()
    times_s = contacts.contacts[0].times_s
    assert measured[np.argmin(np.abs(times_s - 0.7))]
    assert not measured[np.argmin(np.abs(times_s - 1.2))]


def test_where_nothing_touches_the_force_is_zero_without_a_centre_of_pressure(walker):
    plates = [walker.plate(Side.RIGHT, step) for step in (0, 1)]
    right = assign_contacts(plates, walker.feet).of(Contact.RIGHT_FOOT)
    swings = (right.times_s > 1.05) & (right.times_s < 1.45)
    assert (right.force_N[swings] == 0).all()
    assert (right.torque_Nm[swings] == 0).all()
    assert np.isnan(right.point_m[swings]).all()


def _standing(feet_apart_m=0.3):
    """Two seconds of quiet standing, feet beside each other."""
    times = np.arange(0, 2, 0.01)
    still = np.zeros((len(times), 3)) + np.array([0.0, 0.05, 0.0])
    across = np.array([0.0, 0.0, feet_apart_m / 2])
    heels = {Side.RIGHT: still + across, Side.LEFT: still - across}
    toes = {side: heel + np.array([0.2, 0.0, 0.0]) for side, heel in heels.items()}
    return FootPaths(times, heels, toes)


def _constant_plate(feet, point, *, name="plate", up_N=WEIGHT_N):
    ones = np.ones((len(feet.times_s), 1))
    force = ones * np.array([0.0, up_N, 0.0])
    return ExternalForce(name, feet.times_s, force, ones * np.array(point), 0 * force)


def test_two_feet_on_one_plate_cannot_be_told_apart():
    feet = _standing()
    contacts = assign_contacts([_constant_plate(feet, (0.1, 0.0, 0.0))], feet)
    (found,) = _said(contacts, "both feet stand on this plate")
    assert found.level is Level.ERROR
    for side in Side:
        assert np.isnan(contacts.of(Contact.foot(side)).force_N).all()


def test_two_feet_on_two_plates_are_each_measured():
    feet = _standing()
    plates = [
        _constant_plate(feet, (0.1, 0.0, 0.15), name="a", up_N=400),
        _constant_plate(feet, (0.1, 0.0, -0.15), name="b", up_N=250),
    ]
    contacts = assign_contacts(plates, feet)
    assert contacts.problems == ()
    assert _at(contacts, Contact.RIGHT_FOOT, 1.0) == pytest.approx(400)
    assert _at(contacts, Contact.LEFT_FOOT, 1.0) == pytest.approx(250)


def _rising(measured_seat):
    """Sits for 1 s, rises within 1 s, stands for 1 s."""
    feet = _standing()
    times = np.arange(0, 3, 0.01)
    feet = FootPaths(
        times,
        {side: np.repeat(path[:1], 300, axis=0) for side, path in feet.heel_m.items()},
        {side: np.repeat(path[:1], 300, axis=0) for side, path in feet.toe_m.items()},
    )
    rise = np.clip(times - 1.0, 0, 1)
    pelvis = np.stack((-0.4 + 0.5 * rise, 0.55 + 0.4 * rise, 0 * times), axis=1)
    carried = np.clip((times - 0.9) / 0.2, 0.1, 1.0)  # the feet take over from 0.92 to 1.1 s
    bump = 0.1 * np.exp(-(((times - 1.15) / 0.03) ** 2))  # and push up hardest at 1.15 s
    plates = []
    for name, z, share in (("a", 0.15, 0.5), ("b", -0.15, 0.5)):
        plate = _constant_plate(feet, (0.1, 0.0, z), name=name)
        up = np.zeros((300, 3))
        up[:, 1] = WEIGHT_N * share * (carried + bump)
        plates.append(replace(plate, force_N=up))
    seat = _constant_plate(feet, (-0.3, 0.45, 0.0), name="chair")
    up = np.zeros((300, 3))
    up[:, 1] = WEIGHT_N * (1 - carried) if measured_seat else 0.0
    plates.append(replace(seat, force_N=up))
    return plates, feet, pelvis


def test_a_measured_seat_is_found_under_the_pelvis():
    plates, feet, pelvis = _rising(measured_seat=True)
    contacts = assign_contacts(plates, feet, pelvis_path=pelvis)
    assert _at(contacts, Contact.SEAT, 0.5) == pytest.approx(0.9 * WEIGHT_N)
    assert contacts.is_measured().all()
    assert _at(contacts, Contact.SEAT, 2.0) == 0


def test_an_unmeasured_seat_leaves_the_load_unknown_until_the_feet_push_hardest():
    plates, feet, pelvis = _rising(measured_seat=False)
    contacts = assign_contacts(plates, feet, pelvis_path=pelvis)
    seat = contacts.of(Contact.SEAT)
    unknown = np.isnan(seat.force_N[:, 1])
    assert unknown[seat.times_s < 1.145].all()
    assert not unknown[seat.times_s > 1.155].any()
    assert _said(contacts, "a seat carries the rest")
    assert _at(contacts, Contact.RIGHT_FOOT, 0.5) == pytest.approx(0.05 * WEIGHT_N)


def test_without_plates_there_are_no_forces_and_the_reason_is_given(walker):
    contacts = assign_contacts([], walker.feet)
    assert contacts.contacts == ()
    assert contacts.problems[0].level is Level.ERROR


def test_a_plate_that_is_never_loaded_is_mentioned(walker):
    plate = walker.plate(Side.RIGHT, 0)
    idle = replace(plate, name="idle", force_N=0 * plate.force_N)
    contacts = assign_contacts([plate, idle], walker.feet)
    assert [problem.where for problem in _said(contacts, "never loaded")] == ["idle"]


def test_forces_come_at_the_times_asked_for_and_end_where_the_plates_end(walker):
    plate = walker.plate(Side.RIGHT, 0)
    short = slice(0, 800)
    plate = ExternalForce(
        "plate", plate.times_s[short], plate.force_N[short], plate.point_m[short],
        plate.torque_Nm[short],
    )  # fmt: skip
    wanted = np.array([0.5, 0.6, 0.9])
    right = assign_contacts([plate], walker.feet, times_s=wanted).of(Contact.RIGHT_FOOT)
    assert right.times_s is wanted
    assert right.force_N[:, 1] == pytest.approx([WEIGHT_N, WEIGHT_N, np.nan], nan_ok=True)


def test_filtering_takes_the_noise_and_keeps_the_impulse(walker):
    plate = walker.plate(Side.RIGHT, 0)
    rough = plate.force_N.copy()
    stands = rough[:, 1] > 0
    rough[stands, 1] += 100 * np.sin(2 * np.pi * 120 * plate.times_s[stands])
    noisy = replace(plate, force_N=rough)
    right = assign_contacts([noisy], walker.feet, cutoff_hz=20.0).of(Contact.RIGHT_FOOT)
    middle = (right.times_s > 0.5) & (right.times_s < 0.9)
    # 120 Hz at 20 Hz cut-off: (20/120)^4 of 100 N is 0.08 N.
    assert right.force_N[middle, 1] == pytest.approx(WEIGHT_N, abs=0.2)
    # A filter without phase moves force in time and makes none: the impulse stays. The sine's
    # last, incomplete period carries at most 100 N / (pi * 120 Hz) = 0.3 N s.
    known = np.isfinite(right.force_N[:, 1])
    kept, given = (force[known, 1].sum() / 1000 for force in (right.force_N, plate.force_N))
    assert sampling_rate_hz(plate.times_s) == pytest.approx(1000)
    assert kept == pytest.approx(given, abs=0.3)


def test_filtered_force_outside_the_contact_stays_with_its_foot_and_keeps_its_moment(walker):
    plate = walker.plate(Side.RIGHT, 0)
    right = assign_contacts([plate], walker.feet, cutoff_hz=20.0).of(Contact.RIGHT_FOOT)
    left = assign_contacts([plate], walker.feet, cutoff_hz=20.0).of(Contact.LEFT_FOOT)
    assert not np.nan_to_num(left.force_N).any()
    before = plate.times_s < plate.times_s[plate.force_N[:, 1] > 0][0]
    assert np.abs(right.force_N[before, 1]).max() > 1
    rate_hz = sampling_rate_hz(plate.times_s)
    raw = moment_about_origin(plate.force_N, plate.point_m, plate.torque_Nm)
    expected = low_pass(raw, rate_hz=rate_hz, cutoff_hz=20.0)
    found = moment_about_origin(right.force_N, right.point_m, right.torque_Nm)
    # The foot's next stance has no plate, so the first stretch without a gap is compared.
    known = np.arange(len(found)) < np.flatnonzero(np.isnan(right.force_N[:, 1]))[0]
    # Filtering that stretch alone differs at its end, a second after the contact, by nothing.
    assert found[known] == pytest.approx(expected[known], abs=1e-6)


@pytest.mark.parametrize("cutoff_hz", [0.0, 500.0, 2000.0])
def test_a_cutoff_that_the_plates_are_too_slow_for_is_refused(walker, cutoff_hz):
    with pytest.raises(RecordingError, match="half their sampling rate"):
        assign_contacts([walker.plate(Side.RIGHT, 0)], walker.feet, cutoff_hz=cutoff_hz)


def test_a_plate_without_numbers_leaves_every_foot_unknown(walker):
    whole, broken = walker.plate(Side.RIGHT, 0), walker.plate(Side.LEFT, 0, name="broken")
    force = broken.force_N.copy()
    force[500:600] = np.nan
    contacts = assign_contacts([whole, replace(broken, force_N=force)], walker.feet)
    assert np.isnan(_at(contacts, Contact.RIGHT_FOOT, 0.55))
    assert _at(contacts, Contact.RIGHT_FOOT, 0.65) == pytest.approx(WEIGHT_N)
    assert [problem.where for problem in _said(contacts, "no numbers")] == ["broken, 0.500-0.599 s"]


def test_a_foot_that_markers_lose_for_long_is_not_known_to_swing(walker):
    heel = {side: path.copy() for side, path in walker.feet.heel_m.items()}
    heel[Side.RIGHT][110:140] = np.nan  # 0.3 s within swing
    feet = FootPaths(walker.feet.times_s, heel, walker.feet.toe_m)
    contacts = assign_contacts([walker.plate(Side.RIGHT, 0)], feet)
    assert np.isnan(_at(contacts, Contact.RIGHT_FOOT, 1.25))
    assert _said(contacts, "is not seen")
