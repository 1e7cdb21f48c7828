from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from hipspine.clinic.kept_findings import (
    keep_assessment,
    keep_findings,
    latest_findings,
    recording_of,
    withdraw_findings,
)
from hipspine.domain.anatomy import Side
from hipspine.domain.finding import Basis, Confidence, EvidenceNote, Finding
from hipspine.domain.record import Person, Recording, Result
from hipspine.records.open_store import open_store, records_place

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
SOURCE = EvidenceNote("e1", "against", "review", "Range and tilt are unrelated.", "Heino 1990")


@pytest.fixture
def store(tmp_path):
    opened = open_store(records_place(tmp_path / "records"), lambda: NOON)
    yield opened
    opened.close()


@pytest.fixture
def ada(store):
    person = Person(str(uuid4()), "Ada")
    store.add_person(person)
    return person


def finding(sentence):
    return Finding(
        "less_hip_extension",
        sentence,
        "8 degrees",
        confidence=Confidence.CLEAR,
        basis=Basis.MEASURED,
        side=Side.LEFT,
        sources=(SOURCE,),
    )


def recorded(store, person, sentence, *, days=0):
    """Keep a recording and what it shows; return the recording's id."""
    at = NOON + timedelta(days=days)
    recording = Recording(str(uuid4()), at, "gait", (), sentence)
    store.add(person.id, recording)
    result = Result(str(uuid4()), at, "lab", (), recording.id)
    told = {"en": (finding(sentence),), "de": (finding(f"{sentence} auf Deutsch"),)}
    keep_findings(store, person.id, result, told)
    return recording.id


def test_findings_come_back_as_they_were_told_in_each_language(store, ada):
    recorded(store, ada, "Less")
    assert latest_findings(store, ada.id, "en").findings == (finding("Less"),)
    assert latest_findings(store, ada.id, "de").findings == (finding("Less auf Deutsch"),)
    assert latest_findings(store, ada.id, "fr") is None


def test_the_last_recording_speaks_and_names_itself(store, ada):
    recorded(store, ada, "Earlier")
    later = recorded(store, ada, "Later", days=3)
    latest = latest_findings(store, ada.id, "en")
    assert [one.sentence for one in latest.findings] == ["Later"]
    assert recording_of(store, ada.id, latest).id == later


def test_a_recording_taken_off_the_list_tells_nothing_more(store, ada):
    recorded(store, ada, "Earlier")
    later = recorded(store, ada, "Later", days=3)
    withdraw_findings(store, ada.id, later, "the wrong file")
    assert [one.sentence for one in latest_findings(store, ada.id, "en").findings] == ["Earlier"]


def test_an_assessment_is_kept_with_its_figures(store, ada, tmp_path):
    figures = tmp_path / "results.json"
    figures.write_text('{"schema": "1"}')
    keep_assessment(store, ada, figures, {"en": (finding("Less"),)}, at=NOON)
    [result] = store.entries(ada.id, Result)
    assert result.kind == "assess"
    assert store.file(ada.id, result.files[0].sha256).read_text() == figures.read_text()
    latest = latest_findings(store, ada.id, "en")
    assert latest.result == result.id
    assert recording_of(store, ada.id, latest) is None
