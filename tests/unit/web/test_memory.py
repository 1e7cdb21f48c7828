"""The server's threads share the memory that they have done with."""

import platform
import subprocess
import sys
from pathlib import Path

import pytest

SIX_THREADS = """
import ctypes, sys
from threading import Barrier, Thread

class Server:
    def run(self):
        # Each thread asks for memory while all the others are there.
        libc, meet = ctypes.CDLL(None), Barrier(6)
        def ask():
            meet.wait()
            libc.malloc(ctypes.c_size_t(1000))
            meet.wait()
        threads = [Thread(target=ask) for _ in range(6)]
        [each.start() for each in threads]
        [each.join() for each in threads]
        libc.fopen.restype = ctypes.c_void_p
        told = ctypes.c_void_p(libc.fopen(sys.argv[1].encode(), b"w"))
        libc.malloc_info(0, told)
        libc.fclose(told)
"""

SERVED = """
from hipspine.web import serving

serving.server_of = lambda *_, **__: Server()
serving.serve(None, port=0)
"""


def arenas(run: str, told: Path) -> int:
    """Return how many arenas six threads of a process of its own take memory from."""
    subprocess.run([sys.executable, "-c", SIX_THREADS + run, str(told)], check=True)
    return told.read_text(encoding="ascii").count("<heap nr=")


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc has arenas")
def test_threads_of_the_server_take_memory_from_one_place(tmp_path: Path) -> None:
    assert arenas(SERVED, tmp_path / "served.xml") == 1
    # Left to itself, glibc gives each of the six one of its own.
    assert arenas("Server().run()", tmp_path / "own.xml") > 1
