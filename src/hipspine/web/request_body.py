"""A request's body as it comes: counted, and given up if it is too large or too slow.

What a request says about its length decides nothing here: it may be missing, or a lie.
"""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from starlette.exceptions import HTTPException
from starlette.types import Message, Receive


@dataclass(frozen=True)
class Patience:
    """How long a body is waited for.

    References
    ----------
    OWASP Denial of Service Cheat Sheet: slow HTTP attacks hold a connection by sending little.
    """

    pause_s: float = 20.0
    """Without a single byte."""
    start_s: float = 30.0
    """Before the pace counts."""
    pace_bytes_s: float = 2_000.0
    """Slower than this from the beginning on is too slow; a poor telephone line is faster."""

    def left_s(self, waited_s: float, received_bytes: int) -> float:
        """Return how long the next bytes may take."""
        return min(self.pause_s, self.start_s + received_bytes / self.pace_bytes_s - waited_s)


@dataclass
class WatchedBody:
    """Receives a body in place of the server's own ``receive``."""

    receive: Receive
    limit_bytes: int
    patience: Patience = field(default_factory=Patience)
    clock: Callable[[], float] = time.monotonic
    received_bytes: int = 0
    is_whole: bool = False
    was_cut: bool = False
    """Whether it was given up: then more of it may still be on its way."""

    def __post_init__(self) -> None:
        self._began_s = self.clock()

    async def __call__(self) -> Message:
        """Return the next message.

        Raises
        ------
        HTTPException
            413 if there is more than may be, 408 if it takes too long.
        """
        if self.is_whole:
            # What comes now is only that the browser is gone, for which one may wait.
            return await self.receive()
        message = await self._in_time()
        if message["type"] == "http.request":
            self.received_bytes += len(message.get("body", b""))
            self.is_whole = not message.get("more_body", False)
            if self.received_bytes > self.limit_bytes:
                raise self._cut(413, "too_large")
        return message

    async def _in_time(self) -> Message:
        left_s = self.patience.left_s(self.clock() - self._began_s, self.received_bytes)
        try:
            async with asyncio.timeout(max(left_s, 0.0)):
                return await self.receive()
        except TimeoutError:
            raise self._cut(408, "too_slow") from None

    def _cut(self, status: int, reason: str) -> HTTPException:
        self.was_cut = True
        return HTTPException(status, reason)
