"""How the app runs: for one person at home, or for a clinic with accounts."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from hipspine.domain.errors import UserError
from hipspine.web.passwords import HashCost

KEY_BYTES = 32
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1", "[::1]"})


class Mode(StrEnum):
    """Whom the app is for."""

    HOME = "home"
    """One household on one's own machine; no login."""
    CLINIC = "clinic"
    """Accounts with roles."""


@dataclass(frozen=True)
class WebSettings:
    """Everything that an app needs to know before it starts.

    Parameters
    ----------
    data_dir : Path
        Where the database, kept files and the secret live.
    cache_dir : Path
        Where results that can be computed again are kept.
    clock : function
        Returns the present moment with its time zone.
    host : str
        The address it is bound to.
    hosts : frozenset of str
        Names under which it may be asked for; a request for another name is refused, so that no
        web page elsewhere can reach it through a name that points here.
    behind_tls : bool
        Whether browsers reach it through TLS, its own or a reverse proxy's.
    """

    data_dir: Path
    cache_dir: Path
    clock: Callable[[], datetime]
    mode: Mode = Mode.HOME
    host: str = "127.0.0.1"
    hosts: frozenset[str] = LOOPBACK
    behind_tls: bool = False
    database_url: str | None = None
    language: str = "en"
    emergency_number: str = "112"
    secret: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)
    """Key of the tokens in forms; kept beside the data so that a restart loses no form."""
    workers: int = 1
    """Processes that compute recordings."""
    compile_ahead: bool = False
    """Whether the lab's solver is compiled at the start, where that was not done yet."""
    upload_limit_bytes: int = 100 * 1024 * 1024
    hash_cost: HashCost = field(default_factory=HashCost)
    login_tries_per_minute: int = 5
    """For each account, and for each address."""
    api_requests_per_minute: int = 600
    """For each token, and for each address without a good one."""

    def __post_init__(self) -> None:
        if self.host not in LOOPBACK and not (self.mode is Mode.CLINIC and self.behind_tls):
            raise UserError(
                "--host",
                expected="127.0.0.1, unless in clinic mode behind TLS",
                got=self.host,
                do="Keep the default, or give --clinic with --behind-tls or a certificate.",
            )

    @property
    def is_clinic(self) -> bool:
        """Whether people have to log in."""
        return self.mode is Mode.CLINIC

    @property
    def secure_cookies(self) -> bool:
        """Whether cookies may travel through TLS only."""
        return self.behind_tls


def kept_secret(data_dir: Path) -> bytes:
    """Return the key kept beside the data, made at the first start, readable by its owner only."""
    file = data_dir / "secret.key"
    try:
        key = bytes.fromhex(file.read_text("ascii"))
    except (FileNotFoundError, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        # None yet, or a start was broken off while it was written.
        key = secrets.token_bytes(KEY_BYTES)
        data_dir.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_text(key.hex(), "ascii")
    return key
