"""The server is killed at any moment: what it had acknowledged is there afterwards."""

import random
import shutil
from itertools import count

import pytest

pytestmark = pytest.mark.slow
pytest.importorskip("fastapi")

from hipspine.clinic.interview_draft import read_interview_draft  # noqa: E402 - where it is
from hipspine.clinic.standing import SCREENING_DRAFT  # noqa: E402 - likewise
from hipspine.content.library import screening_library  # noqa: E402 - likewise
from hipspine.content.reference_walker import reference_walker_files  # noqa: E402 - likewise
from hipspine.domain.record import KeptScreening  # noqa: E402 - likewise
from hipspine.domain.training import CheckIn, Session  # noqa: E402 - likewise
from hipspine.records.backup import check_undamaged  # noqa: E402 - likewise
from hipspine.records.drafts import read_draft  # noqa: E402 - likewise
from hipspine.records.jobs import JobState, jobs_of  # noqa: E402 - likewise
from hipspine.web.lab_work import KIND  # noqa: E402 - likewise
from household import Clock  # noqa: E402 - likewise
from killed_server import RemoteHousehold, Servers  # noqa: E402 - likewise

KILLS = 6
PIECE_BYTES = 3_000
"""Of 190 kB: some sixty pieces, so that a kill falls among them."""


@pytest.fixture(scope="module")
def servers():
    with Servers() as servers:
        yield servers


@pytest.fixture
def home(servers, tmp_path):
    return RemoteHousehold(servers, tmp_path, Clock(), random.Random(11))


def test_no_answer_to_the_safety_questions_is_lost(home):
    for _ in range(KILLS):
        before = len(home.acknowledged)
        with home.killed_after(10):
            # Once through is soon done: then it is begun again, until the server is gone.
            while True:
                home.screen()
        answered = {sent["question"] for path, sent in home.acknowledged[before:]}
        assert answered
        with home.records() as records:
            assert answered <= _kept_answers(records)
        check_undamaged(home.folder / "data" / "hipspine.db")


def _kept_answers(records):
    """Return the questions whose answers are kept: of an interview under way, and of whole ones."""
    text = read_draft(records.store.database, records.person.id, SCREENING_DRAFT)
    today = records.clock.now.date()
    draft = read_interview_draft(text, screening_library(), today)
    whole = records.store.entries(records.person.id, KeptScreening)
    return set(draft.answers).union(*(set(each.answers) for each in whole))


def test_no_log_is_lost(home, made_once):
    folder, home.clock.now = made_once
    shutil.copytree(folder, home.folder, dirs_exist_ok=True)
    for _ in range(KILLS):
        with home.killed_after(6):
            for turn in count():
                home.log_session() if turn % 2 else home.check_in(3)
        told = {(path, sent["id"]) for path, sent in home.acknowledged}
        with home.records() as records:
            sessions = records.store.entries(records.person.id, Session)
            check_ins = records.store.entries(records.person.id, CheckIn)
        assert {name for path, name in told if path == "/session"} <= {one.id for one in sessions}
        assert {name for path, name in told if path == "/check-in"} <= {one.id for one in check_ins}
        check_undamaged(home.folder / "data" / "hipspine.db")
    assert {path for path, _ in told} == {"/session", "/check-in"}


def test_no_piece_of_an_upload_is_lost(home):
    content = reference_walker_files().walk.read_bytes()
    identity, safe = "", 0
    for _ in range(KILLS):
        with home.killed_after(8):
            identity = identity or _begun(home, len(content))
            assert _offset(home, identity) >= safe
            while True:
                safe = _sent(home, identity, content, _offset(home, identity))
                home.note(safe)
        files = home.folder / "data" / "files"
        held = next(files.glob(f"*/lab-incoming/{identity}/content")).read_bytes()
        assert len(held) >= safe
        assert content.startswith(held)
    assert 0 < safe < len(content)


def test_a_recording_that_was_taken_is_there_and_waits(home):
    content = reference_walker_files().walk.read_bytes()
    for _ in range(KILLS):
        with home.killed_after(3):
            while True:
                identity = _begun(home, len(content))
                _sent(home, identity, content, 0, size=len(content))
                home.post("/lab/recordings", motion_upload=identity, mass="75")
        with home.records() as records:
            jobs = jobs_of(records.store.database, (records.person.id,), kind=KIND)
            assert len(jobs) >= len(home.acknowledged)
            for job in jobs:
                assert job.state is JobState.WAITING
                [file] = job.content["files"]
                kept = records.store.file(job.person_id, file["sha256"])
                assert kept.read_bytes() == content
        check_undamaged(home.folder / "data" / "hipspine.db")


def _begun(home, size):
    fields = {"csrf": home.token, "name": "walk.trc", "size": str(size)}
    return home.client.post("/lab/uploads", data=fields).json()["id"]


def _offset(home, identity):
    return home.client.get(f"/lab/uploads/{identity}").json()["offset"]


def _sent(home, identity, content, offset, size=PIECE_BYTES):
    """Send one piece and return how much the server says is safe."""
    response = home.client.put(
        f"/lab/uploads/{identity}?offset={offset}",
        content=content[offset : offset + size],
        headers={"X-CSRF-Token": home.token},
    )
    assert response.status_code == 200
    return response.json()["offset"]
