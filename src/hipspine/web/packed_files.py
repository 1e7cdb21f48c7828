"""Static files, sent compressed: a twin that lies beside a file, else packed once by ourselves."""

import gzip
from functools import cache
from pathlib import Path

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

PACKED = ".gz"
TEXTS = (".js", ".css", ".svg", ".webmanifest")
"""Kinds that become smaller."""


class PackedFiles(StaticFiles):
    """Sends texts compressed to browsers that take gzip; nothing in them is secret."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Return a file, compressed if that is of use."""
        plain = await super().get_response(path, scope)
        takes_gzip = "gzip" in Headers(scope=scope).get("accept-encoding", "")
        if not (takes_gzip and path.endswith(TEXTS) and plain.status_code == 200):
            return plain
        found, stat = self.lookup_path(path)
        content = b"" if stat is None else _packed(found, stat.st_mtime_ns)
        headers = {name: plain.headers[name] for name in ("content-type", "etag", "last-modified")}
        headers |= {"content-encoding": "gzip", "vary": "Accept-Encoding"}
        return Response(content, headers=headers)


@cache
def _packed(path: str, changed_ns: int) -> bytes:
    """Return a file compressed; packed anew when it has changed."""
    del changed_ns
    twin = Path(f"{path}{PACKED}")
    return twin.read_bytes() if twin.is_file() else gzip.compress(Path(path).read_bytes(), mtime=0)
