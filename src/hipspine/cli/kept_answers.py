"""Keep the answers of an interview in a file, so that it can be taken up again."""

import json
import os
from datetime import date
from pathlib import Path

from hipspine.clinic.interview_draft import InterviewDraft
from hipspine.content.library import Library
from hipspine.domain.answers import Answers, AnswerValue
from hipspine.domain.errors import AnswersError, OutputError
from hipspine.screen.answer_check import answer_from, check_answer

FILE_NAME = "screening.json"


def write_kept(kept: InterviewDraft, file: Path) -> None:
    """Write the answers, readable by this user alone; the file is whole at every moment.

    Raises
    ------
    OutputError
        If the folder cannot be written.
    """
    part = file.with_suffix(".part")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as stream:
            stream.write(kept.as_text())
        part.replace(file)
    except OSError as problem:
        raise OutputError(
            str(file),
            expected="a file that can be written",
            got=str(problem),
            do="Set HIPSPINE_DATA_DIR to a folder of yours.",
        ) from None


def read_kept(file: Path, library: Library) -> InterviewDraft | None:
    """Return the answers kept in a file, or None where there is none.

    Raises
    ------
    AnswersError
        If the file is damaged, or holds an answer that no longer fits its question.
    """
    try:
        content = json.loads(file.read_text("utf-8"))
        started_on = date.fromisoformat(content["started_on"])
        raw = dict(content["answers"])
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise AnswersError(
            str(file),
            expected="answers kept by hipspine screen",
            got=repr(problem),
            do="Start again with hipspine screen --new.",
        ) from None
    answers = {question: _checked(question, value, library) for question, value in raw.items()}
    return InterviewDraft(Answers(answers), started_on)


def _checked(question_id: str, raw: object, library: Library) -> AnswerValue:
    question = library.questions.get(question_id)
    value = None if question is None else answer_from(raw, question)
    # What is not an answer of any kind is checked as an empty choice, which no question accepts.
    value = frozenset() if value is None else value
    check_answer(question_id, value, library)
    return value
