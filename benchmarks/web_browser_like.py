"""A browser as far as a server sees it: one connection, a cookie, forms; it takes little itself."""

import asyncio
import re
import time
from collections import defaultdict
from dataclasses import dataclass, field
from urllib.parse import urlencode

EXPECTED = frozenset({200, 303})


@dataclass
class Taken:
    """How long requests took by their kind, and what went wrong."""

    ms: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: list[str] = field(default_factory=list)
    is_counting: bool = False

    def note(self, kind: str, path: str, status: int, took_ms: float) -> None:
        """Note one answer."""
        if not self.is_counting:
            return
        self.ms[kind].append(took_ms)
        if status not in EXPECTED:
            self.errors.append(f"{status} {path}")


@dataclass
class Browser:
    """Asks one server over one connection, opened again when the server has closed it."""

    port: int
    session: str
    taken: Taken
    token: str = ""
    _streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def get(self, path: str, kind: str = "page") -> str:
        """Return a page."""
        _, text = await self._ask("GET", path, b"", kind)
        found = re.search(r'name="csrf" content="(\w+)"', text)
        if found:
            self.token = found.group(1)
        return text

    async def post(self, path: str, fields: dict[str, str]) -> str:
        """Send a form, go where the answer leads, and return that page."""
        body = urlencode({"csrf": self.token, **fields}).encode()
        location, text = await self._ask("POST", path, body, "write")
        return await self.get(location) if location else text

    async def _ask(self, method: str, path: str, body: bytes, kind: str) -> tuple[str, str]:
        head = [
            f"{method} {path} HTTP/1.1",
            f"Host: 127.0.0.1:{self.port}",
            f"Cookie: hipspine_session={self.session}",
            "Accept-Language: en",
            "Accept-Encoding: gzip",
        ]
        if body:
            head += ["Content-Type: application/x-www-form-urlencoded"]
            head += [f"Content-Length: {len(body)}"]
        message = "\r\n".join((*head, "", "")).encode() + body
        began = time.perf_counter()
        try:
            status, headers, content = await self._exchange(message)
        except (OSError, asyncio.IncompleteReadError) as problem:
            self._streams = None
            self.taken.errors.append(f"{type(problem).__name__} {path}")
            return "", ""
        self.taken.note(kind, path, status, 1e3 * (time.perf_counter() - began))
        is_text = "text/html" in headers.get("content-type", "")
        # What follows the hash is the browser's own affair.
        location = headers.get("location", "").partition("#")[0]
        return location, content.decode() if is_text else ""

    async def _exchange(self, message: bytes) -> tuple[int, dict[str, str], bytes]:
        reader, first = await self._sent(message)
        head = (first + await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = {
            name.lower(): value.strip()
            for name, _, value in (line.partition(":") for line in head[1:] if line)
        }
        content = await reader.readexactly(int(headers.get("content-length", "0")))
        return int(head[0].split(" ")[1]), headers, content

    async def _sent(self, message: bytes) -> tuple[asyncio.StreamReader, bytes]:
        """Send a request and return the first byte of its answer.

        A connection that rested may be closed at this very moment: browsers then open another.
        """
        was_open = self._streams is not None
        reader, writer = await self._connected()
        writer.write(message)
        try:
            return reader, await reader.readexactly(1)
        except (OSError, asyncio.IncompleteReadError):
            if not was_open:
                raise
            self.close()
            return await self._sent(message)

    async def _connected(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self._streams is not None and not self._streams[0].at_eof():
            return self._streams
        self.close()
        self._streams = await asyncio.open_connection("127.0.0.1", self.port)
        return self._streams

    def close(self) -> None:
        """Hang up."""
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None
