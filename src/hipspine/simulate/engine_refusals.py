"""What an engine cannot do: the errors that say so."""

from hipspine.domain.errors import RecordingError, ScenarioError
from hipspine.domain.scenario import Scenario
from hipspine.simulate.bundle import Bundle


def check_same_posture(scenario: Scenario) -> None:
    """Refuse a scenario that takes another bundle."""
    if scenario.changes_posture:
        raise ScenarioError(
            f"what-if {scenario.name}",
            expected="changes of muscles at the recorded motion",
            got="a change of posture",
            do="Extract the changed motion first, and solve that.",
        )


def nothing_measured(bundle: Bundle) -> RecordingError:
    """Return the error of a motion in which no frame can be solved."""
    return RecordingError(
        f"the motion on {bundle.model_name}",
        expected="frames in which every force on the body is measured",
        got=f"none among {bundle.times_s.size}",
        do="Choose a part of the trial in which each foot that touches stands on a plate.",
    )


def needs_squares(objective: str) -> ScenarioError:
    """Return the error of a sweep under an objective that is no sum of squares."""
    return ScenarioError(
        "a sweep of what-ifs",
        expected="an objective of squares, without dynamics and without signals",
        got=f"the objective {objective}, with what else the engine's rules ask",
        do="Use solve_many, or other rules.",
    )
