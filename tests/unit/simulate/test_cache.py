"""Cached bundles: found by content, written whole, never trusted when damaged."""

import errno
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from hipspine.domain.errors import OutputError
from hipspine.domain.motion import Contact, ContactForce, JointAngles
from hipspine.simulate.bundle import Bundle
from hipspine.simulate.cache import bundle_key, cached_path, read_cached, write_cached

ANGLES = JointAngles(("a", "b"), np.arange(3.0), np.ones((3, 2)))
FOOT = ContactForce(
    Contact.LEFT_FOOT, np.arange(3.0), np.ones((3, 3)), np.ones((3, 3)), np.ones((3, 3))
)


def key(
    model: str = "m",
    angles: JointAngles = ANGLES,
    contacts: tuple[ContactForce, ...] = (FOOT,),
    versions: tuple[str, ...] = ("1", "4.6"),
) -> str:
    return bundle_key(model, angles, contacts, versions)


def test_the_same_ingredients_give_the_same_key() -> None:
    assert key() == key(angles=replace(ANGLES, values=np.ones((3, 2))))


@pytest.mark.parametrize(
    "other",
    [
        key(model="n"),
        key(versions=("2", "4.6")),
        key(versions=("14", ".6")),
        key(contacts=()),
        key(contacts=(replace(FOOT, contact=Contact.RIGHT_FOOT),)),
        key(contacts=(replace(FOOT, force_N=2 * np.ones((3, 3))),)),
        key(angles=replace(ANGLES, names=("a", "c"))),
        key(angles=replace(ANGLES, names=("ab", ""))),
        key(angles=replace(ANGLES, values=np.nextafter(ANGLES.values, 2.0))),
    ],
)
def test_any_other_ingredient_gives_another_key(other: str) -> None:
    assert other != key()


def test_what_was_written_is_read(tmp_path: Path, make_bundle: Callable[..., Bundle]) -> None:
    path = cached_path(tmp_path / "new" / "folder", "k")
    write_cached(path, make_bundle())
    found, problems = read_cached(path)
    assert found is not None
    assert found.model_name == "two joints"
    assert problems == ()
    assert [p.name for p in path.parent.iterdir()] == ["k.npz"]


def test_an_absent_file_is_no_problem(tmp_path: Path) -> None:
    assert read_cached(tmp_path / "no.npz") == (None, ())


def test_a_damaged_file_is_reported_and_not_used(tmp_path: Path) -> None:
    path = tmp_path / "k.npz"
    path.write_bytes(b"\x00garbage")
    found, [problem] = read_cached(path)
    assert found is None
    assert "k.npz" in problem.where


def test_a_full_disk_leaves_the_earlier_file_and_no_remains(
    tmp_path: Path, make_bundle: Callable[..., Bundle], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "k.npz"
    write_cached(path, make_bundle())
    before = path.read_bytes()

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OutputError, match="No space left"):
        write_cached(path, make_bundle(max_force=1.0))
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["k.npz"]


def test_a_file_in_the_folders_place_is_said(
    tmp_path: Path, make_bundle: Callable[..., Bundle]
) -> None:
    (tmp_path / "bundles").write_text("not a folder")
    with pytest.raises(OutputError, match="HIPSPINE_CACHE_DIR"):
        write_cached(cached_path(tmp_path, "k"), make_bundle())


def test_several_writers_at_once_leave_one_whole_file(
    tmp_path: Path, make_bundle: Callable[..., Bundle]
) -> None:
    path, bundle = tmp_path / "k.npz", make_bundle()
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: write_cached(path, bundle), range(20)))
    assert read_cached(path)[0] is not None
    assert [p.name for p in tmp_path.iterdir()] == ["k.npz"]
