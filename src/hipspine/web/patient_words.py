"""What a clinician reads of a patient: screening, plan and sessions in words."""

from collections.abc import Sequence
from typing import Any

from fastapi import Request

from hipspine.clinic.standing import Standing
from hipspine.content.plan_words import dose_in_words
from hipspine.domain.programme import PlannedExercise, Programme
from hipspine.domain.training import Session
from hipspine.plan.request import shipped_knowledge
from hipspine.plan.words import day_in_words, exercise_name, notice_in_words, plan_texts
from hipspine.report.screening_result import advice, whom_to_contact
from hipspine.web.telling import telling_for
from hipspine.web.words import web_texts


def screening_values(request: Request, standing: Standing) -> dict[str, Any] | None:
    """Return the last screening in words; None where nobody was screened."""
    screening = standing.screening
    if screening is None:
        return None
    telling = telling_for(request)
    rules = dict.fromkeys(reason.rule for reason in screening.triage.reasons)
    return {
        "day": day_in_words(screening.triage.screened_on, request.state.language),
        "title": advice(screening, telling)["title"],
        "contacts": whom_to_contact(screening, telling),
        "reasons": [telling.sentence(f"rule.{rule}.reason") for rule in rules],
        "expires_in": screening.triage.expires_in_days(standing.today),
    }


def stop_in_words(stop: str | None, language: str) -> str | None:
    """Return why there is no exercise today, as a clinician is told."""
    if stop is None:
        return None
    say = web_texts(language)
    key = f"patients.stop_{stop}"
    return say.sentence(key) if say.has(key) else stop.replace("_", " ")


def plan_values(standing: Standing, language: str) -> dict[str, Any] | None:
    """Return the newest version of the plan in words; None where there is none."""
    programme = standing.kept
    if programme is None:
        return None
    knowledge, words = shipped_knowledge(), plan_texts(language)
    notices = standing.progression.notices if standing.progression is not None else ()
    signature = programme.signature
    return {
        "version": programme.version,
        "stage": words.sentence(f"stage.{programme.stage}"),
        "approach": knowledge.approaches.named(programme.approach).words[language].name,
        "planned_on": day_in_words(programme.planned_on, language),
        "signed": None
        if signature is None
        else words("page.signed", by=signature.by, day=day_in_words(signature.signed_on, language)),
        "exercises": [exercise_line(item, programme, language) for item in programme.exercises],
        "notices": [notice_in_words(notice, language, knowledge) for notice in notices],
    }


def exercise_line(item: PlannedExercise, programme: Programme, language: str) -> dict[str, Any]:
    """Return one exercise of a plan: name, dose, and what a clinician decided about it."""
    decided = None
    if item.exercise in programme.overrides.pinned:
        decided = "pin"
    elif item.exercise in programme.overrides.doses:
        decided = "dose"
    return {
        "id": item.exercise,
        "name": exercise_name(item.exercise, language, shipped_knowledge()),
        "dose": dose_in_words(item.dose, language, sides=item.sides),
        "planned": item.dose,
        "times_a_week": len(item.weekdays),
        "decided": decided,
    }


def session_lines(sessions: Sequence[Session], language: str) -> list[dict[str, Any]]:
    """Return sessions newest first: when, how many exercises, the most pain, the note."""
    return [_session_line(session, language) for session in reversed(sessions)]


def _session_line(session: Session, language: str) -> dict[str, Any]:
    pains = [entry.pain_during for entry in session.entries if entry.pain_during is not None]
    efforts = [entry.effort for entry in session.entries if entry.effort is not None]
    return {
        "day": day_in_words(session.done_at.date(), language),
        "exercises": len({entry.exercise for entry in session.entries}),
        "pain": max(pains, default=None),
        "effort": max(efforts, default=None),
        "note": session.note,
    }
