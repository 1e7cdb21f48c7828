import pytest

from hipspine.domain.person import Subject
from hipspine.simulate.fit.model_fit import model_name_of


@pytest.mark.parametrize(
    ("name", "expected"),
    [("Anna Müller", "Anna_M_ller"), ("P-007/b", "P_007_b"), ("  ", "person"), ("ok_1", "ok_1")],
)
def test_any_name_becomes_one_that_opensim_takes(name, expected):
    assert model_name_of(Subject(70.0, name=name)) == expected
