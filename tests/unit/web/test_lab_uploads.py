import os

import pytest

pytest.importorskip("fastapi")

from hipspine.content.reference_walker import reference_walker_files
from hipspine.web.lab_uploads import (
    LONGEST_PAUSE_S,
    MOST_OPEN,
    UploadRefused,
    Uploads,
    WrongOffset,
    check_content,
    checked_name,
)
from hostile import hostile_archives

LIMIT = 1_000_000


@pytest.fixture
def uploads(tmp_path):
    return Uploads(tmp_path / "incoming", LIMIT)


@pytest.mark.parametrize(
    "name",
    [
        "../walk.trc",
        "..\\walk.trc",
        "/etc/walk.trc",
        "C:\\walk.trc",
        "walk\x00.trc",
        "walk\n.trc",
        "walk‮crt.trc",
        ".walk.trc",
        "",
        " walk.trc",
        f"{'w' * 200}.trc",
        "wa*lk.trc",
    ],
)
def test_names_that_are_paths_or_hide_something_are_refused(name):
    with pytest.raises(UploadRefused) as refused:
        checked_name(name)
    assert refused.value.reason == "name"


@pytest.mark.parametrize("name", ["walk.zip", "walk.tar", "walk.TGZ", "walk.7z", "walk.trc.gz"])
def test_archives_are_refused_by_their_ending(name):
    with pytest.raises(UploadRefused) as refused:
        checked_name(name)
    assert refused.value.reason == "archive"


@pytest.mark.parametrize("name", ["walk.exe", "walk.osim", "walk.xml", "walk", "walk.html"])
def test_kinds_that_the_lab_does_not_read_are_refused(name):
    with pytest.raises(UploadRefused) as refused:
        checked_name(name)
    assert refused.value.reason == "suffix"


def test_a_name_in_any_script_is_taken():
    assert checked_name("Gehübung 1 – früh.trc") == "Gehübung 1 – früh.trc"


def test_archives_that_dress_up_as_recordings_are_refused(tmp_path):
    archives = list(hostile_archives())
    assert len(archives) == 50
    for number, content in enumerate(archives):
        path = tmp_path / f"{number}"
        path.write_bytes(content)
        for suffix in (".trc", ".mot", ".sto", ".c3d"):
            with pytest.raises(UploadRefused) as refused:
                check_content(path, f"walk{suffix}")
            assert refused.value.reason == "archive"


def test_a_file_must_hold_what_its_ending_says(tmp_path):
    path = tmp_path / "content"
    path.write_bytes(reference_walker_files().walk.read_bytes())
    check_content(path, "walk.trc")
    with pytest.raises(UploadRefused) as refused:
        check_content(path, "walk.c3d")
    assert refused.value.reason == "content"


def test_a_link_is_no_file(tmp_path):
    (tmp_path / "link").symlink_to(reference_walker_files().walk)
    with pytest.raises(UploadRefused):
        check_content(tmp_path / "link", "walk.trc")


def test_a_file_that_comes_in_pieces_is_whole_at_the_end(uploads):
    upload = uploads.begin("walk.trc", 9)
    for piece in (b"one", b"two", b"six"):
        upload = uploads.append(upload, upload.offset, piece)
    assert upload.is_whole
    assert upload.path.read_bytes() == b"onetwosix"


def test_what_was_acknowledged_is_there_after_a_restart(tmp_path):
    upload = Uploads(tmp_path, LIMIT).begin("walk.trc", 9)
    Uploads(tmp_path, LIMIT).append(upload, 0, b"onetwo")
    after = Uploads(tmp_path, LIMIT).find(upload.id)
    assert (after.name, after.size, after.offset) == ("walk.trc", 9, 6)


def test_a_piece_that_comes_twice_is_not_taken_twice(uploads):
    upload = uploads.append(uploads.begin("walk.trc", 9), 0, b"one")
    with pytest.raises(WrongOffset) as wrong:
        uploads.append(upload, 0, b"one")
    assert wrong.value.offset == 3


def test_more_than_was_announced_is_refused(uploads):
    upload = uploads.begin("walk.trc", 3)
    with pytest.raises(UploadRefused):
        uploads.append(upload, 0, b"four")


@pytest.mark.parametrize(("size", "reason"), [(0, "empty"), (-1, "empty"), (LIMIT + 1, "large")])
def test_files_of_no_size_or_too_large_are_refused(uploads, size, reason):
    with pytest.raises(UploadRefused) as refused:
        uploads.begin("walk.trc", size)
    assert refused.value.reason == reason


def test_a_person_can_begin_only_so_many(uploads):
    for _ in range(MOST_OPEN):
        uploads.begin("walk.trc", 3)
    with pytest.raises(UploadRefused):
        uploads.begin("walk.trc", 3)


@pytest.mark.parametrize("identity", ["..", "../..", "", "a/b", "0" * 36])
def test_an_upload_is_found_by_its_id_only(uploads, identity):
    assert uploads.find(identity) is None
    uploads.discard(identity)


def test_a_discarded_upload_is_gone(uploads):
    upload = uploads.begin("walk.trc", 3)
    uploads.discard(upload.id)
    assert uploads.find(upload.id) is None
    assert uploads.open() == ()


def test_an_upload_that_nobody_goes_on_with_makes_room_after_a_week(uploads):
    old = uploads.begin("walk.trc", 3)
    long_ago = old.path.stat().st_mtime - LONGEST_PAUSE_S - 1
    os.utime(old.path, (long_ago, long_ago))
    new = uploads.begin("walk.trc", 3)
    assert [each.id for each in uploads.open()] == [new.id]
