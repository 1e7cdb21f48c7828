"""Reading study.toml: everything that is wrong with it is told at once."""

from pathlib import Path

import pytest

from hipspine.content.reference_walker import reference_walker_files
from hipspine.domain.errors import StudyError
from hipspine.study.cohort.read_study import check_files, check_study, read_study, scenario_of
from hipspine.study.cohort.trials import RecordedTrial


def write(folder: Path, text: str) -> Path:
    path = folder / "study.toml"
    path.write_text(f'[study]\nname = "s"\n{text}', encoding="utf-8")
    return path


def test_all_problems_are_listed_at_once(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        """
[[person]]
id = "a"
[[person]]
id = "a"
[[trial]]
person = "nobody"
motion = "walk.trc"
[[trial]]
person = "a"
motion = "missing*.trc"
[[what_if]]
name = "wrong"
changes = ["gluteus.strength=0.5"]
""",
    )
    found = check_study(path)
    told = " | ".join(f"{each.where}: {each.what}" for each in found.problems)
    assert found.plan is None
    assert "person a: is there 2 times" in told
    assert "there is no person nobody" in told
    assert "no file is missing*.trc" in told
    assert "what_if wrong" in told
    with pytest.raises(StudyError, match="4 problems"):
        read_study(path)


def test_every_wrong_entry_of_the_file_names_its_path(tmp_path: Path) -> None:
    path = write(tmp_path, "[walkers]\ncount = 0\nspeed = 1\n[outputs]\nmuscles = ['biceps']\n")
    where = [each.where for each in check_study(path).problems]
    assert where == [
        "study.toml, walkers.count",
        "study.toml, walkers.speed",
        "study.toml, outputs.muscles",
    ]


def test_patterns_give_a_trial_for_every_file_and_person(tmp_path: Path) -> None:
    for person in ("a", "b"):
        (tmp_path / person).mkdir()
        for name in ("walk1.trc", "walk2.trc", "walk1.mot", "walk2.mot"):
            (tmp_path / person / name).write_text(name)
    (tmp_path / "people.csv").write_text("id,group,mass_kg\na,x,60\nb,y,70\n")
    path = tmp_path / "study.toml"
    path.write_text(
        '[study]\nname = "s"\npeople = "people.csv"\n[[trial]]\nperson = "*"\n'
        'motion = "{person}/*.trc"\nforces = "{person}/{stem}.mot"\n'
    )
    plan = read_study(path)
    assert [trial.id for trial in plan.trials] == ["a-walk1", "a-walk2", "b-walk1", "b-walk2"]
    last = plan.trials[-1]
    assert isinstance(last, RecordedTrial)
    assert last.forces == str(tmp_path / "b" / "walk2.mot")
    assert (last.person.group, last.person.mass_kg) == ("y", 70.0)


def test_a_damaged_file_is_told_before_the_run_and_does_not_forbid_it(tmp_path: Path) -> None:
    (tmp_path / "bad.trc").write_text("nothing of a marker file")
    path = write(tmp_path, '[[person]]\nid = "a"\n[[trial]]\nperson = "a"\nmotion = "bad.trc"\n')
    plan = read_study(path)
    assert [each.where.split(",")[0] for each in check_files(plan.trials)] == ["trial a-bad"]


def test_a_sound_file_is_no_problem(tmp_path: Path) -> None:
    files = reference_walker_files()
    path = write(
        tmp_path,
        f'[[person]]\nid = "a"\n[[trial]]\nperson = "a"\nmotion = "{files.walk.name}"\n'
        f'forces = "{files.forces.name}"\nstatic = "{files.static.name}"\n',
    )
    plan = read_study(path, recordings=files.walk.parent)
    assert list(check_files(plan.trials)) == []


def test_a_posture_cannot_be_asked_of_generated_walkers(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        '[walkers]\ncount = 2\n[[what_if]]\nname = "t"\nchanges = ["pelvis_anterior_tilt=5"]\n',
    )
    assert "changes the posture" in check_study(path).problems[0].what


def test_an_offset_is_given_in_degrees_and_bounded() -> None:
    assert scenario_of("t", ["pelvis_anterior_tilt=10"]).posture[0].offset_rad == pytest.approx(
        0.17453, abs=1e-5
    )
    with pytest.raises(StudyError, match="at most 20 degrees"):
        scenario_of("t", ["trunk_forward_lean=60"])


def test_strides_events_and_marker_names_are_read_before_the_run_too(tmp_path: Path) -> None:
    files = reference_walker_files()
    (tmp_path / "cut.lab").write_bytes(files.lab.read_bytes()[:5000])
    (tmp_path / "whole.lab").write_bytes(files.lab.read_bytes())
    for name in ("walk.trc", "again.trc"):
        (tmp_path / name).write_bytes(files.walk.read_bytes())
    (tmp_path / "no.csv").write_text("no events")
    (tmp_path / "no.toml").write_text("names = 3")
    path = write(
        tmp_path,
        '[[person]]\nid = "a"\n[[trial]]\nperson = "a"\nmotion = "*.lab"\n'
        '[[trial]]\nperson = "a"\nmotion = "walk.trc"\nevents = "no.csv"\n'
        '[[trial]]\nperson = "a"\nmotion = "again.trc"\nmarker_set = "no.toml"\n',
    )
    told = [each.where.split(",")[0] for each in check_files(read_study(path).trials)]
    assert told == ["trial a-cut", "trial a-walk", "trial a-again"]
