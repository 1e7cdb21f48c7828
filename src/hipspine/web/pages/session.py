"""A guided session: what to do, set by set and side by side, and a log of how each went."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from hipspine.clinic.standing import Standing
from hipspine.domain.anatomy import Side
from hipspine.domain.programme import PlannedDose, PlannedExercise, Programme
from hipspine.domain.training import ExerciseEntry, LegSymptoms, Session
from hipspine.plan.request import shipped_knowledge
from hipspine.plan.words import step_in_words
from hipspine.web.form_fields import Fields, SentForm, fields_of
from hipspine.web.local_time import moment_from
from hipspine.web.pages.today import recent_steps
from hipspine.web.people import store_of
from hipspine.web.render import page
from hipspine.web.shown_exercises import ShownExercise, shown, trained_on
from hipspine.web.standing import caught_up, standing_of
from hipspine.web.stop import stop_page
from hipspine.web.units import Units, units_of

router = APIRouter(prefix="/session")

BOTH = "both"
LEG = {
    "same": LegSymptoms.NONE_OR_SAME,
    "eased": LegSymptoms.EASED,
    "further": LegSymptoms.SPREAD_FURTHER_DOWN,
    "numb": LegSymptoms.NEW_NUMBNESS_OR_WEAKNESS,
}
"""What can be said of the leg, by the value in the form."""
GET_READY_S = 5
MOST_SETS, MOST_REPS, LONGEST_S, MOST_LOAD_KG = 10, 100, 3600, 300
LONGEST_NOTE = 1000


@dataclass(frozen=True)
class Work:
    """One exercise on one side, as the form asks for it."""

    side: Side | None
    name: str
    """Beginning of the names of its fields."""


@router.get("")
def ask(request: Request) -> Response:
    """Show the session of today, or of the next training day where today has none."""
    standing = standing_of(request)
    if standing.stop is not None:
        return stop_page(request, standing)
    if standing.programme is None:
        return RedirectResponse("/self-check", 303)
    fields = Fields({"id": str(uuid4()), "version": str(standing.programme.version)})
    return _session_page(request, standing, standing.programme, fields)


@router.post("")
def log(request: Request, form: SentForm) -> Response:
    """Keep a session and show what follows; sent twice, it counts once."""
    fields = fields_of(form)
    standing = caught_up(request)
    if standing.programme is None:
        return stop_page(request, standing) if standing.stop else RedirectResponse("/plan", 303)
    number = _session_id(fields)
    if any(session.id == number for session in standing.log.sessions):
        return RedirectResponse("/session/done", 303)
    # An older version may have been on the screen: its exercises are taken as they were planned.
    programme = _version_of(request, standing, fields) or standing.programme
    entries = tuple(_entries(fields, programme, units_of(request)))
    before = fields.whole("pain_before", 0, 10)
    if not entries and not fields.problems:
        fields.problems["done"] = "nothing_done"
    if fields.problems:
        return _session_page(request, standing, programme, fields)
    done = Session(
        id=number,
        done_at=moment_from(fields.sent.get("done_at", ""), request, standing.person),
        programme_version=programme.version,
        entries=entries,
        pain_before=None if before is None else float(before),
        note=fields.sent.get("note", "")[:LONGEST_NOTE].strip(),
    )
    store_of(request).add(standing.person.id, done)
    caught_up(request)
    return RedirectResponse("/session/done", 303)


@router.get("/done")
def done(request: Request) -> Response:
    """Show what follows from what was logged."""
    standing = standing_of(request)
    if standing.stop is not None:
        return stop_page(request, standing)
    language = request.state.language
    steps = [
        step_in_words(step, language, shipped_knowledge())
        for step in recent_steps(request, standing)
    ]
    return page(request, "session_done.html.jinja", steps=steps)


def _session_id(fields: Fields) -> str:
    """Return the id that the page was given; a new one where it is none."""
    try:
        return str(UUID(fields.sent.get("id", "")))
    except ValueError:
        return str(uuid4())


def _version_of(request: Request, standing: Standing, fields: Fields) -> Programme | None:
    version = fields.whole("version", 1, 1_000_000)
    if version is None:
        return None
    return store_of(request).programme(standing.person.id, version)


def work_of(item: PlannedExercise) -> tuple[Work, ...]:
    """Return the sides that an exercise is logged on, the one to begin with first."""
    if not item.sides:
        return (Work(None, f"{item.exercise}.{BOTH}"),)
    return tuple(Work(side, f"{item.exercise}.{side.value}") for side in item.sides)


def _entries(fields: Fields, programme: Programme, units: Units) -> Iterator[ExerciseEntry]:
    """Give an entry for every side that was ticked as done."""
    for item in programme.exercises:
        effort = fields.whole(f"{item.exercise}.effort", 0, 10)
        leg = fields.choice(f"{item.exercise}.leg", LEG) or "same"
        load = fields.number(f"{item.exercise}.load", 0, MOST_LOAD_KG / units.kilograms)
        for work in work_of(item):
            if not fields.is_ticked(f"{work.name}.done"):
                continue
            pain = fields.whole(f"{work.name}.pain", 0, 10)
            yield ExerciseEntry(
                exercise=item.exercise,
                side=work.side,
                sets=fields.whole(f"{work.name}.sets", 1, MOST_SETS, required=True) or 1,
                reps=_reps(fields, work, item.dose),
                seconds=_seconds(fields, work, item.dose),
                load_kg=round((load or 0.0) * units.kilograms, 2),
                effort=None if effort is None else float(effort),
                pain_during=None if pain is None else float(pain),
                leg_symptoms=LEG[leg],
                is_clean=not fields.is_ticked(f"{work.name}.not_clean"),
            )


def _reps(fields: Fields, work: Work, dose: PlannedDose) -> int | None:
    if dose.reps is None:
        return None
    return fields.whole(f"{work.name}.reps", 0, MOST_REPS, required=True)


def _seconds(fields: Fields, work: Work, dose: PlannedDose) -> float | None:
    if dose.minutes is not None:
        minutes = fields.number(f"{work.name}.minutes", 0, LONGEST_S / 60, required=True)
        return None if minutes is None else minutes * 60
    if dose.hold_s is not None:
        return fields.number(f"{work.name}.seconds", 0, LONGEST_S, required=True)
    return None


def _session_page(
    request: Request, standing: Standing, programme: Programme, fields: Fields
) -> Response:
    language = request.state.language
    weekday = standing.today.weekday()
    ahead = next((n for n in range(7) if trained_on(programme, (weekday + n) % 7)), None)
    items = () if ahead is None else trained_on(programme, (weekday + ahead) % 7)
    values: dict[str, Any] = {
        "exercises": [_shown(each) for each in shown(items, language)],
        "is_today": ahead == 0,
        "units": units_of(request),
        "typed": fields.sent,
        "problems": fields.problems,
        "legs": tuple(LEG),
        "get_ready_s": GET_READY_S,
    }
    status = 422 if fields.problems else 200
    return page(request, "session.html.jinja", status=status, **values)


def _shown(each: ShownExercise) -> dict[str, Any]:
    dose = each.item.dose
    return {
        "shown": each,
        "anchor": re.sub(r"\W", "-", each.id),
        "work": work_of(each.item),
        "dose": dose,
        "has_load": bool({"weight", "barbell"} & set(each.exercise.equipment)),
        "timer": _timer(dose),
    }


def _timer(dose: PlannedDose) -> dict[str, float]:
    """Return what the timer counts: seconds of one piece of work, pieces of a set, sets, rest."""
    if dose.minutes is not None:
        return {"work": dose.minutes * 60, "pieces": 1, "sets": dose.sets, "rest": dose.rest_s}
    pieces = dose.reps or 1
    if dose.hold_s is not None:
        return {"work": dose.hold_s, "pieces": pieces, "sets": dose.sets, "rest": dose.rest_s}
    # A moving exercise is timed as one piece: all repetitions of a set at their tempo.
    tempo = dose.seconds_per_rep or 3.0
    return {"work": pieces * tempo, "pieces": 1, "sets": dose.sets, "rest": dose.rest_s}
