"""Trials in memory: opened once, made ready in the background, and let go of again."""

import threading
import time
from dataclasses import replace
from uuid import uuid4

import pytest

pytest.importorskip("fastapi")

from fastapi.testclient import TestClient

from hipspine.clinic.lab_answer import LabQuestion
from hipspine.clinic.lab_trial import LabTrial, lab_trial_bytes, read_lab_trial, stretch_of
from hipspine.content.reference_walker import reference_walker_files
from hipspine.domain.errors import FileFormatError
from hipspine.domain.record import Person
from hipspine.domain.scenario import parse_muscle_change
from hipspine.records.jobs import Job, add_job, claim_next, keep_result
from hipspine.web.app import create_app
from hipspine.web.lab_trials import DEMO, MOST_ANSWERS, LabTrials
from hipspine.web.lab_work import KIND
from household import NOON

NEAR, FAR = "trunk_forward_lean=5", "trunk_forward_lean=-10"
WEAK = LabQuestion((parse_muscle_change("gluteus_maximus.right.strength=0.3"),))


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """A trial with two repetitions and two other postures, in a file."""
    walker = read_lab_trial(reference_walker_files().lab)
    times = walker.bundle.times_s
    spans_s = ((float(times[0]), float(times[-1])), (float(times[0]), float(times[10])))
    first = replace(walker.telling, spans_s=spans_s)
    second = replace(first, repetition=2, end_s=spans_s[1][1])
    other = LabTrial(second, stretch_of(walker.bundle, *spans_s[1]))
    postures = {FAR: walker.bundle, NEAR: walker.bundle}
    trial = LabTrial(first, walker.bundle, postures, (other,))
    path = tmp_path_factory.mktemp("kept") / "trial.lab"
    path.write_bytes(lab_trial_bytes(trial))
    return path


def test_a_trial_that_is_held_is_not_looked_for_again(kept):
    trials, looked = LabTrials(), []

    def find():
        looked.append(1)
        return kept

    first = trials.open(("a", 1), find)
    assert trials.open(("a", 1), find) is first
    assert looked == [1]


def test_who_opens_another_trial_does_not_wait(kept):
    trials, may_go_on, has_begun = LabTrials(), threading.Event(), threading.Event()

    def slowly():
        has_begun.set()
        assert may_go_on.wait(30)
        return kept

    waiting = threading.Thread(target=lambda: trials.open(("slow", 1), slowly))
    waiting.start()
    assert has_begun.wait(30)
    assert trials.open(("quick", 1), lambda: kept).trial.telling.repetition == 1
    assert waiting.is_alive()
    may_go_on.set()
    waiting.join()


def test_a_trial_that_could_not_be_read_is_tried_again(kept, tmp_path):
    trials = LabTrials()
    with pytest.raises(FileFormatError):
        trials.open(("a", 1), lambda: tmp_path / "nothing")
    assert trials.open(("a", 1), lambda: kept).trial.postures


def test_only_so_many_trials_are_held_and_fewer_with_their_postures(kept):
    trials = LabTrials(most=3, most_with_postures=1)
    first, second = (trials.open((name, 1), lambda: kept) for name in "ab")
    for each in (first, second):
        each.make_ready()
    assert second.engines.is_ready(FAR)
    trials.open(("c", 1), lambda: kept)
    assert not second.engines.is_ready(FAR)
    assert trials.open(("a", 1), lambda: kept) is first
    for name in "cde":
        trials.open((name, 1), lambda: kept)
    assert trials.open(("a", 1), lambda: kept) is not first


def test_other_postures_are_made_ready_in_the_background_the_nearest_first(kept):
    trials = LabTrials()
    opened = trials.open(("a", 1), lambda: kept)
    made, make_ready = [], opened.engines.make_ready
    opened.engines.make_ready = lambda posture: (made.append(posture), make_ready(posture))
    trials.make_ready(opened)
    began = time.monotonic()
    while not opened.engines.is_ready(FAR):
        assert time.monotonic() - began < 60
        time.sleep(0.02)
    trials.close()
    assert made == [NEAR, FAR]


def test_an_answer_is_told_once_for_each_language(kept):
    opened, told = LabTrials().open(("a", 1), lambda: kept), []

    def tell(answer):
        told.append(answer.kind)
        return str(len(told)).encode()

    again = [opened.told(WEAK, language, tell) for language in ("en", "de", "en")]
    assert again == [b"1", b"2", b"1"]
    for percent in range(MOST_ANSWERS):
        change = parse_muscle_change(f"hamstrings.tone={percent / 1000}")
        opened.told(LabQuestion((change,)), "en", lambda _: b"")
    # Only so many are kept: the first one is told anew.
    assert opened.told(WEAK, "en", tell) == b"3"


@pytest.fixture
def app(settings):
    return create_app(replace(settings, workers=0))


@pytest.fixture
def lab(app):
    with TestClient(app, follow_redirects=False) as client:
        yield client


@pytest.fixture
def name(lab, app, kept):
    """The name under which the lab shows the kept trial."""
    lab.get("/lab")
    [person] = app.state.store.persons()
    return worked_out(app.state.store, person, kept)


def worked_out(store, person, kept):
    """Keep a trial as a worker does that has worked out a recording."""
    add_job(store.database, Job(str(uuid4()), person.id, KIND, NOON, content={"name": "Walk"}))
    job = claim_next(store.database, NOON)
    file = store.keep_bytes(person.id, kept.read_bytes(), name="trial.lab", role="lab trial")
    keep_result(store.database, job, file.sha256, NOON, is_last=True)
    return job.id


def test_each_repetition_has_an_address_with_the_changes_in_it(lab, name):
    text = lab.get(f"/lab/view/{name}?c=hamstrings.tone%3D0.1&posture=trunk_forward_lean%3D5").text
    kept = "c=hamstrings.tone%3D0.1&amp;posture=trunk_forward_lean%3D5"
    assert f'href="/lab/view/{name}?{kept}" data-repetition="1" aria-current' in text
    # The second was not worked out in other postures: the posture is left behind.
    assert f'href="/lab/view/{name}.2?c=hamstrings.tone%3D0.1" data-repetition="2">' in text
    assert "gait cycle 2" in text
    second = lab.get(f"/lab/view/{name}.2").text
    assert "are not worked out yet" in second
    frames = lab.get(f"/lab/view/{name}.2/answer").json()["frames"]
    assert (frames, lab.get(f"/lab/view/{name}/answer").json()["frames"]) == (11, 51)


def test_repetitions_can_be_compared(lab, name):
    text = lab.get(f"/lab/compare?a={name}&b={name}.2").text
    assert f'<option value="{name}.2" selected>' in text


@pytest.mark.parametrize("number", ["0", "1", "3", "01", "x", "2.2", "-1", "²"])
def test_there_is_no_repetition_that_was_not_kept(lab, name, number):
    assert lab.get(f"/lab/view/{name}.{number}").status_code == 404


def test_the_example_has_one_repetition_and_no_choice(lab):
    assert "data-repetition" not in lab.get(f"/lab/view/{DEMO}").text
    assert lab.get(f"/lab/view/{DEMO}.2").status_code == 404


def test_the_repetitions_of_others_are_not_there(lab, app, name, kept):
    zoe = Person(str(uuid4()), "Zoe")
    app.state.store.add_person(zoe)
    hers = worked_out(app.state.store, zoe, kept)
    assert [lab.get(f"/lab/view/{each}.2").status_code for each in (name, hers)] == [200, 404]
