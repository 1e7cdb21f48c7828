"""The safety questions: one at a time, each answer kept, and what they come to."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from hipspine.clinic.interview_draft import InterviewDraft, read_interview_draft
from hipspine.clinic.screen_person import screen_person
from hipspine.clinic.standing import SCREENING_DRAFT, keep_screening, latest_screening
from hipspine.content.library import Library, screening_library
from hipspine.content.schema import Question
from hipspine.domain.answers import AnswerValue
from hipspine.domain.errors import AnswersError
from hipspine.domain.record import Person
from hipspine.domain.triage import TriageLevel
from hipspine.records.drafts import drop_draft, read_draft, write_draft
from hipspine.report.handover import render_handover
from hipspine.report.screening_result import (
    Telling,
    advice,
    permits_exercise,
    shown_level,
    whom_to_contact,
)
from hipspine.screen.answer_check import answer_from
from hipspine.screen.interview import (
    give_answer,
    next_question,
    questions_left,
    settled_level,
)
from hipspine.screen.outcome import Screening
from hipspine.web.people import current_person, now, store_of, today_of
from hipspine.web.render import page
from hipspine.web.standing import caught_up
from hipspine.web.stop import OFFLINE
from hipspine.web.telling import telling_for

router = APIRouter(prefix="/safety")


@router.get("")
def ask(request: Request) -> Response:
    """Put the next question, or show what the answers come to."""
    person = current_person(request)
    draft = _draft(request, person)
    return _question_page(request, draft) or _finish(request, person, draft)


@router.post("")
async def answer(request: Request) -> Response:
    """Keep an answer and go on."""
    person = current_person(request)
    draft = _draft(request, person)
    form = await request.form()
    given = [str(value) for value in form.getlist("answer")]
    name = str(form.get("question", ""))
    try:
        value = _value(name, given, screening_library())
        answers = give_answer(draft.answers, name, value, screening_library())
    except AnswersError:
        shown = _question_page(request, draft, problem="pick")
        return shown or RedirectResponse("/safety", 303)
    _keep(request, person, InterviewDraft(answers, draft.started_on))
    return RedirectResponse("/safety", 303)


@router.post("/back")
def go_back(request: Request, question: Annotated[str, Form()] = "") -> Response:
    """Take the last answer back, or a named one."""
    person = current_person(request)
    draft = _draft(request, person)
    last = question if question in draft.answers else next(reversed(list(draft.answers)), None)
    if last is not None:
        _keep(request, person, InterviewDraft(draft.answers.without(last), draft.started_on))
    return RedirectResponse("/safety", 303)


@router.post("/again")
def start_again(request: Request) -> Response:
    """Forget an interview that was begun, and begin anew."""
    person = current_person(request)
    drop_draft(store_of(request).database, person.id, SCREENING_DRAFT)
    return RedirectResponse("/safety", 303)


@router.get("/result")
def result(request: Request) -> Response:
    """Show what the last finished screening came to."""
    person = current_person(request)
    screening = latest_screening(store_of(request), person)
    if screening is None:
        return RedirectResponse("/safety", 303)
    today = today_of(request, person)
    telling = telling_for(request)
    return page(
        request,
        "safety_result.html.jinja",
        telling=telling,
        screening=screening,
        level=shown_level(screening).id,
        advice=advice(screening, telling),
        contacts=whom_to_contact(screening, telling),
        reasons=_reasons(screening, telling),
        permits=permits_exercise(screening, today),
        expires_in=screening.triage.expires_in_days(today),
    )


@router.get("/handover")
def handover(request: Request) -> Response:
    """Give the hand-over for a clinician as a file to open or print."""
    screening = latest_screening(store_of(request), current_person(request))
    if screening is None:
        return RedirectResponse("/safety", 303)
    return Response(
        render_handover(screening, telling_for(request)),
        media_type="text/html",
        headers={"Content-Disposition": 'attachment; filename="hipspine-handover.html"'},
    )


def _draft(request: Request, person: Person) -> InterviewDraft:
    text = read_draft(store_of(request).database, person.id, SCREENING_DRAFT)
    return read_interview_draft(text, screening_library(), today_of(request, person))


def _keep(request: Request, person: Person, draft: InterviewDraft) -> None:
    write_draft(
        store_of(request).database, person.id, SCREENING_DRAFT, draft.as_text(), now(request)
    )


def _question_page(
    request: Request, draft: InterviewDraft, *, problem: str | None = None
) -> Response | None:
    library = screening_library()
    asking = next_question(draft.answers, library)
    if asking is None:
        return None
    telling = telling_for(request)
    return page(
        request,
        "safety.html.jinja",
        status=200 if problem is None else 422,
        telling=telling,
        question=asking.question,
        ask=telling.sentence(_wording(asking.question, telling, plainer=asking.plainer)),
        plainer=asking.plainer,
        why=telling.sentence(f"question.{asking.question.id}.why"),
        answered=len(draft.answers),
        left=questions_left(draft.answers, library),
        so_far=_level_so_far(draft, telling),
        problem=problem,
    )


def _level_so_far(draft: InterviewDraft, telling: Telling) -> str | None:
    """Return what the answers come to so far; None while nothing asks for anybody to look.

    The lowest level is not told before the end: with questions open it would be no result.
    """
    level = settled_level(draft.answers, telling.library)
    if level is TriageLevel.SELF_CARE:
        return None
    return f"{telling.sentence('interview.level_now')} {telling.sentence(f'level.{level.id}.name')}"


def _wording(question: Question, telling: Telling, *, plainer: bool) -> str:
    key = f"question.{question.id}.plainer"
    return key if plainer and telling.words.has(key) else f"question.{question.id}.ask"


def _value(name: str, given: list[str], library: Library) -> AnswerValue:
    """Return what a form's fields say, in the kind of answer that the question takes."""
    question = library.questions.get(name)
    raw: object = given if question is not None and question.kind == "choices" else None
    if raw is None and given:
        raw = float(given[0]) if given[0].strip().isdigit() else given[0]
    value = None if question is None else answer_from(raw, question)
    if value is None:
        raise AnswersError(name, expected="an answer", got=repr(given), do="Pick one.")
    return value


def _finish(request: Request, person: Person, draft: InterviewDraft) -> Response:
    """Keep a finished interview as a screening and show what it comes to."""
    screening = screen_person(draft.answers, screening_library(), screened_on=draft.started_on)
    keep_screening(store_of(request), person, screening, at=now(request))
    # What the plan has to answer, such as a flare, is answered from here on.
    caught_up(request)
    response = RedirectResponse("/safety/result", 303)
    if not permits_exercise(screening, draft.started_on):
        response.headers[OFFLINE] = "forget"
    return response


def _reasons(screening: Screening, telling: Telling) -> list[str]:
    rules = dict.fromkeys(reason.rule for reason in screening.triage.reasons)
    return [telling.sentence(f"rule.{rule}.reason") for rule in rules]


def screened_on(screening: Screening | None) -> date | None:
    """Return the day a screening counts from."""
    return None if screening is None else screening.triage.screened_on
