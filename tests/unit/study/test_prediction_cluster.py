"""The versions of a prediction on the workers of a Dask scheduler."""

import json

import pytest

pytest.importorskip("distributed")

from distributed import LocalCluster

from hipspine.cli.main import run
from hipspine.clinic.predict_motion import Asked, predict_motion
from hipspine.domain.errors import StudyError
from hipspine.domain.prediction import MotionKind
from hipspine.predict.ask import forget_opensims_libraries
from hipspine.study.prediction_cluster import executor_at

WEAK = ("gluteus_maximus.strength=0",)


@pytest.fixture(scope="module")
def address():
    forget_opensims_libraries()
    with LocalCluster(
        n_workers=2,
        threads_per_worker=1,
        processes=True,
        dashboard_address="127.0.0.1:0",
        silence_logs=50,
    ) as cluster:
        yield cluster.scheduler_address


@pytest.mark.slow
def test_a_cluster_answers_as_processes_of_our_own_do(address, tmp_path):
    asked = Asked(MotionKind.STAND, WEAK)
    told = []
    with executor_at(address) as executor:
        there = predict_motion(
            asked,
            cache_dir=tmp_path,
            executor=executor,
            progress=lambda done, total: told.append((done, total)),
        )
    here = predict_motion(asked, cache_dir=tmp_path, workers=1)
    assert told[-1] == (16, 16)
    assert there.answered == here.answered == 16
    for ours, theirs in zip(here.effects, there.effects, strict=True):
        assert ours.quantity is theirs.quantity
        assert ours.certainty is theirs.certainty
        # The same search from the same start; IPOPT's tolerance of 1e-6 is left to the machine.
        assert theirs.median == pytest.approx(ours.median, abs=1e-6)


@pytest.mark.slow
def test_the_command_asks_the_scheduler_that_it_is_given(address, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("HIPSPINE_CACHE_DIR", str(tmp_path))
    command = ["predict", "stand", "--what-if", WEAK[0], "--scheduler", address, "--json"]
    assert run(command) == 0
    assert json.loads(capsys.readouterr().out)["answered"] == 16


@pytest.mark.slow
def test_where_no_scheduler_answers_it_says_what_to_do():
    with pytest.raises(StudyError, match="dask scheduler"), executor_at("tcp://127.0.0.1:1"):
        pass
