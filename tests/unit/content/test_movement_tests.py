import re
import shutil
from importlib import resources
from pathlib import Path

import pytest

from hipspine.content.check import content_problems
from hipspine.content.movement_tests import (
    PublishedError,
    movement_tests,
    read_movement_test,
)
from hipspine.domain.errors import ContentError
from hipspine.domain.person import Sex

ASKED_FOR = {
    "single_leg_bridge",
    "side_lying_abduction_hold",
    "prone_hip_extension",
    "trendelenburg",
    "single_leg_squat",
    "modified_thomas",
    "active_straight_leg_raise",
    "fair",
    "fadir",
    "chair_stand_30s",
    "sorensen",
    "hip_abduction_strength",
    "hip_extension_strength",
    "posture_angles",
}

NEVER_SAID = (
    "inhibited|switched off|glutes are the cause|out of alignment|unstable|fragile|no serious|"
    "you will recover|degenerat|crumbl|damaged|your posture is|your pelvis is|stop seeing"
)


def test_every_test_that_was_asked_for_is_there():
    assert set(movement_tests()) == ASKED_FOR


@pytest.mark.parametrize("test", movement_tests().values(), ids=lambda test: test.id)
def test_no_text_says_what_is_never_said(test):
    assert not re.search(NEVER_SAID, test.model_dump_json(), re.IGNORECASE)


@pytest.mark.parametrize("test", movement_tests().values(), ids=lambda test: test.id)
def test_every_quantity_has_a_norm_or_says_why_not(test):
    assert all(result.norms or result.no_norm for result in test.results)


def test_only_prone_hip_extension_is_for_research():
    assert [test.id for test in movement_tests().values() if test.research_only] == [
        "prone_hip_extension"
    ]


@pytest.mark.parametrize(
    ("sd", "band"),
    [
        # 1.96 * sqrt(2) * SD * sqrt(1 - ICC) for ICC 0.94 and 0.87, worked out by hand:
        # 2.7719 * 24.8 * 0.24495 = 16.8; * 0.36056 = 24.8. 2.7719 * 34.1 * ... = 23.2 and 34.1.
        (24.8, (16.8, 24.8)),
        (34.1, (23.2, 34.1)),
    ],
)
def test_the_detectable_change_follows_from_sd_and_icc(sd, band):
    error = PublishedError(source="a source", people="people", sd=sd, icc_low=0.87, icc_high=0.94)
    assert error.mdc95_band() == pytest.approx(band, abs=0.05)


@pytest.mark.parametrize(
    ("sex", "age", "band"),
    [
        (Sex.FEMALE, 67, (11, 16)),
        (Sex.MALE, 60, (14, 19)),
        (Sex.MALE, 94, (7, 12)),
        (Sex.FEMALE, 59, None),
        (Sex.FEMALE, 95, None),
        (None, 67, None),
        (Sex.FEMALE, None, None),
    ],
)
def test_the_chair_stand_has_a_norm_from_60_to_94_years_only(sex, age, band):
    (result,) = movement_tests()["chair_stand_30s"].results
    found = [(norm.low, norm.high) for norm in result.norms if norm.holds_for(sex, age)]
    assert found == ([band] if band else [])


GOOD = """
id = "a_test"
name = "A test"
about = "What it is about."
protocol = ["First this.", "Then that."]
stop = ["Stop at pain."]
evidence = ["Some study found it."]
reviewed_on = 2026-11-21
[[entries]]
id = "hold_s"
asks = "Seconds held"
unit = "s"
low = 0
high = 600
[[results]]
name = "a_hold"
of = "hold_s"
unit = "s"
"""


def test_a_good_file_is_read():
    assert read_movement_test(GOOD, where="good").entry("hold_s").high == 600


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("of = ", 'of = "other" #'), "no such entry: other"),
        (("low = 0\nhigh = 600", "low = 600\nhigh = 0"), "does not lie below"),
        (('stop = ["Stop at pain."]', "stop = []"), "stop"),
        (('name = "A test"', 'name = "A test"\nfoo = 1'), "foo"),
        (
            ('unit = "s"\n', 'unit = "s"\n', "[results.error]\nsource='abcde'\npeople='abc'"),
            "give sd",
        ),
        (("", "", "[results.side_noise]\nreason='a reason'"), "either difference or share"),
    ],
)
def test_a_file_that_contradicts_itself_is_refused(change, said):
    text = GOOD.replace(change[0], change[1], 1) if change[0] else GOOD
    with pytest.raises(ContentError, match=said):
        read_movement_test(text + "".join(change[2:]), where="bad")


def test_icc_bounds_in_the_wrong_order_are_refused():
    with pytest.raises(ValueError, match="icc_low"):
        PublishedError(source="a source", people="people", sd=1, icc_low=0.9, icc_high=0.8)


def test_the_content_check_reads_the_movement_tests(tmp_path):
    folder = tmp_path / "content"
    shutil.copytree(Path(str(resources.files("hipspine.content"))), folder)
    (folder / "movement_tests" / "fadir.toml").write_text('id = "fadir"\n', encoding="utf-8")
    (problem,) = content_problems(folder)
    assert problem.where == "movement_tests/fadir.toml"
    assert "protocol" in problem.what
