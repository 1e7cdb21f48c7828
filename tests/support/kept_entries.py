"""An entry of every kind that the records keep, each with something in every part of it."""

from datetime import UTC, date, datetime

from hipspine.domain.anatomy import Side
from hipspine.domain.answers import Answers, Reply
from hipspine.domain.finding import Basis, Confidence, EvidenceNote, Finding
from hipspine.domain.programme import (
    LeftOut,
    Overrides,
    PlannedDose,
    PlannedExercise,
    Programme,
    Stage,
    Why,
)
from hipspine.domain.questionnaire import Better, EnteredAs, Score
from hipspine.domain.record import (
    Audience,
    Consent,
    KeptFindings,
    KeptScore,
    KeptScreening,
    KeptSteps,
    Note,
)
from hipspine.domain.training import (
    CheckIn,
    ExerciseEntry,
    LegSymptoms,
    MorningAfter,
    NextStep,
    Session,
    Step,
)
from hipspine.domain.triage import Reason, Restriction, Tier, Triage, TriageLevel

SATURDAY = date(2026, 11, 21)
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)

PROGRAMME = Programme(
    "combined", Stage.ACTIVATE, 1, SATURDAY, SATURDAY, 20.0,
    (
        PlannedExercise(
            "clam", PlannedDose(2, reps=10, seconds_per_rep=4.0), frozenset({0, 2, 4}),
            (Side.LEFT, Side.RIGHT), (Why("stimulus", {"muscle": "gluteus_medius"}, ("e1",)),),
        ),
    ),
    (LeftOut("deadlift", Why("load", {"limit": "3"})),),
    remedies=("heat",),
    overrides=Overrides(frozenset({"clam"}), frozenset({"plank"}), {"clam": PlannedDose(1, 5)}),
)  # fmt: skip

TRIAGE = Triage(
    TriageLevel.CLINICIAN_SOON,
    TriageLevel.SELF_CARE,
    ("fever",),
    (Reason("night_pain", TriageLevel.CLINICIAN_SOON, Tier.SOFT, ("night",), ("e2",)),),
    frozenset({Restriction.LOW_LOAD_ONLY, Restriction.CLINICIAN_LED_ONLY}),
    SATURDAY,
)
ANSWERS = Answers(
    {"fever": Reply.NOT_SURE, "age": 44.0, "where": frozenset({"back", "leg"}), "since": "yes"}
)

FINDING = Finding(
    "less_hip_extension",
    "Übung",
    "8 degrees",
    confidence=Confidence.LIKELY,
    basis=Basis.MEASURED,
    side=Side.LEFT,
    sources=(EvidenceNote("e1", "against", "review", "Range and tilt are unrelated.", "Heino"),),
)
ENTRIES = (
    Consent("c1", NOON, "keep_records", is_given=True, wording="consent-1"),
    KeptScreening("s1", NOON, ANSWERS, TRIAGE, "complete", "0.1"),
    KeptFindings("f1", NOON, None, "de", (FINDING,)),
    KeptScore(
        "q1", NOON, Score("odi", "total", 24.0, 0.0, 100.0, Better.LOWER, EnteredAs.TOTAL)
    ),
    Session(
        "5b1e", NOON, 1,
        (ExerciseEntry("clam", 2, Side.LEFT, 10, None, 0.0, 4.0, 2.5, LegSymptoms.EASED),),
    ),
    MorningAfter(SATURDAY, 2.0),
    CheckIn("w1", SATURDAY, 3.5, is_flare=True, scores={"psfs.mean": 5.0}),
    KeptSteps("n1", NOON, 1, (NextStep(Step.REGRESS, "clam", ("pain_next_morning",), "reps"),)),
    Note("m1", NOON, "hipspine", Audience.CLINICIAN, "Two steps back.", "two_regressions"),
)  # fmt: skip
