"""What programs send, checked before it reaches the records."""

from datetime import date
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from hipspine.domain.anatomy import Side
from hipspine.domain.person import Sex
from hipspine.domain.programme import PlannedDose, Stage, Wishes
from hipspine.domain.record import Person
from hipspine.domain.training import CheckIn, ExerciseEntry, LegSymptoms, MorningAfter, Session
from hipspine.records import plausible
from hipspine.web.api.caller import UUID_PATTERN

NO_CONTROLS = r"^[^\x00-\x08\x0b-\x1f\x7f]*$"
Uuid = Annotated[str, Field(pattern=UUID_PATTERN)]
Word = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_.]{0,63}$")]
Line = Annotated[
    str, Field(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f\x7f]*\S[^\x00-\x1f\x7f]*$")
]
Remark = Annotated[str, Field(max_length=4000, pattern=NO_CONTROLS)]
Pain = Annotated[float, Field(ge=0, le=10, allow_inf_nan=False)]


def _within(limits: tuple[float, float]) -> object:
    return Field(ge=limits[0], le=limits[1], allow_inf_nan=False)


Seconds = Annotated[float, _within((0, plausible.MINUTES[1] * 60))]
Load = Annotated[float, _within(plausible.LOAD_KG)]
HoursADay = Annotated[float, _within(plausible.HOURS_A_DAY)]
HoursAWeek = Annotated[float, _within(plausible.HOURS_A_WEEK)]


class Body(BaseModel):
    """Something sent; what it does not know is refused, so that no slip goes unseen."""

    model_config = ConfigDict(extra="forbid")


class NewPerson(Body):
    """A person to be added."""

    id: Uuid
    """Made by the program, so that sending twice adds once."""
    name: Line
    language: Annotated[str, Field(pattern="^(en|de)$")] = "en"
    zone: Annotated[str, Field(max_length=60, pattern=r"^[A-Za-z0-9_+/-]+$")] = "UTC"
    birth_year: Annotated[int, Field(ge=1900, le=2200)] | None = None
    sex: Sex | None = None
    height_m: Annotated[float, _within(plausible.HEIGHT_M)] | None = None
    mass_kg: Annotated[float, _within(plausible.MASS_KG)] | None = None

    def as_person(self) -> Person:
        """Return it as the records keep it."""
        return Person(**self.model_dump())


class NewEntry(Body):
    """One exercise of a session, on one side where sides are logged apart."""

    exercise: Word
    sets: Annotated[int, Field(ge=0, le=20)]
    side: Side | None = None
    reps: Annotated[int, Field(ge=0, le=200)] | None = None
    seconds: Seconds | None = None
    load_kg: Load = 0.0
    effort: Pain | None = None
    pain_during: Pain | None = None
    leg_symptoms: LegSymptoms = LegSymptoms.NONE_OR_SAME
    is_clean: bool = True
    note: Remark = ""


class NewSession(Body):
    """A session; the same id and content sent twice counts once."""

    id: Uuid
    done_at: AwareDatetime
    programme_version: Annotated[int, Field(ge=0, le=100_000)]
    """0: outside any plan."""
    entries: Annotated[list[NewEntry], Field(min_length=1, max_length=200)]
    pain_before: Pain | None = None
    note: Remark = ""

    def as_session(self) -> Session:
        """Return it as the records keep it."""
        entries = tuple(ExerciseEntry(**entry.model_dump()) for entry in self.entries)
        return Session(
            self.id, self.done_at, self.programme_version, entries, self.pain_before, self.note
        )


class NewMorning(Body):
    """Pain on waking."""

    day: date
    pain: Pain

    def as_morning(self) -> MorningAfter:
        """Return it as the records keep it."""
        return MorningAfter(self.day, self.pain)


class NewCheckIn(Body):
    """A look back; one with a flare asks for a new screening."""

    id: Uuid
    made_on: date
    pain_average: Pain
    is_flare: bool = False
    scores: Annotated[
        dict[Word, Annotated[float, Field(allow_inf_nan=False)]], Field(max_length=50)
    ] = Field(default_factory=dict)
    sitting_hours_per_day: HoursADay | None = None
    breaks_per_hour: Annotated[float, _within(plausible.BREAKS_AN_HOUR)] | None = None
    driving_hours_per_week: HoursAWeek | None = None
    standing_hours_per_day: HoursADay | None = None
    endurance_hours_per_week: HoursAWeek | None = None
    note: Remark = ""

    def as_check_in(self) -> CheckIn:
        """Return it as the records keep it."""
        return CheckIn(**self.model_dump())


class NewScreening(Body):
    """Answers to all safety questions, by question id."""

    answers: Annotated[
        dict[
            Word,
            Annotated[str, Field(max_length=64)]
            | Annotated[float, Field(allow_inf_nan=False)]
            | Annotated[list[Word], Field(max_length=40)],
        ],
        Field(max_length=200),
    ]


class NewWishes(Body):
    """What a plan is made from, beside the screening."""

    minutes_per_day: Annotated[float, Field(ge=5, le=120, allow_inf_nan=False)] = 20.0
    equipment: Annotated[set[Word], Field(max_length=50)] = Field(default_factory=set)
    weekdays: Annotated[set[Annotated[int, Field(ge=0, le=6)]], Field(min_length=1)] = Field(
        default_factory=lambda: set(range(7))
    )
    approach: Word | None = None
    goals: Annotated[set[Word], Field(max_length=50)] = Field(default_factory=set)
    likes: Annotated[set[Word], Field(max_length=100)] = Field(default_factory=set)
    dislikes: Annotated[set[Word], Field(max_length=100)] = Field(default_factory=set)
    asked_no: Annotated[set[Word], Field(max_length=50)] = Field(default_factory=set)
    """Gates whose question was answered with no: only these are open."""

    def as_wishes(self) -> Wishes:
        """Return them as planning takes them."""
        return Wishes(
            minutes_per_day=self.minutes_per_day,
            equipment=frozenset(self.equipment),
            weekdays=frozenset(self.weekdays),
            approach=self.approach,
            goals=frozenset(self.goals),
            likes=frozenset(self.likes),
            dislikes=frozenset(self.dislikes),
            asked_no=frozenset(self.asked_no),
        )


class NewDose(Body):
    """How much of one exercise: repetitions or minutes."""

    sets: Annotated[int, Field(ge=1, le=20)]
    reps: Annotated[int, Field(ge=1, le=200)] | None = None
    hold_s: Annotated[float, Field(ge=1, le=3600, allow_inf_nan=False)] | None = None
    seconds_per_rep: Annotated[float, Field(ge=0.5, le=60, allow_inf_nan=False)] | None = None
    minutes: Annotated[float, Field(ge=1, le=240, allow_inf_nan=False)] | None = None
    rest_s: Annotated[float, Field(ge=0, le=600, allow_inf_nan=False)] = 60.0
    effort: Pain = 5.0
    load_kg: Load = 0.0

    def as_dose(self) -> PlannedDose:
        """Return it as a plan holds it."""
        return PlannedDose(**self.model_dump())


class NewDecisions(Body):
    """What a clinician decides; it holds in every later version."""

    pin: Annotated[set[Word], Field(max_length=100)] = Field(default_factory=set)
    ban: Annotated[set[Word], Field(max_length=100)] = Field(default_factory=set)
    release: Annotated[set[Word], Field(max_length=100)] = Field(default_factory=set)
    doses: Annotated[dict[Word, NewDose], Field(max_length=100)] = Field(default_factory=dict)
    stage: Stage | None = None
