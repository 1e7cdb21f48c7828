"""The published ranges and timings behind the report's curves."""

import pytest

from hipspine.content.norms import published_norms, read_norms
from hipspine.domain.anatomy import LUMBAR_LEVELS, MuscleGroup
from hipspine.domain.errors import ContentError

SOURCE = """
[sources.somebody]
label = "Somebody 2001"
reference = "Somebody A. Loads. Journal 2001;1:1-2"
method = "computed with a model"
people = "3 men"
age = "aged 30"
speed = "own speed"
"""
RANGE = """
[[load_ranges]]
id = "one"
task = "walking"
joints = ["L4_L5"]
found_at = "L4/L5"
component = "compression"
low_bw = 1.0
high_bw = 2.0
source = "somebody"
"""


def test_shipped_norms_are_valid_and_name_people_age_and_speed():
    norms = published_norms()
    assert norms.load_ranges
    assert norms.muscle_timings
    for source in norms.sources.values():
        assert source.people
        assert source.age
        assert source.speed


def test_disc_compression_in_walking_is_arshads_range():
    # Arshad 2018: average peaks of 130 to 179 % of body weight at L4-L5.
    (found,) = published_norms().load_range("walking", "L4_L5", "compression")
    assert (found.low_bw, found.high_bw) == (1.30, 1.79)


def test_gluteus_maximus_is_an_early_stance_muscle():
    timing = published_norms().timing("walking", MuscleGroup.GLUTEUS_MAXIMUS)
    assert timing is not None
    assert timing.on_percent == ((0, 14), (96, 100))


def test_walking_ranges_do_not_serve_another_task():
    norms = published_norms()
    assert norms.load_range("squat", "L4_L5", "compression") == ()
    assert norms.timing("running", MuscleGroup.GLUTEUS_MAXIMUS) is None
    assert norms.load_range(None, "L4_L5", "compression") == ()


def test_every_shipped_range_belongs_to_a_joint_that_results_hold():
    joints = {*LUMBAR_LEVELS, "hip_right", "hip_left", "knee_right", "knee_left"}
    for entry in published_norms().load_ranges:
        assert set(entry.joints) <= joints


def test_entries_have_one_id_each():
    ids = [entry.id for entry in published_norms().load_ranges]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[sources]\n" + RANGE, "no such source: somebody"),
        (SOURCE, "source without an entry: somebody"),
        (SOURCE + RANGE.replace("2.0", "0.5"), "lies above"),
        (SOURCE + RANGE.replace("low_bw", "lowest_bw"), "load_ranges.0"),
        ("[sources", "Expected ']'"),
        (
            SOURCE + '[[muscle_timings]]\ngroup = "psoas"\ntask = "walking"\n'
            'on_percent = [[60, 40]]\nfound_in = "psoas"\nsource = "somebody"\n',
            "does not lie within",
        ),
    ],
)
def test_a_wrong_entry_is_refused_with_its_place(text, complaint):
    with pytest.raises(ContentError) as caught:
        read_norms(text, where="norms/test.toml")
    assert complaint in str(caught.value)
    assert "norms/test.toml" in str(caught.value)
