"""The child process that opens one C3D file: ``python -m hipspine.readers.c3d_child IN OUT``.

The C3D library is native code that crashes, hangs or grows without bound on some damaged files, so
it never runs in the process that the user talks to. This one limits its own memory, processor time
and output size before it touches the file, and hands back plain arrays: no pickles.
"""

import json
import sys
from pathlib import Path
from typing import Any

MEMORY_BYTES = 4_000_000_000
"""Address space of the child; a one-minute recording of 200 points needs about 0.6 GB."""
CPU_SECONDS = 600
"""A backstop for a child whose parent has died; the parent's wall clock is much shorter."""
OUTPUT_BYTES = 4_000_000_000


def limit_resources() -> None:
    """Limit this process; on systems without such limits the parent's wall clock remains."""
    try:
        import resource
    except ImportError:
        return
    for kind, limit in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, OUTPUT_BYTES),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(kind)[1]
        allowed = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
        resource.setrlimit(kind, (allowed, hard))


def write_arrays(source: Path, target: Path) -> None:
    """Write points, residuals, analog samples and parameters of a C3D file as ``.npz``.

    points : (3, M, T) and residuals : (1, M, T), analog : (1, A, T'), parameters and first frame as
    JSON in bytes; units as in the file.
    """
    import ezc3d
    import numpy as np

    content = ezc3d.c3d(str(source))
    header = content["header"]["points"]
    facts = {
        "first_frame": int(header["first_frame"]),
        "parameters": {
            group: {
                name: _plain(entry["value"]) for name, entry in entries.items() if _holds(entry)
            }
            for group, entries in content["parameters"].items()
        },
    }
    data = content["data"]
    np.savez(
        target,
        points=np.asarray(data["points"], dtype=np.float64)[:3],
        residuals=np.asarray(data["meta_points"]["residuals"], dtype=np.float64),
        analog=np.asarray(data["analogs"], dtype=np.float64),
        facts=np.frombuffer(json.dumps(facts).encode(), dtype=np.uint8),
    )


def _holds(entry: Any) -> bool:
    return isinstance(entry, dict) and "value" in entry


def _plain(value: Any) -> Any:
    return value.tolist() if hasattr(value, "tolist") else value


if __name__ == "__main__":
    limit_resources()
    write_arrays(Path(sys.argv[1]), Path(sys.argv[2]))
