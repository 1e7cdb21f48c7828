"""What a person did, and what is forecast: Procedures, flares, and RiskAssessments."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fhir.resources.R4B.adverseevent import AdverseEvent
from fhir.resources.R4B.observation import Observation
from fhir.resources.R4B.procedure import Procedure
from fhir.resources.R4B.riskassessment import RiskAssessment

from hipspine.content.exercise_library import ExerciseLibrary
from hipspine.content.plan_words import exchange_texts, number
from hipspine.domain.training import CheckIn, ExerciseEntry, Session
from hipspine.records.fhir.codes import CATEGORY, OURS, UNITS

Json = dict[str, Any]

WEEK = {"system": UNITS, "code": "wk", "unit": "wk"}


@dataclass(frozen=True)
class ForecastBand:
    """One statement of a forecast: with what probability pain lies in a range, weeks from now."""

    weeks: float
    low: float
    high: float
    probability: float


def session_procedure(
    session: Session, library: ExerciseLibrary, *, subject: str, language: str
) -> Procedure:
    """Return a session as a Procedure, each exercise as it was logged in a note."""
    say = exchange_texts(language)
    notes = [_entry_text(entry, library, language) for entry in session.entries]
    return Procedure.model_validate(
        {
            "resourceType": "Procedure",
            "language": language,
            "identifier": [{"system": f"{OURS}:session", "value": session.id}],
            "status": "completed",
            "code": {
                "coding": [{"system": f"{OURS}:session", "code": "exercise_session"}],
                "text": say.sentence("fhir.session"),
            },
            "subject": {"reference": subject},
            "performedDateTime": session.done_at.isoformat(),
            "note": [{"text": note} for note in [*notes, *filter(None, [session.note])]],
        }
    )


def _entry_text(entry: ExerciseEntry, library: ExerciseLibrary, language: str) -> str:
    known = library.exercises.get(entry.exercise)
    name = entry.exercise if known is None else known.words[language].name
    figures = {
        "sets": entry.sets,
        "reps": entry.reps,
        "s": entry.seconds,
        "kg": entry.load_kg or None,
        "effort (0-10)": entry.effort,
        "pain (0-10)": entry.pain_during,
    }
    side = "" if entry.side is None else f" ({entry.side.value})"
    said = ", ".join(f"{key} {value:g}" for key, value in figures.items() if value is not None)
    return f"{name}{side}: {said}"


def pain_observation(check_in: CheckIn, *, subject: str) -> Observation:
    """Return the average pain of a check-in as an Observation, 0 to 10."""
    return Observation.model_validate(
        {
            "resourceType": "Observation",
            "status": "final",
            "category": [{"coding": [{"system": CATEGORY, "code": "survey"}]}],
            "code": {"coding": [{"system": f"{OURS}:score", "code": "pain_scale.average"}]},
            "subject": {"reference": subject},
            "effectiveDateTime": check_in.made_on.isoformat(),
            "valueQuantity": {
                "value": check_in.pain_average,
                "unit": "points",
                "system": UNITS,
                "code": "{score}",
            },
        }
    )


def flare_event(check_in: CheckIn, *, subject: str, language: str) -> AdverseEvent:
    """Return a flare as an AdverseEvent. Nothing is said about what caused it."""
    return AdverseEvent.model_validate(
        {
            "resourceType": "AdverseEvent",
            "language": language,
            "identifier": {"system": f"{OURS}:check-in", "value": check_in.id},
            "actuality": "actual",
            "event": {
                "coding": [{"system": f"{OURS}:event", "code": "flare"}],
                "text": exchange_texts(language).sentence("fhir.flare"),
            },
            "subject": {"reference": subject},
            "date": check_in.made_on.isoformat(),
        }
    )


def forecast_assessment(
    bands: tuple[ForecastBand, ...], *, subject: str, made: datetime, method: str, language: str
) -> RiskAssessment:
    """Return a forecast as a RiskAssessment: ranges with probabilities, never a date of recovery.

    ``method`` names the model and its version.
    """
    say = exchange_texts(language)
    return RiskAssessment.model_validate(
        {
            "resourceType": "RiskAssessment",
            "language": language,
            "status": "preliminary",
            "method": {"text": method},
            "subject": {"reference": subject},
            "occurrenceDateTime": made.isoformat(),
            "prediction": [
                {
                    "outcome": {
                        "text": say(
                            "fhir.forecast_below",
                            low=number(band.low, language),
                            high=number(band.high, language),
                        )
                    },
                    "probabilityDecimal": band.probability,
                    "whenRange": {
                        "low": {"value": band.weeks, **WEEK},
                        "high": {"value": band.weeks, **WEEK},
                    },
                }
                for band in bands
            ],
            "note": [{"text": say.sentence("fhir.intended_use")}],
        }
    )
