"""Marker sets: schema, recognition, and agreement with the model's landmark table."""

from pathlib import Path

import pytest

from hipspine.content.marker_sets import (
    plain_marker_name,
    read_marker_set,
    recognise_marker_set,
    shipped_marker_sets,
)
from hipspine.domain.errors import ContentError, RecordingError
from hipspine.domain.landmarks import PELVIC_LANDMARKS, Landmark, Segment

SMALL_SET = """
id = "ours"
title = "Ours"
source = "our laboratory"
[landmarks]
LASI = { landmark = "left_asis", weight = 20 }
RASI = { landmark = "right_asis", weight = 20 }
[clusters]
LTHI = { segment = "left_thigh" }
[computed]
LHJC = { use = "nothing", why = "from LASI and RASI" }
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "set.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_laboratory_can_describe_its_own_markers(tmp_path: Path) -> None:
    ours = read_marker_set(written(tmp_path, SMALL_SET))
    assert ours.landmarks["LASI"].landmark is Landmark.LEFT_ASIS
    assert ours.names == {"LASI", "RASI", "LTHI", "LHJC"}


def test_shipped_sets_place_the_pelvis_and_mirror_their_landmarks() -> None:
    for known in shipped_marker_sets():
        stood_on = {entry.landmark for entry in known.landmarks.values()}
        assert stood_on.issuperset(PELVIC_LANDMARKS)
        assert {landmark.mirrored for landmark in stood_on} == stood_on


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (SMALL_SET.replace("left_asis", "left_hip_bone"), "landmarks.LASI.landmark"),
        (SMALL_SET.replace("LTHI", "LASI"), "listed twice: LASI"),
        (SMALL_SET.replace("right_asis", "left_asis"), "two markers on one landmark: left_asis"),
        (SMALL_SET.replace('"nothing"', '"scaling"'), "needs the landmark"),
        (SMALL_SET.replace("weight = 20", "weight = 0", 1), "landmarks.LASI.weight"),
        (SMALL_SET.replace("title", "heading"), "title"),
        ("R.ASIS = {", "syntax error"),
    ],
)
def test_a_wrong_set_is_refused_and_the_message_names_the_entry(
    tmp_path: Path, wrong: str, said: str
) -> None:
    with pytest.raises(ContentError, match=said):
        read_marker_set(written(tmp_path, wrong))


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match=r"nowhere\.toml"):
        read_marker_set(tmp_path / "nowhere.toml")


def test_binary_garbage_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "set.toml"
    path.write_bytes(b"\xff\xfe\x00\x81")
    with pytest.raises(ContentError, match="cannot be read"):
        read_marker_set(path)


def test_each_shipped_set_recognises_its_own_names() -> None:
    sets = shipped_marker_sets()
    for known in sets:
        assert recognise_marker_set(known.names, sets) == known


def test_a_subjects_name_before_the_markers_does_not_matter() -> None:
    sets = shipped_marker_sets()
    names = [f"Anna:{name}" for name in sets[0].names]
    assert recognise_marker_set(names, sets) == sets[0]
    assert plain_marker_name("Anna:LASI ") == "LASI"


def test_unknown_names_are_listed_and_a_way_out_is_given() -> None:
    with pytest.raises(RecordingError, match=r"unknown: .*LASI.*--marker-set"):
        recognise_marker_set(["LASI", "RASI", "SACR"], shipped_marker_sets())


def test_a_recording_without_markers_is_not_taken_for_any_set() -> None:
    with pytest.raises(RecordingError, match="0 of 0"):
        recognise_marker_set([], shipped_marker_sets())


def test_the_how_to_page_shows_a_valid_set_and_names_everything(tmp_path: Path) -> None:
    page = (Path(__file__).parents[3] / "docs" / "how-to" / "marker-sets.md").read_text("utf-8")
    example = page.split("```toml\n")[1].split("```")[0]
    assert read_marker_set(written(tmp_path, example)).id == "ours"
    for name in (*Landmark, *Segment):
        bare = name.removeprefix("left_").removeprefix("right_")
        assert f"`{bare}`" in page
