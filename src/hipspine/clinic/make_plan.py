"""Make, take further, change and sign the plan of a person: screening first, always."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from hipspine.domain.answers import Answers
from hipspine.domain.errors import UnsafePlanError
from hipspine.domain.programme import Overrides, PlannedDose, Programme, Signature, Stage, Wishes
from hipspine.domain.training import TrainingLog
from hipspine.domain.triage import Triage
from hipspine.plan.limits import problems_of
from hipspine.plan.planner import NOTHING_LOGGED, make_programme
from hipspine.plan.progression import Progression, next_steps
from hipspine.plan.request import PlanRequest, request_from, shipped_knowledge
from hipspine.plan.stages import irritability_of


@dataclass(frozen=True)
class Screened:
    """The latest screening: its outcome and the answers that it rests on."""

    triage: Triage
    answers: Answers


def plan_for(
    screened: Screened,
    wishes: Wishes,
    *,
    today: date,
    overrides: Overrides | None = None,
    earlier: Programme | None = None,
    stage: Stage | None = None,
    log: TrainingLog = NOTHING_LOGGED,
) -> Programme:
    """Return a programme from a screening and wishes.

    Raises
    ------
    UnsafePlanError
        If the screening forbids exercise; the message says where to go.
    ContentError
        If a wish is impossible.
    """
    request = request_from(wishes, screened.triage, screened.answers, overrides=overrides)
    return make_programme(request, today=today, earlier=earlier, stage=stage, log=log)


def steps_for(
    programme: Programme, screened: Screened, log: TrainingLog, *, today: date
) -> Progression:
    """Return what follows from a log for the programme that is followed now."""
    return next_steps(programme, log, request_of(programme, screened), today=today)


def request_of(programme: Programme, screened: Screened) -> PlanRequest:
    """Return the request that a kept programme and the latest screening make."""
    wishes = programme.wishes or Wishes(minutes_per_day=programme.minutes_per_day)
    if wishes.approach is None:
        # What was picked for the person stays until it is planned anew.
        wishes = replace(wishes, approach=programme.approach)
    return request_from(wishes, screened.triage, screened.answers, overrides=programme.overrides)


@dataclass(frozen=True)
class Edit:
    """What a clinician changes; ``release`` takes back every earlier decision on an exercise."""

    by: str
    pin: frozenset[str] = frozenset()
    ban: frozenset[str] = frozenset()
    release: frozenset[str] = frozenset()
    doses: Mapping[str, PlannedDose] = field(default_factory=dict)
    stage: Stage | None = None


def edit_plan(programme: Programme, screened: Screened, edit: Edit, *, today: date) -> Programme:
    """Return the next version of a programme with a clinician's decisions in it.

    What is pinned is no longer banned, and the other way round. Decisions hold in every later
    version; a gate that closes for safety is stronger, and the version says so.

    Raises
    ------
    UnsafePlanError
        If the screening forbids exercise.
    ContentError
        If an exercise does not exist, or a dose is impossible.
    """
    before = programme.overrides
    overrides = Overrides(
        pinned=(before.pinned | edit.pin) - edit.ban - edit.release,
        banned=(before.banned | edit.ban) - edit.pin - edit.release,
        doses={
            name: dose
            for name, dose in {**before.doses, **edit.doses}.items()
            if name not in edit.release
        },
        by=edit.by,
        note=before.note,
    )
    request = replace(request_of(programme, screened), overrides=overrides)
    # Whoever pins an exercise now knows that it was stopped; an earlier pin did not.
    earlier = replace(programme, stopped=programme.stopped - edit.pin)
    return make_programme(request, today=today, earlier=earlier, stage=edit.stage)


def sign_plan(programme: Programme, screened: Screened, *, by: str, today: date) -> Programme:
    """Return the same version, signed, if nothing forbids to follow it today.

    Raises
    ------
    UnsafePlanError
        If the screening forbids exercise today, or the programme breaks a rule of safety.
    """
    overrides = replace(programme.overrides, by=programme.overrides.by or by)
    request = replace(request_of(programme, screened), overrides=overrides)
    problems = list(problems_of(programme, request, shipped_knowledge()))
    if not screened.triage.permits_exercise(today):
        problems.append("the screening does not permit exercise today")
    if problems:
        raise UnsafePlanError(
            f"programme version {programme.version}",
            expected="a programme that may be followed today",
            got="; ".join(problems),
            do="Screen again and plan anew, then sign that version.",
        )
    return replace(programme, signature=Signature(by, today))


def compare_plans(
    screened: Screened, wishes: Wishes, *, today: date, overrides: Overrides | None = None
) -> tuple[Programme, ...]:
    """Return the same week in every programme that can be chosen."""
    return tuple(
        plan_for(screened, replace(wishes, approach=name), today=today, overrides=overrides)
        for name in shipped_knowledge().approaches.entries
    )


def default_approach(screened: Screened, wishes: Wishes) -> str:
    """Return the id of the programme that would be picked: by irritability, not by belief."""
    knowledge = shipped_knowledge()
    request = request_from(wishes, screened.triage, screened.answers)
    return knowledge.approaches.default(irritability_of(request, knowledge.rules)).id
