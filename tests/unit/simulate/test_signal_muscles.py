"""Which lines of the model an electrode speaks for."""

import pytest

from hipspine.content.validation.schema import emg_agreement
from hipspine.domain.anatomy import Side
from hipspine.measure.emg.channel_names import read_channel_name
from hipspine.simulate.body.tables import read_muscles
from hipspine.simulate.signal_muscles import muscles_of_signal

ALIASES = [
    "GMAX",
    "GMED",
    "TFL",
    "medham",
    "BF",
    "hams",
    "RF",
    "VL",
    "VM",
    "TA",
    "gastroc",
    "SOL",
    "add",
    "erector_spinae",
    "multifidus",
    "RA",
    "EO",
]


def test_the_ten_muscles_of_the_agreement_table_mean_the_same_lines():
    channels = emg_agreement().channels
    names = [name for members in channels.values() for name in members]
    for channel, members in channels.items():
        meant = [names[at] for at in muscles_of_signal(channel, Side.RIGHT, names)]
        assert sorted(meant) == sorted(members)


@pytest.mark.parametrize("alias", ALIASES)
def test_every_muscle_that_a_channel_can_name_is_one_of_the_model(alias):
    muscle = read_channel_name(alias).muscle
    assert muscle is not None
    # The tables hold the right side; the left is its mirror image.
    assert muscles_of_signal(muscle, Side.RIGHT, [row.name for row in read_muscles()])


def test_the_other_side_and_unheard_of_muscles_are_not_meant():
    assert muscles_of_signal("soleus", Side.LEFT, ["soleus_r"]) == []
    assert muscles_of_signal("masseter", Side.RIGHT, ["soleus_r"]) == []
