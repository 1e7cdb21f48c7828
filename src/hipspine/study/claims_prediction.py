"""How the claims' experiments ask for a prediction of the motion."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

from hipspine.domain.prediction import Prediction, PredictionQuestion
from hipspine.predict.ask import USUAL_SPEED_M_S, Means, predict, prediction_processes

Predict = Callable[[PredictionQuestion], Prediction]


@contextmanager
def predicting(cache_dir: Path, *, workers: int) -> Iterator[Predict | None]:
    """Give a function that predicts a walk at the usual speed; None without the extra for it."""
    if find_spec("casadi") is None:
        yield None
        return
    with prediction_processes(workers) as processes:
        means = Means(processes, cache_dir)

        def at_usual_speed(question: PredictionQuestion) -> Prediction:
            return predict(replace(question, speed_m_s=USUAL_SPEED_M_S), means)

        yield at_usual_speed
