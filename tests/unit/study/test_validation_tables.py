"""The published tables are whole, and the goals are those that were set."""

import pytest
from pydantic import ValidationError

from hipspine.content.validation.schema import (
    Goal,
    Posture,
    PublishedFigure,
    causes,
    disc_pressure,
    emg_agreement,
    goals,
    hip_figures,
    lumbar_figures,
    scored_trials,
    sign_figures,
)


def test_eleven_lumbar_bands_count_towards_the_goal():
    counted = [figure for figure in lumbar_figures().figures if figure.goal == "lumbar_bands"]
    assert len(counted) == 11
    assert all(figure.source == "arshad_2018" for figure in counted)


def test_goals_are_those_that_were_set():
    thresholds = {goal.id: goal.at_least or goal.at_most for goal in goals()}
    assert thresholds == {
        "disc_pressure": 5.0,
        "lumbar_bands": 9,
        "hip_peak": 3.3,
        "emg_r2": 0.45,
        "emg_r2_informed": 0.65,
    }


def test_standing_at_half_a_megapascal_is_594_newtons_on_the_stated_area():
    table = disc_pressure()
    # 0.5 MPa x 1800 mm2 x 0.66 = 594 N.
    force = table.posture("standing").pressure_MPa * 1e6 * table.disc_area_m2
    assert force * table.pressure_factor == pytest.approx(594.0)


def test_nine_postures_have_a_measured_pressure():
    measured = [posture.id for posture in disc_pressure().postures if posture.pressure_MPa]
    assert measured == [
        "standing",
        "lying",
        "standing_flexed",
        "sitting_relaxed",
        "sitting_straight",
        "sitting_flexed",
        "lift_close",
        "lift_bent",
        "lift_far",
    ]


def test_ten_channels_have_one_delay():
    agreement = emg_agreement()
    assert len(agreement.channels) == 10
    assert agreement.electromechanical_delay_s == 0.05


def test_every_file_is_read():
    assert hip_figures().figures
    assert sign_figures().figures
    tasks = {trial.task for trial in scored_trials()}
    assert tasks == {"walking", "squat", "sit_to_stand"}


def test_every_named_cause_belongs_to_a_goal():
    assert set(causes()) <= {goal.id for goal in goals()}


def test_half_a_band_is_refused():
    with pytest.raises(ValidationError, match="both ends"):
        PublishedFigure(
            id="a", part="b", quantity="c", unit="d", low=1.0, reference="e", source="f"
        )


def test_a_band_upside_down_is_refused():
    with pytest.raises(ValidationError, match="lies above"):
        PublishedFigure(
            id="a", part="b", quantity="c", unit="d", low=2.0, high=1.0, reference="e", source="f"
        )


def test_a_posture_that_nothing_bears_is_refused():
    with pytest.raises(ValidationError, match="stands"):
        Posture(id="floating", name="Floating", angles_deg={})


def test_a_seat_without_a_share_of_the_feet_is_refused():
    with pytest.raises(ValidationError, match="give both or neither"):
        Posture(id="sitting", name="Sitting", feet="both", seat=True, angles_deg={})


@pytest.mark.parametrize(("value", "met"), [(4.9, True), (5.0, True), (5.1, False)])
def test_a_goal_with_an_upper_threshold_is_met_at_or_below_it(value, met):
    assert Goal(id="g", text="t", unit="%", at_most=5.0).is_met_by(value) is met


@pytest.mark.parametrize(("value", "met"), [(8, False), (9, True)])
def test_a_goal_with_a_lower_threshold_is_met_at_or_above_it(value, met):
    assert Goal(id="g", text="t", unit="1", at_least=9).is_met_by(value) is met


def test_a_goal_without_a_threshold_is_refused():
    with pytest.raises(ValidationError, match="not neither"):
        Goal(id="g", text="t", unit="1")
