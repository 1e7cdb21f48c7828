"""Servers of their own that are killed while somebody uses them.

Run as a program it starts a server for each line that it reads. It is a copy of the program made
after everything is imported, so that a start takes a moment; it has read nothing of the records.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

import httpx2

from hipspine.web.serving import server_of
from household import Clock, Household, settings_in

KEY = b"k" * 32
"""Kept beside the records in truth; here it is simply the same at every start."""
LONGEST_AFTER_S = 0.03
"""Between an acknowledgement and the kill: long enough to be in the midst of what comes next."""


def settings_of(folder, clock):
    return settings_in(folder, clock, workers=0, secret=KEY)


class Servers:
    """Starts servers. Use it as a context."""

    def __enter__(self):
        self.program = subprocess.Popen(
            [sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        return self

    def __exit__(self, *problem):
        self.program.stdin.close()
        self.program.stdout.close()
        self.program.wait()

    def start(self, folder, now):
        """Return the number of a server's process, and its address once it answers."""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        wanted = {"folder": str(folder), "port": port, "now": now.isoformat()}
        self.program.stdin.write(json.dumps(wanted) + "\n")
        self.program.stdin.flush()
        return int(self.program.stdout.readline()), f"http://127.0.0.1:{port}"


class RemoteHousehold(Household):
    """A household that asks such a server, and remembers what was acknowledged."""

    def __init__(self, servers, folder, clock, chance):
        self.servers, self.folder, self.clock, self.chance = servers, folder, clock, chance
        self.acknowledged = []
        self.client = None
        self._process = self._kill_after = None
        self._cookies = httpx2.Cookies()

    @contextmanager
    def killed_after(self, most):
        """Serve until the server is killed, at a moment after one to so many acknowledgements."""
        self._kill_after = len(self.acknowledged) + self.chance.randint(1, most)
        self._process, address = self.servers.start(self.folder, self.clock.now)
        try:
            with httpx2.Client(base_url=address, cookies=self._cookies, timeout=60) as self.client:
                _wait_for(self.client)
                with suppress(httpx2.TransportError):
                    yield
                self._cookies = self.client.cookies
        finally:
            _kill(self._process)

    def note(self, acknowledged):
        """Remember what the server said is kept; kill it soon after the last one that it may."""
        self.acknowledged.append(acknowledged)
        if len(self.acknowledged) == self._kill_after:
            after_s = self.chance.uniform(0.0, LONGEST_AFTER_S)
            threading.Timer(after_s, _kill, (self._process,)).start()

    def post(self, path, fields=None, **more):
        sent = {"csrf": self.token, **(fields or {}), **more}
        response = self.client.post(path, data=sent)
        if response.status_code != 303:
            return response
        # Only now has the person been told that it is kept.
        self.note((path, sent))
        return self.get(response.headers["location"])

    def records(self):
        """Open the records as they were left."""
        return Household(settings_of(self.folder, self.clock), self.clock)


def _wait_for(client):
    for _ in range(1000):
        try:
            client.get("/static/app.css")
        except httpx2.TransportError:
            time.sleep(0.03)
        else:
            return
    raise AssertionError("the server did not start")


def _kill(process):
    """Kill a server, and wait until it is gone."""
    with suppress(ProcessLookupError):
        while True:
            os.kill(process, signal.SIGKILL)
            time.sleep(0.01)


def _serve(folder, port, now):
    clock = Clock(datetime.fromisoformat(now))
    server_of(settings_of(Path(folder), clock), port=port).run()


if __name__ == "__main__":
    # Nobody waits for the killed ones: the system forgets them by itself.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        child = os.fork()
        if not child:
            _serve(**json.loads(line))
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()
