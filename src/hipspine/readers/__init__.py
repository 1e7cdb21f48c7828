"""Files in: one module per format, one public door, read_recording()."""

from hipspine.readers.checks import check_recording, require_usable
from hipspine.readers.gaps import FilledMarkers, fill_gaps
from hipspine.readers.registry import fingerprint, read_forces, read_recording

__all__ = [
    "FilledMarkers",
    "check_recording",
    "fill_gaps",
    "fingerprint",
    "read_forces",
    "read_recording",
    "require_usable",
]
