"""Sessions without a model: movement tests, muscle signals, a sensor, and several together."""

import pytest

from hipspine.content.findings import finding_rules
from hipspine.domain.anatomy import Side
from hipspine.domain.finding import Basis, Confidence
from hipspine.domain.measurement import Measurement, NormRange, Repeatability
from hipspine.explain.session_findings import session_findings

ERROR = Repeatability(5.0, "made up", "nobody")
FRACTION = "fraction of MVIC; over cycles"


def one(name, value, unit="s", side=None, **more):
    return Measurement(name, unit, value, side=side, **more)


def by_id(measurements, **options):
    return {each.id: each for each in session_findings(measurements, **options)}


def pushes(left, right, sem=0.05):
    error = Repeatability(sem, "made up", "nobody")
    return [
        one("hip_extension_strength", value, "N·m/kg", side, repeatability=error)
        for side, value in ((Side.LEFT, left), (Side.RIGHT, right))
    ]


def signal(value, side=Side.LEFT, method=FRACTION):
    return one("gluteus_maximus_activity_peak", value, "1", side, method=method)


def test_a_hold_beside_its_range_gives_number_range_error_and_direction():
    norm = NormRange(56.2, 105.8, "A study 2021", "adults")
    found = by_id(
        [one("single_leg_bridge_hold", 25.0, side=Side.LEFT, repeatability=ERROR, norm=norm)]
    )
    finding = found["endurance_range"]
    assert (finding.outcome, finding.confidence) == ("below", Confidence.LIKELY)
    assert "25 s; published 56 s to 106 s (A study 2021; adults)" in finding.detail
    assert "error of one measurement (95 %) 10 s" in finding.detail  # 1.96 * 5 = 9.8
    assert ", left: probably lower" in finding.sentence


def test_german_names_side_and_decimals():
    found = by_id(pushes(0.9, 1.4), language="de")
    assert "links wahrscheinlich niedriger als rechts" in found["strength_sides"].sentence
    assert "links 0,90 N·m/kg, rechts 1,40 N·m/kg" in found["strength_sides"].detail


def test_every_finding_has_its_groups_and_sources_on_both_sides():
    for finding in by_id([*pushes(0.9, 1.4), signal(0.2)]).values():
        assert finding.may_mean
        assert finding.speaks_against
        assert finding.would_tell
        assert {note.stance for note in finding.sources} == {"for", "against"}
        assert all(note.grade for note in finding.sources)


@pytest.mark.parametrize(
    ("measured", "outcome"),
    [
        ([], "low_push"),
        ([signal(0.2)], "low_push_low_signal"),
        ([signal(0.8)], "low_push_high_signal"),
        ([signal(0.5)], "low_push"),  # between the limits of 0.4 and 0.6
        ([signal(0.2, Side.RIGHT)], "low_push"),  # the other side's signal
        ([signal(0.2, method="fraction of dynamic peak")], "low_push"),  # no maximum trial
    ],
)
def test_a_low_push_is_compatible_with_patterns_and_never_decided(measured, outcome):
    finding = by_id([*pushes(0.9, 1.4), *measured])["strength_or_drive"]
    assert finding.outcome == outcome
    assert finding.confidence is Confidence.CANNOT_TELL
    assert finding.side is Side.LEFT
    assert "twitch" in finding.would_tell
    for word in ("Pain", "fear"):
        assert word in finding.speaks_against


@pytest.mark.parametrize(("language", "hides"), [("en", "hides in"), ("de", "verbirgt sich")])
def test_a_low_share_of_the_own_maximum_is_said_to_tell_nothing(language, hides):
    found = session_findings([*pushes(0.9, 1.4), signal(0.2)], language=language)
    (finding,) = [each for each in found if each.id == "strength_or_drive"]
    assert hides in finding.detail
    assert "fits" not in finding.sentence
    assert "passt" not in finding.sentence


def test_an_even_push_gives_no_pattern():
    # 1.96 * sqrt(2) * 0.05 = 0.139 is more than 0.1.
    assert "strength_or_drive" not in by_id(pushes(1.3, 1.4))


def test_groin_pain_comes_first():
    found = session_findings(
        [*pushes(0.9, 1.4), one("fadir_provokes_groin_pain", 1.0, "1", Side.LEFT)]
    )
    assert found[0].id == "hip_or_groin_pain"
    assert found[0].basis is Basis.REPORTED
    assert "looked at first" in found[0].sentence


def test_posture_is_a_description_and_no_fault():
    found = by_id([one("standing_pelvis_anterior_tilt", 0.2, "rad")])
    finding = found["posture_described"]
    assert finding.confidence is Confidence.CANNOT_TELL
    assert "11.5°" in finding.sentence
    assert "do not differ in it" in finding.sentence


def test_a_change_is_held_against_the_own_earlier_visit():
    then = [one("single_leg_bridge_hold", 40.0, side=Side.LEFT, repeatability=ERROR)]
    now = [one("single_leg_bridge_hold", 60.0, side=Side.LEFT, repeatability=ERROR)]
    finding = by_id(now, baseline=then)["since_last_visit"]
    assert (finding.outcome, finding.confidence) == ("more", Confidence.CLEAR)
    assert "60 s, earlier 40 s; change +20 s; smallest detectable change 14 s" in finding.detail
    assert "since_last_visit" not in by_id(now)


def test_muscle_signals_alone_say_their_limit_and_draw_nothing_from_order():
    found = by_id([signal(0.2), signal(0.3, Side.RIGHT)], limit="signal_limit")
    assert found["signal_sides"].confidence is Confidence.CANNOT_TELL
    assert "No verdict is drawn from the order" in found["signal_limit"].detail


def test_a_sensor_alone_states_its_numbers():
    found = by_id([one("longest_sitting", 2700.0)], limit="sensor_limit")
    assert "45 min" in found["day_described"].sentence
    assert found["day_described"].confidence is Confidence.CANNOT_TELL
    assert "cannot tell where pain comes from" in found["sensor_limit"].sentence


def test_absent_measurements_give_no_finding():
    gone = Measurement.absent("single_leg_bridge_hold", "s", "not tested", side=Side.LEFT)
    assert session_findings([gone]) == ()


def test_what_is_unsure_comes_after_what_is_sure():
    found = session_findings([*pushes(0.9, 1.4), signal(0.2), signal(0.3, Side.RIGHT)])
    unsure = [each.confidence is Confidence.CANNOT_TELL for each in found]
    assert unsure == sorted(unsure)


def test_every_measurement_of_a_rule_can_be_worded_in_both_languages():
    for rule in finding_rules().rules:
        for name in rule.measurements:
            for language in ("en", "de"):
                norm = NormRange(1.0, 2.0, "study", "people")
                sides = [one(name, 9.0, "1", side, repeatability=ERROR, norm=norm) for side in Side]
                found = session_findings(sides, baseline=sides, language=language)
                assert all("{" not in each.sentence + each.detail for each in found)
                assert rule.id in {each.id for each in found}
