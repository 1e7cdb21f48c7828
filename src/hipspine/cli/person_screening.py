"""The safety questions of a person whose records are kept, taken up where they were left."""

from dataclasses import replace
from typing import TYPE_CHECKING

from hipspine.cli.clock import current_time
from hipspine.cli.interview import talk

if TYPE_CHECKING:
    from hipspine.domain.answers import Answers
    from hipspine.domain.record import Person
    from hipspine.records.sql_store import SqlStore
    from hipspine.report.screening_result import Telling
    from hipspine.screen.outcome import Screening


def screen_in_records(
    store: "SqlStore", person: "Person", telling: "Telling", *, new: bool, quiet: bool
) -> "Screening":
    """Hold the interview, or with ``quiet`` only judge what is kept; keep it once it is over."""
    from hipspine.clinic.interview_draft import InterviewDraft, read_interview_draft
    from hipspine.clinic.local_time import local_day
    from hipspine.clinic.screen_person import screen_person
    from hipspine.clinic.standing import (
        SCREENING_DRAFT,
        keep_screening,
        latest_screening,
    )
    from hipspine.domain.answers import Answers
    from hipspine.records.drafts import read_draft, write_draft

    today = local_day(person, current_time())
    text = None if new else read_draft(store.database, person.id, SCREENING_DRAFT)
    draft = read_interview_draft(text, telling.library, today)
    if new:
        draft = InterviewDraft(Answers(), today)
    if quiet:
        last = latest_screening(store, person)
        if text is None and last is not None:
            return last
        return screen_person(draft.answers, telling.library, screened_on=draft.started_on)

    def keep(given: "Answers") -> None:
        kept = replace(draft, answers=given)
        write_draft(store.database, person.id, SCREENING_DRAFT, kept.as_text(), current_time())

    answers = talk(draft.answers, telling, keep)
    screening = screen_person(answers, telling.library, screened_on=draft.started_on)
    if screening.ending is not None:
        keep_screening(store, person, screening, at=current_time())
    return screening
