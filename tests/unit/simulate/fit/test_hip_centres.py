"""Hip centres from the four pelvic spines (Harrington 2007)."""

import numpy as np
import pytest

from hipspine.domain.anatomy import Side
from hipspine.domain.landmarks import Landmark
from hipspine.simulate.fit.hip_centres import hip_centre

PELVIS = {
    # 240 mm wide, 160 mm deep, level, facing X.
    Landmark.RIGHT_ASIS: np.array([0.0, 1.0, 0.12]),
    Landmark.LEFT_ASIS: np.array([0.0, 1.0, -0.12]),
    Landmark.RIGHT_PSIS: np.array([-0.16, 1.0, 0.05]),
    Landmark.LEFT_PSIS: np.array([-0.16, 1.0, -0.05]),
}


def test_the_regression_gives_the_published_offsets() -> None:
    # x = -0.24*160 - 9.9 = -48.3 mm; y = -0.30*240 - 10.9 = -82.9 mm; z = 0.33*240 + 7.3 = 86.5 mm
    np.testing.assert_allclose(
        hip_centre(PELVIS, Side.RIGHT), [-0.0483, 1.0 - 0.0829, 0.0865], atol=1e-12
    )


def test_left_mirrors_right() -> None:
    right, left = hip_centre(PELVIS, Side.RIGHT), hip_centre(PELVIS, Side.LEFT)
    np.testing.assert_allclose(left, right * [1, 1, -1], atol=1e-12)


@pytest.mark.parametrize("quarter_turns", [1, 2, 3])
def test_the_centre_turns_with_the_person(quarter_turns: int) -> None:
    angle = quarter_turns * np.pi / 2
    turn = np.array(
        [[np.cos(angle), 0, np.sin(angle)], [0, 1, 0], [-np.sin(angle), 0, np.cos(angle)]]
    )
    turned = {name: turn @ place for name, place in PELVIS.items()}
    np.testing.assert_allclose(
        hip_centre(turned, Side.LEFT), turn @ hip_centre(PELVIS, Side.LEFT), atol=1e-12
    )


def test_whole_paths_are_taken_frame_by_frame() -> None:
    paths = {name: np.stack([place, place + 0.1]) for name, place in PELVIS.items()}
    centres = hip_centre(paths, Side.RIGHT)
    np.testing.assert_allclose(centres[1] - centres[0], 0.1, atol=1e-12)
