"""The server that the app runs in, and how long it waits for those who send slowly."""

import asyncio
from contextlib import suppress
from pathlib import Path

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle

from hipspine.web.app import create_app
from hipspine.web.memory import share_memory_among_threads
from hipspine.web.settings import WebSettings

MOST_CONNECTIONS = 500
"""At once; a browser opens up to six. Beyond, the answer is 503."""
LOOK_EVERY_S = 15.0


class ImpatientH11(H11Protocol):
    """Closes connections on which no request begins.

    The server itself ends connections that rest after an answer, but would wait for ever for the
    first line of a request, or for one that comes a byte at a time. A request that has begun is
    left alone here: its body is watched by `hipspine.web.request_body`.
    """

    look_every_s = LOOK_EVERY_S
    _look: asyncio.TimerHandle | None = None
    _seen: object = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to look whether requests come."""
        super().connection_made(transport)
        self._look_later()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop looking."""
        if self._look is not None:
            self._look.cancel()
        super().connection_lost(exc)

    def _look_later(self) -> None:
        self._look = self.loop.call_later(self.look_every_s, self._look_now)

    def _look_now(self) -> None:
        """Close the connection if it has begun no request since the last look."""
        is_answering = _is_under_way(self.cycle)
        if not is_answering and self.cycle is self._seen:
            self.transport.close()
            return
        # After an answer that takes long, a whole pause is waited before the next request.
        self._seen = None if is_answering else self.cycle
        self._look_later()


def _is_under_way(cycle: RequestResponseCycle | None) -> bool:
    return cycle is not None and not cycle.response_complete


def serve(
    settings: WebSettings, *, port: int, certificate: Path | None = None, key: Path | None = None
) -> None:
    """Run the app until it is stopped."""
    share_memory_among_threads()
    # Ctrl-C is how one stops it: the server has ended everything in order by then.
    with suppress(KeyboardInterrupt):
        server_of(settings, port=port, certificate=certificate, key=key).run()


def server_of(
    settings: WebSettings, *, port: int, certificate: Path | None = None, key: Path | None = None
) -> uvicorn.Server:
    """Return the server of an app, not yet running.

    It logs warnings only, and no requests: addresses hold ids of persons.
    """
    return uvicorn.Server(
        uvicorn.Config(
            create_app(settings),
            host=settings.host,
            port=port,
            http=ImpatientH11,
            ws="none",
            limit_concurrency=MOST_CONNECTIONS,
            log_level="warning",
            access_log=False,
            server_header=False,
            proxy_headers=settings.behind_tls,
            ssl_certfile=certificate,
            ssl_keyfile=key,
        )
    )
