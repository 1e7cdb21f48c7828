"""Files that are no models are refused with one clear message."""

import pytest

from hipspine.domain.errors import FileFormatError, ModelError
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
def test_a_probe_that_takes_too_long_is_stopped(tmp_path):
    path = tmp_path / "model.osim"
    path.write_text("<OpenSimDocument Version='40500'></OpenSimDocument>", encoding="utf-8")
    with pytest.raises(FileFormatError, match="no answer within"):
        probe_model(path, postures={}, wall_seconds=0.001)
