"""The tables are complete, agree with one another, and every row has its source."""

from collections import Counter
from importlib.resources import files

import pytest

from hipspine.domain.anatomy import LUMBAR_LEVELS, MuscleGroup
from hipspine.simulate.body import tables
from hipspine.simulate.muscle_groups import muscle_group_of

TABLES = sorted(
    entry.name.removesuffix(".csv")
    for entry in (files("hipspine.simulate.body") / "tables").iterdir()
    # Markers belong to fitting; their sources are texts, not keys.
    if entry.name.endswith(".csv") and entry.name != "markers.csv"
)


@pytest.mark.parametrize("table", TABLES)
def test_every_row_names_a_source_that_is_cited(table):
    sources = tables.read_sources()
    rows = tables.read_rows(table)
    assert rows
    for row in rows:
        keys = [row[column] for column in ("source", "length_source") if column in row]
        assert keys
        assert all(key in sources for key in keys), row


def test_no_source_is_cited_without_a_row_that_uses_it():
    used = {
        row[column]
        for table in TABLES
        for row in tables.read_rows(table)
        for column in ("source", "length_source")
        if column in row
    }
    assert set(tables.read_sources()) == used


@pytest.mark.parametrize("table", ["bodies", "joints", "muscles", "wrap_objects", "functions"])
def test_no_name_is_there_twice(table):
    names = Counter(row["name"] for row in tables.read_rows(table))
    assert max(names.values()) == 1


def test_tables_hold_the_right_side_and_the_midline_only():
    names = [row["name"] for t in ("bodies", "joints", "muscles") for row in tables.read_rows(t)]
    assert not [name for name in names if name.endswith("_l")]


def test_every_muscle_has_a_path_on_known_bodies_numbered_from_one():
    bodies = {segment.name for segment in tables.read_segments()}
    by_muscle = {}
    for row in tables.read_rows("path_points"):
        by_muscle.setdefault(row["muscle"], []).append(int(row["number"]))
        assert row["body"] in bodies
    assert set(by_muscle) == {muscle.name for muscle in tables.read_muscles()}
    for numbers in by_muscle.values():
        assert numbers == list(range(1, len(numbers) + 1))
        assert len(numbers) >= 2


def test_every_wrap_names_a_known_muscle_and_surface_and_every_surface_is_used():
    rows = tables.read_rows("path_wraps")
    muscles = {muscle.name for muscle in tables.read_muscles()}
    assert {row["muscle"] for row in rows} <= muscles
    surfaces = {surface.name for surface in tables.read_wrap_surfaces()}
    assert {row["wrap_object"] for row in rows} == surfaces


def test_every_motion_follows_a_known_function_and_coordinate():
    functions = tables.read_functions()
    for joint in tables.read_joints():
        own = {coordinate.name for coordinate in joint.coordinates}
        driven = {axis.coordinate for axis in joint.axes if axis.coordinate}
        assert all(axis.function in functions for axis in joint.axes)
        if joint.kind == "custom":
            assert driven == own


def test_a_muscles_group_in_the_table_is_the_one_its_name_tells():
    for muscle in tables.read_muscles():
        found = muscle_group_of(muscle.name)
        assert found is not None, muscle.name
        assert found[0] is muscle.group, muscle.name


def test_the_muscle_table_covers_every_clinical_group():
    assert {muscle.group for muscle in tables.read_muscles()} == set(MuscleGroup)


def test_every_default_lies_within_its_range_of_motion():
    for joint in tables.read_joints():
        for coordinate in joint.coordinates:
            assert coordinate.lowest <= coordinate.default <= coordinate.highest, coordinate.name


def test_each_lumbar_level_has_a_stiffness_and_a_share_of_every_motion():
    rhythm = tables.read_lumbar_rhythm()
    stiffness = tables.read_disc_stiffness()
    for motion in ("extension", "bending", "rotation"):
        assert tuple(rhythm[motion]) == LUMBAR_LEVELS
        assert rhythm[motion]["L5_S1"] == 1.0
        assert all(stiffness[f"{level}_{motion}"] > 0 for level in LUMBAR_LEVELS)
    assert len(stiffness) == 18


def test_a_table_that_is_not_there_has_no_rows():
    assert tables.read_rows("no_such_table") == []
