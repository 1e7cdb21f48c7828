import pytest

from hipspine.domain.errors import FileFormatError
from hipspine.domain.units import radians
from hipspine.readers.gait_profile import (
    PROFILE_VARIABLES,
    read_gait_reference,
    read_gait_reference_file,
)


def table(variables=PROFILE_VARIABLES, percents=range(0, 101, 10), value="12.5"):
    rows = [f"{name},{percent},{value}" for name in variables for percent in percents]
    return "\n".join(["variable,percent,mean_deg", *rows])


def test_a_table_gives_nine_curves_in_radians():
    reference = read_gait_reference(table(), where="lab.csv")
    assert set(reference.curves_rad) == set(PROFILE_VARIABLES)
    assert reference.curves_rad["knee_flexion"] == pytest.approx([radians(12.5)] * 11)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no rows"),
        ("a,b\n1,2", "a, b"),
        (table(PROFILE_VARIABLES[1:]), "pelvis_anterior_tilt"),
        (table(percents=range(0, 91, 9)), "even percents"),
        (table(percents=range(0, 101, 20)), "even percents"),
        (table(value="high"), "a number in mean_deg"),
        (table(value="nan"), "a number in mean_deg"),
    ],
)
def test_a_table_that_cannot_be_used_says_where_and_why(text, said):
    with pytest.raises(FileFormatError, match=said):
        read_gait_reference(text, where="lab.csv")


def test_a_file_is_read_with_its_name_and_a_missing_one_refused(tmp_path):
    path = tmp_path / "lab.csv"
    path.write_text(table(), encoding="utf-8-sig")  # as spreadsheets save it
    assert read_gait_reference_file(path).name == "lab.csv"
    with pytest.raises(FileFormatError, match="a CSV file in UTF-8"):
        read_gait_reference_file(tmp_path / "none.csv")
