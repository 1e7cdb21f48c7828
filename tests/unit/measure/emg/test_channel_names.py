import pytest

from hipspine.domain.anatomy import MuscleGroup, Side
from hipspine.measure.emg.channel_names import is_force_plate_channel, read_channel_name


@pytest.mark.parametrize(
    ("channel", "muscle", "side"),
    [
        ("GMAX", "gluteus_maximus", None),
        ("gluteus_medius", "gluteus_medius", None),
        ("gluteus_medius_r", "gluteus_medius", Side.RIGHT),
        ("R_RF", "rectus_femoris", Side.RIGHT),
        ("L_ST", "medial_hamstrings", Side.LEFT),
        ("RF", "rectus_femoris", None),
        ("RRF", "rectus_femoris", Side.RIGHT),
        ("LGMED", "gluteus_medius", Side.LEFT),
        ("gmaxl", "gluteus_maximus", Side.LEFT),
        ("Left Gluteus Maximus EMG", "gluteus_maximus", Side.LEFT),
        ("GMED (right)", "gluteus_medius", Side.RIGHT),
        ("left right GMAX", "gluteus_maximus", None),
        ("EMG1", None, None),
        ("Pin 3", None, None),
        ("R_GL", None, Side.RIGHT),
    ],
)
def test_a_name_gives_muscle_and_side_only_where_it_says_them(channel, muscle, side) -> None:
    read = read_channel_name(channel)
    assert (read.muscle, read.side) == (muscle, side)


def test_a_muscle_belongs_to_its_group_where_the_surface_can_tell() -> None:
    assert read_channel_name("BF").group is MuscleGroup.HAMSTRINGS
    assert read_channel_name("ES").muscle == "erector_spinae"
    assert read_channel_name("ES").group is None


@pytest.mark.parametrize("channel", ["Fx1", "Mz2", "F1X", "M3Z", "Force.Fx1", "FZ12"])
def test_force_plates_are_no_muscles(channel: str) -> None:
    assert is_force_plate_channel(channel, "V")


@pytest.mark.parametrize("channel", ["MF", "GMAX", "MH", "R_TA", "EMG1", "VM"])
def test_muscles_are_no_force_plates(channel: str) -> None:
    assert not is_force_plate_channel(channel, "V")
    assert is_force_plate_channel(channel, "N")
