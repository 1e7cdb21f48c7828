import numpy as np
import pytest

from hipspine.domain.motion import AnalogChannels
from hipspine.mechanics.emg_synthetic import synthetic_emg

RATE_HZ = 2000.0


@pytest.fixture
def clear_signal():
    """Ten clear bursts, 20 dB above noise."""
    return synthetic_emg(snr_db=20.0, random=np.random.default_rng(1))


@pytest.fixture
def channels(clear_signal):
    """A function that makes a recording of copies of the clear signal with given names."""

    def make(*names: str, values: np.ndarray | None = None) -> AnalogChannels:
        column = clear_signal.values if values is None else values
        return AnalogChannels(
            names,
            ("V",) * len(names),
            np.arange(len(column)) / RATE_HZ,
            np.stack([column] * len(names), axis=1),
        )

    return make
