"""Each check of the audit sees the defect it is for, and only that."""

from dataclasses import replace

import pytest

from hipspine.domain.problem import Level
from hipspine.simulate.body import audit
from hipspine.simulate.body.audit_arms import (
    arms_to_measure,
    check_moment_arms,
    published_arms,
)
from hipspine.simulate.body.audit_bodies import (
    check_inertia,
    check_massless_anchors,
    check_segment_fractions,
    check_total_mass,
    inertia_problem,
)
from hipspine.simulate.body.audit_forces import (
    check_contacts,
    check_lumbar_coordinates,
    check_reserves,
)
from hipspine.simulate.body.audit_lengths import check_fibre_lengths, fibre_length_ratio
from hipspine.simulate.body.audit_muscles import (
    check_duplicates,
    check_legs_and_trunk_share,
    check_mirror,
    check_passive_forces,
    check_path_kinds,
    check_psoas,
)
from hipspine.simulate.body.model_probe import (
    ModelProbe,
    ProbedBody,
    ProbedCoordinate,
    ProbedForce,
    ProbedJoint,
    ProbedMuscle,
    ProbedPoint,
)


def muscle(name="soleus_r", *, points=(), **changes):
    path = tuple(ProbedPoint(body, place) for body, place in points)
    figures = ProbedMuscle(
        name, "GeometryPath", 1000.0, 0.1, 0.2, 0.0, is_passive_force_off=False, points=path
    )
    return replace(figures, **changes)


def body(name, mass_kg=1.0, inertia=(0.1, 0.1, 0.1, 0.0, 0.0, 0.0)):
    return ProbedBody(name, mass_kg, (0.0, 0.0, 0.0), inertia)


def coordinate(name, joint, *, is_coupled=False):
    return ProbedCoordinate(name, joint, -1.0, 1.0, is_locked=False, is_coupled=is_coupled)


def probe(**parts):
    empty = {
        "bodies": (),
        "joints": (),
        "coordinates": (),
        "muscles": (),
        "other_forces": (),
    }
    return ModelProbe("model", **{**empty, **parts})


SPINE = (ProbedJoint("L5_S1", "pelvis", "lumbar5"), ProbedJoint("L4_L5", "lumbar5", "lumbar4"))


def only(findings):
    found = list(findings)
    assert len(found) == 1, found
    return found[0]


# Fibre lengths


def test_a_fibre_without_pennation_is_the_path_less_the_tendon():
    # Path 320 mm, tendon 200 mm, optimum 100 mm.
    assert fibre_length_ratio(muscle(), 0.32) == pytest.approx(1.2)


def test_a_pennate_fibre_keeps_its_height():
    # 3-4-5 triangle: along 0.08, height 0.1 * sin(36.87 degrees) = 0.06, fibre 0.10 of 0.10.
    pennate = muscle(pennation_rad=0.6435011087932844)
    assert fibre_length_ratio(pennate, 0.28) == pytest.approx(1.0)


def test_a_tendon_longer_than_the_path_gives_a_negative_ratio():
    assert fibre_length_ratio(muscle(), 0.15) < 0


def test_an_overlong_fibre_at_neutral_is_an_error():
    found = only(check_fibre_lengths(probe(muscles=(muscle(),), lengths_m={"neutral": (0.36,)})))
    assert (found.level, found.part, found.check) == (Level.ERROR, "soleus_r", "fibre_length")
    assert found.value == pytest.approx(1.6)


def test_an_overlong_fibre_in_another_posture_is_a_warning_naming_the_posture():
    lengths = {"neutral": (0.3,), "sitting": (0.36,)}
    found = only(check_fibre_lengths(probe(muscles=(muscle(),), lengths_m=lengths)))
    assert found.level is Level.WARNING
    assert "sitting" in found.what


@pytest.mark.parametrize("ratio", [0.501, 1.0, 1.399])
def test_a_fibre_within_the_range_passes(ratio):
    lengths = {"neutral": (0.2 + 0.1 * ratio,)}
    assert not list(check_fibre_lengths(probe(muscles=(muscle(),), lengths_m=lengths)))


def test_a_length_that_is_no_number_is_an_error_without_a_value():
    lengths = {"neutral": (float("nan"),)}
    found = only(check_fibre_lengths(probe(muscles=(muscle(),), lengths_m=lengths)))
    assert found.level is Level.ERROR
    assert found.value is None


# Moment arms


def arms_of(name, coordinate, arm_m, *, posture="neutral", strength=1000.0):
    own = muscle(name, max_isometric_force_N=strength)
    return probe(muscles=(own,), moment_arms_m={(posture, coordinate): (arm_m,)})


def test_a_hamstring_that_flexes_the_hip_is_an_error():
    found = only(check_moment_arms(arms_of("semimem_r", "hip_flexion_r", +0.03)))
    assert found.level is Level.ERROR
    assert "wrong way" in found.what


def test_a_hamstring_with_a_tiny_lever_is_a_warning():
    # Dostal 1986: 46 mm; accepted from 23 mm.
    found = only(check_moment_arms(arms_of("semimem_l", "hip_flexion_l", -0.0014)))
    assert found.level is Level.WARNING
    assert found.value == pytest.approx(-0.0014)


def test_a_hamstring_with_the_published_lever_passes():
    assert not list(check_moment_arms(arms_of("semimem_r", "hip_flexion_r", -0.046)))


def test_the_other_sides_coordinate_says_nothing_about_a_muscle():
    assert not list(check_moment_arms(arms_of("semimem_l", "hip_flexion_r", +0.05)))


def test_whole_muscles_are_judged_by_the_mean_of_their_parts_by_strength():
    parts = (
        muscle("glmax1_r", max_isometric_force_N=1000.0),
        muscle("glmax3_r", max_isometric_force_N=1000.0),
    )
    # One part adducts by 48 mm, the other abducts by 30 mm: on the mean they adduct by 9 mm.
    arms = {("neutral", "hip_adduction_r"): (-0.03, 0.048)}
    assert not list(check_moment_arms(probe(muscles=parts, moment_arms_m=arms)))


def test_every_published_arm_names_a_posture_the_audit_visits():
    assert {arm.posture for arm in published_arms()} <= set(audit.postures())
    assert {posture for posture, _ in arms_to_measure()} <= set(audit.postures())


# Bodies


@pytest.mark.parametrize("mass", [0.0, 1.9, 700.0])
def test_a_mass_that_no_person_has_is_an_error(mass):
    assert only(check_total_mass(probe(bodies=(body("torso", mass),)))).level is Level.ERROR


@pytest.mark.parametrize(("rest_kg", "level"), [(5.0, Level.ERROR), (70.0, Level.WARNING)])
def test_inertia_that_breaks_the_triangle_inequality_matters_by_the_bodys_weight(rest_kg, level):
    # A flat plate's largest moment equals the sum of the others: 0.3 > 0.1 + 0.1 is no body.
    bodies = (body("toes_r", 0.2, (0.1, 0.1, 0.3, 0, 0, 0)), body("rest", rest_kg))
    found = only(check_inertia(probe(bodies=bodies)))
    assert (found.part, found.level) == ("toes_r", level)


def test_the_triangle_inequality_looks_at_principal_moments():
    # Diagonal moments are equal, but the product makes the principal ones 0.0, 0.1 and 0.2.
    assert inertia_problem(body("b", 1.0, (0.1, 0.1, 0.1, 0.1, 0, 0))) is not None


def test_negative_mass_and_inertia_are_errors():
    assert "mass" in inertia_problem(body("b", -1.0))
    assert "negative" in inertia_problem(body("b", 1.0, (0.1, -0.1, 0.1, 0, 0, 0)))


def test_a_flat_plate_is_possible():
    assert inertia_problem(body("b", 1.0, (0.1, 0.2, 0.1, 0, 0, 0))) is None


def test_a_thigh_that_weighs_a_third_of_the_body_is_a_warning():
    found = only(check_segment_fractions(probe(bodies=(body("femur_r", 25.0), body("rest", 50.0)))))
    assert (found.level, found.part) == (Level.WARNING, "thigh_r")
    assert found.value == pytest.approx(1 / 3)


def coupled_abdomen(mass_kg):
    return probe(
        bodies=(body("Abdomen", mass_kg),),
        joints=(ProbedJoint("Abdjnt", "pelvis", "Abdomen"),),
        coordinates=(coordinate("Abs_r3", "Abdjnt", is_coupled=True),),
        muscles=(muscle("EO1_r", points=(("torso", (0, 0, 0)), ("Abdomen", (0, 0, 0)))),),
    )


def test_muscles_on_a_body_without_mass_that_couplers_hold_are_an_error():
    assert only(check_massless_anchors(coupled_abdomen(0.001))).part == "Abdomen"


def test_a_heavy_coupled_body_may_carry_muscles():
    assert not list(check_massless_anchors(coupled_abdomen(0.1)))


# Muscles


def psoas(name, first, last):
    return muscle(name, points=((first, (0, 0.1, 0)), (last, (0, 0, 0))))


def test_psoas_fascicles_that_end_on_the_pelvis_are_decoupled():
    found = only(
        check_psoas(probe(joints=SPINE, muscles=(psoas("Ps_L4_TP_r", "lumbar4", "pelvis"),)))
    )
    assert "femur" in found.what


def test_a_psoas_that_starts_on_the_pelvis_is_decoupled():
    found = only(check_psoas(probe(joints=SPINE, muscles=(psoas("psoas_r", "pelvis", "femur_r"),))))
    assert "spine" in found.what


def test_a_psoas_from_spine_to_femur_passes():
    whole = psoas("Ps_L4_TP_r", "lumbar4", "femur_r")
    assert not list(check_psoas(probe(joints=SPINE, muscles=(whole,))))


def test_a_leg_model_without_lumbar_levels_may_keep_its_psoas_but_is_told():
    model = probe(muscles=(psoas("psoas_r", "pelvis", "femur_r"),))
    assert not list(check_psoas(model))
    assert only(check_legs_and_trunk_share(model)).level is Level.INFO


def test_a_spine_that_no_leg_muscle_reaches_is_an_error():
    model = probe(joints=SPINE, muscles=(psoas("MF_m4s_r", "lumbar4", "pelvis"),))
    assert only(check_legs_and_trunk_share(model)).check == "decoupled_trunk"


def test_the_psoas_as_a_whole_beside_its_fascicles_is_counted_twice():
    model = probe(
        muscles=(psoas("psoas_l", "pelvis", "femur_l"), psoas("Ps_L4_TP_l", "lumbar4", "pelvis"))
    )
    assert only(check_duplicates(model)).level is Level.ERROR


def test_two_muscles_along_one_line_are_pointed_out_whichever_way_they_run():
    ends = (("pelvis", (0.0, 0.0, 0.0)), ("femur_r", (0.0, 0.1, 0.0)))
    near = (("femur_r", (0.001, 0.1, 0.0)), ("pelvis", (0.0, 0.001, 0.0)))
    model = probe(muscles=(muscle("a_r", points=ends), muscle("b_r", points=near)))
    assert only(check_duplicates(model)).part == "a_r, b_r"


def test_muscles_on_different_bodies_are_not_the_same_line():
    one = muscle("a_r", points=(("pelvis", (0, 0, 0)), ("femur_r", (0, 0.1, 0))))
    other = muscle("b_r", points=(("pelvis", (0, 0, 0)), ("tibia_r", (0, 0.1, 0))))
    assert not list(check_duplicates(probe(muscles=(one, other))))


def test_passive_forces_switched_off_are_told_once():
    model = probe(muscles=tuple(muscle(f"m{i}_r", is_passive_force_off=True) for i in range(3)))
    assert only(check_passive_forces(model)).value == 3.0


def test_a_path_without_points_is_an_error():
    model = probe(muscles=(muscle(path_kind="FunctionBasedPath"),))
    assert only(check_path_kinds(model)).level is Level.ERROR


def test_a_weaker_left_side_breaks_the_mirror():
    model = probe(
        muscles=(muscle("LTpT_T8_r"), muscle("LTpT_T8_l", max_isometric_force_N=900.0)),
        lengths_m={"neutral": (0.3, 0.3)},
    )
    assert "max_isometric_force_N" in only(check_mirror(model)).what


def test_a_longer_path_on_one_side_breaks_the_mirror():
    sides = (muscle("a_r"), muscle("a_l"))
    found = only(check_mirror(probe(muscles=sides, lengths_m={"neutral": (0.31, 0.30)})))
    assert "0.3100 m long on the right" in found.what


def test_legs_scaled_each_to_its_own_size_pass_as_mirror_images():
    sides = (muscle("a_r"), muscle("a_l", optimal_fibre_length_m=0.101))
    assert not list(check_mirror(probe(muscles=sides, lengths_m={"neutral": (0.303, 0.300)})))


def test_a_muscle_on_one_side_only_breaks_the_mirror():
    assert "no counterpart" in only(check_mirror(probe(muscles=(muscle("a_r"),)))).what


# Other forces


def test_ground_contacts_are_an_error_and_reserves_a_warning():
    model = probe(
        other_forces=(
            ProbedForce("heel", "SmoothSphereHalfSpaceForce"),
            ProbedForce("lumbar_ext", "CoordinateActuator"),
        )
    )
    assert only(check_contacts(model)).level is Level.ERROR
    assert only(check_reserves(model)).level is Level.WARNING


def test_coupled_lumbar_coordinates_are_told_once():
    model = probe(
        coordinates=(
            coordinate("L5_S1_extension", "L5_S1"),
            coordinate("L4_L5_extension", "L4_L5", is_coupled=True),
            coordinate("knee_angle_r_beta", "patellofemoral_r", is_coupled=True),
        )
    )
    found = only(check_lumbar_coordinates(model))
    assert (found.level, found.value) == (Level.WARNING, 1.0)


# The report


def test_a_report_lists_errors_first_and_says_which_postures_were_skipped(tmp_path):
    file = tmp_path / "model.osim"
    file.write_text("x", encoding="utf-8")
    model = probe(
        muscles=(muscle("a_r"),),
        bodies=(body("torso", 70.0),),
        lengths_m={"neutral": (0.5,)},
    )
    report = audit.report_on(model, file)
    assert report.findings[0].level is Level.ERROR
    assert not report.is_usable
    assert report.at_level(Level.INFO)[-1].check == "posture_skipped"
    assert report.mass_kg == 70.0
    assert report.sha256.startswith("2d711642")  # sha256 of the letter x
