"""The kept results of the experiments on claims are what the engine gives."""

import os
from pathlib import Path

import pytest

from hipspine.clinic.request import Workshop
from hipspine.content.claims.schema import claims
from hipspine.study.claims_experiments import run_experiments
from hipspine.study.claims_results import ExperimentResult, kept_results
from hipspine.study.claims_variants import PUBLISHED

pytest.importorskip("opensim")

pytestmark = [
    pytest.mark.opensim,
    pytest.mark.slow,
    pytest.mark.xdist_group("reference_walker_work"),
]

WALKS = {"walk_rajagopal", "subject4_walk"}
# Of the value, and of the largest value of the same kind: fit and solver repeat to their tolerance,
# and results are kept with five digits.
RELATIVE, ABSOLUTE = 0.02, 2e-3

SHORT = ("gluteus_maximus_weak", "push_off", "abductors_weak", "which_cross_the_spine", "seat_off")
"""Experiments that are recomputed: every kind but another posture, which takes extractions."""


@pytest.fixture(scope="module")
def recomputed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, ExperimentResult]:
    kept = os.environ.get("HIPSPINE_CACHE_DIR")
    folder = Path(kept) if kept else tmp_path_factory.mktemp("claims")
    file = claims().experiments
    some = [each for each in file.experiments if each.id in SHORT or each.kind == "prediction"]
    short = file.model_copy(update={"experiments": tuple(some)})
    return {
        result.experiment: result for result in run_experiments(short, Workshop(folder, workers=2))
    }


@pytest.mark.parametrize("experiment", SHORT)
def test_the_kept_numbers_are_what_the_engine_gives(recomputed, experiment):
    found, kept = recomputed[experiment], kept_results()[experiment]
    assert found.effects
    for effect in found.effects:
        before = kept.effect(effect.level, effect.quantity)
        assert before is not None, effect
        numbers = {name: value for name, value in before.values.items() if name not in WALKS}
        assert effect.values == pytest.approx(numbers, rel=RELATIVE, abs=ABSOLUTE), effect.quantity


def test_the_same_muscles_take_over(recomputed):
    found = recomputed["gluteus_maximus_weak"].takers[-1]
    kept = kept_results()["gluteus_maximus_weak"].takers[-1]
    assert [taker.group for taker in found.more] == [taker.group for taker in kept.more]


def test_a_prediction_that_was_not_given_is_absent_with_its_reason(recomputed):
    assert "no prediction" in (recomputed["predicted_walk_weak"].absent_because or "")


def test_no_muscle_of_the_buttock_has_a_lever_at_a_lumbar_joint(recomputed):
    for group in ("gluteus_maximus", "gluteus_medius", "piriformis"):
        effect = recomputed["which_cross_the_spine"].effect("as_recorded", f"lumbar_arm:{group}")
        assert effect is not None
        assert effect.values[PUBLISHED] == 0.0
