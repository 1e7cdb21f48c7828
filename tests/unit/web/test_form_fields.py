import pytest

from hipspine.web.form_fields import Fields


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("x", "not_a_number"),
        ("11", "out_of_range"),
        ("-1", "out_of_range"),
        ("nan", "out_of_range"),
        ("inf", "out_of_range"),
        ("", "missing"),
    ],
)
def test_a_number_outside_its_range_is_a_problem(text, problem):
    fields = Fields({"pain": text})
    assert fields.number("pain", 0, 10, required=True) is None
    assert fields.problems == {"pain": problem}


def test_a_decimal_comma_is_read():
    assert Fields({"pain": " 2,5 "}).number("pain", 0, 10) == 2.5


def test_half_a_repetition_is_a_problem():
    fields = Fields({"reps": "2.5"})
    assert fields.whole("reps", 0, 10) is None
    assert fields.problems == {"reps": "not_whole"}


def test_nothing_given_is_nothing_not_zero():
    fields = Fields({})
    assert fields.number("pain", 0, 10) is None
    assert fields.choice("side", ("left",)) is None
    assert fields.problems == {}


def test_only_known_choices_are_taken():
    fields = Fields({"theme": "pink"}, {"days": frozenset({"0", "9"})})
    assert fields.choice("theme", ("light", "dark")) is None
    assert fields.choices("days", ("0", "1")) == {"0"}
    assert fields.problems == {"theme": "unknown", "days": "unknown"}
