"""Files that are whole but hold what cannot be."""

from collections.abc import Callable

import pytest

from refusals import MASS, WALK, assert_clear, changed


def in_columns(columns: slice, text: str, *, every: int = 1) -> Callable[[list[str]], list[str]]:
    """Overwrite cells of a tab-separated table below a header of any length."""

    def change(lines: list[str]) -> list[str]:
        result = []
        for i, line in enumerate(lines):
            cells = line.split("\t")
            if cells[0].strip().replace(".", "").isdigit() and len(cells) > 9 and i % every == 0:
                count = len(cells[columns])
                cells[columns] = [text] * count
            result.append("\t".join(cells))
        return result

    return change


def with_unit(unit: str) -> Callable[[list[str]], list[str]]:
    def change(lines: list[str]) -> list[str]:
        values = lines[2].split("\t")
        values[lines[1].split("\t").index("Units")] = unit
        return [*lines[:2], "\t".join(values), *lines[3:]]

    return change


def backwards(lines: list[str]) -> list[str]:
    """Swap two rows in the middle of the table."""
    middle = len(lines) - 50
    return [*lines[:middle], lines[middle + 1], lines[middle], *lines[middle + 2 :]]


@pytest.mark.usefixtures("no_opensim")
def test_millimetres_labelled_metres_are_noticed(place, assess):
    labelled = {"mm": "m", "m": "mm"}[WALK.walk.read_text().splitlines()[2].split("\t")[4]]
    file = changed(WALK.walk, place / "walk.trc", with_unit(labelled))
    assert_clear(assess(file, "--forces", WALK.forces, *MASS), "walk.trc", "a person spans")


@pytest.mark.usefixtures("no_opensim")
def test_unit_that_nobody_uses_is_named(place, assess):
    file = changed(WALK.walk, place / "walk.trc", with_unit("furlong"))
    assert_clear(assess(file, "--forces", WALK.forces, *MASS), "furlong")


@pytest.mark.usefixtures("no_opensim")
@pytest.mark.parametrize("role", ["markers", "forces"])
def test_time_that_runs_backwards_is_located(role, place, assess):
    source = {"markers": WALK.walk, "forces": WALK.forces}[role]
    file = changed(source, place / f"back{source.suffix}", backwards)
    motion, forces = (file, WALK.forces) if role == "markers" else (WALK.walk, file)
    assert_clear(assess(motion, "--forces", forces, *MASS), file.name, "Time must run forwards")


@pytest.mark.usefixtures("no_opensim")
@pytest.mark.parametrize("cell", ["nan", "", "0"])
def test_trial_in_which_no_marker_is_seen_is_refused(cell, place, assess):
    file = changed(WALK.walk, place / "walk.trc", in_columns(slice(2, None), cell))
    assert_clear(assess(file, "--forces", WALK.forces, *MASS), "no marker is seen")


@pytest.mark.usefixtures("no_opensim")
@pytest.mark.parametrize("cell", ["inf", "1,5", "abc"])
def test_cell_that_is_no_number_is_located(cell, place, assess):
    file = changed(WALK.walk, place / "walk.trc", in_columns(slice(5, 6), cell, every=7))
    assert_clear(assess(file, "--forces", WALK.forces, *MASS), "line ", "column 6", repr(cell))


@pytest.mark.usefixtures("no_opensim")
def test_forces_without_a_number_are_refused(place, assess):
    file = changed(WALK.forces, place / "grf.mot", in_columns(slice(1, None), "nan"))
    assert_clear(assess(WALK.walk, "--forces", file, *MASS), "no complete sample")


@pytest.mark.usefixtures("no_opensim")
def test_plates_that_nobody_touches_are_refused(place, assess):
    file = changed(WALK.forces, place / "grf.mot", in_columns(slice(1, None), "0"))
    assert_clear(assess(WALK.walk, "--forces", file, *MASS), "no plate is touched")


@pytest.mark.usefixtures("no_opensim")
def test_joint_angle_that_is_missing_for_a_while_is_located(place, assess):
    file = changed(WALK.angles, place / "angles.mot", in_columns(slice(4, 5), "nan", every=5))
    model = place / "own.osim"
    model.write_text('<OpenSimDocument Version="40000"><Model/></OpenSimDocument>')
    outcome = assess(file, "--forces", WALK.forces, "--model", model)
    assert_clear(outcome, "values are not numbers")


@pytest.mark.usefixtures("no_opensim")
def test_forces_file_that_holds_none_is_refused(assess):
    outcome = assess(WALK.walk, "--forces", WALK.angles, *MASS)
    assert_clear(outcome, "angles.mot", "only joint angles")


@pytest.mark.usefixtures("no_opensim")
def test_forces_of_another_time_are_refused(place, assess):
    def later(lines: list[str]) -> list[str]:
        start = next(i for i, line in enumerate(lines) if line.strip() == "endheader") + 2
        rows = [line.split("\t") for line in lines[start:]]
        moved = ["\t".join([f"{float(row[0]) + 100:.4f}", *row[1:]]) for row in rows]
        return [*lines[:start], *moved]

    file = changed(WALK.forces, place / "grf.mot", later)
    assert_clear(assess(WALK.walk, "--forces", file, *MASS), "same trial")


@pytest.mark.usefixtures("no_opensim")
def test_recording_too_slow_to_tell_steps_is_refused(place, assess):
    def every_tenth(lines: list[str]) -> list[str]:
        header, rows = lines[:6], lines[6::10]
        header[2] = header[2].replace("\t342\t", f"\t{len(rows)}\t")
        return [*header, *rows]

    file = changed(WALK.walk, place / "walk.trc", every_tenth)
    outcome = assess(file, "--forces", WALK.forces, *MASS)
    # Every tenth of 100 frames per second.
    assert_clear(outcome, "walk.trc", "at least 25 frames per second", "got 10.")
