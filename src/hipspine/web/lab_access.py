"""Which trial a visitor may open in the lab."""

from fastapi import Request

from hipspine.web.lab_trials import DEMO, LabTrials, OpenTrial
from hipspine.web.problems import not_found


def lab_trials(request: Request) -> LabTrials:
    """Return the trials held in memory."""
    trials: LabTrials = request.app.state.lab
    return trials


def open_trial(request: Request, name: str) -> OpenTrial:
    """Return the trial of a name: the example walk, or a visitor's own recording."""
    if name == DEMO:
        return lab_trials(request).demo()
    raise not_found()
