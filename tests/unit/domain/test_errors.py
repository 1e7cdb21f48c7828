import pickle

import pytest

from hipspine.domain import errors


def test_message_has_its_four_parts():
    problem = errors.RecordingError(
        "walk.trc", expected="90 % of frames", got="35 %", do="Crop the trial."
    )
    assert str(problem) == "walk.trc: expected 90 % of frames, got 35 %. Crop the trial."


@pytest.mark.parametrize("kind", errors.UserError.__subclasses__())
def test_user_errors_survive_the_way_back_from_a_worker_process(kind):
    problem = kind("here", expected="this", got="that", do="Do so.")
    copy = pickle.loads(pickle.dumps(problem))
    assert type(copy) is kind
    assert str(copy) == str(problem)
