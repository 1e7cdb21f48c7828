"""The self-check: wishes, time, things at hand, a few tests at home. It makes the plan."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from hipspine.clinic.local_time import is_zone
from hipspine.clinic.make_plan import default_approach, plan_for
from hipspine.clinic.person_plan import with_what_was_measured
from hipspine.clinic.self_check import (
    HOLDS,
    SelfCheck,
    keep_self_check,
    latest_self_check,
)
from hipspine.clinic.sitting import asked_gates, why_no_hold
from hipspine.clinic.standing import Standing
from hipspine.content.exercises import Gate
from hipspine.content.movement_tests import movement_tests
from hipspine.content.phrases import phrases
from hipspine.domain.anatomy import Side
from hipspine.domain.programme import Programme, Wishes
from hipspine.domain.record import Person
from hipspine.plan.request import shipped_knowledge
from hipspine.plan.words import plan_texts
from hipspine.web.form_fields import Fields, SentForm, fields_of
from hipspine.web.local_time import weekday_name
from hipspine.web.people import now, store_of
from hipspine.web.render import page
from hipspine.web.shown_exercises import picture_of
from hipspine.web.standing import standing_of
from hipspine.web.stop import stop_page
from hipspine.web.words import web_texts

router = APIRouter(prefix="/self-check")

MINUTES = ("10", "15", "20", "30", "45")
USUAL_MINUTES = "20"
WEEKDAYS = tuple("0123456")
USUAL_THINGS = ("chair", "wall")
"""What is ticked before anybody has chosen."""
UNSET_ZONE = "UTC"
"""The zone of a person who is new."""
COUNTED = ("chair_stand_30s",)
"""Movement tests of a count, both legs together."""
LONGEST_HOLD_S = 600
MOST_STANDS = 60


@router.get("")
def ask(request: Request) -> Response:
    """Show the form, filled with what was said last."""
    standing = standing_of(request)
    if standing.stop is not None:
        return stop_page(request, standing)
    typed, ticked = _as_typed(standing, latest_self_check(store_of(request), standing.person))
    return _form_page(request, standing, Fields(typed, ticked))


@router.post("")
def make(request: Request, form: SentForm) -> Response:
    """Keep what was said and make the plan anew."""
    standing = standing_of(request)
    if standing.stop is not None:
        return stop_page(request, standing)
    fields = fields_of(form)
    check = read_self_check(fields)
    wishes = _wishes(fields)
    if fields.problems or wishes is None:
        return _form_page(request, standing, fields)
    store, person = store_of(request), standing.person
    _keep_zone(request, person, fields.sent.get("browser_zone", ""))
    if check != latest_self_check(store, person):
        keep_self_check(store, person, check, at=now(request))
    made = plan_for(
        standing.screened,
        with_what_was_measured(store, standing, wishes),
        today=standing.today,
        overrides=store.overrides(person.id),
        earlier=standing.kept,
        log=standing.log,
    )
    store.add_programme(person.id, made)
    return RedirectResponse("/plan", 303)


def _keep_zone(request: Request, person: Person, zone: str) -> None:
    """Take the browser's time zone for a person at home whose zone nobody has set."""
    is_unset = person.zone == UNSET_ZONE and not request.app.state.settings.is_clinic
    if is_unset and zone != UNSET_ZONE and is_zone(zone):
        store_of(request).change_person(replace(person, zone=zone))


def read_self_check(fields: Fields) -> SelfCheck:
    """Return the tests done at home; what was not done is left out."""
    holds: dict[str, dict[Side, float]] = {}
    for test in HOLDS:
        values = {side: fields.number(f"{test}.{side.value}", 0, LONGEST_HOLD_S) for side in Side}
        known = {side: value for side, value in values.items() if value is not None}
        if known:
            holds[test] = known
    counts = {
        test: float(count)
        for test in COUNTED
        if (count := fields.whole(test, 0, MOST_STANDS)) is not None
    }
    return SelfCheck(holds, counts)


def _wishes(fields: Fields) -> Wishes | None:
    """Return the wishes that the form holds; None where the problems say why not."""
    knowledge = shipped_knowledge()
    minutes = fields.choice("minutes", MINUTES, required=True)
    days = fields.choices("days", WEEKDAYS)
    if not days:
        fields.problems["days"] = "missing"
    replies = {gate.id: fields.choice(f"gate.{gate.id}", ("yes", "no")) for gate in asked_gates()}
    equipment = fields.choices("equipment", _equipment())
    goals = fields.choices("goals", knowledge.rules.goals)
    approach = fields.choice("approach", knowledge.approaches.entries)
    if fields.problems or minutes is None:
        return None
    return Wishes(
        minutes_per_day=float(minutes),
        equipment=equipment,
        weekdays=frozenset(int(day) for day in days),
        approach=approach,
        goals=goals,
        asked_no=frozenset(name for name, reply in replies.items() if reply == "no"),
    )


def _equipment() -> tuple[str, ...]:
    known = shipped_knowledge().library.exercises.values()
    return tuple(sorted({name for exercise in known for name in exercise.equipment}))


def _as_typed(
    standing: Standing, check: SelfCheck
) -> tuple[dict[str, str], dict[str, frozenset[str]]]:
    """Return the form's fields as they would have been typed last time."""
    kept = standing.kept
    wishes = kept.wishes if kept is not None and kept.wishes is not None else None
    typed = {"minutes": USUAL_MINUTES if wishes is None else f"{wishes.minutes_per_day:g}"}
    typed |= _tests_as_typed(check)
    if wishes is None:
        return typed, {"days": frozenset(WEEKDAYS), "equipment": frozenset(USUAL_THINGS)}
    typed |= {f"gate.{name}": "no" for name in wishes.asked_no}
    typed |= {"approach": wishes.approach or ""}
    ticked = {
        "days": frozenset(str(day) for day in wishes.weekdays),
        "equipment": wishes.equipment,
        "goals": wishes.goals,
    }
    return typed, ticked


def _tests_as_typed(check: SelfCheck) -> dict[str, str]:
    typed = {
        f"{test}.{side.value}": f"{seconds:g}"
        for test, sides in check.holds.items()
        for side, seconds in sides.items()
    }
    return {**typed, **{test: f"{count:g}" for test, count in check.counts.items()}}


def _form_page(request: Request, standing: Standing, fields: Fields) -> Response:
    language, knowledge = request.state.language, shipped_knowledge()
    words, say = plan_texts(language), web_texts(language)
    values: Mapping[str, Any] = {
        "goals": [
            (name, _capital(words.sentence(f"goal.{name}"))) for name in knowledge.rules.goals
        ],
        "equipment": [
            (name, _capital(words.sentence(f"equipment.{name}"))) for name in _equipment()
        ],
        "days": [(str(day), weekday_name(day, language)) for day in range(7)],
        "minute_choices": [(one, say("self_check.minutes_of", count=one)) for one in MINUTES],
        "tests_open": any(name.partition(".")[0] in (*HOLDS, *COUNTED) for name in fields.problems),
        "gates": [(f"gate.{gate.id}", gate.words[language].ask) for gate in asked_gates()],
        "approaches": [
            (one.id, one.words[language]) for one in knowledge.approaches.entries.values()
        ],
        "picked": _picked(standing, language),
        "tests": [_shown_test(test, standing, language) for test in (*HOLDS, *COUNTED)],
        "sides": [side.value for side in Side],
        "has_plan": isinstance(standing.kept, Programme),
        "typed": fields.sent,
        "ticked": fields.many,
        "problems": fields.problems,
    }
    status = 422 if fields.problems else 200
    return page(request, "self_check.html.jinja", status=status, **values)


def _shown_test(name: str, standing: Standing, language: str) -> dict[str, Any]:
    """Return a movement test as the form shows it, or why it is not for today."""
    test, phrase = movement_tests()[name], phrases(language)
    return {
        "id": name,
        "has_sides": name in HOLDS,
        "why_not": _why_not(name, standing, language),
        "name": phrase(test.name),
        "protocol": [phrase(line) for line in test.protocol],
        "stop": [phrase(line) for line in test.stop],
        "asks": phrase(test.entries[0].asks),
        "picture": picture_of(name, language, "movement_tests"),
    }


def _why_not(name: str, standing: Standing, language: str) -> str | None:
    """Return why a test is not for today, by the screening; None: it may be done.

    What the form asks beside it is not known yet and closes nothing here.
    """
    wishes = Wishes(asked_no=frozenset(gate.id for gate in asked_gates()))
    why = why_no_hold(name if name in HOLDS else HOLDS[0], standing.screened, wishes)
    if isinstance(why, Gate):
        return why.words[language].why if name in HOLDS else None
    return None if why is None else web_texts(language).sentence(f"self_check.{why}")


def _picked(standing: Standing, language: str) -> str:
    """Return the name of the programme that is picked where nobody chooses."""
    name = default_approach(standing.screened, Wishes())
    return shipped_knowledge().approaches.named(name).words[language].name


def _capital(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"
