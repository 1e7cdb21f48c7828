"""Real recordings and the reference walker through the command line, from files to report.

Ranges are those that publications give; what falls outside is marked with the cause as measured.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from scipy.signal import find_peaks

from hipspine.report.results_schema import Results

pytestmark = [
    pytest.mark.slow,
    pytest.mark.opensim,
    # The runs are made once and shared, so the tests that look at them go to one process.
    pytest.mark.xdist_group("assessed recordings"),
]

RUNS = ("demo", "walk", "walk_by_angles", "second_walk", "squats", "rises")
FILES = {"results.json", "report.html", "loads.csv", "activations.csv", "ledger.csv"}
LUMBAR_LEVELS = ("L5_S1", "L4_L5", "L3_L4", "L2_L3", "L1_L2", "T12_L1")

RESERVE_LIMIT = 0.05
"""Hicks et al. 2015 (doi:10.1115/1.4029304): reserves below 5 % of the net joint moment."""

CLEAR_PEAK_BW = 0.1
"""Prominence that counts as a peak: the standard deviations between persons' walks in Arshad et al.
2018 reach 0.4 body weights, while the ripple of frame-by-frame sharing stays below 0.05."""


@pytest.fixture
def outcome(request):
    return request.getfixturevalue(request.param)


every_run = pytest.mark.parametrize("outcome", RUNS, indirect=True)


@every_run
def test_run_leaves_all_files_and_nothing_else(outcome):
    kept = {path.name for path in outcome.folder.iterdir() if not path.name.startswith(".")}
    assert kept == FILES
    assert not [path for path in outcome.folder.iterdir() if path.name.startswith(".hipspine-")]


@every_run
def test_results_obey_the_published_schema(outcome):
    Results.model_validate(outcome.results)


@every_run
def test_every_load_is_between_nothing_and_what_tissue_bears(outcome):
    # Compression at a joint that carries the body is above zero; 15 body weights lie far beyond
    # any measured joint load in these movements.
    assert outcome.results["loads"]
    for joint in outcome.results["loads"]:
        curve = outcome.curve(joint)
        assert np.isfinite(curve).all()
        assert 0 < curve.max() < 15, joint


FEW_OUTWARD_ROTATORS = pytest.mark.xfail(
    strict=True,
    reason="In deep flexion the right hip lacks 0.7 and 1.4 N·m of the 9 to 10 that turn the thigh "
    "outwards: adductor magnus works fully, and quadratus femoris is too far stretched to pull.",
)


@pytest.mark.parametrize(
    "outcome",
    [
        *RUNS[:-2],
        pytest.param("squats", marks=FEW_OUTWARD_ROTATORS),
        pytest.param("rises", marks=FEW_OUTWARD_ROTATORS),
    ],
    indirect=True,
)
def test_no_motion_lacks_a_moment(outcome):
    assert outcome.results["quality"]["shortfalls"] == []


@pytest.mark.recordings
@pytest.mark.parametrize("outcome", ["squats", "rises"], indirect=True)
def test_deep_flexion_lacks_a_little_outward_rotation_and_nothing_else(outcome):
    for lack in outcome.results["quality"]["shortfalls"]:
        assert lack["coordinate"] == "hip_rotation_r"
        assert lack["missing_Nm"] < 1.5


@every_run
def test_report_opens_without_a_network(outcome):
    page = (outcome.folder / "report.html").read_text("utf-8")
    assert page.lower().startswith("<!doctype html>")
    assert not re.findall(r"""(?:src|href)=["'](?!#|data:)[^"']+""", page)
    assert "url(http" not in page


@every_run
def test_input_files_are_named_by_content_not_by_folder(outcome):
    inputs = outcome.results["provenance"]["inputs"]
    assert {"motion", "forces"} <= {file["role"] for file in inputs}
    for file in inputs:
        assert re.fullmatch(r"[0-9a-f]{64}", file["sha256"])
        assert "/" not in file["name"]


# --- walking ----------------------------------------------------------------------------------


def peaks(curve: np.ndarray) -> list[int]:
    """Return at which percent of a cycle a curve has a clear peak; the cycle repeats."""
    found, _ = find_peaks(np.tile(curve[:-1], 3), prominence=CLEAR_PEAK_BW)
    return [int(at) - 100 for at in found if 100 <= at < 200]


@pytest.mark.recordings
def test_walk_loads_the_lowest_disc_as_published(walk):
    # Cappozzo 1984: 1.0 to 2.5 body weights at most and 0.8 to 0.2 at least, so half-way between
    # the extremes 0.6 to 1.65.
    load = walk.load("L5_S1")
    assert 0.6 <= load["mean"] <= 1.65
    assert load["peak"] < 2.5


@pytest.mark.recordings
def test_walk_loads_the_lowest_disc_twice_per_cycle(walk):
    # One peak after each foot lands: the double support of the cycle's own foot is at 0-16 % and
    # that of the other foot at 50-66 %.
    at = peaks(walk.curve("L5_S1"))
    own = [percent for percent in at if percent <= 25 or percent >= 90]
    other = [percent for percent in at if 40 <= percent <= 75]
    assert own
    assert other
    assert sorted(own + other) == at


@pytest.mark.recordings
def test_walk_loads_the_left_hip_as_published(walk):
    # Implants measured 2.4 to 2.8 body weights on average in walking, up to 4.3 in single persons
    # (Bergmann 2001, doi:10.1016/S0021-9290(01)00040-9); models give more.
    assert 2.5 <= walk.load("hip_left", "resultant_bw")["peak"] <= 4.5


@pytest.mark.recordings
def test_walk_loads_the_right_hip_as_published(walk):
    assert 2.5 <= walk.load("hip_right", "resultant_bw")["peak"] <= 4.5


@pytest.mark.recordings
def test_walk_by_the_laboratory_s_angles_loads_the_hip_as_published(walk_by_angles):
    assert 2.5 <= walk_by_angles.load("hip_left", "resultant_bw")["peak"] <= 4.5


@pytest.mark.recordings
def test_model_without_trunk_muscles_says_why_discs_are_absent(walk_by_angles):
    assert not set(LUMBAR_LEVELS) & set(walk_by_angles.results["loads"])
    absent = {entry["what"]: entry["reason"] for entry in walk_by_angles.results["absent"]}
    assert "subject_walk_scaled" in absent["lumbar loads"]


@pytest.mark.recordings
def test_walks_of_two_laboratories_load_the_lowest_disc_alike(walk, second_walk):
    # Different persons, models and laboratories, both healthy: within a third of each other, the
    # spread that Arshad 2018 found between persons.
    ratio = second_walk.load("L5_S1")["mean"] / walk.load("L5_S1")["mean"]
    assert 2 / 3 < ratio < 3 / 2


@pytest.mark.recordings
def test_walk_without_a_cycle_between_plates_yields_its_phases(second_walk):
    cycles = second_walk.results["cycles"]
    assert cycles["cycles"] == []
    assert {phase["name"] for phase in cycles["phases"]} >= {"stance", "swing", "double_support"}
    assert any("No complete" in sentence for sentence in cycles["missing"])


@pytest.mark.recordings
def test_external_loads_file_that_confuses_feet_is_reported_not_believed(second_walk):
    said = [problem["what"] for problem in second_walk.results["quality"]["problems"]]
    assert "the file assigns it to the right foot, but it acts under the left foot" in said


@pytest.mark.recordings
@pytest.mark.parametrize("outcome", ["walk", "walk_by_angles", "demo"], indirect=True)
def test_leg_and_lumbar_reserves_stay_below_5_percent_in_walking(outcome):
    shares = outcome.reserve_shares()
    # Toes carry some 0.4 N·m only, which muscles through the whole foot cannot match finely.
    shares = {name: share for name, share in shares.items() if not name.startswith("mtp")}
    # Hip in three directions, knee and ankle, on both sides; other coordinates by model.
    assert len(shares) >= 10
    assert max(shares.values()) < RESERVE_LIMIT, shares


# --- squats and rising from a seat ------------------------------------------------------------


@pytest.mark.recordings
def test_first_two_squats_and_rises_are_found(squats, rises):
    assert [c["kind"] for c in squats.results["cycles"]["cycles"]] == ["squat"] * 2
    assert [c["kind"] for c in rises.results["cycles"]["cycles"]] == ["sit_to_stand"] * 2


@pytest.mark.recordings
@pytest.mark.parametrize("outcome", ["squats", "rises"], indirect=True)
def test_squat_and_rise_load_the_lowest_disc_more_than_walking(outcome, walk, second_walk):
    for quantity in ("mean", "peak"):
        walking = max(each.load("L5_S1")[quantity] for each in (walk, second_walk))
        assert outcome.load("L5_S1")[quantity] > walking


@pytest.mark.recordings
@pytest.mark.parametrize("outcome", ["squats", "rises"], indirect=True)
def test_part_asked_for_knows_nothing_of_what_lies_outside(outcome):
    # --to is 5.5 s at most, and half a second beyond is kept for filters and events.
    times_s = [
        float(time)
        for problem in outcome.results["quality"]["problems"]
        for time in re.findall(r"([\d.]+) s$", problem["where"])
    ]
    assert all(time_s <= 6.0 for time_s in times_s)


JOINTS = ("hip", "knee", "ankle", *LUMBAR_LEVELS)


@pytest.mark.recordings
@pytest.mark.parametrize(
    "outcome",
    [
        pytest.param("squats", marks=FEW_OUTWARD_ROTATORS),
        pytest.param("rises", marks=FEW_OUTWARD_ROTATORS),
        "second_walk",
    ],
    indirect=True,
)
def test_reserves_stay_below_5_percent_of_each_joint_s_peak_moment(outcome):
    uses = [use for use in outcome.results["quality"]["reserves"] if use["strength_Nm"] == 1.0]
    for joint in JOINTS:
        own = [use for use in uses if use["coordinate"].startswith(joint)]
        peak_Nm = max(use["peak_moment_Nm"] for use in own)
        assert max(use["peak_Nm"] for use in own) < RESERVE_LIMIT * peak_Nm, joint


SMALL_MOMENTS = pytest.mark.xfail(
    strict=True,
    reason="more than 5 % at single levels' or the hip's rotation, where the peak moment itself is "
    "2 to 10 N·m: reserves of 0.1 to 1.5 N·m, where muscles of several levels must share exactly.",
)


@pytest.mark.recordings
@pytest.mark.parametrize(
    "outcome",
    [
        pytest.param("squats", marks=SMALL_MOMENTS),
        pytest.param("rises", marks=SMALL_MOMENTS),
        "second_walk",
    ],
    indirect=True,
)
def test_reserves_stay_below_5_percent_at_every_coordinate(outcome):
    shares = outcome.reserve_shares()
    shares = {name: share for name, share in shares.items() if not name.startswith("mtp")}
    assert max(shares.values()) < RESERVE_LIMIT


# --- what-ifs ---------------------------------------------------------------------------------


@pytest.mark.recordings
def test_what_if_that_was_asked_for_is_answered(walk):
    [asked] = walk.results["what_ifs"]["asked"]
    assert asked["name"] == "gluteus_maximus.right.strength=0.5"
    assert asked["kind"] == "same_motion"
    rows = {(row["group"], row["side"]): row for row in asked["ledger"]}
    weak = rows["gluteus_maximus", "right"]
    assert weak["after_N"] < weak["before_N"]
    gained = [row for row in rows.values() if row["side"] == "right" and row["change_N"] > 0]
    assert gained


@every_run
def test_every_slider_of_the_report_has_its_levels(outcome):
    sweeps = {sweep["id"] for sweep in outcome.results["what_ifs"]["sweeps"]}
    muscles = {
        "gluteus_maximus_strength",
        "gluteus_maximus_drive",
        "gluteus_medius_minimus_strength",
        "hamstrings_strength",
        "piriformis_tone",
        "iliopsoas_tone",
    }
    assert sweeps >= muscles | {"pelvis_anterior_tilt", "trunk_forward_lean"}


# --- where results go -------------------------------------------------------------------------

SMALL_FILE_BYTES = 300_000
"""Less than the report takes: a run that may write no larger file fails as on a full disk."""


def demo_process(cache: Path, out: Path, *, largest_file: int | None = None):
    def limit() -> None:
        if largest_file is not None:
            import resource  # POSIX only

            resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, largest_file))

    return subprocess.Popen(
        [sys.executable, "-m", "hipspine", "demo", "--out", str(out)],
        env=os.environ | {"HIPSPINE_CACHE_DIR": str(cache)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=limit,
    )


def test_full_disk_leaves_earlier_results_and_says_what_to_do(demo, shared_cache, tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    (out / "results.json").write_text("earlier")
    process = demo_process(shared_cache, out, largest_file=SMALL_FILE_BYTES)
    _, said = process.communicate(timeout=300)
    assert process.returncode == 2, said
    assert "Traceback" not in said
    assert "earlier results are untouched" in said
    assert (out / "results.json").read_text() == "earlier"
    assert {path.name for path in out.iterdir()} <= {"results.json", ".hipspine.lock"}


def test_full_disk_under_the_cache_keeps_nothing_half_done(tmp_path):
    pytest.importorskip("opensim")
    cache, out = tmp_path / "cache", tmp_path / "out"
    process = demo_process(cache, out, largest_file=SMALL_FILE_BYTES)
    _, said = process.communicate(timeout=300)
    assert process.returncode == 2, said
    assert "HIPSPINE_CACHE_DIR" in said
    assert "Traceback" not in said
    assert not out.exists()
    assert not [path for path in cache.rglob("*") if path.is_file()]


def test_two_runs_into_one_folder_leave_one_whole_set(demo, shared_cache, tmp_path):
    out = tmp_path / "out"
    runs = [demo_process(shared_cache, out) for _ in range(2)]
    for process in runs:
        _, said = process.communicate(timeout=600)
        assert process.returncode == 0, said
    assert {path.name for path in out.iterdir()} - {".hipspine.lock"} == FILES
    # From the cache the same numbers come again, to the last digit.
    assert (out / "results.json").read_text() == (demo.folder / "results.json").read_text()
