"""Everything a plan is made from, and the knowledge it is made with."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from hipspine.content.exercise_library import ExerciseLibrary, exercise_library, harder_than
from hipspine.content.plan_rules import PlanRules, plan_rules
from hipspine.content.programmes import Approaches, approaches
from hipspine.domain.anatomy import Side
from hipspine.domain.answers import Answers, Reply
from hipspine.domain.errors import ContentError
from hipspine.domain.programme import Overrides, Wishes
from hipspine.domain.triage import Triage

ALL_WEEK = frozenset(range(7))


@dataclass(frozen=True)
class Knowledge:
    """The content that planning reads; tests give their own."""

    library: ExerciseLibrary
    rules: PlanRules
    approaches: Approaches

    @cached_property
    def harder(self) -> Mapping[str, frozenset[str]]:
        """Everything harder than an exercise, at any distance, by id."""
        known = self.library.exercises
        return {name: harder_than(name, known) for name in known}

    def are_neighbours(self, one: str, other: str) -> bool:
        """Tell whether one of two exercises is an easier form of the other, at any distance."""
        return other in self.harder[one] or one in self.harder[other]


def shipped_knowledge() -> Knowledge:
    """Return the exercises, rules and programmes that ship with hipspine."""
    return Knowledge(exercise_library(), plan_rules(), approaches())


@dataclass(frozen=True)
class PlanRequest:
    """What is known about a person and what the person wants.

    Parameters
    ----------
    triage : Triage
    answers : Answers
        Of the screening and the pain map.
    minutes_per_day : float
        For warm-up and main part together.
    equipment : frozenset of str
        What is at hand; an exercise that needs anything else is left out.
    weekdays : frozenset of int
        Days that suit: 0 is Monday.
    approach : str or None
        Id of a programme; None: by irritability.
    goals, likes, dislikes : frozenset of str
        Ids of goals in the rules, and of exercises.
    emphasis : mapping of str to str
        Targets that a test or finding asks more of, with its name.
    asked : mapping of str to Reply
        Replies to the questions of gates, by gate id; what was not asked keeps a gate closed.
    proven : mapping of str to float
        Clean repetitions or seconds of an exercise, of the worse side, as tested.
    tests : mapping of str to float
        Results of movement tests by name, of the worse side, in their unit.
    weaker_side : Side or None
        It goes first.
    baseline_pain : float or None
        Usual pain on waking, 0 to 10; None: the strongest pain of the day of screening.
    """

    triage: Triage
    answers: Answers
    minutes_per_day: float
    equipment: frozenset[str] = frozenset()
    weekdays: frozenset[int] = ALL_WEEK
    approach: str | None = None
    goals: frozenset[str] = frozenset()
    likes: frozenset[str] = frozenset()
    dislikes: frozenset[str] = frozenset()
    emphasis: Mapping[str, str] = field(default_factory=dict)
    asked: Mapping[str, Reply] = field(default_factory=dict)
    proven: Mapping[str, float] = field(default_factory=dict)
    tests: Mapping[str, float] = field(default_factory=dict)
    weaker_side: Side | None = None
    baseline_pain: float | None = None
    overrides: Overrides = field(default_factory=Overrides)

    @property
    def pain_today(self) -> float | None:
        """Strongest pain of the day of screening, 0 to 10; None where it is not known."""
        value = self.answers.get("pain_today")
        is_number = isinstance(value, float | int) and not isinstance(value, bool)
        return float(value) if is_number and isinstance(value, float | int) else None


def wishes_of(request: PlanRequest) -> Wishes:
    """Return what of a request is to be kept with a programme."""
    return Wishes(
        minutes_per_day=request.minutes_per_day,
        equipment=request.equipment,
        weekdays=request.weekdays,
        approach=request.approach,
        goals=request.goals,
        likes=request.likes,
        dislikes=request.dislikes,
        emphasis=request.emphasis,
        asked_no=frozenset(name for name, reply in request.asked.items() if reply is Reply.NO),
        proven=request.proven,
        tests=request.tests,
        weaker_side=request.weaker_side,
    )


def request_from(
    wishes: Wishes,
    triage: Triage,
    answers: Answers,
    *,
    overrides: Overrides | None = None,
    baseline_pain: float | None = None,
) -> PlanRequest:
    """Return a request from what was kept and the latest screening."""
    return PlanRequest(
        triage=triage,
        answers=answers,
        minutes_per_day=wishes.minutes_per_day,
        equipment=wishes.equipment,
        weekdays=wishes.weekdays,
        approach=wishes.approach,
        goals=wishes.goals,
        likes=wishes.likes,
        dislikes=wishes.dislikes,
        emphasis=wishes.emphasis,
        asked=dict.fromkeys(wishes.asked_no, Reply.NO),
        proven=wishes.proven,
        tests=wishes.tests,
        weaker_side=wishes.weaker_side,
        baseline_pain=baseline_pain,
        overrides=overrides or Overrides(),
    )


def check_request(request: PlanRequest, knowledge: Knowledge) -> None:
    """Refuse wishes that cannot be meant.

    Raises
    ------
    ContentError
        If minutes, days or ids are impossible; every problem is listed.
    """
    week = knowledge.rules.week
    problems = []
    if not week.shortest_minutes <= request.minutes_per_day <= week.longest_minutes:
        problems.append(
            f"{request.minutes_per_day:g} minutes a day; "
            f"{week.shortest_minutes:g} to {week.longest_minutes:g} are possible"
        )
    if not request.weekdays or not request.weekdays <= ALL_WEEK:
        problems.append("no day of the week, or one outside 0 (Monday) to 6")
    known = set(knowledge.library.exercises)
    chosen = request.overrides
    for what, names in (
        ("likes", request.likes),
        ("dislikes", request.dislikes),
        ("pinned", chosen.pinned),
        ("banned", chosen.banned),
        ("doses", frozenset(chosen.doses)),
    ):
        problems += [f"{what}: no exercise {name}" for name in sorted(names - known)]
    both = sorted(chosen.pinned & chosen.banned)
    problems += [f"{name} is both pinned and banned" for name in both]
    problems += [f"no goal {name}" for name in sorted(request.goals - set(knowledge.rules.goals))]
    if problems:
        raise ContentError(
            "plan",
            expected="wishes that can be met",
            got="; ".join(problems),
            do="Mend each of them; list the exercises with: hipspine exercises list.",
        )
