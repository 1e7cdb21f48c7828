"""An answer as it is kept: the prediction, and for clinicians the load that goes with it."""

import json

from hipspine.clinic.predict_kept import prediction_bytes, read_prediction
from hipspine.domain.errors import FileFormatError
from hipspine.domain.prediction import PredictedCompression, Prediction
from hipspine.records.documents import DocumentError, as_data, from_data
from hipspine.report.prediction_near import NearAndFree

_COMPRESSION = "compression"


def answer_bytes(prediction: Prediction, compression: PredictedCompression | None) -> bytes:
    """Return an answer as a prediction's file, with one more entry where there is a load."""
    content = prediction_bytes(prediction)
    if compression is None:
        return content
    told = json.loads(content) | {_COMPRESSION: as_data(compression)}
    return json.dumps(told, allow_nan=False, separators=(",", ":")).encode()


def read_answer(content: bytes, *, for_clinician: bool) -> NearAndFree:
    """Return a kept answer; anybody but a clinician gets it without the load.

    Raises
    ------
    FileFormatError
        If the file is of another format, or damaged.
    """
    prediction = read_prediction(content)
    kept = json.loads(content).get(_COMPRESSION) if for_clinician else None
    if kept is None:
        return NearAndFree(prediction)
    try:
        return NearAndFree(prediction, compression=from_data(kept, PredictedCompression))
    except DocumentError as problem:
        raise FileFormatError(
            "a kept prediction",
            expected="a prediction with its load, as hipspine writes it",
            got=str(problem),
            do="Ask the question again.",
        ) from problem
