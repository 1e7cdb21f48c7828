"""What the exercises that ship hold: gates that close, and exercises that are found."""

import pytest

from hipspine.content.exercise_library import exercise_library, harder_than
from hipspine.content.exercises import Stage
from hipspine.domain.answers import Answers, Reply
from hipspine.domain.errors import ContentError
from hipspine.domain.triage import Restriction


def gate(name):
    return exercise_library().gates[name]


def test_groin_pain_closes_the_gate_of_deep_hip_bends():
    closed = Answers({"pain_places": frozenset({"groin"})})
    elsewhere = Answers({"pain_places": frozenset({"lower_back"})})
    assert gate("groin_pain").is_closed(closed)
    assert not gate("groin_pain").is_closed(elsewhere)


def test_the_pain_map_closes_a_gate_as_the_screening_does():
    marked = Answers({"painful_regions": frozenset({"groin_left"})})
    assert gate("groin_pain").is_closed(marked)


@pytest.mark.parametrize(("pain", "closed"), [(5.0, False), (6.0, True), (10.0, True)])
def test_strong_pain_closes_the_gate_of_strengthening(pain, closed):
    # Stage 1 to 2 asks for pain of 5 of 10 or less.
    assert gate("strong_pain").is_closed(Answers({"pain_today": pain})) is closed


def test_not_sure_and_not_answered_close_a_gate():
    unsure = Answers({"leg_weakness": Reply.NOT_SURE})
    assert gate("leg_weakness").is_closed(unsure)
    still_open = gate("leg_weakness").is_closed(Answers(), open_questions={"leg_weakness"})
    assert still_open


def test_a_limit_of_the_screening_closes_its_gate():
    limit = frozenset({Restriction.LOW_LOAD_ONLY})
    assert gate("low_load_only").is_closed(Answers(), restrictions=limit)
    assert not gate("low_load_only").is_closed(Answers())


def test_a_gate_that_is_asked_opens_on_no_alone():
    hip_pinch = gate("hip_pinch")
    assert hip_pinch.is_asked
    assert hip_pinch.is_closed(Answers())
    assert hip_pinch.is_closed(Answers(), asked={"hip_pinch": Reply.NOT_SURE})
    assert hip_pinch.is_closed(Answers(), asked={"hip_pinch": Reply.YES})
    assert not hip_pinch.is_closed(Answers(), asked={"hip_pinch": Reply.NO})


def test_pigeon_is_gated_by_groin_pinch_side_of_hip_and_hip_surgery():
    pigeon = exercise_library().exercise("stretch_pigeon")
    assert {"groin_pain", "hip_pinch", "lateral_hip_pain", "new_hip_joint"} <= set(pigeon.gates)


def test_twists_and_bicycles_alone_are_off_by_default():
    off = {name for name, entry in exercise_library().exercises.items() if not entry.on_by_default}
    assert off == {"russian_twist", "bicycle_crunch"}


def test_the_hip_protocol_of_clam_leg_lift_and_single_leg_bridge_is_there():
    # The hip arm of the trial by Bade and others (2017).
    known = exercise_library().exercises
    assert {"clam", "kneeling_leg_lift", "bridge_single_leg"} <= set(known)


@pytest.mark.parametrize("stage", list(Stage))
def test_every_stage_has_exercises_without_equipment(stage):
    found = exercise_library().matching(stage=stage, equipment=frozenset())
    assert len(found) >= 3


def test_matching_keeps_to_the_equipment_at_hand():
    found = exercise_library().matching(equipment=frozenset({"mat"}))
    assert {name for entry in found for name in entry.equipment} == {"mat"}


def test_matching_finds_a_muscle_by_group_and_by_combination():
    library = exercise_library()
    by_group = library.matching(muscle="psoas")
    assert {entry.id for entry in by_group} == {
        "stretch_hip_flexor_kneeling",
        "stretch_hip_flexor_lying",
    }
    one = {entry.id for entry in library.matching(muscle="gluteus_medius")}
    assert one < {entry.id for entry in library.matching(muscle="gluteals")}


def test_harder_exercises_are_found_at_any_distance():
    known = exercise_library().exercises
    assert {"bridge_single_leg", "hip_thrust_single_leg"} <= harder_than("bridge", known)
    assert "bridge" not in harder_than("bridge", known)


def test_an_exercise_that_does_not_exist_is_refused():
    with pytest.raises(ContentError, match="hipspine exercises list"):
        exercise_library().exercise("superman")
