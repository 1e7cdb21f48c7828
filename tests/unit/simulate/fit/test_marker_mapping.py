"""A recording's markers by landmark and segment."""

import numpy as np
import pytest

from hipspine.content.marker_sets import MarkerSet
from hipspine.domain.errors import RecordingError
from hipspine.domain.landmarks import Landmark, Segment
from hipspine.domain.motion import Markers
from hipspine.simulate.fit.marker_mapping import map_markers

SET = MarkerSet.model_validate(
    {
        "id": "ours",
        "title": "Ours",
        "source": "made up",
        "landmarks": {
            "RASI": {"landmark": "right_asis"},
            "LASI": {"landmark": "left_asis"},
            "RPSI": {"landmark": "right_psis"},
            "LPSI": {"landmark": "left_psis"},
        },
        "clusters": {"R TH/1": {"segment": "right_thigh", "weight": 3}},
        "computed": {
            "RHJC": {"use": "scaling", "landmark": "right_hip_centre", "why": "computed"},
            "MID": {"use": "nothing", "why": "computed"},
        },
    }
)


def markers(*names: str) -> Markers:
    places = np.arange(len(names) * 6, dtype=float).reshape(2, len(names), 3)
    return Markers(names, np.array([0.0, 0.01]), places)


def test_names_become_landmarks_clusters_and_computed_points() -> None:
    mapped = map_markers(
        markers("A:RASI", "A:LASI", "A:RPSI", "R TH/1", "RHJC", "MID", "EXTRA"), SET
    )
    assert set(mapped.landmarks_m) == {
        Landmark.RIGHT_ASIS,
        Landmark.LEFT_ASIS,
        Landmark.RIGHT_PSIS,
    }
    cluster = mapped.tracked[-1]
    assert (cluster.model_name, cluster.segment, cluster.weight) == (
        "cluster_R_TH_1",
        Segment.RIGHT_THIGH,
        3,
    )
    np.testing.assert_array_equal(mapped.computed_m[Landmark.RIGHT_HIP_CENTRE][0], [12, 13, 14])
    assert mapped.unknown == ("EXTRA",)
    assert "EXTRA" in mapped.problems()[0].what


def test_too_few_pelvic_markers_are_named() -> None:
    with pytest.raises(RecordingError, match=r"2 \(RASI, LASI\); missing: RPSI, LPSI"):
        map_markers(markers("RASI", "LASI", "R TH/1"), SET)


def test_a_marker_that_is_never_seen_does_not_count() -> None:
    recording = markers("RASI", "LASI", "RPSI")
    recording.positions_m[:, 2] = np.nan
    with pytest.raises(RecordingError, match="missing: RPSI, LPSI"):
        map_markers(recording, SET)
