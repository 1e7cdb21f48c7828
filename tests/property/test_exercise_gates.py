"""A gate never opens because a person gives a further worrying answer, or none."""

from hypothesis import given
from hypothesis import strategies as st

from hipspine.content.exercise_library import exercise_library
from hipspine.content.library import screening_library
from hipspine.domain.answers import Answers, Reply

GATES = [gate for gate in exercise_library().gates.values() if gate.when is not None]
READ = sorted({name for gate in GATES for name in gate.when.build({}).questions()})
QUESTIONS = screening_library().questions


def answers_to(name):
    """Give a strategy for a question: its answers, the reassuring one included."""
    question = QUESTIONS.get(name)
    if question is None:  # the pain map
        return st.frozensets(st.sampled_from(["groin_left", "lateral_hip_right", "lumbar_left"]))
    if question.kind == "reply":
        return st.sampled_from([Reply.YES, Reply.NO])
    if question.kind == "number":
        return st.integers(question.lowest, question.highest).map(float)
    if question.kind == "choice":
        return st.sampled_from(question.choices)
    return st.frozensets(st.sampled_from([name for name in question.choices if name != "none"]))


EVERYTHING = st.fixed_dictionaries({name: answers_to(name) for name in READ}).map(Answers)


@given(EVERYTHING, st.sampled_from(READ))
def test_not_sure_never_opens_a_gate(answers, name):
    unsure = answers.with_answer(name, Reply.NOT_SURE)
    for gate in GATES:
        assert gate.is_closed(unsure) >= gate.is_closed(answers)


@given(EVERYTHING, st.sampled_from(READ))
def test_a_question_that_is_still_open_never_opens_a_gate(answers, name):
    unanswered = answers.without(name)
    for gate in GATES:
        closed = gate.is_closed(unanswered, open_questions={name})
        assert closed >= gate.is_closed(answers)


@given(EVERYTHING, st.sampled_from(["groin", "outer_hip", "knee", "shoulder", "lower_leg"]))
def test_a_further_place_of_pain_never_opens_a_gate(answers, place):
    more = answers.with_answer("pain_places", answers["pain_places"] | {place})
    for gate in GATES:
        assert gate.is_closed(more) >= gate.is_closed(answers)


@given(EVERYTHING)
def test_more_pain_never_opens_a_gate(answers):
    worst = answers.with_answer("pain_today", 10.0)
    for gate in GATES:
        assert gate.is_closed(worst) >= gate.is_closed(answers)
