"""Invented persons who train, log and get screened, for the properties of plans.

The persons are not a model of back pain: they are there to reach every corner of the rules. Each is
made from a seed, so that a failure can be shown again.
"""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from random import Random

from hipspine.content.library import screening_library
from hipspine.domain.anatomy import Side
from hipspine.domain.answers import Answers, Reply
from hipspine.domain.programme import Overrides, Part, PlannedExercise, Programme
from hipspine.domain.training import (
    CheckIn,
    ExerciseEntry,
    LegSymptoms,
    MorningAfter,
    Session,
    TrainingLog,
)
from hipspine.plan.request import ALL_WEEK, PlanRequest, shipped_knowledge
from hipspine.screen.triage import triage

KNOWLEDGE = shipped_knowledge()
SCREENING = screening_library()
BEGIN = date(2026, 3, 2)
"""A Monday; the clocks change twice within 26 weeks of it, which no rule may notice."""
EQUIPMENT = (
    "mat", "pillow", "chair", "wall", "step", "bench", "loop_band", "long_band", "weight",
    "barbell", "stability_ball", "towel",
)  # fmt: skip
HARMLESS = {
    "age_years": 40.0, "pregnancy": "no", "pain_duration": "3_to_6_weeks", "pain_course": "better",
    "aorta_signs": frozenset({"none"}), "infection_risk": frozenset({"none"}),
    "known_disease": frozenset({"none"}), "exercise_safety": frozenset({"none"}),
}  # fmt: skip
"""Answers that worry nobody; every reply that is not named is "no"."""


def answers_of(pain: float, **more: object) -> Answers:
    """Return the answers of someone whom only the named answers worry."""
    given = {
        name: Reply.NO
        for name in SCREENING.safety_questions
        if SCREENING.questions[name].kind == "reply"
    }
    places = frozenset({"lower_back"})
    given |= {"limits_daily_life": Reply.NO, "low_mood": Reply.NO}
    answers = {**given, **HARMLESS, "pain_places": places, "pain_today": pain, **more}
    return Answers(answers)


def request_of(pain: float, *, on: date, **more: object) -> PlanRequest:
    """Return the request of someone who has everything at hand and no gate closed."""
    answers = answers_of(pain)
    asked = {gate.id: Reply.NO for gate in KNOWLEDGE.library.gates.values() if gate.is_asked}
    wishes = {"minutes_per_day": 20.0, "equipment": frozenset(EQUIPMENT), "asked": asked, **more}
    return PlanRequest(triage(answers, SCREENING, screened_on=on), answers, **wishes)


@dataclass
class Person:
    """Someone who trains as planned, more or less, and answers what is asked."""

    seed: int
    random: Random = field(init=False)
    pain: float = field(init=False)
    request: PlanRequest = field(init=False)
    sessions: list[Session] = field(default_factory=list)
    mornings: list[MorningAfter] = field(default_factory=list)
    check_ins: list[CheckIn] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.random = Random(self.seed)
        self.pain = self.random.choice([1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0])
        pick = self.random
        self.is_calm = pick.random() < 0.6
        exercises = sorted(KNOWLEDGE.library.exercises)
        asked_gates = [gate.id for gate in KNOWLEDGE.library.gates.values() if gate.is_asked]
        asked = {
            name: pick.choices([Reply.NO, Reply.YES, Reply.NOT_SURE], [18, 1, 1])[0]
            for name in asked_gates
        }
        pinned = frozenset(pick.sample(exercises, pick.choice([0, 0, 1, 3])))
        overrides = Overrides(
            pinned=pinned,
            banned=frozenset(pick.sample(exercises, pick.choice([0, 0, 2, 10]))) - pinned,
            by="Dr. Example" if pick.random() < 0.5 else None,
        )
        at_hand = set(pick.sample(EQUIPMENT, pick.randint(0, len(EQUIPMENT))))
        at_hand |= {"mat", "chair", "wall", "pillow"} if pick.random() < 0.7 else set()
        self.places = frozenset(
            pick.choices(
                [
                    ("lower_back",),
                    ("lower_back", "groin"),
                    ("outer_hip",),
                    ("lower_leg",),
                    ("knee",),
                ],
                [6, 1, 1, 1, 1],
            )[0]
        )
        self.request = request_of(
            self.pain,
            on=BEGIN,
            minutes_per_day=float(pick.choice([5, 10, 15, 20, 30, 45])),
            equipment=frozenset(at_hand),
            weekdays=frozenset(pick.sample(sorted(ALL_WEEK), pick.choice([1, 2, 3, 5, 7]))),
            goals=frozenset(pick.sample(sorted(KNOWLEDGE.rules.goals), pick.choice([0, 1, 2]))),
            likes=frozenset(pick.sample(exercises, 2)),
            dislikes=frozenset(pick.sample(exercises, 2)),
            approach=pick.choice([None, *KNOWLEDGE.approaches.entries]),
            weaker_side=pick.choice([None, Side.LEFT, Side.RIGHT]),
            tests={"single_leg_bridge_hold": pick.uniform(10, 90)},
            asked=asked,
            overrides=overrides,
        )
        self.screen(BEGIN)

    def screen(self, today: date) -> None:
        """Answer the safety questions; now and then something worrying is said."""
        more: dict[str, object] = {"pain_places": self.places}
        if {"lower_leg"} & self.places:
            tingles = self.random.choice([Reply.YES, Reply.NO])
            more |= {"leg_tingling": tingles, "cough_sends_pain_down_leg": Reply.NO}
        if {"groin", "outer_hip"} & self.places:
            more |= {"groin_pain_on_loading": Reply.NO, "hip_stiff": Reply.NO}
        if self.random.random() < 0.02:
            more["fever_or_very_ill"] = Reply.YES
            more |= {"sepsis_signs": Reply.NO, "hot_hip": Reply.NO}
        more["pain_course"] = self.random.choices(["better", "same", "worse"], [6, 3, 1])[0]
        pain = round(min(10.0, max(0.0, self.pain + self.random.gauss(0, 1))))
        answers = answers_of(float(pain), **more)
        level = triage(answers, SCREENING, screened_on=today)
        self.request = replace(self.request, answers=answers, triage=level)

    def log(self) -> TrainingLog:
        """Return everything logged so far."""
        return TrainingLog(tuple(self.sessions), tuple(self.mornings), tuple(self.check_ins))

    def train(self, programme: Programme, today: date) -> None:
        """Do what is planned for a day, more or less, and write most of it down."""
        planned = [
            item for item in programme.on(today.weekday()) if item.part in (Part.WARM_UP, Part.MAIN)
        ]
        if not planned or self.random.random() < 0.15:
            return
        entries = tuple(entry for item in planned for entry in self._do(item))
        done = datetime(today.year, today.month, today.day, 18, tzinfo=UTC)
        name = f"{self.seed}-{today}"
        self.sessions.append(Session(name, done, programme.version, entries, self.pain))

    def _do(self, item: PlannedExercise) -> list[ExerciseEntry]:
        pick = self.random
        spread = 0.5 if self.is_calm else 1.2
        pain = round(min(10.0, max(0.0, self.pain * 0.6 + pick.gauss(0, spread))))
        leg = pick.choices(list(LegSymptoms), [9900, 50, 10, 1])[0]
        share = 1.0 if pick.random() < 0.95 else 0.6
        efforts = [3, 4, 5, 6] if self.is_calm else [3, 4, 5, 6, 7, 9]
        dose = item.dose
        return [
            ExerciseEntry(
                exercise=item.exercise,
                sets=dose.sets,
                side=side,
                reps=None if dose.reps is None else max(1, int(dose.reps * share)),
                seconds=dose.hold_s if dose.minutes is None else dose.minutes * 60,
                load_kg=dose.load_kg or (5.0 if pick.random() < 0.3 else 0.0),
                effort=None if pick.random() < 0.05 else float(pick.choice(efforts)),
                pain_during=None if pick.random() < 0.05 else float(pain),
                leg_symptoms=leg,
                is_clean=pick.random() < 0.98,
            )
            for side in (item.sides or (None,))
        ]

    def wake(self, today: date) -> None:
        """Note the pain on waking, on most days; pain drifts down and now and then flares."""
        self.pain = min(10.0, max(0.0, self.pain - 0.02 + self.random.gauss(0, 0.15)))
        if self.random.random() < (0.002 if self.is_calm else 0.01):
            self.pain = min(10.0, self.pain + 3)
            self.check_ins.append(
                CheckIn(f"{self.seed}-flare-{today}", today, self.pain, is_flare=True)
            )
        if self.random.random() < 0.8:
            self.mornings.append(MorningAfter(today, float(round(self.pain))))

    def look_back(self, today: date) -> None:
        """Check in at the end of a week."""
        self.check_ins.append(CheckIn(f"{self.seed}-{today}", today, round(self.pain, 1)))


def days(weeks: int) -> list[date]:
    """Return each day of so many weeks."""
    return [BEGIN + timedelta(days=number) for number in range(7 * weeks)]
