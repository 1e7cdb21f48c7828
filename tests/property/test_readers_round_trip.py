"""What is written to a TRC or STO file comes back, whatever the numbers and names are."""

import tempfile
from pathlib import Path

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from hipspine.domain.units import METRES_PER
from hipspine.readers.sto import read_sto
from hipspine.readers.trc import read_trc

# Names as laboratories give them: no tabs, no line breaks, no blanks at the ends.
NAMES = st.text(
    st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=12
)
METRES = st.one_of(st.floats(-9.0, 9.0), st.just(np.nan))
RADIANS = st.floats(-3.0, 3.0)
LINE_ENDS = st.sampled_from(["\n", "\r\n"])


def steps(count: int) -> st.SearchStrategy[np.ndarray]:
    return arrays(np.float64, count, elements=st.floats(1e-3, 1.0)).map(np.cumsum)


@st.composite
def marker_trials(draw: st.DrawFn) -> tuple[list[str], np.ndarray, np.ndarray]:
    names = draw(st.lists(NAMES, min_size=1, max_size=4, unique=True))
    frames = draw(st.integers(2, 6))
    shape = (frames, len(names), 3)
    return names, draw(steps(frames)), draw(arrays(np.float64, shape, elements=METRES))


def written(content: str, suffix: str, folder: str) -> Path:
    path = Path(folder) / f"trial{suffix}"
    path.write_bytes(content.encode())
    return path


def cell(number: float) -> str:
    return "" if np.isnan(number) else repr(float(number))


@settings(deadline=None)
@given(
    trial=marker_trials(),
    unit=st.sampled_from(sorted(METRES_PER)),
    end=LINE_ENDS,
    tail=st.booleans(),
)
def test_markers_come_back_as_written(*, trial, unit: str, end: str, tail: bool) -> None:
    names, times_s, positions = trial
    lines = [
        "PathFileType\t4\t(X/Y/Z)\ttrial.trc",
        "DataRate\tCameraRate\tNumFrames\tNumMarkers\tUnits",
        f"100\t100\t{len(times_s)}\t{len(names)}\t{unit}",
        "\t".join(["Frame#", "Time", *[f"{name}\t\t" for name in names]]),
        "",
    ]
    for i, (time_s, frame) in enumerate(zip(times_s, positions, strict=True)):
        cells = [str(i + 1), repr(float(time_s)), *map(cell, frame.ravel())]
        lines.append("\t".join(cells) + ("\t" if tail else ""))
    with tempfile.TemporaryDirectory() as folder:
        markers = read_trc(written(end.join(lines) + end, ".trc", folder)).markers
    assert markers is not None
    assert list(markers.names) == names
    np.testing.assert_array_equal(markers.times_s, times_s)
    expected = positions * METRES_PER[unit]
    # Three zeros mean: not seen. The smallest numbers become zero when they are turned into metres.
    expected[(expected == 0).all(axis=2)] = np.nan
    np.testing.assert_array_equal(markers.positions_m, expected)


@st.composite
def angle_trials(draw: st.DrawFn) -> tuple[list[str], np.ndarray, np.ndarray]:
    coordinates = ["hip_flexion_r", "knee_angle_l", "pelvis_tilt", "pelvis_tx", "lumbar_bending"]
    names = draw(st.lists(st.sampled_from(coordinates), min_size=1, max_size=5, unique=True))
    frames = draw(st.integers(2, 6))
    shape = (frames, len(names))
    return names, draw(steps(frames)), draw(arrays(np.float64, shape, elements=RADIANS))


@settings(deadline=None)
@given(trial=angle_trials(), end=LINE_ENDS, tail=st.booleans(), by_path=st.booleans())
def test_angles_come_back_as_written(*, trial, end: str, tail: bool, by_path: bool) -> None:
    names, times_s, values = trial
    columns = [f"/jointset/joint/{name}/value" if by_path else name for name in names]
    blank = "\t\t" if tail else ""
    lines = ["Coordinates", "inDegrees=no", f"nRows={len(times_s)}", "endheader"]
    lines.append("\t".join(["time", *columns]))
    for time_s, row in zip(times_s, values, strict=True):
        lines.append("\t".join([repr(float(time_s)), *map(cell, row)]))
    with tempfile.TemporaryDirectory() as folder:
        content = end.join(line + blank for line in lines) + end
        angles = read_sto(written(content, ".sto", folder)).angles
    assert angles is not None
    assert list(angles.names) == names
    np.testing.assert_array_equal(angles.times_s, times_s)
    np.testing.assert_array_equal(angles.values, values)
