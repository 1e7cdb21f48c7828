"""The measures' section: numbers with error and range, or the reason."""

import math
import re
from dataclasses import replace

import pytest

from hipspine.content.norms import published_norms
from hipspine.content.text import report_texts
from hipspine.domain.anatomy import Side
from hipspine.domain.measurement import Measurement, NormRange, Repeatability
from hipspine.report import render_report
from hipspine.report.measures import measures
from hipspine.report.trial import Trial


def shown(walk, *measurements):
    trial = Trial(replace(walk, measurements=measurements), report_texts(), published_norms())
    return measures(trial)


def test_an_angle_is_shown_in_degrees_with_spread_error_and_range(walk):
    tilt = Measurement(
        "pelvis_drop_in_single_support",
        "rad",
        math.pi / 36,  # 5 degrees
        positive="side of the lifted leg lower",
        side=Side.LEFT,
        spread=math.pi / 180,
        repetitions=3,
        repeatability=Repeatability(math.pi / 180, "a study", "adults"),
        norm=NormRange(0.0, math.pi / 45, "a table", "students"),
    )
    (group,) = shown(walk, tilt)
    assert group.title == "Pelvis and trunk on one leg"
    # The error is 1.96 * sqrt(2) = 2.8 degrees, the range 0 to 4.
    assert group.table.rows == (
        (
            "pelvis drop in single support",
            "left",
            "5.0 ± 1.0 °",
            "2.8 ° (a study)",
            "0.0 to 4.0 ° (a table; students)",
            "side of the lifted leg lower",
        ),
    )


def test_cadence_is_shown_in_steps_a_minute(walk):
    (group,) = shown(walk, Measurement("cadence", "1/s", 1.8))
    assert group.table.rows[0][2] == "108 /min"
    assert group.table.rows[0][3] == "not known"


def test_what_was_not_measured_gives_its_reason_and_no_number(walk):
    (group,) = shown(walk, Measurement.absent("walking_speed", "m/s", "no complete stride"))
    assert group.table.rows[0][2:5] == ("not measured: no complete stride", "", "")


def test_a_caution_is_said_once(walk):
    twice = [
        Measurement("step_length", "m", 0.7, side=side, cautions=("Mind this.",)) for side in Side
    ]
    (group,) = shown(walk, *twice)
    assert group.cautions == ("Mind this.",)


@pytest.mark.parametrize(
    ("name", "title", "folded"),
    [
        ("hip_extension_mean", "Angles over the stride", True),
        ("hip_extension_at_push_off", "Hip and lower back at push-off", False),
        ("hip_extension_at_toe_off", "Hip and lower back at push-off", False),
        ("flight_time", "Distances and times", False),
        ("running_speed", "Distances and times", False),
        ("sitting_down_duration", "Distances and times", False),
        ("sitting_down_trunk_forward_lean_peak", "Angles over the stride", True),
        ("steps_led", "Distances and times", False),
        ("lying_time", "Distances and times", False),
        ("hip_work_generated_swing", "Work and power of hip and ankle", True),
        (
            "gluteus_maximus_use_mean_in_stance",
            "Who does the work, and how close to capacity",
            True,
        ),
        (
            "psoas_force_beyond_reference_walker",
            "Work against the reference walker and the other side",
            True,
        ),
        ("knee_flexion_variable_score", "Gait Profile Score", True),
    ],
)
def test_each_measure_stands_in_its_group(walk, name, title, folded):
    (group,) = shown(walk, Measurement(name, "rad", 0.1))
    assert (group.title, group.folded) == (title, folded)


def test_a_report_without_measurements_says_so(walk):
    section = re.search(r'<section id="measures".*?</section>', render_report(walk), re.DOTALL)
    assert "Nothing was measured in this trial." in section.group()
