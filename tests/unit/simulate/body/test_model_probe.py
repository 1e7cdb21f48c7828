"""Files that are no models are refused with one clear message."""

import pytest

from hipspine.domain.errors import FileFormatError, ModelError
from hipspine.simulate.body.build import build_model_xml, write_model
from hipspine.simulate.body.model_probe import probe_model


def test_a_path_without_a_file_is_reported(tmp_path):
    with pytest.raises(ModelError, match="no such file"):
        probe_model(tmp_path / "absent.osim", postures={})


@pytest.mark.parametrize(
    ("content", "got"),
    [
        (b"", "an empty file"),
        (bytes(range(256)) * 20, "something else"),
        (b"<?xml version='1.0'?><Document/>", "something else"),
    ],
)
def test_a_file_that_is_no_model_is_refused_before_opensim_sees_it(tmp_path, content, got):
    path = tmp_path / "model.osim"
    path.write_bytes(content)
    with pytest.raises(FileFormatError, match=got):
        probe_model(path, postures={})


@pytest.mark.opensim
@pytest.mark.parametrize(
    "content",
    [
        "<OpenSimDocument Version='40500'><Model name='cut'>",
        "<OpenSimDocument Version='40500'></OpenSimDocument>",
        "<OpenSimDocument Version='abc'><Nonsense/></OpenSimDocument>",
    ],
)
def test_a_damaged_model_is_refused(tmp_path, content):
    path = tmp_path / "model.osim"
    path.write_text(content, encoding="utf-8")
    with pytest.raises((FileFormatError, ModelError), match="OpenSim"):
        probe_model(path, postures={})


@pytest.mark.opensim
@pytest.mark.parametrize("kept", [0.1, 0.5, 0.95])
def test_a_model_cut_short_is_refused(tmp_path, kept):
    whole = build_model_xml()
    path = tmp_path / "cut.osim"
    path.write_text(whole[: int(kept * len(whole))], encoding="utf-8")
    with pytest.raises((FileFormatError, ModelError), match=r"cut\.osim: expected .* OpenSim"):
        probe_model(path, postures={"neutral": {}})


@pytest.mark.opensim
def test_a_muscle_on_a_body_that_is_not_there_is_refused(tmp_path):
    path = tmp_path / "broken.osim"
    path.write_text(build_model_xml().replace("/bodyset/talus_r", "/bodyset/gone"), "utf-8")
    with pytest.raises((FileFormatError, ModelError), match=r"broken\.osim"):
        probe_model(path, postures={"neutral": {}})


@pytest.mark.opensim
def test_a_posture_that_the_model_cannot_take_is_left_out(tmp_path):
    path = write_model(tmp_path / "body.osim")
    postures = {"neutral": {}, "winged": {"wing_flap": 0.1}}
    found = probe_model(path, postures=postures, moment_arms=[("winged", "hip_flexion_r")])
    assert set(found.lengths_m) == {"neutral"}
    assert not found.moment_arms_m


@pytest.mark.opensim
def test_a_probe_that_takes_too_long_is_stopped(tmp_path):
    path = tmp_path / "model.osim"
    path.write_text("<OpenSimDocument Version='40500'></OpenSimDocument>", encoding="utf-8")
    with pytest.raises(FileFormatError, match="no answer within"):
        probe_model(path, postures={}, wall_seconds=0.001)
