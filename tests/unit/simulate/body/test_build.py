"""The builder writes one whole model, always the same bytes, without OpenSim."""

import subprocess
import sys
from xml.etree import ElementTree

import pytest

from hipspine.domain.anatomy import LUMBAR_LEVELS, MuscleGroup
from hipspine.domain.errors import OutputError
from hipspine.simulate.body import build, tables


@pytest.fixture(scope="module")
def document():
    return ElementTree.fromstring(build.build_model_xml())


def test_building_twice_gives_the_same_text():
    assert build.build_model_xml() == build.build_model_xml()


def test_building_needs_no_opensim():
    code = (
        "import sys; from hipspine.simulate.body.build import build_model_xml; build_model_xml();"
        "sys.exit('opensim' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_bodies_add_up_to_the_generic_mass():
    # The total of Rajagopal 2016, to the rounding of the table's figures (18 rows of 0.1 g).
    total = sum(segment.mass_kg for segment in build.model_segments())
    assert total == pytest.approx(build.GENERIC_MASS_KG, abs=1e-3)


def test_lumbar_shares_of_each_motion_add_up_to_one():
    for motion in build.LUMBAR_MOTIONS:
        assert tuple(build.LUMBAR_SHARES[motion]) == LUMBAR_LEVELS
        assert sum(build.LUMBAR_SHARES[motion].values()) == pytest.approx(1.0, abs=1e-12)


def test_l4_l5_takes_the_published_share_of_lumbar_extension():
    # Christophy 2012: L4/L5 moves 1.8571 times as far as L5/S1, of 7.1429 in all six levels.
    assert build.LUMBAR_SHARES["extension"]["L4_L5"] == pytest.approx(1.8571 / 7.1429, rel=1e-4)


def test_each_muscle_is_there_on_both_sides():
    names = {muscle.name for muscle in build.model_muscles()}
    assert len(names) == 2 * len(tables.read_muscles())
    assert {name[:-2] for name in names if name.endswith("_r")} == {
        name[:-2] for name in names if name.endswith("_l")
    }


def test_psoas_fascicles_run_from_each_lumbar_level_to_the_femur():
    psoas = [m for m in tables.read_muscles() if m.group is MuscleGroup.PSOAS]
    assert {m.points[0].body for m in psoas} == {f"lumbar{level}" for level in range(1, 6)}
    assert {m.points[-1].body for m in psoas} == {"femur_r"}


def test_psoas_fascicles_together_are_as_strong_as_the_published_psoas():
    psoas = [m for m in tables.read_muscles() if m.group is MuscleGroup.PSOAS]
    # Rajagopal 2016: 1426.79 N; eleven figures rounded to 0.1 mN.
    assert sum(m.max_isometric_force_N for m in psoas) == pytest.approx(1426.7902, abs=1e-2)


def test_passive_forces_are_on_and_tendons_stiff(document):
    for muscle in document.iter("DeGrooteFregly2016Muscle"):
        assert muscle.findtext("ignore_passive_fiber_force") == "false"
        assert muscle.findtext("ignore_tendon_compliance") == "true"
        assert muscle.findtext("min_control") == "0.01"


def test_strains_are_published_in_the_legs_times_one_factor_and_as_they_are_elsewhere():
    published = {muscle.name: muscle.passive_strain for muscle in tables.read_muscles()}
    built = {muscle.name: muscle.passive_strain for muscle in build.model_muscles()}
    # Semimembranosus and soleus by 1.7; psoas, longissimus and latissimus belong to the spine.
    for muscle in ("semimem_r", "soleus_r"):
        assert built[muscle] == pytest.approx(1.7 * published[muscle])
    for muscle in ("Ps_L5_VB_r", "LTpT_T8_r", "LD_L1_r"):
        assert built[muscle] == published[muscle]


def test_the_model_has_no_contacts_actuators_or_springs_of_its_own(document):
    kinds = {force.tag for force in document.find(".//ForceSet/objects")}
    assert kinds == {"DeGrooteFregly2016Muscle"}


def test_disc_springs_can_be_written_into_the_model():
    with_springs = ElementTree.fromstring(build.build_model_xml(with_disc_springs=True))
    springs = {s.findtext("coordinate"): s for s in with_springs.iter("SpringGeneralizedForce")}
    assert set(springs) == set(build.disc_stiffness_Nm_per_rad())
    assert float(springs["L4_L5_bending"].findtext("stiffness")) == pytest.approx(100.3)


def test_fifteen_lumbar_coordinates_and_both_kneecaps_follow_others(document):
    dependents = [
        c.findtext("dependent_coordinate_name")
        for c in document.iter("CoordinateCouplerConstraint")
    ]
    assert len(dependents) == 17
    assert {"knee_angle_r_beta", "knee_angle_l_beta", "T12_L1_rotation"} <= set(dependents)
    assert not [name for name in dependents if name.startswith("L5_S1")]


def test_the_discs_child_and_parent_frames_are_parallel_in_neutral_posture():
    for joint in tables.read_joints():
        if joint.name in LUMBAR_LEVELS:
            assert joint.parent_angles_rad == joint.child_angles_rad


def test_a_written_model_is_whole_and_leaves_nothing_else_behind(tmp_path):
    path = build.write_model(tmp_path / "body.osim", name="someone")
    assert path.read_text(encoding="utf-8") == build.build_model_xml(name="someone")
    assert [each.name for each in tmp_path.iterdir()] == ["body.osim"]


def test_a_folder_that_is_not_there_is_reported(tmp_path):
    with pytest.raises(OutputError, match=r"body\.osim: expected a place"):
        build.write_model(tmp_path / "absent" / "body.osim")


def test_markers_sit_on_bodies_of_the_model(document):
    bodies = {f"/bodyset/{segment.name}" for segment in build.model_segments()}
    markers = list(document.iter("Marker"))
    assert len(markers) == len(tables.read_markers())
    assert {marker.findtext("socket_parent_frame") for marker in markers} <= bodies
