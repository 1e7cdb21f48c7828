"""Render one person's way from first pain to maintenance: docs/explanation/worked-example.md.

Run ``python scripts/render_worked_example.py``; a test holds the page to what this gives. The
person is invented; every decision on the page is made by the program.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from hipspine.content.library import screening_library
from hipspine.content.plan_words import dose_in_words
from hipspine.domain.answers import Answers, AnswerValue, Reply
from hipspine.domain.programme import Part, Programme
from hipspine.domain.training import (
    CheckIn,
    ExerciseEntry,
    MorningAfter,
    Session,
    Step,
    TrainingLog,
)
from hipspine.plan.planner import make_programme
from hipspine.plan.progression import Progression, next_steps
from hipspine.plan.request import PlanRequest, shipped_knowledge
from hipspine.plan.words import (
    exercise_name,
    notice_in_words,
    plan_texts,
    step_in_words,
    why_in_words,
)
from hipspine.screen.triage import triage

PAGE = Path(__file__).parents[1] / "docs" / "explanation" / "worked-example.md"
BEGIN = date(2026, 3, 2)
WEEKS = 30
FLARE_WEEK = 16
TEST_WEEK = 6
PAIN = {0: 7, 1: 5, 2: 4, 3: 3, 4: 3, 5: 2, 6: 2, 16: 7, 17: 4, 18: 3, 19: 2}
"""Strongest pain on the Monday of a week; between, that of the week before."""
HARMLESS: dict[str, AnswerValue] = {
    "age_years": 46.0, "pregnancy": "no", "pain_duration": "under_3_weeks", "pain_course": "same",
    "aorta_signs": frozenset({"none"}), "infection_risk": frozenset({"none"}),
    "known_disease": frozenset({"none"}), "exercise_safety": frozenset({"none"}),
    "pain_places": frozenset({"lower_back", "buttock"}), "walking_pain_eases_bending": Reply.NO,
}  # fmt: skip
KNOWLEDGE = shipped_knowledge()
LIBRARY = screening_library()


def pain_in(week: int) -> float:
    """Return the strongest pain of a week, 0 to 10."""
    known = [number for number in PAIN if number <= week]
    return float(PAIN[max(known)])


def screened(week: int, today: date, request: PlanRequest | None) -> PlanRequest:
    """Return the request with the safety questions answered anew."""
    replies: dict[str, AnswerValue] = {
        name: Reply.NO
        for name in LIBRARY.safety_questions
        if LIBRARY.questions[name].kind == "reply"
    }
    answers = Answers({**replies, **HARMLESS, "pain_today": pain_in(week)})
    level = triage(answers, LIBRARY, screened_on=today)
    if request is not None:
        return replace(request, triage=level, answers=answers)
    return PlanRequest(
        triage=level,
        answers=answers,
        minutes_per_day=25.0,
        equipment=frozenset({"mat", "chair", "wall", "pillow", "loop_band", "step", "weight"}),
        goals=frozenset({"climb_stairs"}),
        asked={g.id: Reply.NO for g in KNOWLEDGE.library.gates.values() if g.is_asked},
        baseline_pain=5.0,
    )


def session(programme: Programme, today: date, pain: float) -> Session | None:
    """Return the session of a day, all done as planned."""
    items = [
        item for item in programme.on(today.weekday()) if item.part in (Part.WARM_UP, Part.MAIN)
    ]
    entries = tuple(
        ExerciseEntry(
            exercise=item.exercise,
            sets=item.dose.sets,
            side=side,
            reps=item.dose.reps,
            seconds=item.dose.hold_s if item.dose.minutes is None else item.dose.minutes * 60,
            load_kg=item.dose.load_kg or 4.0,
            effort=5.0,
            pain_during=round(pain / 2),
        )
        for item in items
        for side in (item.sides or (None,))
    )
    done = datetime(today.year, today.month, today.day, 18, tzinfo=UTC)
    return Session(f"session-{today}", done, programme.version, entries) if entries else None


def worked_example() -> str:
    """Return the page."""
    return "\n".join([*_head(), *_weeks(), *_foot()]) + "\n"


def _head() -> Iterator[str]:
    yield """# A worked example

This page is made by `scripts/render_worked_example.py`; do not edit it. The person is invented, and
so is the pain; nothing here says how anyone will fare. Every plan, step and reason is the program's
own answer.

Someone of 46 has had pain in the low back and one buttock for two weeks: 7 of 10 at worst, 5 on
waking. At hand are a mat, chair, wall, pillow, loop band, step and a 4 kg weight, and 25 minutes a
day. The goal is to climb stairs. The safety questions are answered every Monday, and after the
flare. Everything is done as planned, at an effort of 5 of 10; pain during exercise is half the
strongest pain of the week. In week 7 the single-leg bridge is held for 34 seconds.

A stage is shown as a whole. The changes within it follow as a table: "more times" means that this
one figure of this one exercise went up, by the rule "two good sessions in a row" unless another
reason is named.
"""


def _weeks() -> Iterator[str]:
    request = screened(0, BEGIN, None)
    programme = make_programme(request, today=BEGIN, knowledge=KNOWLEDGE)
    yield from _plan("Week 1: the first plan", programme)
    log, changes = TrainingLog(), Changes()
    for number in range(1, WEEKS * 7):
        today, week = BEGIN + timedelta(days=number), number // 7
        log = _logged(log, programme, today, week)
        if today.weekday() == 0:
            request = screened(week, today, request)
        if week == TEST_WEEK and today.weekday() == 0:
            request = replace(request, tests={"single_leg_bridge_hold": 34.0})
        found = next_steps(programme, log, request, today=today, knowledge=KNOWLEDGE)
        if found.programme is None or found.programme is programme:
            continue
        if found.programme.stage is not programme.stage:
            yield from changes.table()
            title = plan_texts("en").sentence(f"stage.{found.programme.stage.value}")
            yield from _plan(f"Week {week + 1}: {title}", found.programme, found)
        else:
            changes.add(week, found)
        programme = found.programme
    yield from changes.table()


class Changes:
    """The changes within a stage, week by week."""

    def __init__(self) -> None:
        self.weeks: dict[int, list[str]] = {}

    def add(self, week: int, found: Progression) -> None:
        """Note what changed."""
        for step in found.steps:
            if step.change is None:
                continue
            changed = plan_texts("en").sentence(f"change.{step.change}")
            said = step_in_words(step, "en", KNOWLEDGE)
            if step.step is Step.PROGRESS and step.exercise is not None:
                said = f"{exercise_name(step.exercise, 'en', KNOWLEDGE)}: {changed}."
            self.weeks.setdefault(week, []).append(said)

    def table(self) -> Iterator[str]:
        """Give the changes since the last time as a table."""
        if self.weeks:
            yield "| Week | What changed |\n|---|---|"
        for week, said in self.weeks.items():
            yield f"| {week + 1} | {' '.join(said)} |"
        if self.weeks:
            yield ""
        self.weeks = {}


def _logged(log: TrainingLog, programme: Programme, today: date, week: int) -> TrainingLog:
    """Return the log with yesterday's session, this morning and, at times, a check-in."""
    pain = pain_in(week)
    yesterday = today - timedelta(days=1)
    done = session(programme, yesterday, pain_in((today - BEGIN).days // 7))
    checks = log.check_ins
    if today.weekday() == 0:
        is_flare = week == FLARE_WEEK
        mean = max(0.0, pain - 1)
        checks = (*checks, CheckIn(f"week-{week}", today, mean, is_flare=is_flare))
    return TrainingLog(
        (*log.sessions, *((done,) if done is not None else ())),
        (*log.mornings, MorningAfter(today, max(0.0, pain - 2))),
        checks,
    )


def _plan(title: str, programme: Programme, found: Progression | None = None) -> Iterator[str]:
    yield f"## {title}\n"
    if found is not None:
        yield from _steps(found)
    for why in programme.why:
        yield f"- {why_in_words(why, 'en', KNOWLEDGE)}"
    yield "\n| Exercise | How much | Days a week | Why |\n|---|---|---|---|"
    for item in programme.exercises:
        name = exercise_name(item.exercise, "en", KNOWLEDGE)
        dose = dose_in_words(item.dose, "en", sides=item.sides)
        why = " ".join(why_in_words(one, "en", KNOWLEDGE) for one in item.why)
        yield f"| {name} | {dose} | {len(item.weekdays)} | {why} |"
    yield "\nLeft out, the first five of " + f"{len(programme.left_out)}:\n"
    for left in programme.left_out[:5]:
        name = exercise_name(left.exercise, "en", KNOWLEDGE)
        yield f"- {name}: {why_in_words(left.why, 'en', KNOWLEDGE)}"
    yield ""


def _steps(found: Progression) -> Iterator[str]:
    for step in found.steps:
        if step.exercise is None or step.step >= Step.HOLD:
            yield f"- {step_in_words(step, 'en', KNOWLEDGE)}"
    for notice in found.notices:
        yield f"- Due: {notice_in_words(notice, 'en', KNOWLEDGE)}"
    yield ""


def _foot() -> Iterator[str]:
    yield """## What to take from it

Nothing in this page is proof that the plan helped: the pain was made up before the plan. It shows
that each step has a reason that can be read, questioned and changed in `content/plan_rules.toml`.
{doc}`planning` says how the rules work and what they rest on."""


if __name__ == "__main__":
    PAGE.write_text(worked_example(), "utf-8")
    print(f"Wrote {PAGE.name}.")
