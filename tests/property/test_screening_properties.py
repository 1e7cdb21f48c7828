"""What must hold for every set of answers, whatever they are."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from hipspine.content.library import screening_library
from hipspine.domain.answers import Answers, Reply
from hipspine.domain.triage import Restriction, TriageLevel
from hipspine.screen.interview import Ending, ending, give_answer, next_question, settled_level
from hipspine.screen.triage import open_safety_questions, triage

LIBRARY = screening_library()
DAY = date(2026, 11, 21)
UNORDERED = {"age_years", "onset_age_years", "pregnancy"}
"""Here no answer is simply more worrying than another: 17 matters, and so does 65."""
ORDERED_CHOICES = {"leg_weakness_course", "pain_duration", "pain_course"}
"""Choices listed from harmless to worrying in questions.toml."""


def any_answer(question):
    if question.kind == "number":
        return st.integers(question.lowest, question.highest).map(float)
    unsure = st.just(Reply.NOT_SURE)
    if question.kind == "reply":
        return st.sampled_from([Reply.YES, Reply.NO]) | unsure
    if question.kind == "choice":
        return st.sampled_from(question.choices) | unsure
    named = [choice for choice in question.choices if choice != "none"]
    several = st.frozensets(st.sampled_from(named), min_size=1)
    none = st.just(frozenset({"none"})) if "none" in question.choices else several
    return several | none | unsure


def some_answers(*, partly=True):
    parts = {q.id: any_answer(q) for q in LIBRARY.questions.values()}
    required, optional = ({}, parts) if partly else (parts, {})
    return st.fixed_dictionaries(required, optional=optional).map(Answers)


@st.composite
def answers_and_a_worse_one(draw):
    """Answers, and the same with one question answered more worryingly."""
    answers = draw(some_answers())
    question = LIBRARY.questions[
        draw(st.sampled_from([q for q in LIBRARY.questions if q not in UNORDERED]))
    ]
    before = answers.get(question.id)
    return answers, answers.with_answer(question.id, draw(worse_than(before, question)))


def worse_than(before, question):
    if isinstance(before, Reply) and before is not Reply.NO:
        return st.just(Reply.NOT_SURE) if before is Reply.NOT_SURE else st.just(Reply.YES)
    if question.kind == "number":
        lowest = question.lowest if before is None else int(before)
        return st.integers(lowest, question.highest).map(float)
    if question.kind == "reply":
        return st.sampled_from([Reply.YES, Reply.NOT_SURE])
    if question.kind == "choice":
        assert question.id in ORDERED_CHOICES
        later = question.choices[question.choices.index(before) if before else 0 :]
        return st.sampled_from(later) | st.just(Reply.NOT_SURE)
    had = (before or frozenset()) - {"none"}
    named = [choice for choice in question.choices if choice != "none"]
    more = st.frozensets(st.sampled_from(named), min_size=1).map(lambda chosen: chosen | had)
    return more | st.just(Reply.NOT_SURE)


@given(answers_and_a_worse_one())
@settings(max_examples=400)
def test_a_further_worrying_answer_never_lowers_the_level(pair):
    before, after = pair
    first, second = (triage(answers, LIBRARY, screened_on=DAY) for answers in (before, after))
    assert second.level_so_far >= first.level_so_far
    assert {r.rule for r in first.reasons} <= {r.rule for r in second.reasons}


@given(some_answers(), st.randoms())
def test_the_order_of_answers_does_not_matter(answers, random):
    shuffled = list(answers.items())
    random.shuffle(shuffled)
    assert triage(Answers(dict(shuffled)), LIBRARY, screened_on=DAY) == triage(
        answers, LIBRARY, screened_on=DAY
    )


@given(some_answers(), st.data())
@settings(max_examples=300)
def test_an_open_safety_question_counts_at_least_as_much_as_any_answer_to_it(answers, data):
    left_open = triage(answers, LIBRARY, screened_on=DAY)
    if not left_open.unanswered:
        return
    question = LIBRARY.questions[data.draw(st.sampled_from(left_open.unanswered))]
    answered = answers.with_answer(question.id, data.draw(any_answer(question)))
    assert triage(answered, LIBRARY, screened_on=DAY).level <= left_open.level
    assert left_open.level_so_far <= left_open.level


@given(some_answers(), st.integers(-3, 12))
@settings(max_examples=300)
def test_exercise_needs_a_complete_current_screening_below_the_same_day(answers, days):
    result = triage(answers, LIBRARY, screened_on=DAY)
    if result.permits_exercise(DAY + timedelta(days=days)):
        assert result.unanswered == ()
        assert result.level <= TriageLevel.CLINICIAN_SOON
        assert 0 <= days < 7
        assert Restriction.NO_EXERCISE not in result.restrictions


@given(some_answers(partly=False))
@settings(max_examples=300)
def test_same_day_and_emergency_never_permit_exercise(answers):
    result = triage(answers, LIBRARY, screened_on=DAY)
    if result.level_so_far >= TriageLevel.SAME_DAY:
        assert not result.permits_exercise(DAY)
        assert result.restrictions == {Restriction.NO_EXERCISE}


@st.composite
def interviews(draw):
    """Answers as an interview gathers them, question by question, until it is over."""
    answers = Answers()
    quiet = draw(st.booleans())  # mostly harmless answers, so that long interviews are seen too
    while (asking := next_question(answers, LIBRARY)) is not None:
        value = draw(harmless_or_any(asking.question, quiet=quiet))
        answers = give_answer(answers, asking.question.id, value, LIBRARY)
    return answers


def harmless_or_any(question, *, quiet):
    if not quiet:
        return any_answer(question)
    harmless = {
        "reply": Reply.NO,
        "number": 40.0 if question.id in UNORDERED else float(question.lowest),
        "choice": question.choices[0] if question.choices else "",
        "choices": frozenset({"none"} & set(question.choices) or set(question.choices[:1])),
    }[question.kind]
    return st.sampled_from([True] * 9 + [False]).flatmap(
        lambda calm: st.just(harmless) if calm else any_answer(question)
    )


@given(interviews())
@settings(max_examples=150, deadline=None)
def test_an_interview_that_is_over_has_settled_its_level(answers):
    over = ending(answers, LIBRARY)
    result = triage(answers, LIBRARY, screened_on=DAY)
    if over is Ending.COMPLETE:
        assert not open_safety_questions(answers, LIBRARY)
        assert result.level is result.level_so_far < TriageLevel.SAME_DAY
    elif over is Ending.HARD_STOP:
        assert result.level is result.level_so_far >= TriageLevel.SAME_DAY
    else:
        assert not result.permits_exercise(DAY)
    assert settled_level(answers, LIBRARY) is result.level_so_far


@given(interviews())
@settings(max_examples=60, deadline=None)
def test_an_interview_leaves_no_answer_that_its_own_answers_rule_out(answers):
    for question, needed in LIBRARY.ask_if.items():
        assert question not in answers or needed.holds(answers)
