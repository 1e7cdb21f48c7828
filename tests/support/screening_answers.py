"""A complete screening of someone with an easing back pain and nothing else."""

from hipspine.content.library import screening_library
from hipspine.domain.answers import Answers, Reply
from hipspine.screen.interview import give_answer, next_question

PARTICULAR = {
    "age_years": 40.0,
    "pain_places": frozenset({"lower_back"}),
    "pain_today": 4.0,
    "onset_age_years": 40.0,
}


def complete(**instead) -> Answers:
    """Return the answers of a whole interview, harmless but for those given."""
    library = screening_library()
    answers = Answers()
    while (asking := next_question(answers, library)) is not None:
        question = asking.question
        harmless = {
            "reply": Reply.NO,
            "number": 0.0,
            "choice": (*question.choices, "")[0],
            "choices": frozenset({"none"}),
        }[question.kind]
        value = instead.get(question.id, PARTICULAR.get(question.id, harmless))
        answers = give_answer(answers, question.id, value, library)
    return answers
