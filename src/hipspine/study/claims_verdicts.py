"""From the numbers of experiments to a verdict on a claim, by rules settled beforehand.

A claim expects something of an experiment (`content.claims.schema.Test`). Every variant of the
model answers on its own; the verdict says whether all, some or none bear the claim out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from hipspine.content.claims.schema import AS_RECORDED, Claim, Test
from hipspine.domain.prediction import Certainty
from hipspine.study.claims_results import Effect, ExperimentResult, Predicted, Results


class Verdict(StrEnum):
    """What the model says of a claim."""

    SUPPORTED = "supported"
    """Every variant does what the claim expects."""
    MIXED = "mixed"
    """Some variants or some parts of the claim do."""
    UNSUPPORTED = "unsupported"
    """None does: nothing that matters happens."""
    CONTRADICTED = "contradicted"
    """Every variant does the opposite, or misses a bound that the claim stands or falls with."""
    NOT_RUN = "not_run"
    """The experiment could not be run here."""
    NOT_TESTABLE = "not_testable"
    """This model cannot test it."""


class Answer(StrEnum):
    """What one variant answers to one test."""

    AS_CLAIMED = "as claimed"
    LITTLE = "little change"
    OPPOSITE = "the opposite"


@dataclass(frozen=True)
class Tested:
    """One test of a claim with its numbers.

    before, after : the quantity as recorded and at the test's level, or None where not run.
    """

    test: Test
    verdict: Verdict
    before: Effect | None
    after: Effect | None
    reason: str | None = None
    """Why it was not run."""
    predicted: Predicted | None = None
    """What a prediction of the motion found, where that is what was asked."""

    def change_share(self, variant: str) -> float | None:
        """Return the change as a share of the value as recorded, or None where that is zero."""
        if self.before is None or self.after is None:
            return None
        return change_share(self.before.values[variant], self.after.values[variant])


@dataclass(frozen=True)
class Judged:
    """A claim with what the model says of it."""

    claim: Claim
    verdict: Verdict
    tested: tuple[Tested, ...]


def judge(claim: Claim, results: Results, *, matters_from: float) -> Judged:
    """Return what the model says of a claim.

    Parameters
    ----------
    results : mapping
        Results by experiment.
    matters_from : float
        Share of the value as recorded from which a change counts.
    """
    tested = tuple(_tested(test, results, matters_from) for test in claim.tests)
    if not tested:
        return Judged(claim, Verdict.NOT_TESTABLE, ())
    return Judged(claim, together([each.verdict for each in tested]), tested)


def together(verdicts: Sequence[Verdict]) -> Verdict:
    """Return the verdict of several tests; those not run do not count beside others."""
    run = {verdict for verdict in verdicts if verdict is not Verdict.NOT_RUN}
    if not run:
        return Verdict.NOT_RUN
    if len(run) == 1:
        return run.pop()
    if run <= {Verdict.UNSUPPORTED, Verdict.CONTRADICTED}:
        return Verdict.UNSUPPORTED
    return Verdict.MIXED


def _tested(test: Test, results: Results, matters_from: float) -> Tested:
    result = results.get(test.experiment)
    reason = _why_absent(test, result)
    if result is None or reason is not None:
        return Tested(test, Verdict.NOT_RUN, None, None, reason)
    predicted = result.prediction(test.level, test.quantity)
    if predicted is not None:
        return Tested(test, verdict_of_prediction(test, predicted), None, None, None, predicted)
    before = result.effect(AS_RECORDED, test.quantity)
    after = result.effect(test.level, test.quantity)
    if before is None or after is None:
        return Tested(test, Verdict.NOT_RUN, before, after, "the quantity is absent")
    answers = {
        variant: answer(test, before.values[variant], value, matters_from)
        for variant, value in after.values.items()
    }
    return Tested(test, verdict_of(answers), before, after)


def _why_absent(test: Test, result: ExperimentResult | None) -> str | None:
    if result is None:
        return f"{test.experiment} was not run"
    return result.absent_because


def answer(test: Test, before: float, after: float, matters_from: float) -> Answer:
    """Return what one variant answers to a test."""
    if test.value is not None:
        if _meets(test.expects, test.value, before, after):
            return Answer.AS_CLAIMED
        return Answer.OPPOSITE if test.otherwise == "contradicted" else Answer.LITTLE
    share = change_share(before, after)
    if share is None or abs(share) < matters_from:
        return Answer.LITTLE
    return Answer.AS_CLAIMED if (share > 0) == (test.expects == "rises") else Answer.OPPOSITE


def _meets(expects: str, value: float, before: float, after: float) -> bool:
    if expects == "changes_by":
        return abs(after - before) >= value
    return after >= value if expects == "at_least" else after <= value


def verdict_of_prediction(test: Test, predicted: Predicted) -> Verdict:
    """Return the verdict that the certainty of a prediction comes to.

    What is large enough to matter, and how many variants have to agree, are the prediction's own.
    """
    match predicted.certainty:
        case Certainty.UNCERTAIN:
            return Verdict.MIXED
        case Certainty.NO_CHANGE:
            return Verdict.UNSUPPORTED
        case Certainty.ROBUST:
            rises = predicted.median > 0
            return Verdict.SUPPORTED if rises == (test.expects == "rises") else Verdict.CONTRADICTED


def verdict_of(answers: Mapping[str, Answer]) -> Verdict:
    """Return the verdict that the answers of all variants add up to."""
    given = set(answers.values())
    if given == {Answer.AS_CLAIMED}:
        return Verdict.SUPPORTED
    if given == {Answer.OPPOSITE}:
        return Verdict.CONTRADICTED
    return Verdict.MIXED if Answer.AS_CLAIMED in given else Verdict.UNSUPPORTED


def change_share(before: float, after: float) -> float | None:
    """Return a change as a share of the value before, or None where that is zero."""
    return (after - before) / abs(before) if before else None
