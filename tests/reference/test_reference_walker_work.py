"""The table of the reference walker's work is what the engine finds on the reference walker."""

import pytest

from hipspine.clinic.assess_recording import assess_recording, reference_walker_request
from hipspine.clinic.request import Workshop
from hipspine.content.reference_walker_work import reference_walker_work
from hipspine.domain.anatomy import Side
from hipspine.domain.assessment import Assessment

pytest.importorskip("opensim")

pytestmark = [
    pytest.mark.opensim,
    pytest.mark.slow,
    pytest.mark.xdist_group("reference_walker_work"),
]


@pytest.fixture(scope="module")
def walker(tmp_path_factory: pytest.TempPathFactory) -> Assessment:
    workshop = Workshop(cache_dir=tmp_path_factory.mktemp("walker"), workers=2)
    return assess_recording(reference_walker_request(), workshop)


def test_the_table_holds_the_engines_mean_forces(walker: Assessment) -> None:
    table = reference_walker_work()
    assert set(table) == {group for group, _side in walker.forces}
    for group, expected in table.items():
        sides = [walker.forces[group, side].mean for side in Side]
        found = sum(sides) / 2 / walker.subject.mass_kg
        # The fit and the solver repeat to their tolerance; the table has four decimals.
        assert found == pytest.approx(expected, rel=0.01, abs=1e-3), group


def test_the_walker_has_nothing_beyond_itself(walker: Assessment) -> None:
    beyond = [m for m in walker.measurements if m.name.endswith("beyond_reference_walker")]
    assert len(beyond) == 2 * len(reference_walker_work())
    # Both sides of an invented, symmetrical walk: markers and fit leave below 2 % of body weight.
    assert all(abs(m.value) < 0.2 for m in beyond if m.value is not None)


def test_speed_and_stride_are_those_it_was_made_with(walker: Assessment) -> None:
    found = {(m.name, m.side): m.value for m in walker.measurements}
    # walker.toml: 1.30 m/s and 1.10 s per cycle; followed by markers to 1 %.
    assert found["walking_speed", None] == pytest.approx(1.30, rel=0.01)
    assert found["cadence", None] == pytest.approx(2 / 1.10, rel=0.01)
    for side in Side:
        assert found["stride_length", side] == pytest.approx(1.43, rel=0.01)
        assert found["step_length", side] == pytest.approx(0.715, rel=0.01)
