"""Static files, sent compressed where a compressed twin lies beside them."""

from pathlib import Path

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

PACKED = ".gz"


class PackedFiles(StaticFiles):
    """Sends ``name.gz`` as ``name`` to browsers that take gzip; the server itself never packs."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Return a file, its compressed twin if it has one."""
        if "gzip" not in Headers(scope=scope).get("accept-encoding", "") or not self._twin(path):
            return await super().get_response(path, scope)
        response = await super().get_response(f"{path}{PACKED}", scope)
        plain = await super().get_response(path, scope)
        response.headers["content-type"] = plain.headers.get("content-type", "text/plain")
        response.headers["content-encoding"] = "gzip"
        response.headers["vary"] = "Accept-Encoding"
        return response

    def _twin(self, path: str) -> bool:
        found, stat = self.lookup_path(f"{path}{PACKED}")
        return stat is not None and Path(found).is_file()
