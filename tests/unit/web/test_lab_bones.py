import json

import numpy as np
import pytest

pytest.importorskip("fastapi")

from fastapi.testclient import TestClient

from bone_package import VERSION, write_bone_package
from hipspine.simulate.body_bones import BonePackage, read_bones
from hipspine.web import app as web_app
from hipspine.web.lab_bones import LabBones
from hipspine.web.lab_trials import LabTrials


@pytest.fixture
def package(tmp_path):
    meshes = write_bone_package(tmp_path / "site")
    return BonePackage("myo-sim", VERSION, "Apache-2.0", "the whole licence", meshes)


@pytest.fixture
def lab(settings):
    app = web_app.create_app(settings)
    with TestClient(app) as client:
        yield client


def use(lab, package):
    lab.app.state.lab = LabTrials(bones=LabBones(package))


def scene_of(lab):
    content = lab.get("/lab/view/demo/scene").content
    return json.loads(content[4 : 4 + int.from_bytes(content[:4], "little")])


def unpacked(content):
    """Return corners [m] and triangles by name, worked out from the file's description alone."""
    length = int.from_bytes(content[:4], "little")
    told, at, found = json.loads(content[4 : 4 + length]), 4 + length, {}

    def take(rows, columns):
        nonlocal at
        count = rows * columns
        halves = np.frombuffer(content[at : at + 2 * count], np.uint8).reshape(2, count)
        at += 2 * count
        steps = halves[0].astype(np.int64) + 256 * halves[1].astype(np.int64)
        return np.cumsum(steps.reshape(rows, columns), axis=0) % 65536

    for bone in told["bones"]:
        corners = take(bone["points"], 3)
        corners = np.where(corners > 32767, corners - 65536, corners) / told["length_steps_per_m"]
        found[bone["name"]] = corners, take(3 * bone["triangles"], 1).reshape(-1, 3)
    assert at == len(content)
    return found


def test_the_file_holds_the_bones_to_a_twentieth_of_a_millimetre(lab, package):
    use(lab, package)
    response = lab.get(scene_of(lab)["bones"]["address"])
    assert "immutable" in response.headers["cache-control"]
    found = unpacked(response.content)
    for bone in read_bones(package.folder):
        corners, triangles = found[bone.name]
        np.testing.assert_allclose(corners, bone.surface.points_m, atol=0.26e-4)
        np.testing.assert_array_equal(triangles, bone.surface.triangles)


def test_the_page_names_the_package_and_its_licence(lab, package):
    use(lab, package)
    page = lab.get("/lab/view/demo").text
    assert f"myo-sim {VERSION}" in page
    assert 'href="/lab/bones/licence"' in page
    assert lab.get("/lab/bones/licence").text == "the whole licence"


def test_without_the_package_solids_are_drawn_and_nothing_is_said(lab):
    use(lab, None)
    assert scene_of(lab)["bones"] is None
    assert "myo-sim" not in lab.get("/lab/view/demo").text
    assert lab.get("/lab/bones/licence").status_code == 404


def test_a_damaged_package_is_said_to_be_damaged(lab, package):
    (package.folder / "sacrum.stl").write_bytes(b"no mesh")
    use(lab, package)
    assert scene_of(lab)["bones"] is None
    page = lab.get("/lab/view/demo").text
    assert "could not be read" in page
    assert "sacrum.stl" in page


def test_bones_under_another_key_are_not_there(lab, package):
    use(lab, package)
    assert lab.get("/lab/bones/0123456789abcdef").status_code == 404


def test_other_bones_have_another_address(lab, package):
    use(lab, package)
    before = scene_of(lab)["bones"]["address"]
    (package.folder / "r_patella.stl").unlink()
    use(lab, package)
    assert scene_of(lab)["bones"]["address"] != before
