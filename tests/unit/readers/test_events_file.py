import pytest

from hipspine.domain.anatomy import Side
from hipspine.domain.errors import FileFormatError, OutputError
from hipspine.domain.motion import Event, EventKind
from hipspine.readers.events_file import read_events, write_events

EVENTS = (
    Event(EventKind.HEEL_STRIKE, Side.RIGHT, 0.267),
    Event(EventKind.TOE_OFF, Side.LEFT, 0.448),
    Event(EventKind.HEEL_STRIKE, Side.LEFT, 0.836),
)


@pytest.mark.parametrize("name", ["events.csv", "events.toml"])
def test_what_is_written_is_read_back(tmp_path, name):
    path = tmp_path / name
    write_events(path, EVENTS)
    assert read_events(path) == EVENTS
    assert [file.name for file in tmp_path.iterdir()] == [name]  # nothing unfinished remains


def test_a_hand_edited_list_may_be_unordered_and_commented(tmp_path):
    path = tmp_path / "events.csv"
    path.write_text(
        "\ufeff# from the video\n\nTime_s, side ,kind\n0.836, left, heel_strike\n"
        "0.267,right,heel_strike\n0.448,left,toe_off\n",
        encoding="utf-8",
    )
    assert read_events(path) == EVENTS


def test_all_wrong_lines_are_named_at_once(tmp_path):
    path = tmp_path / "events.csv"
    path.write_text(
        "side,kind,time_s\nright,heel_strike,0.267\nrihgt,toe_off,1.0\nleft,toe off,1.1\n"
        "left,toe_off,soon\nleft,toe_off,nan\nleft\n"
    )
    with pytest.raises(FileFormatError) as caught:
        read_events(path)
    text = str(caught.value)
    for words in ("line 3: side is 'rihgt'", "line 4: kind is 'toe off'", "line 5: time_s is",
                  "line 6: time_s is 'nan'", "line 7: kind is ''"):  # fmt: skip
        assert words in text
    assert "line 2" not in text
    assert text.startswith("events.csv")


def test_wrong_toml_entries_are_named_by_their_number(tmp_path):
    path = tmp_path / "events.toml"
    path.write_text('[[event]]\nside = "left"\nkind = "toe_off"\ntime_s = true\n')
    with pytest.raises(FileFormatError, match="event 1: time_s is 'True'"):
        read_events(path)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.csv", b"", "empty file"),
        ("a.csv", b"side,kind,time_s\n", "at least one event"),
        ("a.csv", b"time,foot\n1,left\n", "header line"),
        ("a.csv", b"side,kind\nleft,toe_off\n", "header line"),
        ("a.csv", b"\xff\xfe\x00\x81", "UTF-8"),
        ("a.toml", b"[[event]\n", "TOML"),
        ("a.toml", b"event = 3\n", "tables"),
        ("a.toml", b"", "at least one event"),
        ("a.csv", b"x" * 1_000_001, "short list"),
    ],
)
def test_what_is_no_list_of_events_is_refused(tmp_path, name, content, words):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(FileFormatError, match=words):
        read_events(path)


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(FileFormatError, match="readable file"):
        read_events(tmp_path / "none.csv")


def test_a_place_that_cannot_be_written_is_told_and_older_events_stay(tmp_path):
    with pytest.raises(OutputError, match=r"none.events\.csv"):
        write_events(tmp_path / "none" / "events.csv", EVENTS)
