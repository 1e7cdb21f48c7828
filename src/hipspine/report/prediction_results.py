"""A prediction as prediction.json, with its schema, version 1.2."""

from dataclasses import asdict
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from hipspine.domain.prediction import NoCompression, NotPredicted, Prediction
from hipspine.report.figures import RESULTS_DIGITS, significant
from hipspine.report.prediction_near import NearAndFree
from hipspine.report.prediction_words import (
    Telling,
    absent_sentences,
    changes_words,
    plain_prediction,
)

PREDICTION_VERSION: Literal["1.2"] = "1.2"
"""Raised by 0.1 when a key is added, by 1 when a key changes its meaning or goes."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", allow_inf_nan=False, frozen=True)


class QuestionResult(_Part):
    """What was asked."""

    motion: Literal["walk", "stand", "rise", "squat", "lift"]
    changes: list[str]
    in_words: str
    height_m: float
    mass_kg: float
    speed_m_s: float | None = None
    """Absent when the body chooses its own."""
    load_kg: float


class EffectResult(_Part):
    """The change of one quantity over the variants, in its unit; a ratio is after/before - 1."""

    quantity: str
    unit: Literal["rad", "m", "m/s", "ratio"]
    median: float
    lowest: float
    highest: float
    answered: int
    share_agreeing: float
    certainty: Literal["robust", "uncertain", "no_change"]


class NearResult(_Part):
    """The effects near a recorded walk, for one weight of staying there."""

    weight: float
    distance_rad: float
    effects: list[EffectResult]


class CompressionChangeResult(_Part):
    """The change of one figure of the compression over the versions [N]."""

    of: Literal["mean", "peak"]
    usual_N: float
    usual_lowest_N: float
    usual_highest_N: float
    median_N: float
    lowest_N: float
    highest_N: float
    share_agreeing: float


class FitResult(_Part):
    """What is left over at the pelvis in the version that fits the full body worst."""

    force_N: float
    force_limit_N: float
    moment_Nm: float
    moment_limit_Nm: float
    sideways_moment_Nm: float


class CompressionResult(_Part):
    """Lumbar compression of the predicted motion: experimental, for clinicians."""

    experimental: Literal[True] = True
    disc: str
    changes: list[CompressionChangeResult]
    asked: int
    fitting: int
    fit: FitResult | None = None
    absent_because: NoCompression | None = None


class PlainResult(_Part):
    """The sentences for the person."""

    robust: list[str]
    uncertain: list[str]
    no_change: list[str]
    means: list[str]


class PredictionResult(_Part):
    """The whole of prediction.json."""

    schema_version: Literal["1.2"] = PREDICTION_VERSION
    language: Literal["en", "de"]
    question: QuestionResult
    asked: int
    answered: int
    effects: list[EffectResult]
    plain: PlainResult
    absent: list[str]
    near: list[NearResult]
    """Empty without a recording."""
    compression: CompressionResult | None = None
    """Only where it was asked for."""
    cpu_s: float


class AskedPredictionResult(_Part):
    """In results.json: a question asked beside a recording, with its answer or why it has none."""

    changes: list[str]
    answer: PredictionResult | None = None
    absent_because: NotPredicted | None = None


def prediction_dict(found: NearAndFree, *, language: str = "en") -> dict[str, Any]:
    """Return the content of prediction.json: SI units, sentences in the language."""
    prediction = found.told
    telling = Telling.in_language(language)
    plain = plain_prediction(prediction, telling)
    content = PredictionResult.model_validate(
        {
            "language": language,
            "question": _question(prediction, telling),
            "asked": prediction.asked,
            "answered": prediction.answered,
            "effects": _effects(prediction),
            "plain": {
                "robust": list(plain.robust),
                "uncertain": list(plain.uncertain),
                "no_change": list(plain.no_change),
                "means": list(plain.means),
            },
            "absent": list(absent_sentences(prediction, telling)),
            "near": [
                {
                    "weight": each.weight,
                    "distance_rad": significant(each.distance_rad, RESULTS_DIGITS),
                    "effects": _effects(each.prediction),
                }
                for each in found.near
            ],
            "compression": found.compression and _rounded(asdict(found.compression)),
            "cpu_s": round(prediction.cpu_s, 3),
        }
    )
    written: dict[str, Any] = content.model_dump(mode="json", exclude_none=True)
    return written


def _rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _rounded(each) for key, each in value.items()}
    if isinstance(value, tuple):
        return [_rounded(each) for each in value]
    return significant(value, RESULTS_DIGITS) if isinstance(value, float) else value


def _effects(prediction: Prediction) -> list[dict[str, Any]]:
    return [
        {
            "quantity": effect.quantity.value,
            "unit": effect.unit.value,
            "median": significant(effect.median, RESULTS_DIGITS),
            "lowest": significant(effect.lowest, RESULTS_DIGITS),
            "highest": significant(effect.highest, RESULTS_DIGITS),
            "answered": effect.answered,
            "share_agreeing": effect.share_agreeing,
            "certainty": effect.certainty.value,
        }
        for effect in prediction.effects
    ]


def _question(prediction: Prediction, telling: Telling) -> dict[str, Any]:
    asked = prediction.question
    return {
        "motion": asked.motion.value,
        "changes": [str(change) for change in asked.changes],
        "in_words": changes_words(asked, telling),
        "height_m": asked.body.height_m,
        "mass_kg": asked.body.mass_kg,
        "speed_m_s": asked.speed_m_s,
        "load_kg": asked.load_kg,
    }
