"""Forces in hip implants, as HIP98 and OrthoLoad export them."""

from pathlib import Path

import numpy as np
import pytest

from hipspine.domain.errors import FileFormatError
from hipspine.readers.orthoload import read_implant_force

ROWS = [(0, 300.0, 400.0, 0.0), (50, 0.0, 600.0, 800.0), (100, 300.0, 400.0, 0.0)]


def written(folder: Path, header: str, rows: list[tuple[float, ...]]) -> Path:
    lines = ["Peak Resultant Force F = 1000N", header]
    lines += ["\t".join(f"{value:g}" for value in row) for row in rows]
    path = folder / "walk.hip"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_resultant_of_a_file_with_cycle_percent(tmp_path):
    path = written(tmp_path, "Cycle [%]\tFx [N]\tFy [N]\tFz [N]", ROWS)
    force = read_implant_force(path)
    np.testing.assert_array_equal(force.cycle_percent, [0.0, 50.0, 100.0])
    # 3-4-5 triangles: 500 N and 1000 N.
    np.testing.assert_allclose(force.resultant_N, [500.0, 1000.0, 500.0])


def test_place_in_the_cycle_from_time_where_no_percent_is_given(tmp_path):
    rows = [(2.0, *ROWS[0][1:]), (2.25, *ROWS[1][1:]), (3.0, *ROWS[2][1:])]
    force = read_implant_force(written(tmp_path, "Time [s]\tFx [N]\tFy [N]\tFz [N]", rows))
    np.testing.assert_allclose(force.cycle_percent, [0.0, 25.0, 100.0])


@pytest.mark.parametrize(
    ("header", "rows", "message"),
    [
        ("Cycle [%]\tFx [N]\tFy [N]", [(0, 1.0, 2.0)], "a line naming columns"),
        ("Cycle [%]\tFx [kN]\tFy [N]\tFz [N]", ROWS, "forces in newtons, got Fx \\[kN\\]"),
        ("Step [1]\tFx [N]\tFy [N]\tFz [N]", ROWS, "Cycle \\[%\\] or Time"),
        ("Cycle [%]\tFx [N]\tFy [N]\tFz [N]", ROWS[::-1], "each later"),
        ("Cycle [%]\tFx [N]\tFy [N]\tFz [N]", [], "rows of numbers"),
        (
            "Cycle [%]\tFx [N]\tFy [N]\tFz [N]",
            [*ROWS[:-1], (*ROWS[-1][:-1], float("nan"))],
            f"a force in every row, got none in 1 of {len(ROWS)}",
        ),
        ("Time [s]\tFx [N]\tFy [N]\tFz [N]", [ROWS[0]] * 3, "each later"),
    ],
)
def test_a_file_that_lacks_something_says_what(tmp_path, header, rows, message):
    with pytest.raises(FileFormatError, match=message):
        read_implant_force(written(tmp_path, header, rows))
