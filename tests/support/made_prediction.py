"""A prediction made up for tests: shaped like an answer, its figures from a fixed random walk."""

import numpy as np

from hipspine.domain.prediction import (
    UNIT_OF,
    Certainty,
    Curve,
    Effect,
    ModelBody,
    MotionKind,
    Prediction,
    PredictionQuestion,
    Quantity,
    StickMotion,
)
from hipspine.domain.scenario import parse_muscle_change
from hipspine.predict.figure import POINTS

WEAK = (parse_muscle_change("gluteus_maximus.strength=0.5"),)


def effect(quantity, certainty, median):
    low, high = sorted((0.8 * median, 1.2 * median))
    return Effect(quantity, UNIT_OF[quantity], median, low, high, 16, 1.0, certainty)


HAMSTRINGS = effect(Quantity.HAMSTRING_ACTIVITY, Certainty.ROBUST, 0.2)
TILT = effect(Quantity.PELVIS_ANTERIOR_TILT, Certainty.UNCERTAIN, 0.02)
STEPS = effect(Quantity.STEP_LENGTH, Certainty.NO_CHANGE, 0.001)


def made_prediction(*effects, absent=()):
    """Return an answer with these effects; without any, one that says there is none."""
    figure = StickMotion(
        np.linspace(0.0, 1.1, 12),
        np.random.default_rng(3).uniform(0.0, 1.7, (12, len(POINTS), 2)),
        POINTS,
    )
    rows = np.random.default_rng(4).normal(size=(16, 101))
    return Prediction(
        question=PredictionQuestion(MotionKind.WALK, WEAK, ModelBody(1.83, 85.3), 1.42),
        effects=effects,
        asked=16,
        answered=16 if effects else 0,
        before=figure if effects else None,
        after=figure if effects else None,
        curves=(Curve("hip_flexion", np.linspace(0, 1, 101), rows, rows),) if effects else (),
        absent=absent,
        cpu_s=20.0,
    )
