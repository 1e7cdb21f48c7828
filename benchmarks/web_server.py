"""A server of its own, as `hipspine serve` starts it, and what it costs the machine."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

START_AT_MOST_S = 120.0
_TICKS_S = os.sysconf("SC_CLK_TCK")
_PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True)
class Server:
    """A server that runs."""

    port: int
    process: "subprocess.Popen[bytes]"

    @property
    def cpu_s(self) -> float:
        """Processor time that it took so far."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS_S

    @property
    def memory_mb(self) -> float:
        """Memory that it holds now (resident set)."""
        pages = int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1])
        return pages * _PAGE_BYTES / 1e6


@contextmanager
def server(data_dir: Path, *options: str) -> Iterator[Server]:
    """Run ``hipspine serve`` on records, and stop it at the end."""
    port = _free_port()
    command = (sys.executable, "-c", "from hipspine.cli.main import main; main()", "serve")
    places = {
        "HIPSPINE_DATA_DIR": str(data_dir),
        "HIPSPINE_CACHE_DIR": str(data_dir / "cache"),
    }
    process = subprocess.Popen(
        (*command, f"--port={port}", *options),
        env={**os.environ, **places},
        stderr=subprocess.DEVNULL,
    )
    try:
        running = Server(port, process)
        _wait_for(running)
        yield running
    finally:
        process.terminate()
        process.wait()


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _wait_for(running: Server) -> None:
    began = time.monotonic()
    while time.monotonic() - began < START_AT_MOST_S:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{running.port}/static/app.css"):
                return
        except (urllib.error.URLError, ConnectionError):
            if running.process.poll() is not None:
                break
            time.sleep(0.1)
    raise SystemExit("The server did not start.")
