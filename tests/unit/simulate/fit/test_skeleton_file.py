"""Reading a body from the text of a model file."""

from collections.abc import Callable

import numpy as np
import pytest

from hipspine.domain.errors import ModelError
from hipspine.simulate.body.build import GENERIC_MASS_KG, build_model_xml
from hipspine.simulate.fit.own_postures import describe_body
from hipspine.simulate.fit.skeleton_file import BodyModel, parse_body_model, read_body_model

XML = build_model_xml()
OWN = parse_body_model(XML, "own.osim")


def changed(old: str, new: str) -> BodyModel:
    assert old in XML
    return parse_body_model(XML.replace(old, new), "own.osim")


def test_our_model_is_read_whole() -> None:
    skeleton = OWN.skeleton
    # Right side and midline in the tables: 17 bodies, 10 of them paired.
    assert len(skeleton.bodies) == 1 + 17 + 10
    assert OWN.mass_kg == pytest.approx(GENERIC_MASS_KG, abs=1e-9)
    assert {"c7", "right_asis", "left_heel"} <= {marker.name for marker in OWN.markers}
    names = {skeleton.coordinates[number] for number in skeleton.free()}
    assert "L5_S1_extension" in names
    # The kneecap follows the knee, lumbar levels their rhythm; the subtalar joint is locked.
    assert not names & {"knee_angle_r_beta", "L4_L5_extension", "subtalar_angle_l"}


def test_only_clamped_coordinates_have_limits_and_the_pelvis_has_none() -> None:
    limits = dict(zip(OWN.skeleton.coordinates, OWN.skeleton.highest, strict=True))
    assert limits["knee_angle_r"] == 2.443461
    assert limits["L5_S1_extension"] == np.inf
    assert limits["pelvis_rotation"] == np.inf


def test_the_described_body_stands_as_its_tables_say() -> None:
    neutral = describe_body(OWN, {})
    # Ground to pelvis 0.94 m up (coordinates.csv); the right hip in the pelvis (joints.csv).
    np.testing.assert_allclose(
        neutral.joint_centres_m["hip_r"], [-0.056276, 0.94 - 0.07849, 0.07726], atol=1e-12
    )
    assert neutral.marker_bodies["right_asis"] == "pelvis"
    turned = describe_body(OWN, {"pelvis_rotation": np.pi / 2, "pelvis_ty": 1.0})
    # A quarter turn to the left: forwards becomes left (-Z), right becomes forwards.
    np.testing.assert_allclose(
        turned.joint_centres_m["hip_r"], [0.07726, 1.0 - 0.07849, 0.056276], atol=1e-12
    )


def test_a_coupler_that_is_switched_off_leaves_its_coordinate_free() -> None:
    loose = changed("<isEnforced>true</isEnforced>", "<isEnforced>false</isEnforced>").skeleton
    assert "knee_angle_r_beta" in {loose.coordinates[number] for number in loose.free()}


REFUSED: list[tuple[str, Callable[[], BodyModel], str]] = [
    ("older files", lambda: changed('Version="40500"', 'Version="30000"'), "version 40000"),
    ("other joints", lambda: changed("PinJoint", "GimbalJoint"), "a GimbalJoint"),
    ("other curves", lambda: changed("SimmSpline", "GCVSpline"), "GCVSpline"),
    (
        "other constraints",
        lambda: changed("CoordinateCouplerConstraint", "PointConstraint"),
        "a PointConstraint",
    ),
    (
        "bent couplers",
        lambda: changed(
            "<coefficients>1.8571 0</coefficients>", "<coefficients>1 1.8571 0</coefficients>"
        ),
        "straight line",
    ),
    (
        "motions of two coordinates",
        lambda: changed(
            "<coordinates>pelvis_tilt</coordinates>",
            "<coordinates>pelvis_tilt pelvis_list</coordinates>",
        ),
        "pelvis_tilt, pelvis_list",
    ),
    (
        "words where numbers belong",
        lambda: changed("<default_value>0.94</default_value>", "<default_value>up</default_value>"),
        "default_value of pelvis_ty",
    ),
    (
        "missing elements",
        lambda: changed("<range>-1 2</range>", ""),
        "range in pelvis_ty",
    ),
    ("flags that are neither", lambda: changed("<locked>true<", "<locked>maybe<"), "'maybe'"),
    ("a missing axis", lambda: changed('"translation3"', '"translation4"'), "translation3"),
    ("entities", lambda: parse_body_model('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "x"), "x"),
    ("no model", lambda: parse_body_model('<OpenSimDocument Version="40500"/>', "x"), "x"),
]


@pytest.mark.parametrize(("what", "read", "words"), REFUSED, ids=[each[0] for each in REFUSED])
def test_what_the_reader_does_not_know_is_refused(
    what: str, read: Callable[[], BodyModel], words: str
) -> None:
    with pytest.raises(ModelError, match=words):
        read()


def test_a_file_that_is_not_there_is_said(tmp_path) -> None:
    with pytest.raises(ModelError, match="no such file"):
        read_body_model(tmp_path / "nowhere.osim")
    with pytest.raises(ModelError, match=r"expected an OpenSim model"):
        read_body_model(tmp_path)
