"""What every store of records does, on SQLite and on PostgreSQL alike."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from hipspine.domain.answers import Reply
from hipspine.domain.errors import RecordsError
from hipspine.domain.programme import (
    Overrides,
    PlannedDose,
    PlannedExercise,
    Signature,
    Stage,
)
from hipspine.domain.record import (
    Audience,
    KeptScreening,
    Note,
    Person,
    Recording,
    Result,
    Role,
)
from hipspine.domain.training import (
    CheckIn,
    ExerciseEntry,
    MorningAfter,
    Session,
)
from hipspine.domain.triage import TriageLevel
from kept_entries import ENTRIES, NOON, PROGRAMME, SATURDAY


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: type(entry).__name__)
def test_what_is_kept_comes_back_equal(store, anna, entry):
    assert store.add(anna.id, entry)
    assert store.entries(anna.id, type(entry)) == (entry,)


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: type(entry).__name__)
def test_a_second_submission_changes_nothing(store, anna, entry):
    store.add(anna.id, entry)
    trail = store.audit_trail()
    assert not store.add(anna.id, entry)
    assert store.entries(anna.id, type(entry)) == (entry,)
    assert store.audit_trail() == trail


def test_answers_keep_the_difference_between_a_reply_and_a_choice_called_yes(store, anna):
    store.add(anna.id, ENTRIES[1])
    (kept,) = store.entries(anna.id, KeptScreening)
    assert isinstance(kept.answers["fever"], Reply)
    assert not isinstance(kept.answers["since"], Reply)


def test_another_content_under_the_same_id_is_refused(store, anna):
    session = Session("5b1e", NOON, 1, ())
    store.add(anna.id, session)
    with pytest.raises(RecordsError, match="another content under the same id"):
        store.add(anna.id, replace(session, note="changed"))
    assert store.entries(anna.id, Session) == (session,)


def test_the_pain_of_a_morning_can_be_corrected(store, anna):
    store.add(anna.id, MorningAfter(SATURDAY, 2.0))
    assert store.add(anna.id, MorningAfter(SATURDAY, 6.0))
    assert store.entries(anna.id, MorningAfter) == (MorningAfter(SATURDAY, 6.0),)
    assert [line.action for line in store.audit_trail(anna.id)] == ["added", "added", "changed"]


def test_the_same_id_with_two_persons_names_two_entries(store, anna, bert):
    for person in (anna, bert):
        assert store.add(person.id, Session("1", NOON, 1, (), note=person.name))
    assert [item.note for item in store.entries(bert.id, Session)] == [bert.name]


def test_entries_come_in_order_of_the_moment_whatever_the_clock_showed(store, anna):
    """On 25 October 2026 the hour from 2 to 3 comes twice in Berlin: first at +2, then at +1."""
    berlin = ZoneInfo("Europe/Berlin")
    first = Session("first", datetime(2026, 10, 25, 2, 50, tzinfo=berlin, fold=0), 1, ())
    second = Session("second", datetime(2026, 10, 25, 2, 10, tzinfo=berlin, fold=1), 1, ())
    for session in (second, first):
        store.add(anna.id, session)
    kept = store.entries(anna.id, Session)
    assert [item.id for item in kept] == ["first", "second"]
    apart = kept[1].done_at.astimezone(UTC) - kept[0].done_at.astimezone(UTC)
    assert apart == timedelta(minutes=20)


def test_a_time_keeps_the_zone_and_the_clock_of_the_person(store, anna):
    at = datetime(2026, 11, 21, 23, 30, tzinfo=ZoneInfo("Pacific/Auckland"))
    store.add(anna.id, Session("1", at, 1, ()))
    (kept,) = store.entries(anna.id, Session)
    assert (kept.done_at.hour, str(kept.done_at.tzinfo)) == (23, "Pacific/Auckland")


def test_a_zone_without_a_name_keeps_its_offset(store, anna):
    at = datetime(2026, 11, 21, 8, tzinfo=timezone(timedelta(hours=5, minutes=45)))
    store.add(anna.id, Session("1", at, 1, ()))
    (kept,) = store.entries(anna.id, Session)
    assert kept.done_at.utcoffset() == timedelta(hours=5, minutes=45)


def test_since_and_latest_narrow_what_is_read(store, anna):
    for day in range(1, 6):
        store.add(anna.id, Session(str(day), NOON + timedelta(days=day), 1, ()))
    since = NOON + timedelta(days=3)
    assert [item.id for item in store.entries(anna.id, Session, since=since)] == ["3", "4", "5"]
    assert [item.id for item in store.entries(anna.id, Session, latest=2)] == ["4", "5"]


def test_an_entry_taken_back_is_not_listed_and_does_not_return_by_a_second_submission(store, anna):
    session = Session("1", NOON, 1, ())
    store.add(anna.id, session)
    assert store.withdraw(anna.id, Session, "1", "typed twice")
    assert not store.withdraw(anna.id, Session, "1", "typed twice")
    assert not store.add(anna.id, session)
    assert store.entries(anna.id, Session) == ()


@pytest.mark.parametrize(
    ("entry", "named"),
    [
        (MorningAfter(SATURDAY, 11.0), "pain on waking is 11"),
        (MorningAfter(SATURDAY, float("nan")), "pain on waking is nan"),
        (CheckIn("1", SATURDAY, -1.0), "average pain is -1"),
        (CheckIn("1", SATURDAY, 1.0, sitting_hours_per_day=25.0), "hours sitting a day is 25"),
        (Session("1", NOON, 1, (ExerciseEntry("clam", 3, reps=-4),)), "clam: repetitions is -4"),
        (Session("1", NOON, 1, (ExerciseEntry("clam", 3, load_kg=1e6),)), "clam: load in kg"),
    ],
)
def test_figures_that_cannot_be_are_refused_and_nothing_is_kept(store, anna, entry, named):
    with pytest.raises(RecordsError, match=named):
        store.add(anna.id, entry)
    assert store.entries(anna.id, type(entry)) == ()


def test_a_dose_that_cannot_be_is_refused_with_every_problem_named(store, anna):
    dose = PlannedDose(99, reps=10, hold_s=-5.0)
    item = PlannedExercise("clam", dose, frozenset({7}))
    with pytest.raises(RecordsError) as refused:
        store.add_programme(anna.id, replace(PROGRAMME, exercises=(item,)))
    for problem in ("sets is 99", "hold in seconds is -5", r"weekdays [7]"):
        assert problem in str(refused.value)


def test_entries_of_nobody_are_refused(store):
    with pytest.raises(RecordsError, match="expected a person whose records are kept here"):
        store.add(str(uuid4()), MorningAfter(SATURDAY, 1.0))


def test_the_next_version_after_a_merge_follows_the_highest_of_both(store, anna, bert):
    store.add_programme(anna.id, PROGRAMME)
    for version in (1, 2):
        store.add_programme(bert.id, replace(PROGRAMME, version=version, approach="articles"))
    store.merge_persons(bert.id, anna.id)
    assert store.programme(anna.id, 1) == PROGRAMME
    assert store.add_programme(anna.id, replace(PROGRAMME, version=3))
    assert store.programme(anna.id) == replace(PROGRAMME, version=3)


def test_a_programme_comes_back_equal_and_versions_count_up_without_gaps(store, anna):
    assert store.programme(anna.id) is None
    assert store.add_programme(anna.id, PROGRAMME)
    assert not store.add_programme(anna.id, PROGRAMME)
    with pytest.raises(RecordsError, match="expected version 2"):
        store.add_programme(anna.id, replace(PROGRAMME, version=3))
    with pytest.raises(RecordsError, match="one that is taken"):
        store.add_programme(anna.id, replace(PROGRAMME, stage=Stage.SETTLE))
    store.add_programme(anna.id, replace(PROGRAMME, version=2))
    assert store.programmes(anna.id) == (PROGRAMME, replace(PROGRAMME, version=2))


def test_a_version_is_signed_once_and_a_signed_one_stays_as_it_is(store, anna):
    store.add_programme(anna.id, PROGRAMME)
    signature = Signature("A. Berg", SATURDAY)
    assert store.sign_programme(anna.id, 1, signature)
    assert not store.sign_programme(anna.id, 1, signature)
    with pytest.raises(RecordsError, match="one signed by A"):
        store.sign_programme(anna.id, 1, Signature("Somebody", SATURDAY))
    assert store.programme(anna.id) == replace(PROGRAMME, signature=signature)
    assert not store.add_programme(anna.id, PROGRAMME)


def test_a_version_that_is_not_there_cannot_be_signed(store, anna):
    with pytest.raises(RecordsError, match="a version that is kept"):
        store.sign_programme(anna.id, 1, Signature("A. Berg", SATURDAY))


def test_overrides_survive_new_versions_and_the_last_ones_hold(store, anna):
    assert store.overrides(anna.id) == Overrides()
    first, second = Overrides(frozenset({"clam"})), Overrides(banned=frozenset({"plank"}))
    assert store.set_overrides(anna.id, first, NOON)
    assert not store.set_overrides(anna.id, first, NOON + timedelta(days=1))
    store.set_overrides(anna.id, second, NOON + timedelta(days=2))
    store.add_programme(anna.id, PROGRAMME)
    assert store.overrides(anna.id) == second
    assert not store.set_overrides(anna.id, first, NOON), "an old submission repeated"
    assert store.overrides(anna.id) == second


def test_a_file_comes_back_unchanged_and_the_same_content_is_kept_once(store, anna, tmp_path):
    source = tmp_path / "walk.trc"
    source.write_bytes(b"markers" * 1000)
    kept = store.keep_file(anna.id, source, role="markers")
    again = store.keep_bytes(anna.id, b"markers" * 1000, name="copy.trc", role="markers")
    assert kept.sha256 == again.sha256
    assert store.file(anna.id, kept.sha256).read_bytes() == source.read_bytes()
    assert len([path for path in store.files.root.rglob("*") if path.is_file()]) == 1


def test_an_entry_may_only_name_files_that_are_kept(store, anna, bert):
    kept = store.keep_bytes(anna.id, b"x", name="r.json", role="results")
    assert store.add(anna.id, Result("r1", NOON, "assess", (kept,)))
    with pytest.raises(RecordsError, match="a file that was kept for this person"):
        store.add(bert.id, Recording("r1", NOON, "gait", (kept,)))


def test_a_changed_file_is_noticed(store, anna):
    kept = store.keep_bytes(anna.id, b"as recorded", name="a", role="markers")
    store.file(anna.id, kept.sha256).write_bytes(b"tampered")
    with pytest.raises(RecordsError, match="a changed one"):
        store.file(anna.id, kept.sha256)


def test_the_caseload_tells_where_everybody_stands(store, anna, bert):
    store.add(anna.id, replace(ENTRIES[1], id="s2", at=NOON))
    for day, pain in ((1, 5.0), (8, 3.0)):
        made_on = SATURDAY + timedelta(days=day)
        store.add(anna.id, CheckIn(str(day), made_on, pain))
    for day in (-30, 2, 5):
        store.add(anna.id, Session(str(day), NOON + timedelta(days=day), 1, ()))
    store.add_programme(anna.id, PROGRAMME)
    message = Note("m", NOON, "hipspine", Audience.CLINICIAN, "See this.")
    store.add(anna.id, message)
    today = NOON + timedelta(days=10)
    first, second = store.caseload(today)
    assert first.person == anna
    assert first.last_session_at == NOON + timedelta(days=5)
    assert first.sessions_in_28_days == 2
    assert first.last_check_in_on == SATURDAY + timedelta(days=8)
    assert first.pain_average == 3.0
    assert (first.level, first.screened_on) == (TriageLevel.CLINICIAN_SOON, SATURDAY)
    assert (first.programme_version, first.stage) == (1, "activate")
    assert first.unanswered_notes == 1
    assert second.person == bert
    assert second.last_session_at is None
    assert second.level is None
    store.add(anna.id, Note("a", NOON, "A. Berg", Audience.PERSON, "Seen.", answers="m"))
    assert store.caseload(today)[0].unanswered_notes == 0


def test_the_caseload_counts_a_merged_duplicate_with_its_person(store, anna, bert):
    store.add(bert.id, Session("b", NOON, 1, ()))
    store.merge_persons(bert.id, anna.id)
    (row,) = store.caseload(NOON + timedelta(days=1))
    assert (row.person, row.sessions_in_28_days) == (anna, 1)


def test_erasing_leaves_a_tombstone_and_nothing_else_even_of_merged_duplicates(
    store, anna, bert, tmp_path
):
    other = Person(str(uuid4()), "Cem Example")
    store.add_person(other)
    store.add(other.id, Session("1", NOON, 1, ()))
    kept = store.keep_bytes(bert.id, b"planted-word-in-file", name="planted-name", role="markers")
    store.add(bert.id, Recording("r", NOON, "gait", (kept,), "planted-word-note"))
    for entry in ENTRIES:
        store.add(anna.id, entry)
    store.add_programme(anna.id, replace(PROGRAMME, signature=Signature("A. Berg", SATURDAY)))
    store.set_overrides(anna.id, Overrides(note="planted-word-override"), NOON)
    store.grant(anna.id, "account-1", Role.OWNER)
    store.merge_persons(bert.id, anna.id)

    assert b"planted-word-in-file" in _all_bytes(tmp_path)
    store.erase_person(anna.id)

    assert store.persons() == (other,)
    assert len(store.entries(other.id, Session)) == 1
    with pytest.raises(RecordsError):
        store.person(bert.id)
    tombstones = [line.person for line in store.audit_trail() if line.action == "erased"]
    assert sorted(tombstones) == sorted((anna.id, bert.id))
    assert store.broken_audit_lines() == []
    written = _all_bytes(tmp_path)
    words = (b"planted", b"Anna", b"Bert", b"two_regressions", b"A. Berg", b"night_pain")
    assert [word for word in words if word in written] == []


def _all_bytes(folder: Path) -> bytes:
    """Everything on the disk: free pages of the database and its log of changes included."""
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_an_erased_person_can_come_again_only_as_somebody_new(store, anna):
    store.erase_person(anna.id)
    with pytest.raises(RecordsError, match="nobody"):
        store.add(anna.id, MorningAfter(SATURDAY, 1.0))
