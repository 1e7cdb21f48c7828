import numpy as np
import pytest

from hipspine.clinic.kept import kept_folder, key_of
from hipspine.domain.errors import OutputError


def test_result_is_made_once(tmp_path):
    made = []

    def make(folder):
        made.append(folder)
        (folder / "result.txt").write_text("42")

    for _ in range(2):
        folder = kept_folder(tmp_path, "answers", "key", make)
        assert (folder / "result.txt").read_text() == "42"
    assert len(made) == 1


def test_nothing_stays_behind_when_making_fails(tmp_path):
    def make(folder):
        (folder / "half").write_text("")
        raise RuntimeError("stopped")

    with pytest.raises(RuntimeError):
        kept_folder(tmp_path, "answers", "key", make)
    assert list((tmp_path / "answers").iterdir()) == []


def test_two_makers_at_once_leave_one_whole_result(tmp_path):
    def first(folder):
        (folder / "by").write_text("first")
        kept_folder(tmp_path, "answers", "key", second)

    def second(folder):
        (folder / "by").write_text("second")

    folder = kept_folder(tmp_path, "answers", "key", first)
    assert (folder / "by").read_text() == "second"
    assert [entry.name for entry in (tmp_path / "answers").iterdir()] == ["key"]


def test_unwritable_cache_says_which_setting_moves_it(tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("")
    with pytest.raises(OutputError, match="HIPSPINE_CACHE_DIR"):
        kept_folder(blocked, "answers", "key", lambda folder: None)


def test_key_tells_contents_and_their_order_apart():
    one = np.arange(3.0)
    assert key_of("ab", "c") != key_of("a", "bc")
    assert key_of(one) != key_of(one + 1e-12)
    assert key_of(one, 1) == key_of(np.arange(3.0), 1)


@pytest.mark.parametrize("damage", ["cut short", "deleted", "no seal"])
def test_damaged_result_is_made_anew(tmp_path, damage):
    made = []

    def make(folder):
        made.append(folder)
        (folder / "result.txt").write_text("42")

    folder = kept_folder(tmp_path, "answers", "key", make)
    if damage == "cut short":
        (folder / "result.txt").write_text("4")
    elif damage == "deleted":
        (folder / "result.txt").unlink()
    else:
        (folder / "sha256.json").write_text("{")
    again = kept_folder(tmp_path, "answers", "key", make)
    assert (again / "result.txt").read_text() == "42"
    assert len(made) == 2
