"""Scores and follow-ups, whatever is answered."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from hipspine.content.library import screening_library
from hipspine.content.questionnaire_library import questionnaire_library
from hipspine.domain.answers import Answers, Reply
from hipspine.domain.questionnaire import AbsentScore, InstrumentEntry
from hipspine.screen.follow_ups import next_steps, screening_answers
from hipspine.screen.scores import score_instrument
from hipspine.screen.triage import triage

LIBRARY = questionnaire_library()
RATED = [instrument for instrument in LIBRARY.instruments.values() if instrument.entry == "ratings"]
SCREENING = screening_library()


@st.composite
def filled_forms(draw):
    instrument = draw(st.sampled_from(RATED))
    ratings = {
        int(item): draw(st.integers(*instrument.item_range(item))) for item in instrument.item_ids
    }
    return instrument, ratings


@given(filled_forms())
def test_every_complete_form_gives_every_score_on_its_scale(form):
    instrument, ratings = form
    for score in score_instrument(instrument, InstrumentEntry(ratings=ratings)):
        assert score.lowest <= score.value <= score.highest
        assert score.band is not None or not instrument.score(score.score).bands


@given(filled_forms(), st.data())
def test_a_higher_mark_moves_the_score_one_way_only(form, data):
    instrument, ratings = form
    item = data.draw(st.sampled_from(sorted(ratings)))
    lowest, highest = instrument.item_range(str(item))
    higher = {**ratings, item: data.draw(st.integers(ratings[item], highest))}
    assert lowest <= ratings[item]
    before = score_instrument(instrument, InstrumentEntry(ratings=ratings))
    after = score_instrument(instrument, InstrumentEntry(ratings=higher))
    for first, second in zip(before, after, strict=True):
        reversed_items = instrument.score(first.score).reversed
        step = second.value - first.value
        assert step <= 0 if str(item) in reversed_items else step >= 0


@given(st.frozensets(st.integers(1, 24)))
def test_roland_morris_is_the_number_of_ticks(ticked):
    score = score_instrument(LIBRARY.instrument("roland_morris"), InstrumentEntry(ticked=ticked))[0]
    assert score.value == len(ticked)


@given(filled_forms(), st.data())
def test_leaving_answers_out_never_makes_up_a_score_from_too_few(form, data):
    instrument, ratings = form
    kept = data.draw(st.frozensets(st.sampled_from(sorted(ratings)), min_size=1))
    entry = InstrumentEntry(ratings={item: ratings[item] for item in kept})
    for score in score_instrument(instrument, entry):
        rule = instrument.score(score.score)
        answered = sum(int(item) in kept for item in rule.items)
        needed = (
            rule.missing.fewest_answered if rule.missing.rule == "leave_out" else len(rule.items)
        )
        assert isinstance(score, AbsentScore) == (answered < needed)


ITEMS = {item.id: item for form in LIBRARY.questionnaires.values() for item in form.items}


@st.composite
def own_answers(draw):
    given_answers = {}
    for item in draw(st.lists(st.sampled_from(sorted(ITEMS)), unique=True, max_size=8)):
        entry = ITEMS[item]
        if entry.kind == "number":
            given_answers[item] = float(draw(st.integers(entry.lowest, entry.highest)))
        elif entry.kind == "reply":
            given_answers[item] = draw(st.sampled_from([Reply.YES, Reply.NO, Reply.NOT_SURE]))
        elif entry.kind == "choice":
            given_answers[item] = draw(st.sampled_from(entry.choices))
        elif entry.kind == "choices":
            picks = [choice for choice in entry.choices if choice != "none"]
            given_answers[item] = draw(st.frozensets(st.sampled_from(picks), min_size=1))
    return given_answers


REPLIES = [
    question
    for question in SCREENING.safety_questions
    if SCREENING.questions[question].kind == "reply"
]


@settings(max_examples=60, deadline=None)  # each example runs the triage twice
@given(
    own_answers(),
    st.dictionaries(
        st.sampled_from(REPLIES), st.sampled_from([Reply.YES, Reply.NO, Reply.NOT_SURE])
    ),
)
def test_follow_ups_never_lower_the_triage_level(own, screened):
    before = Answers({**screened, **own})
    after = screening_answers(before, next_steps(LIBRARY.follow_ups, before))
    day = date(2026, 11, 21)
    first = triage(before, SCREENING, screened_on=day)
    second = triage(after, SCREENING, screened_on=day)
    assert second.level >= first.level
    assert second.level_so_far >= first.level_so_far


@given(own_answers(), st.sampled_from(["painful_regions", "less_common_symptoms"]), st.data())
def test_one_more_choice_never_takes_a_follow_up_away(own, question, data):
    choices = [choice for choice in ITEMS[question].choices if choice != "none"]
    had = own.get(question, frozenset())
    own = {**own, question: had}
    more = had | {data.draw(st.sampled_from(choices))}
    before = next_steps(LIBRARY.follow_ups, Answers(own))
    after = next_steps(LIBRARY.follow_ups, Answers({**own, question: more}))
    assert set(before.because) <= set(after.because)
