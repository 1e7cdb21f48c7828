import string
from dataclasses import replace
from datetime import date, timedelta

import pytest

from hipspine.domain.anatomy import Side
from hipspine.domain.errors import ContentError, UnsafePlanError
from hipspine.domain.programme import Overrides, Part, PlannedDose, Stage, Why
from hipspine.domain.triage import Restriction, TriageLevel
from hipspine.plan.limits import points_on, problems_of
from hipspine.plan.planner import make_programme
from hipspine.plan.safety import forbidden_because
from hipspine.plan.usefulness import KIND_OF_FAMILY
from hipspine.plan.week import spread, training_days
from hipspine.plan.words import plan_texts, why_in_words
from plan_people import KNOWLEDGE, request_of

DAY = date(2026, 3, 2)


def plan(pain=3.0, **wishes):
    stage = wishes.pop("stage", None)
    earlier = wishes.pop("earlier", None)
    request = request_of(pain, on=DAY, **wishes)
    return make_programme(
        request, today=DAY, knowledge=KNOWLEDGE, stage=stage, earlier=earlier
    ), request


def test_the_same_request_gives_the_same_programme():
    assert plan(likes=frozenset({"bird_dog"})) == plan(likes=frozenset({"bird_dog"}))


@pytest.mark.parametrize("minutes", [5.0, 10.0, 20.0, 45.0])
@pytest.mark.parametrize("pain", [2.0, 5.0, 8.0])
def test_minutes_and_points_of_every_day_stay_within_their_limits(minutes, pain):
    programme, _ = plan(pain, minutes_per_day=minutes)
    most = {2.0: 10, 5.0: 6, 8.0: 1}[pain]
    for day in range(7):
        assert programme.minutes_on(day) <= minutes + 1e-9
        assert points_on(programme, day, KNOWLEDGE) <= most


def test_strength_work_never_comes_on_two_days_in_a_row():
    programme, _ = plan(2.0, stage=Stage.STRENGTHEN)
    hard = {
        day
        for item in programme.exercises
        if KNOWLEDGE.library.exercises[item.exercise].aim == "strengthen"
        for day in item.weekdays
    }
    assert hard
    assert not any((day + 1) % 7 in hard for day in hard)


@pytest.mark.parametrize(
    ("available", "count", "expected"),
    [
        (range(7), 3, (0, 2, 4)),
        ((5, 6), 3, (5,)),  # Saturday and Sunday follow each other
        ((0, 6), 2, (0,)),  # Sunday and Monday too
        ((), 3, ()),
        ((1, 2, 4), 2, (1, 4)),  # three and four days apart
    ],
)
def test_training_days_have_a_day_between(available, count, expected):
    assert training_days(available, count) == expected


def test_fewer_days_are_spread_as_far_apart_as_can_be():
    assert spread((0, 2, 4), 2) == (0, 4)
    assert spread((0, 2), 3) == (0, 2)


def test_no_kind_takes_more_than_its_share_of_the_week():
    programme, _ = plan(2.0, minutes_per_day=45.0)
    spent: dict[str, float] = {}
    for item in programme.exercises:
        kind = KIND_OF_FAMILY.get(KNOWLEDGE.library.exercises[item.exercise].family)
        if kind is not None:
            seconds = item.dose.session_s(sides=item.times_a_side) * len(item.weekdays)
            spent[kind] = spent.get(kind, 0.0) + seconds
    total = sum(spent.values())
    for kind, seconds in spent.items():
        assert seconds <= KNOWLEDGE.rules.shares.of(kind) * total + 1e-6


def test_a_goal_brings_more_of_what_it_needs():
    def minutes_walked(programme):
        walks = [i for i in programme.exercises if i.exercise.startswith("walk")]
        return sum(len(item.weekdays) for item in walks)

    without, _ = plan(3.0, minutes_per_day=12.0, approach="strengthen_now")
    wanted, _ = plan(
        3.0, minutes_per_day=12.0, approach="strengthen_now", goals=frozenset({"walk_further"})
    )
    assert minutes_walked(wanted) >= minutes_walked(without)
    assert any(why.rule == "why.goal" for item in wanted.exercises for why in item.why)


def test_the_weaker_side_goes_first():
    programme, _ = plan(3.0, weaker_side=Side.RIGHT)
    one_sided = [item for item in programme.exercises if item.sides]
    assert one_sided
    assert {item.sides for item in one_sided} == {(Side.RIGHT, Side.LEFT)}


def test_clinicians_decisions_survive_planning_anew():
    dose = PlannedDose(sets=2, reps=5, hold_s=8.0, rest_s=30.0)
    decided = Overrides(frozenset({"bird_dog"}), frozenset({"clam"}), {"bird_dog": dose}, "Dr. E")
    first, _ = plan(3.0, overrides=decided)
    again, _ = plan(3.0, earlier=first)
    assert again.version == 2
    assert again.overrides == decided
    assert again.item("bird_dog").dose == dose
    assert again.item("bird_dog").is_pinned
    assert "clam" not in {item.exercise for item in again.exercises}


def test_what_stays_keeps_its_dose():
    first, _ = plan(3.0)
    grown = tuple(
        replace(item, dose=replace(item.dose, reps=item.dose.reps + 2))
        if item.part is Part.MAIN and item.dose.reps and item.dose.hold_s is None
        else item
        for item in first.exercises
    )
    again, _ = plan(3.0, earlier=replace(first, exercises=grown))
    kept = {i.exercise: i.dose for i in again.exercises}
    same = [i for i in grown if i.exercise in kept]
    assert same
    assert all(kept[item.exercise] == item.dose for item in same)


def test_an_exercise_stopped_for_signs_in_the_leg_does_not_come_back_by_itself():
    first, _ = plan(3.0)
    name = next(item.exercise for item in first.exercises if item.part is Part.MAIN)
    stopped = replace(first, stopped=frozenset({name}))
    without, _ = plan(3.0, earlier=stopped)
    assert name not in {item.exercise for item in without.exercises}
    pinned, _ = plan(3.0, earlier=stopped, overrides=Overrides(frozenset({name}), by="Dr. E"))
    assert name not in {item.exercise for item in pinned.exercises}


def test_every_reason_can_be_said_in_both_languages():
    for stage in Stage:
        programme, _ = plan(3.0, stage=stage, equipment=frozenset({"chair", "mat"}))
        reasons = [
            *programme.why,
            *(why for item in programme.exercises for why in item.why),
            *(left.why for left in programme.left_out),
        ]
        for language in ("en", "de"):
            said = [why_in_words(why, language, KNOWLEDGE) for why in reasons]
            assert all(sentence.strip() for sentence in said)


def test_both_languages_have_the_same_sentences_with_the_same_gaps():
    def gaps(texts):
        return {
            key: {name for _, name, _, _ in string.Formatter().parse(sentence) if name}
            for key, sentence in texts.sentences.items()
        }

    assert gaps(plan_texts("en")) == gaps(plan_texts("de"))


def test_a_language_that_does_not_ship_is_refused():
    with pytest.raises(ContentError, match="en, de"):
        plan_texts("fr")


def test_exactly_what_was_possible_and_is_not_there_is_named_as_left_out():
    programme, _ = plan(3.0)
    chosen = {item.exercise for item in programme.exercises}
    left = {one.exercise for one in programme.left_out}
    of_stage = {
        one.id
        for one in KNOWLEDGE.library.exercises.values()
        if programme.stage in one.stages and one.family not in ("break", "relief")
    }
    assert not chosen & left
    assert of_stage <= chosen | left


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"minutes_per_day": 4.0}, "4 minutes a day"),
        ({"weekdays": frozenset()}, "no day"),
        ({"goals": frozenset({"fly"})}, "no goal fly"),
        ({"likes": frozenset({"flying"})}, "no exercise flying"),
        (
            {"overrides": Overrides(frozenset({"clam"}), frozenset({"clam"}))},
            "both pinned and banned",
        ),
        (
            {"overrides": Overrides(doses={"clam": PlannedDose(9, reps=10)})},
            "sets 9, at most 5",
        ),
        (
            {"overrides": Overrides(doses={"walk_easy": PlannedDose(1, reps=10)})},
            "counted in another way",
        ),
    ],
)
def test_wishes_that_cannot_be_meant_are_refused(wrong, message):
    with pytest.raises(ContentError, match=message):
        plan(3.0, **wrong)


def test_an_approach_that_does_not_exist_is_refused():
    with pytest.raises(ContentError, match="one of articles, combined"):
        plan(3.0, approach="magic")


def test_each_thing_that_forbids_a_plan_is_named():
    triage = request_of(3.0, on=DAY).triage
    assert forbidden_because(triage, DAY, led_by=None) is None
    worse = replace(triage, level=TriageLevel.SAME_DAY)
    assert forbidden_because(worse, DAY, led_by="Dr. E") == "level"
    opened = replace(triage, unanswered=("saddle_numbness",))
    assert forbidden_because(opened, DAY, led_by="Dr. E") == "incomplete"
    for restriction, rule in (
        (Restriction.NO_EXERCISE, "no_exercise"),
        (Restriction.CLINICIAN_LED_ONLY, "clinician_led"),
    ):
        limited = replace(triage, restrictions=frozenset({restriction}))
        assert forbidden_because(limited, DAY, led_by=None) == rule
    late = DAY + timedelta(days=7)
    assert forbidden_because(triage, late, led_by="Dr. E") == "expired"
    assert forbidden_because(triage, DAY - timedelta(days=1), led_by=None) == "expired"


def test_an_expired_screening_gives_no_plan_but_says_what_to_do():
    request = request_of(3.0, on=DAY)
    with pytest.raises(UnsafePlanError, match="hipspine screen"):
        make_programme(request, today=DAY + timedelta(days=8), knowledge=KNOWLEDGE)


def test_a_programme_from_elsewhere_is_held_to_the_rules():
    programme, request = plan(3.0)
    item = next(item for item in programme.exercises if item.part is Part.MAIN)
    unknown = replace(item, exercise="flying")
    too_long = replace(item, dose=PlannedDose(1, minutes=60.0))
    never = replace(item, weekdays=frozenset())
    for wrong, message in (
        (unknown, "no such exercise"),
        (too_long, "limit.minutes"),
        (never, "on no day"),
    ):
        changed = replace(programme, exercises=(*programme.exercises, wrong))
        assert any(message in one for one in problems_of(changed, request, KNOWLEDGE))
    banned = replace(request, overrides=Overrides(banned=frozenset({item.exercise})))
    assert f"{item.exercise}: banned" in list(problems_of(programme, banned, KNOWLEDGE))


def test_a_reason_without_words_is_an_error_and_never_silent():
    with pytest.raises(ContentError, match=r"why\.nothing"):
        why_in_words(Why("why.nothing"), "en", KNOWLEDGE)
