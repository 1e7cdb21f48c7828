import numpy as np
import pytest

from hipspine.clinic.movement_test_from_markers import entries_from_markers
from hipspine.content.movement_tests import movement_tests
from hipspine.domain.anatomy import Side
from hipspine.domain.errors import AnswersError, RecordingError
from hipspine.domain.units import degrees


def trc(path, places):
    """Write a .trc with 60 still frames of landmarks at places [m]."""
    names = list(places)
    coordinates = "\t".join(f"X{i}\tY{i}\tZ{i}" for i in range(1, len(names) + 1))
    head = [
        f"PathFileType\t4\t(X/Y/Z)\t{path.name}",
        "DataRate\tCameraRate\tNumFrames\tNumMarkers\tUnits\t"
        "OrigDataRate\tOrigDataStartFrame\tOrigNumFrames",
        f"100\t100\t60\t{len(names)}\tm\t100\t1\t60",
        "Frame#\tTime\t" + "\t\t\t".join(names) + "\t\t",
        "\t\t" + coordinates,
        "",
    ]
    numbers = "\t".join(f"{value:.5f}" for place in places.values() for value in place)
    rows = [f"{n + 1}\t{n / 100:.2f}\t{numbers}" for n in range(60)]
    path.write_text("\n".join(head + rows) + "\n")
    return path


@pytest.fixture
def stand(tmp_path):
    """Standing on the right, the left foot lifted, the pelvis 3 cm lower on the left over 24."""
    places = {
        "right_asis": (0, 1.015, 0.12),
        "left_asis": (0, 0.985, -0.12),
        "right_psis": (-0.15, 1.015, 0.05),
        "left_psis": (-0.15, 0.985, -0.05),
        "right_heel": (-0.05, 0.03, 0.12),
        "left_heel": (-0.05, 0.30, -0.12),
    }
    return trc(tmp_path / "stand.trc", places)


def test_the_drop_is_read_as_an_entry(stand):
    (entry,) = entries_from_markers(movement_tests()["trendelenburg"], stand, Side.RIGHT)
    name, value = entry.split("=")
    assert name == "right.drop_deg"
    # atan(0.03 / 0.24) = 7.125 degrees; the text has two decimals.
    assert float(value) == pytest.approx(degrees(float(np.arctan(0.03 / 0.24))), abs=0.01)


def test_what_the_markers_cannot_tell_is_refused(stand):
    with pytest.raises(RecordingError, match="trunk lean"):
        entries_from_markers(movement_tests()["single_leg_squat"], stand, Side.RIGHT)
    with pytest.raises(AnswersError, match="by hand"):
        entries_from_markers(movement_tests()["sorensen"], stand, Side.RIGHT)
