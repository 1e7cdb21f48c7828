"""`python -m benchmarks.planning`: how long a plan and a step take.

Requests cover three strengths of pain, four lengths of a day, every programme and every stage. The
time is processor time, so that other work on the machine does not count.
"""

import sys
from collections.abc import Iterator
from datetime import date
from functools import partial
from itertools import product
from statistics import median

from benchmarks.clock import timed
from benchmarks.machine import machine_line
from hipspine.content.library import screening_library
from hipspine.domain.answers import Answers, AnswerValue, Reply
from hipspine.domain.programme import Programme, Stage
from hipspine.domain.training import TrainingLog
from hipspine.plan.planner import make_programme
from hipspine.plan.progression import next_steps
from hipspine.plan.request import PlanRequest, shipped_knowledge
from hipspine.screen.triage import triage

DAY = date(2026, 3, 2)
GOAL_S = 1.0
NOBODY_WORRIES: dict[str, AnswerValue] = {
    "age_years": 40.0, "pregnancy": "no", "pain_duration": "3_to_6_weeks", "pain_course": "better",
    "pain_places": frozenset({"lower_back"}), "aorta_signs": frozenset({"none"}),
    "infection_risk": frozenset({"none"}), "known_disease": frozenset({"none"}),
    "exercise_safety": frozenset({"none"}),
}  # fmt: skip


def requests() -> Iterator[tuple[PlanRequest, Stage]]:
    """Give the requests that are timed, with the stage to plan."""
    knowledge, library = shipped_knowledge(), screening_library()
    replies: dict[str, AnswerValue] = {
        name: Reply.NO
        for name in library.safety_questions
        if library.questions[name].kind == "reply"
    }
    things = {t for e in knowledge.library.exercises.values() for t in e.equipment}
    asked = {gate.id: Reply.NO for gate in knowledge.library.gates.values() if gate.is_asked}
    programmes = knowledge.approaches.entries
    for pain, minutes, approach, stage in product(
        (2.0, 4.0, 7.0), (10.0, 20.0, 30.0, 60.0), programmes, Stage
    ):
        answers = Answers({**replies, **NOBODY_WORRIES, "pain_today": pain})
        yield (
            PlanRequest(
                triage=triage(answers, library, screened_on=DAY),
                answers=answers,
                minutes_per_day=minutes,
                equipment=frozenset(things),
                approach=approach,
                asked=asked,
            ),
            stage,
        )


def main() -> int:
    """Time every request and print a table; 1 if the goal is missed."""
    knowledge = shipped_knowledge()
    plans, steps = [], []
    for request, stage in requests():
        programme, spent = timed(partial(_plan, request, stage))
        plans.append(spent.cpu_s)
        _, spent = timed(partial(_step, programme, request))
        steps.append(spent.cpu_s)
    print(machine_line())
    print("| what | median [s] | longest [s] | goal [s] |\n|---|---|---|---|")
    print(f"| a plan, {len(plans)} requests | {median(plans):.3f} | {max(plans):.3f} | {GOAL_S} |")
    print(f"| a step | {median(steps):.4f} | {max(steps):.4f} | - |")
    print(f"{len(knowledge.library.exercises)} exercises to choose from")
    return 0 if max(plans) <= GOAL_S else 1


def _plan(request: PlanRequest, stage: Stage) -> Programme:
    return make_programme(request, today=DAY, stage=stage)


def _step(programme: Programme, request: PlanRequest) -> object:
    return next_steps(programme, TrainingLog(), request, today=DAY)


if __name__ == "__main__":
    sys.exit(main())
