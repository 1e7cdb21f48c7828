"""A programme as FHIR CarePlan, its exercises as ActivityDefinitions, its aims as Goals."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from fhir.resources.R4B.activitydefinition import ActivityDefinition
from fhir.resources.R4B.careplan import CarePlan
from fhir.resources.R4B.goal import Goal

from hipspine.content.exercise_library import ExerciseLibrary
from hipspine.content.exercises import Exercise
from hipspine.content.plan_words import dose_in_words, exchange_texts
from hipspine.domain.programme import PlannedExercise, Programme
from hipspine.records.fhir.codes import OURS, UNITS

Json = dict[str, Any]

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True)
class PersonGoal:
    """What a person wants to reach, in their own words, with a measure where there is one."""

    text: str
    score: str | None = None
    """Such as ``pain_scale.average``."""
    target: float | None = None
    due: date | None = None


def exercise_url(name: str) -> str:
    """Return the canonical address of an exercise."""
    return f"{OURS}:exercise:{name}"


def activity_definition(exercise: Exercise, language: str) -> ActivityDefinition:
    """Return an exercise of the library as an ActivityDefinition."""
    words = exercise.words[language]
    return ActivityDefinition.model_validate(
        {
            "resourceType": "ActivityDefinition",
            "language": language,
            "url": exercise_url(exercise.id),
            "version": exercise.reviewed_on.isoformat(),
            "name": "".join(part.capitalize() for part in exercise.id.split("_")),
            "title": words.name,
            "status": "active",
            "experimental": True,
            "date": exercise.reviewed_on.isoformat(),
            "kind": "ServiceRequest",
            "purpose": words.purpose,
            "description": "\n".join((words.start, words.move, *words.cues)),
            "code": {
                "coding": [{"system": f"{OURS}:exercise", "code": exercise.id}],
                "text": words.name,
            },
        }
    )


def care_plan(
    programme: Programme,
    library: ExerciseLibrary,
    *,
    subject: str,
    language: str,
    goals: Sequence[str] = (),
) -> CarePlan:
    """Return a programme as a CarePlan: *draft* until a clinician has signed it.

    Parameters
    ----------
    subject : str
        A reference to the Patient.
    goals : sequence of str
        References to Goals.
    """
    say = exchange_texts(language)
    signature = programme.signature
    notes = [say.sentence("fhir.intended_use")]
    if signature is None:
        notes.insert(0, say.sentence("fhir.not_signed"))
    resource: Json = {
        "resourceType": "CarePlan",
        "language": language,
        "identifier": [
            {
                "system": f"{OURS}:programme",
                "value": f"{programme.approach}.{programme.version}",
            }
        ],
        "status": "draft" if signature is None else "active",
        "intent": "plan",
        "title": say(
            "fhir.plan",
            stage=say.sentence(f"stage.{programme.stage}"),
            version=programme.version,
        ),
        "subject": {"reference": subject},
        "period": {"start": programme.planned_on.isoformat()},
        "created": programme.planned_on.isoformat(),
        "goal": [{"reference": goal} for goal in goals],
        "activity": [_activity(item, library, language) for item in programme.exercises],
        "note": [{"text": note} for note in notes],
    }
    if signature is not None:
        resource["author"] = {"display": signature.by}
    return CarePlan.model_validate(resource)


def _activity(item: PlannedExercise, library: ExerciseLibrary, language: str) -> Json:
    exercise = library.exercise(item.exercise)
    version = exercise.reviewed_on.isoformat()
    seconds = item.dose.session_s(sides=item.times_a_side)
    return {
        "detail": {
            "kind": "ServiceRequest",
            "instantiatesCanonical": [f"{exercise_url(exercise.id)}|{version}"],
            "code": {
                "coding": [{"system": f"{OURS}:exercise", "code": exercise.id}],
                "text": exercise.words[language].name,
            },
            "status": "scheduled",
            "doNotPerform": False,
            "scheduledTiming": {
                "repeat": {
                    "duration": round(seconds / 60, 1),
                    "durationUnit": "min",
                    "frequency": 1,
                    "period": 1,
                    "periodUnit": "d",
                    "dayOfWeek": [WEEKDAYS[day] for day in sorted(item.weekdays)],
                }
            },
            "description": dose_in_words(item.dose, language, sides=item.sides),
        }
    }


def goal_resource(goal: PersonGoal, *, subject: str) -> Goal:
    """Return a person's aim as a Goal; a date is when it is looked at again, not a promise."""
    resource: Json = {
        "resourceType": "Goal",
        "lifecycleStatus": "active",
        "description": {"text": goal.text},
        "subject": {"reference": subject},
    }
    if goal.score is not None and goal.target is not None:
        target: Json = {
            "measure": {"coding": [{"system": f"{OURS}:score", "code": goal.score}]},
            "detailQuantity": {
                "value": goal.target,
                "unit": "points",
                "system": UNITS,
                "code": "{score}",
            },
        }
        if goal.due is not None:
            target["dueDate"] = goal.due.isoformat()
        resource["target"] = [target]
    return Goal.model_validate(resource)
