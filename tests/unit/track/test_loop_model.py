"""The thought model of the loop."""

import numpy as np
import pytest

from hipspine.content.loop_model import LoopContent, loop_content
from hipspine.track.loop_model import STATES, drawn_parameters, run_loop, run_strategy


@pytest.fixture(scope="module")
def content() -> LoopContent:
    return loop_content()[0]


def strategy(content: LoopContent, name: str):
    return next(one for one in content.strategies if one.id == name)


def middles(content: LoopContent) -> dict[str, np.ndarray]:
    return {one.id: np.array([(one.low + one.high) / 2]) for one in content.parameters}


def test_every_quantity_stays_between_0_and_1(content):
    for run in run_loop(content, draws=50):
        assert run.states.min() >= 0
        assert run.states.max() <= 1


def test_all_strategies_start_alike_and_use_the_same_draws(content):
    runs = run_loop(content, draws=20)
    for run in runs:
        assert np.array_equal(run.states[:, 0], runs[0].states[:, 0])


def test_strength_without_a_loop_follows_its_closed_form(content):
    # Full drive, no irritation and exercise from the start: strength rises to 1 with its own time.
    still = {**middles(content), "load_to_irritation": np.array([0.0]),
             "irritation_to_drive": np.array([0.0])}  # fmt: skip
    start = content.model_copy(update={"start": {**content.start, "drive": 1.0}})
    run = run_strategy(start, strategy(content, "exercise_only"), still)
    tau = still["strength_weeks"][0]
    expected = 1 - (1 - content.start["strength"]) * np.exp(-run.weeks / tau)
    # Fourth order at a step of 0.05 weeks: the error is far below 1e-6.
    assert run.states[0, :, STATES.index("strength")] == pytest.approx(expected, abs=1e-6)


def test_nothing_does_not_train(content):
    run = run_strategy(content, strategy(content, "nothing"), middles(content))
    assert run.states[0, -1, 1] == pytest.approx(0.5, abs=0.02)  # untrained: 0.4 to 0.6


def test_settle_first_is_like_settling_until_exercise_begins(content):
    parameters = drawn_parameters(content, draws=10, seed=3)
    first = run_strategy(content, strategy(content, "settle_first"), parameters)
    nothing = run_strategy(content, strategy(content, "nothing"), parameters)
    assert first.states[:, 6, 1] == pytest.approx(nothing.states[:, 6, 1], abs=0.02)
    assert np.all(first.states[:, 6, 4] <= nothing.states[:, 6, 4] + 1e-9)


def test_no_strategy_is_told_apart_with_certainty(content):
    # The page says that the bands overlap: it must be so.
    ends = [run.band("irritation", 0.8) for run in run_loop(content)]
    lows, highs = zip(*((low[-1], high[-1]) for low, _, high in ends), strict=True)
    assert max(lows) < min(highs)
