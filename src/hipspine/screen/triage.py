"""The triage engine: answers in, level with reasons out. No clock, no file, no state."""

from datetime import date, timedelta

from hipspine.content.library import Library
from hipspine.content.schema import Rule
from hipspine.domain.answers import Answers
from hipspine.domain.condition import deciding_questions
from hipspine.domain.triage import Reason, Restriction, Triage, TriageLevel


def triage(answers: Answers, library: Library, *, screened_on: date) -> Triage:
    """Return how soon someone should look, and why.

    Every safety question that is still open counts as its most worrying answer in ``level``, and
    is left out of ``level_so_far``. "Not sure" counts as the most worrying answer in both.
    """
    open_questions = open_safety_questions(answers, library)
    reasons = tuple(
        _reason(rule, answers, library)
        for rule in library.rules
        if library.rule_conditions[rule.id].holds(answers)
    )
    possible = (
        rule.triage_level
        for rule in library.rules
        if library.rule_conditions[rule.id].holds(answers, open_questions)
    )
    so_far = max((reason.level for reason in reasons), default=TriageLevel.SELF_CARE)
    return Triage(
        level=max(possible, default=TriageLevel.SELF_CARE),
        level_so_far=so_far,
        unanswered=tuple(q for q in library.safety_questions if q in open_questions),
        reasons=tuple(sorted(reasons, key=lambda reason: -reason.level)),
        restrictions=_restrictions(reasons, so_far, library),
        screened_on=screened_on,
    )


def open_safety_questions(answers: Answers, library: Library) -> frozenset[str]:
    """Return the safety questions that are not answered and not ruled out by another answer."""
    found: set[str] = set()
    for question in library.safety_questions:  # in asking order: ask_if looks only backwards
        needed = library.ask_if.get(question)
        if question not in answers and (needed is None or needed.holds(answers, found)):
            found.add(question)
    return frozenset(found)


def ask_again_on(result: Triage, library: Library) -> date:
    """Return the day on which to put the questions again; never after the result expires."""
    level = result.level_so_far if result.is_complete else result.level
    return result.screened_on + timedelta(days=library.levels[level].ask_again_days)


def contacts(result: Triage, library: Library) -> tuple[str, ...]:
    """Return whom to contact, most urgent first, each once: keys of the texts under ``contact``.

    Only the contacts of the reasons at the level reached: a reason for "today" makes one for
    "within two weeks" moot.
    """
    rules = {rule.id: rule for rule in library.rules}
    wanted = [
        rules[reason.rule].contact
        for reason in result.reasons
        if reason.level is result.level_so_far
    ]
    return tuple(dict.fromkeys(wanted)) or (library.levels[result.level_so_far].contact,)


def _restrictions(
    reasons: tuple[Reason, ...], level: TriageLevel, library: Library
) -> frozenset[Restriction]:
    """Return what a plan must respect; from the same day on, nothing else than no exercise."""
    if level >= TriageLevel.SAME_DAY:
        return frozenset({Restriction.NO_EXERCISE})
    applying = {reason.rule for reason in reasons}
    rules = (rule for rule in library.rules if rule.id in applying)
    return frozenset(restriction for rule in rules for restriction in rule.restrictions)


def _reason(rule: Rule, answers: Answers, library: Library) -> Reason:
    return Reason(
        rule=rule.id,
        level=rule.triage_level,
        tier=rule.tier,
        questions=tuple(deciding_questions(library.rule_conditions[rule.id], answers)),
        evidence=rule.evidence,
    )
