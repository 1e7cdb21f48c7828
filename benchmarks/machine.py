"""The machine and software that a benchmark ran on."""

import importlib.metadata
import os
import platform
from pathlib import Path


def processor() -> str:
    """Return the processor's name, as far as the system tells."""
    told = Path("/proc/cpuinfo")
    if told.is_file():
        for line in told.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def machine_line() -> str:
    """Return one line about the machine and the software."""
    packages = ("numpy", "numba", "opensim")
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in packages)
    return (
        f"{processor()}, {os.cpu_count()} cores, {platform.system()}, "
        f"Python {platform.python_version()}, {versions}"
    )


def load_line() -> str:
    """Return how busy the machine was over the last minute."""
    return f"{os.getloadavg()[0]:.1f} processes waiting to run over the last minute"
