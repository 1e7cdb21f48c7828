"""An interview that can be left and taken up again: its answers as text, and back."""

import json
from dataclasses import dataclass
from datetime import date

from hipspine.content.library import Library
from hipspine.domain.answers import Answers
from hipspine.domain.errors import AnswersError
from hipspine.domain.triage import SCREENING_VALID_DAYS
from hipspine.screen.answer_check import answer_as_data, answer_from, check_answer


@dataclass(frozen=True)
class InterviewDraft:
    """Answers given so far, in order, with the day of the first: the screening counts from it."""

    answers: Answers
    started_on: date

    def is_current(self, today: date) -> bool:
        """Tell whether the answers are recent enough to go on with."""
        return 0 <= (today - self.started_on).days < SCREENING_VALID_DAYS

    def as_text(self) -> str:
        """Return the draft as JSON."""
        answers = {question: answer_as_data(value) for question, value in self.answers.items()}
        return json.dumps({"started_on": self.started_on.isoformat(), "answers": answers})


def read_interview_draft(text: str | None, library: Library, today: date) -> InterviewDraft:
    """Return the draft of a text; a new one where there is none, or it is too old or unreadable.

    Answers that no longer fit their question are asked again.
    """
    fresh = InterviewDraft(Answers(), today)
    if text is None:
        return fresh
    try:
        data = json.loads(text)
        draft = InterviewDraft(
            _answers(dict(data["answers"]), library), date.fromisoformat(data["started_on"])
        )
    except (ValueError, KeyError, TypeError):
        return fresh
    return draft if draft.is_current(today) else fresh


def _answers(raw: dict[str, object], library: Library) -> Answers:
    answers = Answers()
    for name, value in raw.items():
        question = library.questions.get(name)
        answer = None if question is None else answer_from(value, question)
        if answer is None:
            continue
        try:
            check_answer(name, answer, library)
        except AnswersError:
            continue
        answers = answers.with_answer(name, answer)
    return answers
