"""Numbers as people read them."""

from hipspine.report.figures import change, decimal, significant, with_spread


def test_significant_digits_are_counted_from_the_first():
    assert significant(1234.56, 4) == 1235.0
    assert significant(0.00123456, 4) == 0.001235
    assert significant(0.0, 4) == 0.0


def test_minus_zero_is_written_as_zero():
    assert decimal(-0.004, 2) == "0.00"


def test_a_change_always_shows_its_sign_unless_it_is_zero():
    assert change(0.104, 2) == "+0.10"
    assert change(-3.0, 0) == "−3"
    assert change(0.001, 2) == "0.00"


def test_a_single_repetition_has_no_spread():
    assert with_spread(1.184, None, 2) == "1.18"
    assert with_spread(1.184, 0.05, 2) == "1.18 ± 0.05"


def test_a_spread_too_small_to_show_is_said_to_be_small_not_zero():
    assert with_spread(1.184, 0.001, 2) == "1.18 ± <0.01"
