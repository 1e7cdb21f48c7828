"""What the compiled solver of what-ifs is given, and where its answers go."""

from typing import NamedTuple

from hipspine.domain.arrays import BoolArray, FloatArray, IntArray


class Recorded(NamedTuple):
    """The solved problem that all what-ifs start from: T frames, M muscles, R moments, N levers.

    start : (M + 1,), rows : (N,) and arms_m : (T, N) as in `SparseMomentArms`; scaled_capacity_N
    (over root_weight), passive_N : (T, M); required_Nm : (T, R), passive force taken off;
    strength_squared : (R,); lowest, highest : (M,); price : (T, R), the solution; root_weight :
    (M,), square root of what each activation squared costs; first_column : (R,), first entry of
    each row of the curvature that can differ from zero; untouched : how many of the moments no
    changed muscle crosses; they stand first.

    Where lanes are frames, everything over time has (T / 8, ..., 8) instead of (T, ...).
    """

    start: IntArray
    rows: IntArray
    arms_m: FloatArray
    scaled_capacity_N: FloatArray
    passive_N: FloatArray
    required_Nm: FloatArray
    strength_squared: FloatArray
    lowest: FloatArray
    highest: FloatArray
    price: FloatArray
    root_weight: FloatArray
    first_column: IntArray
    untouched: int


class Changes(NamedTuple):
    """What K muscles are like in B blocks of eight what-ifs.

    muscles : (K,); capacity_N, extra_passive_N (beyond the recorded) : (B, T, K, 8);
    lowest, highest : (B, K, 8).
    """

    muscles: IntArray
    capacity_N: FloatArray
    extra_passive_N: FloatArray
    lowest: FloatArray
    highest: FloatArray


class LoadMap(NamedTuple):
    """Loads that are linear in muscle tension: C components.

    start : (C + 1,) and muscles : (E,), component c counts muscles[start[c]:start[c + 1]];
    per_tension : (T, E); offset_N : (T, C); where lanes are frames as in `Recorded`.
    """

    start: IntArray
    muscles: IntArray
    per_tension: FloatArray
    offset_N: FloatArray


class Answers(NamedTuple):
    """Where the answers of B blocks of eight what-ifs go.

    activations : (N, M), prices : (N, R), loads_N : (N, C), N being what-ifs and then their frames,
    those that fill up the last lanes included; converged and iterations : (B, T, 8).
    """

    activations: FloatArray
    prices: FloatArray
    loads_N: FloatArray
    converged: BoolArray
    iterations: IntArray
