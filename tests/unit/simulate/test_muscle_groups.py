"""Muscle names of the models in use resolve to group and side."""

import re

import pytest

from hipspine.domain.anatomy import MuscleGroup, Side
from hipspine.simulate.muscle_groups import (
    members_by_group,
    muscle_group_of,
    muscles_meant,
    muscles_without_group,
)

G = MuscleGroup

# gait2392's muscles of one leg, by the groups an anatomy text puts them in.
GAIT2392 = {
    "glut_max1": G.GLUTEUS_MAXIMUS,
    "glut_med3": G.GLUTEUS_MEDIUS,
    "glut_min2": G.GLUTEUS_MINIMUS,
    "peri": G.PIRIFORMIS,
    "quad_fem": G.DEEP_ROTATORS,
    "gem": G.DEEP_ROTATORS,
    "tfl": G.TENSOR_FASCIAE_LATAE,
    "semimem": G.HAMSTRINGS,
    "semiten": G.HAMSTRINGS,
    "bifemlh": G.HAMSTRINGS,
    "bifemsh": G.BICEPS_FEMORIS_SHORT_HEAD,
    "sar": G.SARTORIUS,
    "add_long": G.ADDUCTORS,
    "add_brev": G.ADDUCTORS,
    "add_mag2": G.ADDUCTORS,
    "pect": G.ADDUCTORS,
    "grac": G.GRACILIS,
    "iliacus": G.ILIACUS,
    "psoas": G.PSOAS,
    "rect_fem": G.RECTUS_FEMORIS,
    "vas_med": G.VASTI,
    "vas_int": G.VASTI,
    "vas_lat": G.VASTI,
    "med_gas": G.GASTROCNEMIUS,
    "lat_gas": G.GASTROCNEMIUS,
    "soleus": G.SOLEUS,
    "tib_post": G.DEEP_CALF,
    "flex_dig": G.DEEP_CALF,
    "flex_hal": G.DEEP_CALF,
    "per_brev": G.DEEP_CALF,
    "per_long": G.DEEP_CALF,
    "tib_ant": G.SHIN,
    "per_tert": G.SHIN,
    "ext_dig": G.SHIN,
    "ext_hal": G.SHIN,
    "intobl": G.INTERNAL_OBLIQUE,
    "extobl": G.EXTERNAL_OBLIQUE,
}


@pytest.mark.parametrize(("stem", "group"), GAIT2392.items())
def test_names_of_older_leg_models_resolve(stem, group):
    assert muscle_group_of(f"{stem}_r") == (group, Side.RIGHT)
    assert muscle_group_of(f"{stem}_l") == (group, Side.LEFT)


@pytest.mark.parametrize(
    ("stem", "group"),
    {
        "glmax3": G.GLUTEUS_MAXIMUS,
        "piri": G.PIRIFORMIS,
        "quadfem": G.DEEP_ROTATORS,
        "obtint1": G.DEEP_ROTATORS,
        "obtext2": G.DEEP_ROTATORS,
        "addmagIsch": G.ADDUCTORS,
        "sart": G.SARTORIUS,
        "Ps_L1_L2_IVD": G.PSOAS,
        "Ps_L5_TP": G.PSOAS,
        "IL_R10": G.ILIOCOSTALIS,
        "LTpT_T1": G.LONGISSIMUS,
        "LTpL_L5": G.LONGISSIMUS,
        "MF_m1t_2": G.MULTIFIDUS,
        "MF_m4_laminar": G.MULTIFIDUS,
        "QL_mid_L3_12_1": G.QUADRATUS_LUMBORUM,
        "rect_abd": G.RECTUS_ABDOMINIS,
        "EO6": G.EXTERNAL_OBLIQUE,
        "IO1": G.INTERNAL_OBLIQUE,
        "LD_Il": G.LATISSIMUS_DORSI,
        "LD_R12": G.LATISSIMUS_DORSI,
    }.items(),
)
def test_names_of_our_own_model_resolve(stem, group):
    assert muscle_group_of(f"{stem}_l") == (group, Side.LEFT)


@pytest.mark.parametrize("name", ["iliopsoas_r", "ercspn_l", "glmax1", "deltoid_r", "", "_r"])
def test_a_name_that_does_not_tell_one_group_and_side_is_not_guessed(name):
    assert muscle_group_of(name) is None
    assert muscles_without_group([name, "tfl_r"]) == (name,)


def test_a_combination_means_all_its_members_and_no_side_means_both():
    muscles = ("glmax1_r", "glmed1_r", "glmax1_l", "recfem_r", "odd_r")
    assert muscles_meant(muscles, "gluteals", None).tolist() == [True, True, True, False, False]
    assert muscles_meant(muscles, "gluteus_maximus", Side.LEFT).tolist() == [
        False,
        False,
        True,
        False,
        False,
    ]


def test_members_come_in_anatomical_order():
    members = members_by_group(("soleus_r", "glmax2_l", "glmax1_r", "glmax1_l"))
    assert list(members.items()) == [
        ((G.GLUTEUS_MAXIMUS, Side.LEFT), [1, 3]),
        ((G.GLUTEUS_MAXIMUS, Side.RIGHT), [2]),
        ((G.SOLEUS, Side.RIGHT), [0]),
    ]


@pytest.mark.recordings
@pytest.mark.parametrize(
    ("model", "count"),
    [
        ("models/Rajagopal2016.osim", 80),
        ("models/RajagopalLaiUhlrich2023.osim", 80),
        ("models/Model_Pose2Sim_muscles_flex.osim", 318),
        ("walk_rajagopal/subject_walk_scaled.osim", 80),
    ],
)
def test_every_muscle_of_the_published_models_resolves(recordings, model, count):
    text = (recordings / model).read_text(encoding="utf-8")
    names = re.findall(r"<\w+Muscle name=\"([^\"]+)\"", text)
    names = [name for name in names if name != "default"]
    assert len(names) == count
    assert muscles_without_group(names) == ()
