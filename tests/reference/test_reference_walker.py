"""The reference walker: facts met, forces and motion agreeing, files as the script writes them."""

import numpy as np
import pytest

from hipspine.content.reference_walker import (
    reference_walker_curves,
    reference_walker_facts,
    reference_walker_files,
    reference_walker_plan,
)
from hipspine.domain.motion import Contact, ContactForce
from hipspine.domain.units import body_weight_N, degrees
from hipspine.readers.registry import read_recording
from hipspine.simulate.body.build import write_model
from hipspine.simulate.extraction import extract_bundle
from hipspine.simulate.fit.workers import OpenSimProcesses
from hipspine.simulate.reference_walker import (
    curve_value,
    right_heel_strike_s,
    trial_times_s,
    walker_markers,
    walker_motion,
    walker_reaction,
)

PLAN = reference_walker_plan()
WEIGHT_N = body_weight_N(PLAN.subject.mass_kg)
PHASES = np.linspace(0.0, 1.0, 201)


@pytest.fixture(scope="module")
def trial():
    files = reference_walker_files()
    return read_recording(files.walk, forces=files.forces)


@pytest.fixture(scope="module")
def shipped_angles():
    return read_recording(reference_walker_files().angles).angles


@pytest.fixture(scope="module")
def contacts(trial):
    return [
        ContactForce(contact, force.times_s, force.force_N, force.point_m, force.torque_Nm)
        for contact, force in zip(
            (Contact.RIGHT_FOOT, Contact.LEFT_FOOT), trial.forces, strict=True
        )
    ]


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    return write_model(tmp_path_factory.mktemp("walker") / "model.osim")


def cycle(times_s):
    """Frames of the right leg's first cycle."""
    start = right_heel_strike_s(PLAN)
    return (times_s >= start - 1e-9) & (times_s < start + PLAN.cycle_s - 1e-9)


@pytest.mark.parametrize(
    "fact", reference_walker_facts(), ids=lambda fact: f"{fact.coordinate}-{fact.phase:g}"
)
def test_every_fact_is_met_within_its_tolerance(fact):
    value = curve_value(reference_walker_curves(), fact.coordinate, np.array([fact.phase]))[0]
    assert abs(value - fact.value) <= fact.tolerance


@pytest.mark.parametrize(
    ("coordinate", "lowest", "highest"),
    [
        # Extremes over the whole cycle, in degrees: the cited peaks with twice their tolerance,
        # since a smooth curve may pass its peak a little before or after the cited phase.
        ("hip_flexion", -23.0, 41.0),
        ("knee_angle", 0.0, 72.0),
        ("ankle_angle", -26.0, 19.0),
        ("pelvis_tilt", -12.0, 0.0),
        ("pelvis_list", -8.5, 8.5),
        ("pelvis_rotation", -9.5, 9.5),
    ],
)
def test_no_curve_strays_between_the_facts(coordinate, lowest, highest):
    curve = degrees(curve_value(reference_walker_curves(), coordinate, PHASES))
    assert lowest <= curve.min()
    assert curve.max() <= highest


def test_facts_name_known_sources():
    for fact in reference_walker_facts():
        assert fact.source in PLAN.sources


def test_speed_and_cadence_are_those_of_comfortable_walking():
    # Bohannon 1997 (doi:10.1093/ageing/26.1.15): group means 1.27 to 1.46 m/s.
    assert 1.27 <= PLAN.speed_m_s <= 1.46
    step_m = 0.5 * PLAN.speed_m_s * PLAN.cycle_s
    # Step length about 0.41 to 0.45 of stature (Murray 1964, J Bone Joint Surg 46-A:335).
    assert 0.40 <= step_m / PLAN.subject.height_m <= 0.46


def test_the_shipped_files_are_clean_and_small(trial):
    assert trial.problems == ()
    folder = reference_walker_files().walk.parent
    # 0.3 MB of recordings, the rest what the movement lab draws: a wheel below 5 MB stays easy.
    assert sum(file.stat().st_size for file in folder.iterdir()) < 2_000_000


def test_the_pelvis_travels_at_walking_speed(trial):
    asis = trial.markers.position_m("right_asis")
    frames = round(PLAN.cycle_s * PLAN.rate_hz)
    # Two roundings of 0.05 mm.
    assert asis[frames, 0] - asis[0, 0] == pytest.approx(PLAN.speed_m_s * PLAN.cycle_s, abs=1.1e-4)


def test_the_standing_foot_stays_and_the_swinging_foot_clears(trial):
    times = trial.markers.times_s - right_heel_strike_s(PLAN)
    phase = times / PLAN.cycle_s
    flat = (phase >= 0.10) & (phase <= 0.34)
    heel = trial.markers.position_m("right_heel")[flat]
    ball = trial.markers.position_m("right_fifth_metatarsal")[flat]
    # Skin over a standing heel shifts by several millimetres in recordings; 10 mm is still small
    # against the 1.43 m that the swinging foot covers.
    for point in (heel, ball):
        assert np.ptp(point, axis=0).max() < 0.010
    swing = (phase >= 0.66) & (phase <= 0.98)
    ankle = trial.markers.position_m("right_fifth_metatarsal")
    # The marker stands 35 mm above the sole.
    assert ankle[swing, 1].min() > 0.035


def test_vertical_force_has_two_peaks_and_a_trough(contacts):
    times, force = contacts[0].times_s, contacts[0].force_N[:, 1] / WEIGHT_N
    phase = (times - right_heel_strike_s(PLAN)) / PLAN.cycle_s
    first = force[(phase > 0.05) & (phase < 0.25)].max()
    trough = force[(phase > 0.25) & (phase < 0.38)].min()
    second = force[(phase > 0.38) & (phase < 0.58)].max()
    # Winter 2009, chapter 5: peaks somewhat above body weight, trough well below.
    assert 1.0 <= first <= 1.3
    assert 0.6 <= trough <= 0.9
    assert 1.0 <= second <= 1.3


def test_feet_push_down_only_and_brake_before_they_propel(contacts):
    times, force = contacts[0].times_s, contacts[0].force_N
    phase = (times - right_heel_strike_s(PLAN)) / PLAN.cycle_s
    assert force[:, 1].min() >= 0.0
    assert force[(phase > 0.04) & (phase < 0.25), 0].mean() < 0.0
    assert force[(phase > 0.38) & (phase < 0.60), 0].mean() > 0.0


def test_impulse_over_a_cycle_is_body_weight_and_nothing_else(contacts):
    frames = cycle(contacts[0].times_s)
    mean = sum(contact.force_N[frames] for contact in contacts).mean(axis=0)
    # Steady walking gains no speed. Samples are rounded to 0.1 N; the share of exp(-8) that the
    # trailing foot drops at toe off and the sampling of heel strike leave less than 1 N.
    assert mean == pytest.approx([0.0, WEIGHT_N, 0.0], abs=1.0)


def test_left_does_what_right_did_half_a_cycle_before(contacts):
    right, left = contacts
    half = round(0.5 * PLAN.cycle_s * PLAN.rate_hz)
    mirror = np.array([1.0, 1.0, -1.0])
    # Rounding to 0.1 N on both sides, twice OpenSim's own rounding.
    assert left.force_N[half:] == pytest.approx(right.force_N[:-half] * mirror, abs=0.3)


def test_the_centre_of_pressure_goes_from_heel_to_toe(contacts):
    contact = contacts[0]
    phase = (contact.times_s - right_heel_strike_s(PLAN)) / PLAN.cycle_s
    stance = (phase > 0.02) & (phase < 0.60)
    x, phase = contact.point_m[stance, 0], phase[stance]
    early, middle, late = (x[(phase > a) & (phase < a + 0.1)].mean() for a in (0.02, 0.25, 0.5))
    assert early < middle < late
    assert 0.15 < np.ptp(x) < 0.28  # a sole is 0.26 m long


@pytest.mark.opensim
def test_forces_and_motion_agree_within_published_thresholds(model, shipped_angles, contacts):
    bundle = extract_bundle(model, shipped_angles, contacts, cache_dir=None, workers=1)

    def left_over(*names):
        columns = [bundle.equations.index(name) for name in names]
        return np.abs(bundle.required_moments_Nm[20:-20, columns]).max()

    peak_N = max(contact.force_N[:, 1].max() for contact in contacts)
    # Hicks 2015 (doi:10.1115/1.4029304): 5 % of peak force; 1 % of it times the height of the
    # centre of mass, 0.55 of stature. The walker's own residuals are far below: rounding only.
    limit_Nm = 0.01 * 0.55 * PLAN.subject.height_m * peak_N
    assert left_over("pelvis_tx", "pelvis_ty", "pelvis_tz") < 0.05 * peak_N / 4
    assert left_over("pelvis_tilt", "pelvis_list", "pelvis_rotation") < limit_Nm / 2


@pytest.mark.opensim
def test_the_shipped_files_are_what_the_script_makes(model, trial, shipped_angles, contacts):
    curves = reference_walker_curves()
    frames = slice(120, 130)
    times = trial_times_s(PLAN)[frames]
    with OpenSimProcesses(1) as processes:
        markers = walker_markers(model, curves, PLAN, times, processes)
        reaction = walker_reaction(model, curves, PLAN, times, processes)
    # Half a unit of the last digit written, and a little for platforms that round differently.
    order = [trial.markers.names.index(name) for name in markers.names]
    assert markers.positions_m == pytest.approx(
        trial.markers.positions_m[frames][:, order], abs=0.6e-4
    )
    for made, shipped in zip(reaction.feet, contacts, strict=True):
        assert made.force_N == pytest.approx(shipped.force_N[frames], abs=0.06)
    motion = walker_motion(curves, PLAN, times)
    for name in shipped_angles.names:
        assert motion[name].values == pytest.approx(shipped_angles.of(name)[frames], abs=1e-6)
