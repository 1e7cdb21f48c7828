from dataclasses import replace
from datetime import date, timedelta

import pytest

from hipspine.clinic.make_plan import (
    Edit,
    Screened,
    compare_plans,
    default_approach,
    edit_plan,
    plan_for,
    sign_plan,
    steps_for,
)
from hipspine.content.library import screening_library
from hipspine.domain.errors import UnsafePlanError
from hipspine.domain.programme import Stage, Wishes
from hipspine.domain.training import TrainingLog
from hipspine.records.documents import as_text, from_text
from hipspine.screen.triage import triage
from plan_people import EQUIPMENT, KNOWLEDGE, answers_of

DAY = date(2026, 3, 2)
OPEN = frozenset(gate.id for gate in KNOWLEDGE.library.gates.values() if gate.is_asked)
WISHES = Wishes(minutes_per_day=30.0, equipment=frozenset(EQUIPMENT), asked_no=OPEN)


def screened(pain=3.0, *, on=DAY, **more):
    answers = answers_of(pain, **more)
    return Screened(triage(answers, screening_library(), screened_on=on), answers)


PLAN = plan_for(screened(), WISHES, today=DAY)


def test_a_plan_keeps_what_it_was_made_with_so_that_it_can_be_made_anew():
    assert PLAN.wishes == WISHES
    found = steps_for(PLAN, screened(), TrainingLog(), today=DAY)
    assert found.programme is PLAN


def test_a_plan_survives_the_way_into_a_file_and_back():
    assert from_text(as_text(PLAN), type(PLAN)) == PLAN


def test_the_default_goes_by_irritability():
    found = [default_approach(screened(pain), WISHES) for pain in (7.0, 4.0, 1.0)]
    assert found == ["lumbar_first", "combined", "strengthen_now"]


def test_every_programme_can_be_compared():
    plans = compare_plans(screened(), WISHES, today=DAY)
    assert [plan.approach for plan in plans] == list(KNOWLEDGE.approaches.entries)


def test_only_a_pin_made_now_lifts_a_stop_for_signs_in_the_leg():
    stopped = replace(PLAN, stopped=frozenset({"bird_dog"}))
    other = edit_plan(stopped, screened(), Edit("Dr. E", pin=frozenset({"clam"})), today=DAY)
    assert "bird_dog" not in {item.exercise for item in other.exercises}
    lifted = edit_plan(stopped, screened(), Edit("Dr. E", pin=frozenset({"bird_dog"})), today=DAY)
    assert lifted.item("bird_dog").is_pinned
    assert lifted.stopped == frozenset()


def test_a_pin_takes_back_a_ban_and_a_release_takes_back_both():
    banned = edit_plan(PLAN, screened(), Edit("Dr. E", ban=frozenset({"bird_dog"})), today=DAY)
    assert "bird_dog" not in {item.exercise for item in banned.exercises}
    pinned = edit_plan(banned, screened(), Edit("Dr. E", pin=frozenset({"bird_dog"})), today=DAY)
    assert pinned.item("bird_dog").is_pinned
    assert pinned.overrides.banned == frozenset()
    free = edit_plan(pinned, screened(), Edit("Dr. E", release=frozenset({"bird_dog"})), today=DAY)
    assert (free.overrides.pinned, free.overrides.banned) == (frozenset(), frozenset())
    assert free.version == 4


def test_a_clinician_can_set_the_stage():
    found = edit_plan(PLAN, screened(), Edit("Dr. E", stage=Stage.STRENGTHEN), today=DAY)
    assert found.stage is Stage.STRENGTHEN


def test_a_signature_names_who_and_when():
    signed = sign_plan(PLAN, screened(), by="Dr. E", today=DAY)
    assert (signed.signature.by, signed.signature.signed_on) == ("Dr. E", DAY)
    assert signed.version == PLAN.version


def test_nothing_is_signed_on_an_old_screening():
    with pytest.raises(UnsafePlanError, match="does not permit"):
        sign_plan(PLAN, screened(), by="Dr. E", today=DAY + timedelta(days=7))


def test_nothing_is_signed_that_the_latest_answers_rule_out():
    places = frozenset({"lower_back", "outer_hip"})
    now = screened(pain_places=places, groin_pain_on_loading="no", hip_stiff="no")
    on_the_side = edit_plan(PLAN, screened(), Edit("Dr. E", pin=frozenset({"clam"})), today=DAY)
    with pytest.raises(UnsafePlanError, match="gate lateral_hip_pain is closed"):
        sign_plan(on_the_side, now, by="Dr. E", today=DAY)


def test_an_approach_that_was_picked_stays_when_pain_changes():
    found = steps_for(PLAN, screened(5.0), TrainingLog(), today=DAY)
    assert found.programme.approach == PLAN.approach


def test_a_plan_without_kept_wishes_can_still_be_followed():
    bare = replace(PLAN, wishes=None)
    found = steps_for(bare, screened(), TrainingLog(), today=DAY)
    # Without the replies to the questions of gates those gates are closed again.
    assert {item.exercise for item in found.programme.exercises} <= {
        exercise.id
        for exercise in KNOWLEDGE.library.exercises.values()
        if not set(exercise.gates) & OPEN
    }
