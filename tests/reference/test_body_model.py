"""The built model in OpenSim, against the published models that its figures come from."""

import json
import subprocess
import sys

import numpy as np
import pytest

from hipspine.domain.anatomy import LUMBAR_LEVELS, MuscleGroup, Side
from hipspine.simulate.body.audit_lengths import fibre_length_ratio
from hipspine.simulate.body.build import GENERIC_MASS_KG, LUMBAR_SHARES, write_model
from hipspine.simulate.body.model_probe import probe_model
from hipspine.simulate.body.tables import read_muscles, read_rows
from hipspine.simulate.muscle_groups import muscle_group_of

pytestmark = pytest.mark.opensim

LEG_POSTURES = {
    "neutral": {},
    "stride": {"hip_flexion_r": 0.6, "knee_angle_r": 0.4, "ankle_angle_r": 0.2},
    "behind": {"hip_flexion_r": -0.3, "hip_adduction_r": 0.1, "hip_rotation_r": -0.15},
    "squat": {"hip_flexion_r": 1.5, "knee_angle_r": 1.7, "ankle_angle_r": 0.4},
}
LEG_COORDINATES = (
    "hip_flexion_r",
    "hip_adduction_r",
    "hip_rotation_r",
    "knee_angle_r",
    "ankle_angle_r",
)
LEG_ARMS = [(posture, each) for posture in LEG_POSTURES for each in LEG_COORDINATES]


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    return write_model(tmp_path_factory.mktemp("body") / "hipspine.osim")


@pytest.fixture(scope="module")
def ours(model):
    postures = {
        **LEG_POSTURES,
        "bent": {"lumbar_extension": -0.5, "lumbar_bending": 0.2, "lumbar_rotation": 0.15},
    }
    levels = [
        ("neutral", f"{level}_{motion}") for level in LUMBAR_LEVELS for motion in LUMBAR_SHARES
    ]
    return probe_model(model, postures=postures, moment_arms=[*LEG_ARMS, *levels])


def group_arms(probe, group, coordinate, side=Side.RIGHT):
    return {
        muscle.name: arm
        for muscle, arm in zip(
            probe.muscles, probe.moment_arms_m["neutral", coordinate], strict=True
        )
        if muscle_group_of(muscle.name) == (group, side)
    }


def test_opensim_loads_and_assembles_the_model_without_a_warning(model):
    code = (
        "import opensim, sys\n"
        "opensim.Logger.removeFileSink()\n"
        "opensim.Logger.setLevelString('Warn')\n"
        "model = opensim.Model(sys.argv[1])\n"
        "state = model.initSystem()\n"
        "model.assemble(state)\n"
        "model.equilibrateMuscles(state)\n"
        "print('mass', model.getTotalMass(state))\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code, str(model)], capture_output=True, text=True, check=True
    )
    lines = [line for line in ended.stdout.splitlines() if line]
    assert len(lines) == 1, lines
    assert not ended.stderr
    # Rajagopal's 75.337 kg, to the rounding of the table.
    assert float(lines[0].split()[1]) == pytest.approx(GENERIC_MASS_KG, abs=1e-3)


def test_all_muscle_lengths_are_finite_and_all_fibres_can_work_in_every_posture(ours):
    lengths = np.array([ours.lengths_m[posture] for posture in ours.lengths_m])
    assert np.isfinite(lengths).all()
    neutral = ours.lengths_m["neutral"]
    ratios = [fibre_length_ratio(m, x) for m, x in zip(ours.muscles, neutral, strict=True)]
    assert min(ratios) >= 0.5
    assert max(ratios) <= 1.4


def test_left_is_the_exact_mirror_of_right(ours):
    at = {muscle.name: index for index, muscle in enumerate(ours.muscles)}
    neutral = ours.lengths_m["neutral"]
    for name, index in at.items():
        if name.endswith("_r"):
            # Same numbers with signs changed: only the wrap solver's rounding may differ.
            assert neutral[index] == pytest.approx(neutral[at[f"{name[:-2]}_l"]], abs=1e-7), name


def test_trunk_fibres_have_the_measured_sarcomere_length_in_neutral_posture(ours):
    at = {muscle.name: index for index, muscle in enumerate(ours.muscles)}
    measured = {
        row["name"]: float(row["neutral_sarcomere_um"])
        for row in read_rows("muscles")
        if row["neutral_sarcomere_um"]
    }
    assert len(measured) > 80
    for name, sarcomere_um in measured.items():
        muscle, length = ours.muscles[at[name]], ours.lengths_m["neutral"][at[name]]
        # 2.8 µm is the optimum in Christophy 2012. Tendon lengths are stored to 1 µm, on fibres
        # of 15 mm and more: 1e-3 leaves room for rounding and the wrap solver.
        assert fibre_length_ratio(muscle, length) == pytest.approx(sarcomere_um / 2.8, abs=1e-3)


@pytest.mark.recordings
def test_legs_have_the_lengths_and_levers_of_the_published_legs(ours, recordings):
    theirs = probe_model(
        recordings / "models" / "RajagopalLaiUhlrich2023.osim",
        postures=LEG_POSTURES,
        moment_arms=LEG_ARMS,
    )
    mine = {muscle.name: index for index, muscle in enumerate(ours.muscles)}
    compared = 0
    for index, muscle in enumerate(theirs.muscles):
        if muscle.name not in mine or not muscle.name.endswith("_r"):
            continue
        compared += 1
        for posture in LEG_POSTURES:
            own = ours.lengths_m[posture][mine[muscle.name]]
            # The tables round positions to 0.1 µm and the published file to 1 µm or finer.
            assert own == pytest.approx(theirs.lengths_m[posture][index], abs=2e-6), muscle.name
        for key in LEG_ARMS:
            own = ours.moment_arms_m[key][mine[muscle.name]]
            # A central difference over 2 mrad magnifies length rounding by 500.
            assert own == pytest.approx(theirs.moment_arms_m[key][index], abs=1e-4), muscle.name
    assert compared == 39  # forty leg muscles less the psoas, which comes in fascicles here


def test_lumbar_angles_turn_the_trunk_as_opensims_do(model):
    code = (
        "import json, opensim, sys\n"
        "opensim.Logger.removeFileSink()\n"
        "opensim.Logger.setLevelString('Off')\n"
        "model = opensim.Model(sys.argv[1])\n"
        "constraints = model.updConstraintSet()\n"
        "state = model.initSystem()\n"
        "out = {}\n"
        "for level in sys.argv[2:]:\n"
        "    for motion in ('extension', 'bending', 'rotation'):\n"
        "        for k in range(constraints.getSize()):\n"
        "            constraints.get(k).setIsEnforced(state, False)\n"
        "        c = model.getCoordinateSet().get(f'{level}_{motion}')\n"
        "        c.setValue(state, 0.1, False)\n"
        "        model.realizePosition(state)\n"
        "        R = model.getBodySet().get('torso').getTransformInGround(state).R()\n"
        "        out[f'{level}_{motion}'] = [[R.get(i, j) for j in range(3)] for i in range(3)]\n"
        "        c.setValue(state, 0.0, False)\n"
        "print(json.dumps(out))\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code, str(model), *LUMBAR_LEVELS],
        capture_output=True,
        text=True,
        check=True,
    )
    found = {name: np.array(R) for name, R in json.loads(ended.stdout.splitlines()[-1]).items()}
    for level in LUMBAR_LEVELS:
        # Extension moves the trunk's up axis backwards (-X), bending to the right (+Z), and
        # rotation turns its forward axis to the left (-Z). Frames lean by up to 30 degrees.
        assert found[f"{level}_extension"][0, 1] == pytest.approx(-np.sin(0.1), abs=1e-9)
        assert found[f"{level}_bending"][2, 1] > 0.08
        assert found[f"{level}_rotation"][2, 0] < -0.08


def test_back_extensors_have_levers_of_three_to_seven_centimetres(ours):
    # McGill and Norman 1986: about 5 cm for the whole mass; single fascicles scatter about it.
    for group in (MuscleGroup.ILIOCOSTALIS, MuscleGroup.LONGISSIMUS, MuscleGroup.MULTIFIDUS):
        arms = group_arms(ours, group, "L4_L5_extension")
        crossing = [arm for arm in arms.values() if abs(arm) > 1e-6]
        assert 0.035 < np.mean(crossing) < 0.06, group
        assert min(crossing) > 0.02, group


def test_rectus_abdominis_flexes_every_lumbar_level(ours):
    for level in LUMBAR_LEVELS:
        for arm in group_arms(ours, MuscleGroup.RECTUS_ABDOMINIS, f"{level}_extension").values():
            assert arm < -0.04


def test_the_right_external_oblique_turns_the_trunk_left_and_the_internal_right(ours):
    external = group_arms(ours, MuscleGroup.EXTERNAL_OBLIQUE, "L3_L4_rotation")
    internal = group_arms(ours, MuscleGroup.INTERNAL_OBLIQUE, "L3_L4_rotation")
    assert np.mean(list(external.values())) > 0.03
    assert np.mean(list(internal.values())) < -0.03


def test_the_psoas_hardly_flexes_or_extends_the_lumbar_spine(ours):
    # Bogduk 1992: its fascicles pass close to the axes, flexing below and extending above.
    for level in ("L4_L5", "L3_L4", "L2_L3"):
        arms = group_arms(ours, MuscleGroup.PSOAS, f"{level}_extension").values()
        assert max(abs(arm) for arm in arms) < 0.02


def test_no_muscle_acts_on_a_lumbar_level_that_it_does_not_cross(ours):
    chain = ["pelvis", "lumbar5", "lumbar4", "lumbar3", "lumbar2", "lumbar1", "torso"]
    place = {body: rank for rank, body in enumerate(chain)}
    paths = {muscle.name: [p.body for p in muscle.points] for muscle in read_muscles()}
    for rank, level in enumerate(LUMBAR_LEVELS):
        arms = ours.moment_arms_m["neutral", f"{level}_extension"]
        for muscle, arm in zip(ours.muscles, arms, strict=True):
            bodies = paths.get(muscle.name)
            if bodies is None or not all(body in place for body in bodies):
                continue
            crosses = min(map(place.get, bodies)) <= rank < max(map(place.get, bodies))
            if not crosses:
                # Lengths are exact to rounding, divided by a step of 2 mrad.
                assert abs(arm) < 1e-9, (muscle.name, level)
