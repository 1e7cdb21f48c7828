"""Extraction on a pendulum small enough to work out by hand."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from hipspine.domain.errors import ModelError
from hipspine.domain.motion import Contact, ContactForce, JointAngles
from hipspine.simulate.extraction import body_positions, extract_bundle, total_mass_kg
from hipspine.simulate.fit.workers import OpenSimProcesses
from pendulum import (
    GRAVITY,
    INERTIA_KG_M2,
    LENGTH_M,
    MASS_KG,
    MUSCLE_FROM,
    MUSCLE_TO,
    Change,
    Model,
    replaced_muscle,
    swing,
)

opensim = pytest.importorskip("opensim")
opensim.Logger.removeFileSink()
opensim.Logger.setLevelString("Off")

pytestmark = pytest.mark.opensim


def test_moments_arms_and_loads_of_a_pendulum(
    write: Callable[..., Path], processes: OpenSimProcesses
) -> None:
    bundle = extract_bundle(write(), swing(), [], cache_dir=None, workers=processes)
    t = bundle.times_s
    q, u, a = 0.8 * t**2, 1.6 * t, 1.6
    # Moment about the pin: (I + m l²) a + m g l sin q.
    moment = (INERTIA_KG_M2 + MASS_KG * LENGTH_M**2) * a + MASS_KG * GRAVITY * LENGTH_M * np.sin(q)
    np.testing.assert_allclose(bundle.required_moments_Nm[:, 0], moment, atol=1e-6)
    # Insertion at 0.2 m down the rod: (0.2 sin q, -0.2 cos q); arm = insertion x direction.
    insertion = 0.2 * np.column_stack([np.sin(q), -np.cos(q)])
    span = np.array(MUSCLE_FROM[:2]) - insertion
    length = np.linalg.norm(span, axis=1)
    direction = span / length[:, None]
    arm = insertion[:, 0] * direction[:, 1] - insertion[:, 1] * direction[:, 0]
    np.testing.assert_allclose(bundle.moment_arms_m[:, 0, 0], arm, atol=1e-12)
    np.testing.assert_allclose(bundle.muscle_lengths_m[:, 0], length, atol=1e-12)
    # Tension times shortening is moment times angular speed.
    np.testing.assert_allclose(bundle.lengthening_speeds_m_s[:, 0], -arm * u, atol=1e-9)
    # The pin holds m (a_centre - g); the muscle's pull on the rod comes off it.
    across = LENGTH_M * np.column_stack([np.cos(q), np.sin(q)]) * a
    inwards = -LENGTH_M * np.column_stack([np.sin(q), -np.cos(q)]) * (u**2)[:, None]
    force = MASS_KG * (across + inwards + [0.0, GRAVITY])
    np.testing.assert_allclose(bundle.joint_load_offset_N[:, 0, 3:5], force, atol=1e-6)
    np.testing.assert_allclose(bundle.joint_load_per_force[:, 0, 3:5, 0], -direction, atol=1e-12)
    assert bundle.joints == ("hip_right",)
    assert bundle.mass_kg == pytest.approx(MASS_KG)


def test_ground_force_on_the_foot_is_taken_off_moment_and_joint_load(
    write: Callable[..., Path], processes: OpenSimProcesses
) -> None:
    angles = JointAngles(("hip_flexion_r",), np.array([0.0]), np.array([[0.0]]))
    push = ContactForce(
        Contact.RIGHT_FOOT,
        np.array([-1.0, 1.0]),
        np.tile([0.0, 30.0, 0.0], (2, 1)),
        np.tile([0.1, -0.6, 0.0], (2, 1)),
        np.tile([0.0, 0.0, 2.0], (2, 1)),
    )
    bundle = extract_bundle(write(), angles, [push], cache_dir=None, workers=processes)
    # Hanging still: the ground turns the rod by 0.1 * 30 + 2 = 5 N·m, so -5 is required.
    np.testing.assert_allclose(bundle.required_moments_Nm, [[-5.0]], atol=1e-12)
    np.testing.assert_allclose(
        bundle.joint_load_offset_N[0, 0, 3:], [0, MASS_KG * GRAVITY - 30.0, 0], atol=1e-12
    )


def test_unmeasured_frames_are_marked(
    write: Callable[..., Path], processes: OpenSimProcesses
) -> None:
    angles = swing()
    force = np.zeros((21, 3))
    force[:4] = np.nan
    foot = ContactForce(
        Contact.RIGHT_FOOT, angles.times_s, force, np.zeros((21, 3)), np.zeros((21, 3))
    )
    bundle = extract_bundle(write(), angles, [foot], cache_dir=None, workers=processes)
    np.testing.assert_array_equal(bundle.measured, np.arange(21) >= 4)
    assert np.isfinite(bundle.moment_arms_m).all()


def test_muscle_parameters_are_the_models(
    write: Callable[..., Path], processes: OpenSimProcesses
) -> None:
    muscles = extract_bundle(write(), swing(), [], cache_dir=None, workers=processes).muscles
    assert muscles.names == ("flexor_r",)
    assert muscles.max_isometric_force_N[0] == 1000.0
    assert muscles.optimal_fibre_length_m[0] == 0.11
    assert muscles.tendon_slack_length_m[0] == 0.21
    assert muscles.pennation_at_optimal_rad[0] == 0.3
    assert muscles.max_contraction_velocity_per_s[0] == 8.0
    assert muscles.passive_strain_at_max_force[0] == 0.65
    assert muscles.minimum_activation[0] == 0.02


def test_muscle_paths_are_drawn_from_end_to_end(
    write: Callable[..., Path], processes: OpenSimProcesses
) -> None:
    def with_via_point(model: Model) -> None:
        muscle = model.updForceSet().get(0)
        body = model.getBodySet().get(0)
        path = opensim.GeometryPath.safeDownCast(opensim.Muscle.safeDownCast(muscle).updPath())
        path.appendNewPathPoint("end", body, opensim.Vec3(0, -0.3, 0))

    bundle = extract_bundle(write(with_via_point), swing(), [], cache_dir=None, workers=processes)
    # The end pulls on nothing (its neighbour is on the same rod) and is drawn all the same.
    assert bundle.path_start.tolist() == [0, 3]
    np.testing.assert_allclose(
        bundle.path_points_m[0], [MUSCLE_FROM, MUSCLE_TO, (0, -0.3, 0)], atol=1e-12
    )


def test_a_locked_coordinate_has_no_equation(
    write: Callable[..., Path], processes: OpenSimProcesses
) -> None:
    def lock(model: Model) -> None:
        model.updCoordinateSet().get(0).set_locked(True)

    bundle = extract_bundle(write(lock), swing(), [], cache_dir=None, workers=processes)
    assert bundle.equations == ()
    assert any("locked" in problem.what for problem in bundle.problems)


def test_forces_other_than_muscles_are_named(
    write: Callable[..., Path], processes: OpenSimProcesses
) -> None:
    def add_spring(model: Model) -> None:
        spring = opensim.SpringGeneralizedForce("hip_flexion_r")
        spring.setName("ligament")
        model.addForce(spring)
        reserve = opensim.CoordinateActuator("hip_flexion_r")
        reserve.setName("reserve")
        model.addForce(reserve)

    bundle = extract_bundle(write(add_spring), swing(), [], cache_dir=None, workers=processes)
    told = " ".join(problem.where for problem in bundle.problems)
    assert "ligament" in told
    assert "reserve" not in told


def test_unknown_angles_are_named_and_not_used(
    write: Callable[..., Path], processes: OpenSimProcesses
) -> None:
    angles = swing()
    more = JointAngles(
        ("hip_flexion_r", "tail"), angles.times_s, np.column_stack([angles.values, angles.values])
    )
    bundle = extract_bundle(write(), more, [], cache_dir=None, workers=processes)
    assert any("tail" in problem.where for problem in bundle.problems)


@pytest.mark.parametrize(
    ("kind", "strain"),
    # Defaults of the papers: Thelen 2003 0.6 (young adults), Millard 2013 0.7.
    [("Thelen2003Muscle", 0.6), ("Millard2012EquilibriumMuscle", 0.7)],
)
def test_other_kinds_of_muscle_are_read(
    write: Callable[..., Path], processes: OpenSimProcesses, kind: str, strain: float
) -> None:
    model = write(replaced_muscle(kind))
    muscles = extract_bundle(model, swing(), [], cache_dir=None, workers=processes).muscles
    assert muscles.passive_strain_at_max_force[0] == pytest.approx(strain)
    assert muscles.minimum_activation[0] == pytest.approx(0.01)


def test_places_and_mass_without_a_bundle(
    write: Callable[..., Path], processes: OpenSimProcesses
) -> None:
    model = write()
    assert total_mass_kg(model, workers=processes) == pytest.approx(MASS_KG)
    places = body_positions(model, swing(), ["calcn_r"], workers=processes)
    np.testing.assert_allclose(places["calcn_r"], np.zeros((21, 3)), atol=1e-12)
    with pytest.raises(ModelError, match="body tail"):
        body_positions(model, swing(), ["tail"], workers=processes)


def coupled_legs(*couplers: tuple[str, str]) -> Change:
    """Hang two more rods on the first, and let coordinates follow others at twice their angle."""

    def change(model: Model) -> None:
        parent = model.getBodySet().get(0)
        for name in ("shank", "toe"):
            body = opensim.Body(name, 1.0, opensim.Vec3(0, -0.2, 0), opensim.Inertia(0.1))
            joint = opensim.PinJoint(
                f"{name}_joint",
                parent,
                opensim.Vec3(0, -0.5, 0),
                opensim.Vec3(0),
                body,
                opensim.Vec3(0),
                opensim.Vec3(0),
            )
            joint.updCoordinate().setName(name)
            model.addBody(body)
            model.addJoint(joint)
            parent = body
        for dependent, independent in couplers:
            coupler = opensim.CoordinateCouplerConstraint()
            coupler.setName(f"{dependent}_follows")
            names = opensim.ArrayStr()
            names.append(independent)
            coupler.setIndependentCoordinateNames(names)
            coupler.setDependentCoordinateName(dependent)
            coupler.setFunction(opensim.LinearFunction(2.0, 0.1))
            model.addConstraint(coupler)

    return change


def test_coordinates_follow_a_chain_of_couplers_in_any_order(
    write: Callable[..., Path], processes: OpenSimProcesses
) -> None:
    model = write(coupled_legs(("toe", "shank"), ("shank", "hip_flexion_r")))
    bundle = extract_bundle(model, swing(), [], cache_dir=None, workers=processes)
    assert bundle.equations == ("hip_flexion_r",)
    # At 0.2 rad: shank 2 * 0.2 + 0.1 = 0.5, toe 2 * 0.5 + 0.1 = 1.1; rods add up to 1.8 rad.
    last = bundle.body_rotations[-1, bundle.bodies.index("toe")]
    assert np.arctan2(last[1, 0], last[0, 0]) == pytest.approx(1.8, abs=1e-9)


def test_power_of_gravity_passes_through_couplers(
    write: Callable[..., Path], processes: OpenSimProcesses
) -> None:
    """Held still at zero but for the offsets: the moment is the derivative of the height's energy.

    Angles to the vertical are q, 3 q + 0.1 and 7 q + 0.4 with the chain above, so with masses 2, 1
    and 1 kg and centres at 0.5, 0.2 and 0.2 m below joints 0.5 m apart the energy is
    E(q) = -g [2 * 0.5 cos q + (0.5 cos q + 0.2 cos s) + (0.5 cos q + 0.5 cos s + 0.2 cos t)].
    """
    model = write(coupled_legs(("toe", "shank"), ("shank", "hip_flexion_r")))
    still = JointAngles(("hip_flexion_r",), np.array([0.0]), np.array([[0.2]]))
    bundle = extract_bundle(model, still, [], cache_dir=None, workers=processes)
    q, s, t = 0.2, 3 * 0.2 + 0.1, 7 * 0.2 + 0.4
    expected = GRAVITY * (2.0 * np.sin(q) + 3 * 0.7 * np.sin(s) + 7 * 0.2 * np.sin(t))
    np.testing.assert_allclose(bundle.required_moments_Nm, [[expected]], rtol=1e-9)


def test_couplers_in_a_circle_are_refused(
    write: Callable[..., Path], processes: OpenSimProcesses
) -> None:
    model = write(coupled_legs(("toe", "shank"), ("shank", "toe")))
    with pytest.raises(ModelError, match="circle"):
        extract_bundle(model, swing(), [], cache_dir=None, workers=processes)
