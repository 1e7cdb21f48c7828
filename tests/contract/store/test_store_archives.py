"""Exports of a person, and what they become when they are read again."""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from hipspine.domain.errors import FileFormatError, OutputError, RecordsError
from hipspine.domain.record import Recording
from hipspine.records.kinds import KINDS
from hipspine.records.person_export import DOCUMENT, export_person
from hipspine.records.person_import import take_in_person

CLAM = {"clam"}
ON_SQLITE = pytest.mark.parametrize("place", ["sqlite"], indirect=True)
"""For what happens before the database is asked."""


@pytest.fixture
def exported(full_store, anna, tmp_path):
    file = tmp_path / "anna.zip"
    export_person(full_store, anna.id, file)
    return file


def _document(file: Path) -> dict[str, object]:
    with zipfile.ZipFile(file) as archive:
        return json.loads(archive.read(DOCUMENT))


def _rewritten(file: Path, change: Callable[[dict[str, object]], None], extra: str = "") -> Path:
    """The archive with its document changed, and with one more member if named."""
    changed = file.with_name("changed.zip")
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == DOCUMENT:
                document = json.loads(content)
                change(document)
                content = json.dumps(document).encode()
            new.writestr(name, content)
        if extra:
            new.writestr(extra, b"planted")
    return changed


def test_an_export_taken_in_elsewhere_and_exported_again_is_the_same(
    exported, elsewhere, anna, tmp_path
):
    take_in_person(elsewhere, exported, known_exercises=CLAM)
    export_person(elsewhere, anna.id, tmp_path / "again.zip")
    first, second = _document(exported), _document(tmp_path / "again.zip")
    belongs_to_the_machine = {"exported_at", "audit", "access"}
    for part in set(first) - belongs_to_the_machine:
        assert first[part] == second[part], part
    assert all(first["entries"][kind.name] for kind in KINDS), "every kind is in it"
    assert zipfile.ZipFile(exported).namelist() == (
        zipfile.ZipFile(tmp_path / "again.zip").namelist()
    )


def test_taking_in_twice_changes_nothing(exported, elsewhere, anna, tmp_path):
    for name in ("one.zip", "two.zip"):
        take_in_person(elsewhere, exported, known_exercises=CLAM)
        export_person(elsewhere, anna.id, tmp_path / name)
    one, two = _document(tmp_path / "one.zip"), _document(tmp_path / "two.zip")
    assert one["entries"] == two["entries"]
    assert one["programmes"] == two["programmes"]
    assert one["overrides"] == two["overrides"]


def test_an_erased_person_comes_back_whole_from_an_export(full_store, exported, anna):
    before = {kind.name: full_store.entries(anna.id, kind.type) for kind in KINDS}
    full_store.erase_person(anna.id)
    take_in_person(full_store, exported, known_exercises=CLAM)
    assert {kind.name: full_store.entries(anna.id, kind.type) for kind in KINDS} == before


def test_an_unknown_exercise_in_an_import_is_named_and_nothing_is_taken_in(exported, elsewhere):
    with pytest.raises(RecordsError, match=r"expected exercises of the library, got clam\."):
        take_in_person(elsewhere, exported, known_exercises={"bridge"})
    assert elsewhere.persons() == ()


def _pain_of_eleven(document):
    document["entries"]["morning"][0]["content"]["pain"] = 11


def _no_sets(document):
    document["programmes"][0]["content"]["exercises"][0]["dose"]["sets"] = 0


def _another_owner(document):
    document["entries"]["session"][0]["person"] = "somebody"


def _unknown_field(document):
    document["entries"]["session"][0]["content"]["mood"] = "good"


def _newer_version(document):
    document["version"] = 99


def _other_format(document):
    document["format"] = "something"


def _no_zone(document):
    document["entries"]["note"][0]["content"]["at"] = "2026-11-21T08:00:00"


def _nobody(document):
    document["persons"] = []


def _not_a_list(document):
    document["programmes"] = 5


def _file_left_out(document):
    document["entries"]["recording"][0]["content"]["files"][0]["sha256"] = "0" * 64


@ON_SQLITE
@pytest.mark.parametrize(
    ("change", "named"),
    [
        (_pain_of_eleven, "pain on waking is 11"),
        (_no_sets, "at least one set"),
        (_another_owner, "entries of the persons in it"),
        (_unknown_field, "mood is not known here"),
        (_newer_version, "version 99"),
        (_other_format, "an archive of format hipspine-person"),
        (_no_zone, "needs its offset from universal time"),
        (_nobody, "nobody"),
        (_not_a_list, "an export as hipspine writes it"),
        (_file_left_out, "a file that was kept for this person"),
    ],
)
def test_a_bad_export_is_refused_whole(exported, elsewhere, change, named):
    with pytest.raises((FileFormatError, RecordsError), match=named):
        take_in_person(elsewhere, _rewritten(exported, change), known_exercises=CLAM)
    assert elsewhere.persons() == ()
    assert elsewhere.audit_trail() == ()


@ON_SQLITE
@pytest.mark.parametrize("name", ["../planted", "/etc/planted", "files/x/y", "planted.txt"])
def test_an_archive_with_anything_else_in_it_is_refused(exported, elsewhere, name, tmp_path):
    changed = _rewritten(exported, lambda document: None, name)
    with pytest.raises(FileFormatError, match="only what hipspine writes"):
        take_in_person(elsewhere, changed, known_exercises=CLAM)
    assert not list(tmp_path.rglob("planted*"))


def test_what_contradicts_the_records_here_is_refused_whole(full_store, exported, anna):
    def other_note(document):
        document["entries"]["session"][0]["content"]["note"] = "another"

    trail = full_store.audit_trail()
    with pytest.raises(RecordsError, match="another content under the same id"):
        take_in_person(full_store, _rewritten(exported, other_note), known_exercises=CLAM)
    assert full_store.audit_trail() == trail


def test_an_archive_is_never_overwritten(full_store, exported, anna):
    before = exported.read_bytes()
    with pytest.raises(OutputError, match="does not exist yet"):
        export_person(full_store, anna.id, exported)
    assert exported.read_bytes() == before


def test_an_export_of_a_damaged_file_is_not_written(full_store, anna, tmp_path):
    (recording,) = full_store.entries(anna.id, Recording)
    full_store.file(anna.id, recording.files[0].sha256).write_bytes(b"tampered")
    with pytest.raises(RecordsError, match="a changed one"):
        export_person(full_store, anna.id, tmp_path / "x.zip")
    assert not (tmp_path / "x.zip").exists()
