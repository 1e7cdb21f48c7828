from pathlib import Path

import numpy as np
import pytest

from hipspine.domain.errors import FileFormatError
from hipspine.readers.anc import read_anc

HEADER = "File_Type:\tAnalog R/C ASCII\tGeneration#:\t2\nTrial\tx\tDuration(Sec.):\t{}\n\n"
BODY = "Name\tGMAX\tGMED\t\nRate\t100\t100\t\nRange\t1000\t1000\t\n0.00\t1\t2\t\n0.01\t3\t-4\t\n"


def test_channels_come_back_in_counts(tmp_path: Path) -> None:
    path = tmp_path / "x.anc"
    path.write_text(HEADER.format(0.01) + BODY)
    analog = read_anc(path).analog
    assert analog is not None
    assert analog.names == ("GMAX", "GMED")
    assert analog.units == ("counts", "counts")
    np.testing.assert_array_equal(analog.values, [[1, 2], [3, -4]])


def test_a_file_shorter_than_its_duration_was_cut(tmp_path: Path) -> None:
    path = tmp_path / "x.anc"
    path.write_text(HEADER.format(2.5) + BODY)
    with pytest.raises(FileFormatError, match=r"expected 2\.5 s .*got 0\.01 s"):
        read_anc(path)


def test_channels_of_the_same_name_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.anc"
    path.write_text(HEADER.format(0.01) + BODY.replace("GMED", "GMAX"))
    with pytest.raises(FileFormatError, match="blank or repeated names"):
        read_anc(path)


@pytest.mark.recordings
def test_recorded_raw_channels_equal_what_numpy_reads(recordings: Path) -> None:
    path = recordings / "walk_rajagopal/emg_walk_raw.anc"
    numbers = np.loadtxt(path, skiprows=11)
    analog = read_anc(path).analog
    assert analog is not None
    assert analog.names[-2:] == ("GMAX", "GMED")
    np.testing.assert_array_equal(analog.times_s, numbers[:, 0])
    np.testing.assert_array_equal(analog.values, numbers[:, 1:])
