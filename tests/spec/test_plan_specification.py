import pytest

from hipspine.domain.errors import UnsafePlanError
from hipspine.domain.training import Step
from hipspine.plan.judgement import judge
from hipspine.plan.limits import problems_of
from hipspine.plan.planner import make_programme
from plan_spec import BASELINE, DAY, KNOWLEDGE, cases, outcomes_of, request_of


def _what(case):
    return case["what"]


@pytest.mark.parametrize("case", cases("progression"), ids=_what)
def test_a_log_leads_to_the_step_and_the_rule_that_the_table_asks_for(case):
    found = judge(outcomes_of(case), BASELINE, KNOWLEDGE.rules)
    assert found.step is Step[case["step"].upper()]
    assert case["rule"] in found.rules


@pytest.mark.parametrize("case", [c for c in cases("planning") if "stage" in c], ids=_what)
def test_a_plan_is_as_the_table_asks_for(case):
    request = request_of(case)
    programme = make_programme(request, today=DAY, knowledge=KNOWLEDGE)
    chosen = {item.exercise for item in programme.exercises}
    assert programme.stage.value == case["stage"]
    assert programme.approach == case.get("approach_is", programme.approach)
    assert set(case.get("with", ())) <= chosen
    assert not set(case.get("without", ())) & chosen
    said = {left.exercise: left.why.rule for left in programme.left_out}
    assert case.get("says", {}).items() <= said.items()
    assert list(problems_of(programme, request, KNOWLEDGE)) == []


@pytest.mark.parametrize("case", [c for c in cases("planning") if "refused" in c], ids=_what)
def test_where_the_table_asks_for_it_there_is_no_plan_but_where_to_go(case):
    with pytest.raises(UnsafePlanError) as refused:
        make_programme(request_of(case), today=DAY, knowledge=KNOWLEDGE)
    assert case["refused"] in str(refused.value)


def test_every_rule_that_judges_an_exercise_has_a_case():
    given = {case["rule"] for case in cases("progression")}
    assert given == {
        "stop.leg_spread", "regress.pain_during", "regress.next_morning", "hold.not_settled",
        "hold.quality", "hold.effort", "keep.more_sessions", "keep.not_full",
        "keep.pain_not_said", "keep.effort_not_said", "keep.effort", "keep.not_settled",
        "keep.not_done", "progress.good_sessions",
    }  # fmt: skip
