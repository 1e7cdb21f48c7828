"""Reading a visit back from what the commands wrote."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from hipspine.clinic.visit_file import read_visit_record
from hipspine.domain.errors import FileFormatError

CURVE = {"mean": 0.5, "peak": 0.9, "lowest": 0.1, "repetitions": 2, "curve": [0.5] * 101}
ASSESSED: dict[str, Any] = {
    "schema_version": "1.2",
    "recorded_on": "2026-03-01",
    "subject": {"name": "Ada", "mass_kg": 62.0, "body_weight_N": 608.0},
    "provenance": {"software_version": "0.1", "options": {"angle_cutoff_hz": "6", "from_s": "1"}},
    "quality": {"problems": []},
    "cycles": {"segment_label": "gait cycle"},
    "activations": {"psoas": {"left": CURVE}},
    "loads": {"L5_S1": {"compression_bw": CURVE, "compression_N": CURVE}},
    "what_ifs": {"asked": [], "sweeps": []},
    "measurements": [
        {"name": "cadence", "unit": "1/s", "absent_because": "no stride", "cautions": []},
        {
            "name": "step_length",
            "unit": "m",
            "value": 0.7,
            "side": "left",
            "cautions": [],
            "repeatability": {"sem": 0.01, "mdc95": 0.028, "source": "s", "people": "p"},
        },
    ],
}


def written(folder: Path, content: object, name: str = "results.json") -> Path:
    path = folder / name
    path.write_text(json.dumps(content))
    return path


def test_an_assessment_is_read_from_its_file_or_its_folder(tmp_path: Path) -> None:
    path = written(tmp_path, ASSESSED)
    for given in (path, tmp_path):
        found = read_visit_record(given)
        assert found.kind == "assessment"
        assert found.recorded_on == date(2026, 3, 1)
        assert found.label == "2026-03-01"


def test_loads_come_in_body_weights_and_absent_values_stay_absent(tmp_path: Path) -> None:
    found = read_visit_record(written(tmp_path, ASSESSED))
    assert set(found.curves) == {("activation", "psoas", "left"), ("load", "L5_S1", "compression")}
    cadence, step = found.measurements
    assert cadence.value is None
    assert cadence.absent_because == "no stride"
    assert step.repeatability is not None
    assert step.repeatability.sem == 0.01


def test_settings_that_shape_numbers_are_kept_and_the_part_of_the_trial_is_not(
    tmp_path: Path,
) -> None:
    found = read_visit_record(written(tmp_path, ASSESSED))
    assert found.made_with == {"software_version": "0.1", "angle_cutoff_hz": "6"}


def test_a_visit_without_a_name_is_called_as_its_folder(tmp_path: Path) -> None:
    content = {key: value for key, value in ASSESSED.items() if key != "recorded_on"}
    folder = tmp_path / "march"
    folder.mkdir()
    assert read_visit_record(written(folder, content)).label == "march"


@pytest.mark.parametrize(
    ("key", "kind"), [("channels", "emg"), ("bouts", "imu"), ("test", "movement_test")]
)
def test_the_output_of_other_commands_is_told_by_its_keys(
    tmp_path: Path, key: str, kind: str
) -> None:
    content = {"visit": "2026-05-04", "measurements": ASSESSED["measurements"], key: []}
    found = read_visit_record(written(tmp_path, content, "visit.json"))
    assert found.kind == kind
    assert found.recorded_on == date(2026, 5, 4)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ({**ASSESSED, "schema_version": "1.0"}, "version 1.0"),
        ({"measurements": []}, "none of their keys"),
        ([1, 2], "JSON that is no table"),
        ({**ASSESSED, "measurements": [{"name": "x"}]}, "measurements.0"),
    ],
)
def test_a_file_that_cannot_be_compared_says_why(
    tmp_path: Path, content: object, says: str
) -> None:
    with pytest.raises(FileFormatError, match=says):
        read_visit_record(written(tmp_path, content))


def test_a_missing_file_and_a_file_that_is_no_json_say_so(tmp_path: Path) -> None:
    with pytest.raises(FileFormatError, match="No such file"):
        read_visit_record(tmp_path / "none.json")
    damaged = tmp_path / "damaged.json"
    damaged.write_text("{")
    with pytest.raises(FileFormatError, match="no JSON"):
        read_visit_record(damaged)
