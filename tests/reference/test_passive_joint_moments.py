"""The body model's passive hip and knee moments against those measured in people."""

import pytest

from hipspine.simulate.body.build import write_model
from hipspine.simulate.body.leg_strain import LEG_STRAIN_FACTOR
from hipspine.simulate.passive_joint_moments import passive_deviation_Nm, posed_legs

pytestmark = pytest.mark.opensim


@pytest.fixture(scope="module")
def legs(tmp_path_factory):
    pytest.importorskip("opensim")
    folder = tmp_path_factory.mktemp("legs")
    return posed_legs(write_model(folder / "model.osim"), cache_dir=folder, workers=1)


def test_the_factor_is_the_best_of_those_in_steps_of_a_tenth(legs):
    factors = [tenths / 10.0 for tenths in range(10, 26)]
    assert min(factors, key=lambda factor: passive_deviation_Nm(legs, factor)) == LEG_STRAIN_FACTOR


def test_published_strains_are_off_by_several_times_what_the_factor_leaves(legs):
    # The measured moments themselves are 10 N·m in the root mean square; what is said in the
    # documentation is 45 against 6.5 N·m. A third of the gap leaves room for OpenSim's versions.
    published = passive_deviation_Nm(legs, 1.0)
    assert published > 5.0 * passive_deviation_Nm(legs, LEG_STRAIN_FACTOR)
