"""The page of a movement test: picture, protocol and result, in both languages."""

import pytest

from hipspine.content.movement_tests import movement_tests
from hipspine.content.phrases import phrases
from hipspine.content.text import LANGUAGES, page_texts
from hipspine.measure.movement_tests.entered import entered_values
from hipspine.measure.movement_tests.outcome import PersonTested, movement_test_outcome
from hipspine.report.movement_test_page import render_movement_test

TESTS = movement_tests()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", sorted(TESTS))
def test_every_test_has_a_page_with_picture_steps_and_when_to_stop(
    name: str, language: str
) -> None:
    test = TESTS[name]
    page = render_movement_test(test, language=language)
    assert '<svg xmlns="http://www.w3.org/2000/svg"' in page
    assert page.count("<li>") >= len(test.protocol) + len(test.stop) + len(test.evidence)
    assert page_texts("measured", language)("test.page_stop") in page
    assert "<script" not in page
    assert " style=" not in page


def test_a_result_stands_above_the_protocol_with_its_error() -> None:
    test = TESTS["single_leg_bridge"]
    entered = entered_values(test, ["right.hold_s=60", "left.hold_s=45"])
    outcome = movement_test_outcome(test, entered, PersonTested(age=30))
    page = render_movement_test(test, outcome)
    assert page.index("60\u00a0s") < page.index("How it is done")
    # 1.96 * sqrt(2) * 24.8 * sqrt(1 - 0.87) = 24.8 s
    assert "25\u00a0s" in page
    assert "within noise" in page


def test_what_follows_from_a_yes_comes_first() -> None:
    test = TESTS["fadir"]
    entered = entered_values(test, ["right.groin_pain=yes", "left.groin_pain=no"])
    page = render_movement_test(test, movement_test_outcome(test, entered, PersonTested()))
    assert page.index("Groin pain points to the hip joint") < page.index("How it is done")


def test_a_german_page_keeps_no_english_sentence() -> None:
    for test in TESTS.values():
        page = render_movement_test(test, language="de")
        for english in (test.about, *test.protocol, *test.stop):
            assert english not in page
            assert phrases("de").knows(english)
