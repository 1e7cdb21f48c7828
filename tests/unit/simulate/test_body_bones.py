import sys
from itertools import pairwise

import numpy as np
import pytest

from bone_package import BOXES, VERSION, box, stl_bytes, write_bone_package
from hipspine.clinic.lab_trial import read_lab_trial
from hipspine.content.reference_walker import reference_walker_files
from hipspine.domain.errors import FileFormatError
from hipspine.simulate.body.tables import read_muscles
from hipspine.simulate.body_bones import (
    END_PLATE_M,
    installed_bones,
    placed_bones,
    read_bones,
)


@pytest.fixture(scope="module")
def bundle():
    return read_lab_trial(reference_walker_files().lab).bundle


@pytest.fixture
def meshes(tmp_path):
    return write_bone_package(tmp_path)


@pytest.fixture
def placed(bundle, meshes):
    return placed_bones(bundle, read_bones(meshes))


def of_body(placed, body):
    return [each for each in placed if each.body == body]


def in_body(bone, place):
    """Return a bone's corners in its body [m]: scaled, turned, moved."""
    c, s = np.cos(place.turn_rad), np.sin(place.turn_rad)
    turned = bone.surface.points_m * place.scale @ np.array([[c, s, 0], [-s, c, 0], [0, 0, 1]])
    return turned + place.at_m


def test_without_the_package_there_are_no_bones(monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "path", [str(tmp_path)])
    assert installed_bones() is None


def test_the_package_is_found_without_being_imported(monkeypatch, tmp_path, meshes):
    monkeypatch.setattr(sys, "path", [str(tmp_path)])
    package = installed_bones()
    assert (package.folder, package.version) == (meshes, VERSION)
    assert package.licence_text.startswith("Apache License")
    assert "myo_sim" not in sys.modules


def test_a_bone_with_a_missing_file_is_left_out(meshes):
    bodies = {bone.body for bone in read_bones(meshes)}
    assert bodies == {"pelvis", "femur_r", "patella_r", "lumbar5", "lumbar1"}


def test_a_damaged_file_is_named(meshes):
    (meshes / "sacrum.stl").write_bytes(b"no mesh")
    with pytest.raises(FileFormatError, match=r"sacrum\.stl"):
        read_bones(meshes)


def test_bones_of_limbs_are_mirrored_for_the_left_side(placed):
    (right,), (left,) = of_body(placed, "femur_r"), of_body(placed, "femur_l")
    assert left.scale == (right.scale[0], right.scale[1], -right.scale[2])


def test_halves_of_the_pelvis_lie_in_one_body_and_the_sacrum_once(placed):
    across = sorted(each.scale[2] for each in of_body(placed, "pelvis") if each.bone == "r_pelvis")
    assert across[0] == -across[1] < 0
    assert len([each for each in placed if each.bone == "sacrum"]) == 1


def test_a_thigh_bone_is_as_long_as_this_persons_thigh(bundle, placed):
    femur, tibia = bundle.bodies.index("femur_r"), bundle.bodies.index("tibia_r")
    apart = bundle.body_origins_m[:, tibia] - bundle.body_origins_m[:, femur]
    length_m = np.linalg.norm(apart, axis=1).mean()
    (place,) = of_body(placed, "femur_r")
    # From hip to knee it is 0.4096 m down and 0.0054 m to the front in the tables. The knee's
    # centre moves by millimetres as it bends, of which this is the mean.
    assert place.scale[1] == pytest.approx(length_m / np.hypot(0.4096, 0.0054), rel=0.005)


@pytest.mark.parametrize("level", ["lumbar5", "lumbar1"])
def test_a_vertebra_fills_the_space_between_its_discs(bundle, meshes, placed, level):
    (bone,) = [each for each in read_bones(meshes) if each.body == level]
    (place,) = of_body(placed, level)
    # L1 is taken to be as tall as L2: the trunk's origin is far from its joint.
    lower = {"lumbar5": "lumbar5", "lumbar1": "lumbar2"}[level]
    upper = {"lumbar5": "lumbar4", "lumbar1": "lumbar1"}[level]
    below, above = (bundle.body_origins_m[:, bundle.bodies.index(each)] for each in (lower, upper))
    length_m = np.linalg.norm(above - below, axis=1).mean()
    assert place.scale[1] * bone.height_m == pytest.approx(length_m - 2 * END_PLATE_M, abs=1e-4)
    # The box has its end plates at the places that the table names, across the line between them.
    ends = in_body(bone, place)
    up = np.array(place.at_m) / END_PLATE_M
    along = ends @ up
    assert along.min() == pytest.approx(END_PLATE_M, abs=0.004)
    assert along.max() == pytest.approx(length_m - END_PLATE_M, abs=0.004)


def test_a_mesh_too_fine_is_thinned(meshes):
    edges = np.linspace(-0.01, 0.01, 41)
    slabs = [box((low, 0.0, 0.0), (high, 0.05, 0.02)) for low, high in pairwise(edges)]
    (meshes / "r_patella.stl").write_bytes(stl_bytes(np.concatenate(slabs)))
    (patella,) = [each for each in read_bones(meshes) if each.body == "patella_r"]
    # 40 slabs of half a millimetre, where the grid has a line every 2.5 mm.
    assert len(patella.surface.triangles) < 12 * 40 / 4


def test_every_box_of_the_test_is_a_file_that_the_table_knows(meshes):
    read = {bone.name for bone in read_bones(meshes)}
    # The shank bone lacks its partner.
    assert len(read) == len(BOXES) - 1


@pytest.fixture(scope="module")
def real_bones():
    package = installed_bones()
    if package is None:
        pytest.skip("needs the extra bones")
    return read_bones(package.folder)


def attachments_m(body):
    """Return where muscles begin or end on a body in the tables, (N, 3) [m]."""
    paths = [muscle.points for muscle in read_muscles()]
    ends = [end for points in paths for end in (points[0], points[-1]) if end.body == body]
    return np.array([end.position_m for end in ends])


@pytest.mark.parametrize(
    ("body", "limit_m"),
    # Half of the attachments lie nearer than this: Rajagopal 2016 and Christophy 2012 placed them
    # by eye on bones of other people. The muscles of the belly end in its sheath, not on bone.
    [("pelvis", 0.010), ("femur_r", 0.003), ("tibia_r", 0.005), ("torso", 0.006)],
)
def test_muscles_attach_where_the_bones_are(real_bones, body, limit_m):
    on_body = [bone.surface for bone in real_bones if bone.body == body]
    corners = np.concatenate([each.points_m[each.triangles] for each in on_body])
    # Each triangle as its corners, the middles of its edges and its own middle.
    middles = (corners + np.roll(corners, 1, axis=1)) / 2.0
    cloud = np.concatenate([corners, middles, corners.mean(axis=1, keepdims=True)], axis=1)
    ends = attachments_m(body)
    ends[:, 2] = np.abs(ends[:, 2]) if body == "pelvis" else ends[:, 2]
    apart = np.linalg.norm(ends[:, None] - cloud.reshape(-1, 3)[None], axis=2).min(axis=1)
    assert np.median(apart) < limit_m
