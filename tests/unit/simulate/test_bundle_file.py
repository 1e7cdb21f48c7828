"""Bundles come back from their files as they were, or not at all."""

from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

from hipspine.domain.errors import FileFormatError
from hipspine.domain.problem import Level, Problem
from hipspine.simulate.bundle import Bundle, MuscleParameters
from hipspine.simulate.bundle_file import bundle_bytes, read_bundle

MakeBundle = Callable[..., Bundle]


def assert_same(ours: object, theirs: object, kind: type) -> None:
    for item in fields(kind):
        value, other = getattr(ours, item.name), getattr(theirs, item.name)
        if isinstance(value, MuscleParameters):
            assert_same(value, other, MuscleParameters)
        elif isinstance(value, np.ndarray):
            np.testing.assert_array_equal(value, other, err_msg=item.name)
            assert value.dtype.kind == other.dtype.kind, item.name
        else:
            assert value == other, item.name


@pytest.fixture
def bundle(make_bundle: MakeBundle) -> Bundle:
    points = np.zeros((5, 10, 3))
    points[:, 9] = np.nan
    problem = Problem(Level.WARNING, "angles x", "not in the model", "check “names”")
    return make_bundle(path_points_m=points, problems=(problem,))


def test_every_field_comes_back(bundle: Bundle, tmp_path: Path) -> None:
    path = tmp_path / "walk.npz"
    path.write_bytes(bundle_bytes(bundle))
    assert_same(bundle, read_bundle(path), Bundle)


def test_missing_values_inside_sparse_arrays_come_back(
    make_bundle: MakeBundle, tmp_path: Path
) -> None:
    arms = np.zeros((5, 4, 5))
    arms[2, 1, 3] = np.nan
    arms[4, 0, 0] = -0.05
    path = tmp_path / "walk.npz"
    path.write_bytes(bundle_bytes(make_bundle(moment_arms_m=arms)))
    np.testing.assert_array_equal(read_bundle(path).moment_arms_m, arms)


@pytest.mark.parametrize("cut", [0, 10, 500, -1, -200])
def test_a_truncated_file_is_refused(bundle: Bundle, tmp_path: Path, cut: int) -> None:
    path = tmp_path / "walk.npz"
    path.write_bytes(bundle_bytes(bundle)[:cut])
    with pytest.raises(FileFormatError, match=r"walk\.npz"):
        read_bundle(path)


def test_a_flipped_bit_is_noticed(bundle: Bundle, tmp_path: Path) -> None:
    content = bytearray(bundle_bytes(bundle))
    place = content.find(np.float64(400.0).tobytes())  # the disc's load offset
    content[place + 3] ^= 1
    path = tmp_path / "walk.npz"
    path.write_bytes(content)
    with pytest.raises(FileFormatError, match="damaged"):
        read_bundle(path)


def test_pickled_content_is_never_loaded(tmp_path: Path) -> None:
    path = tmp_path / "walk.npz"
    np.savez(path, allow_pickle=True, format=np.array([object()], dtype=object))
    with pytest.raises(FileFormatError):
        read_bundle(path)


def test_another_format_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "walk.npz"
    np.savez(path, format=np.array(99))
    with pytest.raises(FileFormatError, match="format 99"):
        read_bundle(path)


def test_frames_with_a_missing_moment_are_not_measured(make_bundle: MakeBundle) -> None:
    moments = np.zeros((5, 4))
    moments[1, 2] = np.nan
    measured = make_bundle(required_moments_Nm=moments).measured
    np.testing.assert_array_equal(measured, [True, False, True, True, True])
