"""Predictions as files, and kept so that a question asked again is answered at once."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace
from functools import cache
from importlib import metadata, resources
from pathlib import Path
from typing import Any

import numpy as np

from hipspine import __version__
from hipspine.clinic.kept import kept_folder, key_of
from hipspine.clinic.predict_motion import Asked, predict_motion, question_of
from hipspine.domain.arrays import FloatArray
from hipspine.domain.errors import FileFormatError
from hipspine.domain.prediction import (
    Certainty,
    Curve,
    Effect,
    ModelBody,
    MotionKind,
    Prediction,
    PredictionQuestion,
    Quantity,
    StickMotion,
    Unit,
)
from hipspine.domain.provenance import Absent
from hipspine.domain.scenario import parse_muscle_change
from hipspine.predict.ask import Progress

FORMAT = 1
"""Raised whenever a written prediction can no longer be read as before."""
DIGITS = 6
"""Significant digits of angles and places: a micrometre, a ten-thousandth of a degree."""
FILE = "prediction.json"
KIND = "predictions"


def kept_prediction(
    asked: Asked, *, cache_dir: Path, workers: int = 2, progress: Progress | None = None
) -> Prediction:
    """Return the prediction that answers a question, from the cache where it was asked before.

    Equal questions are those with the same motion, changes, body, speed and load; the answer is of
    a model body and says nothing about a person.
    """
    question = question_of(asked)

    def make(folder: Path) -> None:
        found = predict_motion(asked, cache_dir=cache_dir, workers=workers, progress=progress)
        (folder / FILE).write_bytes(prediction_bytes(found))

    key = key_of(_question_content(question), FORMAT, __version__, _model_fingerprint())
    return read_prediction((kept_folder(cache_dir, KIND, key, make) / FILE).read_bytes())


@cache
def _model_fingerprint() -> str:
    """Return a hash of all that shapes an answer: the engine's source, its tables, its solver."""
    try:
        solver = metadata.version("casadi")
    except metadata.PackageNotFoundError:
        solver = "none"  # asking says what to do about it
    digest = hashlib.sha256(solver.encode())
    for package in ("hipspine.predict", "hipspine.content.prediction"):
        files = [each for each in resources.files(package).iterdir() if each.is_file()]
        for file in sorted(files, key=lambda each: each.name):
            digest.update(file.read_bytes())
    return digest.hexdigest()


def prediction_bytes(prediction: Prediction) -> bytes:
    """Return a prediction as JSON."""
    content = {
        "format": FORMAT,
        "question": _question_content(prediction.question),
        "effects": [asdict(each) for each in prediction.effects],
        "asked": prediction.asked,
        "answered": prediction.answered,
        "before": _motion_content(prediction.before),
        "after": _motion_content(prediction.after),
        "curves": [
            {name: _listed(getattr(curve, name)) for name in ("progress", "before", "after")}
            | {"quantity": curve.quantity}
            for curve in prediction.curves
        ],
        "absent": [asdict(each) for each in prediction.absent],
        "cpu_s": prediction.cpu_s,
    }
    return json.dumps(content, allow_nan=False, separators=(",", ":")).encode()


def read_prediction(content: bytes) -> Prediction:
    """Return the prediction of a file.

    Raises
    ------
    FileFormatError
        If the file is of another format, or damaged.
    """
    try:
        told = json.loads(content)
        if told["format"] != FORMAT:
            raise KeyError("format")
        return _prediction(told)
    except (ValueError, KeyError, TypeError) as error:
        raise FileFormatError(
            "a kept prediction",
            expected=f"a prediction in format {FORMAT}",
            got=f"something else ({error})",
            do="Ask the question again.",
        ) from error


def _prediction(told: Mapping[str, Any]) -> Prediction:
    return Prediction(
        question=_question(told["question"]),
        effects=tuple(_effect(each) for each in told["effects"]),
        asked=told["asked"],
        answered=told["answered"],
        before=_motion(told["before"]),
        after=_motion(told["after"]),
        curves=tuple(
            Curve(each["quantity"], *(np.array(each[n]) for n in ("progress", "before", "after")))
            for each in told["curves"]
        ),
        absent=tuple(Absent(**each) for each in told["absent"]),
        cpu_s=told["cpu_s"],
    )


def _question_content(question: PredictionQuestion) -> dict[str, Any]:
    return asdict(question) | {"changes": [str(change) for change in question.changes]}


def _question(told: Mapping[str, Any]) -> PredictionQuestion:
    return PredictionQuestion(
        motion=MotionKind(told["motion"]),
        changes=tuple(parse_muscle_change(text) for text in told["changes"]),
        body=ModelBody(**told["body"]),
        speed_m_s=told["speed_m_s"],
        load_kg=told["load_kg"],
    )


def _effect(told: Mapping[str, Any]) -> Effect:
    return replace(
        Effect(**told),
        quantity=Quantity(told["quantity"]),
        unit=Unit(told["unit"]),
        certainty=Certainty(told["certainty"]),
    )


def _motion_content(motion: StickMotion | None) -> dict[str, Any] | None:
    if motion is None:
        return None
    return {
        "times_s": _listed(motion.times_s),
        "points_m": _listed(motion.points_m),
        "names": motion.names,
    }


def _motion(told: Mapping[str, Any] | None) -> StickMotion | None:
    if told is None:
        return None
    return StickMotion(np.array(told["times_s"]), np.array(told["points_m"]), tuple(told["names"]))


def _listed(values: FloatArray) -> Any:
    """Return an array as nested lists of rounded numbers."""
    if values.ndim > 1:
        return [_listed(each) for each in values]
    return list(_rounded(values))


def _rounded(values: FloatArray) -> Iterator[float]:
    return (float(f"{value:.{DIGITS}g}") for value in values)
