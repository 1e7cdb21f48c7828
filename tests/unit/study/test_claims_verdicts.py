"""Verdicts on claims, from numbers small enough to judge by hand."""

import pytest

from hipspine.content.claims.schema import Claim, Test
from hipspine.domain.prediction import Certainty
from hipspine.study.claims_results import Effect, ExperimentResult, Predicted
from hipspine.study.claims_verdicts import Answer, Verdict, answer, judge, together, verdict_of

A_TENTH = 0.10


def a_test(**other: object) -> Test:
    entries = {
        "experiment": "some",
        "level": "0",
        "quantity": "load",
        "expects": "rises",
        "because": "because it is said to",
    }
    return Test.model_validate(entries | other)


def a_claim(*tests: Test) -> Claim:
    entries = {
        "id": "C01",
        "articles": ("A0",),
        "kind": "mechanism",
        "statement": "something follows from something",
        "grade": "mixed",
        "literature": "nobody knows for sure",
        "tests": tests,
        "not_testable": None if tests else "not in the model",
        "features": ("command:assess",),
        "limits": "this is made up for a test",
    }
    return Claim.model_validate(entries)


def results(before: dict[str, float], after: dict[str, float]) -> dict[str, ExperimentResult]:
    effects = (
        Effect("as_recorded", "load", "N", before),
        Effect("0", "load", "N", after),
    )
    return {"some": ExperimentResult("some", effects)}


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (110.0, Answer.AS_CLAIMED),  # exactly a tenth counts
        (109.0, Answer.LITTLE),
        (91.0, Answer.LITTLE),
        (90.0, Answer.OPPOSITE),
    ],
)
def test_a_change_counts_from_a_tenth(after, expected):
    assert answer(a_test(), 100.0, after, A_TENTH) is expected


def test_a_fall_of_something_negative_is_judged_by_its_size():
    # From -10 to -8 is a rise by a fifth of its size.
    assert answer(a_test(), -10.0, -8.0, A_TENTH) is Answer.AS_CLAIMED


def test_a_change_from_zero_has_no_share_and_counts_as_little():
    assert answer(a_test(), 0.0, 5.0, A_TENTH) is Answer.LITTLE


@pytest.mark.parametrize(
    ("expects", "after", "otherwise", "expected"),
    [
        ("at_least", 0.5, "contradicted", Answer.AS_CLAIMED),
        ("at_least", 0.4, "contradicted", Answer.OPPOSITE),
        ("at_least", 0.4, "unsupported", Answer.LITTLE),
        ("at_most", 0.6, "contradicted", Answer.OPPOSITE),
        ("at_most", 0.5, "contradicted", Answer.AS_CLAIMED),
        ("changes_by", -0.5, "unsupported", Answer.AS_CLAIMED),
        ("changes_by", 0.4, "unsupported", Answer.LITTLE),
    ],
)
def test_a_bound_is_met_or_missed(expects, after, otherwise, expected):
    test = a_test(expects=expects, value=0.5, otherwise=otherwise)
    assert answer(test, 0.0, after, A_TENTH) is expected


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ([Answer.AS_CLAIMED, Answer.AS_CLAIMED], Verdict.SUPPORTED),
        ([Answer.AS_CLAIMED, Answer.LITTLE], Verdict.MIXED),
        ([Answer.AS_CLAIMED, Answer.OPPOSITE], Verdict.MIXED),
        ([Answer.LITTLE, Answer.OPPOSITE], Verdict.UNSUPPORTED),
        ([Answer.LITTLE], Verdict.UNSUPPORTED),
        ([Answer.OPPOSITE, Answer.OPPOSITE], Verdict.CONTRADICTED),
    ],
)
def test_one_variant_that_disagrees_takes_the_support_away(answers, expected):
    assert verdict_of(dict(enumerate(answers))) is expected


def test_a_claim_of_which_one_half_holds_is_mixed():
    assert together([Verdict.SUPPORTED, Verdict.UNSUPPORTED]) is Verdict.MIXED


def test_refuted_and_unsupported_halves_are_unsupported_together():
    assert together([Verdict.CONTRADICTED, Verdict.UNSUPPORTED]) is Verdict.UNSUPPORTED


def test_an_experiment_that_was_not_run_does_not_count_beside_one_that_was():
    assert together([Verdict.NOT_RUN, Verdict.SUPPORTED]) is Verdict.SUPPORTED
    assert together([Verdict.NOT_RUN]) is Verdict.NOT_RUN


def test_each_variant_is_compared_with_itself_as_recorded():
    # Each rises by a fifth on its own; against one another they would overlap.
    before, after = {"a": 100.0, "b": 200.0}, {"a": 120.0, "b": 240.0}
    judged = judge(a_claim(a_test()), results(before, after), matters_from=A_TENTH)
    assert judged.verdict is Verdict.SUPPORTED
    assert judged.tested[0].change_share("b") == pytest.approx(0.2)


def test_an_absent_experiment_leaves_the_claim_not_run_with_its_reason():
    absent = {"some": ExperimentResult("some", (), (), "no recording was given")}
    judged = judge(a_claim(a_test()), absent, matters_from=A_TENTH)
    assert judged.verdict is Verdict.NOT_RUN
    assert judged.tested[0].reason == "no recording was given"


def test_a_claim_without_tests_is_not_testable():
    assert judge(a_claim(), {}, matters_from=A_TENTH).verdict is Verdict.NOT_TESTABLE


def foretold(median: float, certainty: Certainty) -> dict[str, ExperimentResult]:
    change = Predicted("0", "load", "rad", median, -1.0, 1.0, 16, certainty)
    return {"some": ExperimentResult("some", (), predicted=(change,))}


@pytest.mark.parametrize(
    ("median", "certainty", "expected"),
    [
        (0.02, Certainty.ROBUST, Verdict.SUPPORTED),
        (-0.02, Certainty.ROBUST, Verdict.CONTRADICTED),
        (0.02, Certainty.UNCERTAIN, Verdict.MIXED),
        (0.02, Certainty.NO_CHANGE, Verdict.UNSUPPORTED),
    ],
)
def test_a_prediction_is_judged_by_its_own_certainty(median, certainty, expected):
    judged = judge(a_claim(a_test()), foretold(median, certainty), matters_from=A_TENTH)
    assert judged.verdict is expected
