"""`hipspine serve`: the web app, on one's own machine or for a clinic."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hipspine.cli.clock import current_time
from hipspine.cli.output import say
from hipspine.cli.places import cache_dir, data_dir
from hipspine.cli.screen import checked_number
from hipspine.domain.errors import UserError

if TYPE_CHECKING:
    from hipspine.web.settings import WebSettings


def run_serve(  # noqa: PLR0913 - one parameter per command-line option
    *,
    port: Annotated[int, typer.Option(min=1, max=65535, help="The port it listens on.")] = 8765,
    clinic: Annotated[
        bool, typer.Option("--clinic", help="With accounts, for a clinic; at home without.")
    ] = False,
    host: Annotated[str, typer.Option(help="The address it is bound to.")] = "127.0.0.1",
    name: Annotated[
        list[str] | None,
        typer.Option(help="A name under which browsers reach it, such as spine.example.org."),
    ] = None,
    behind_tls: Annotated[
        bool, typer.Option("--behind-tls", help="A reverse proxy in front of it speaks TLS.")
    ] = False,
    certificate: Annotated[
        Path | None, typer.Option(help="A TLS certificate (PEM), to speak TLS itself.")
    ] = None,
    key: Annotated[Path | None, typer.Option(help="The key of the certificate (PEM).")] = None,
    language: Annotated[str, typer.Option(help="Language unless the browser asks: en, de.")] = "en",
    emergency_number: Annotated[
        str,
        typer.Option(envvar="HIPSPINE_EMERGENCY_NUMBER", help="Your local emergency number."),
    ] = "112",
    database_url: Annotated[
        str | None,
        typer.Option(envvar="HIPSPINE_DATABASE_URL", help="PostgreSQL instead of a file."),
    ] = None,
) -> None:
    """Open the web app in a browser; nothing leaves this machine.

    Example: hipspine serve, then open http://127.0.0.1:8765
    """
    from hipspine.web.serving import serve
    from hipspine.web.settings import LOOPBACK, Mode, WebSettings, kept_secret

    if (certificate is None) != (key is None):
        raise UserError(
            "--certificate",
            expected="a certificate together with its key",
            got="one of the two",
            do="Give both --certificate and --key.",
        )
    settings = WebSettings(
        data_dir=data_dir(),
        cache_dir=cache_dir(),
        clock=current_time,
        mode=Mode.CLINIC if clinic else Mode.HOME,
        host=host,
        hosts=LOOPBACK | frozenset(each.lower() for each in name or ()),
        behind_tls=behind_tls or certificate is not None,
        database_url=database_url,
        language=language,
        emergency_number=checked_number(emergency_number),
        secret=kept_secret(data_dir()),
        compile_ahead=True,
    )
    scheme = "https" if certificate is not None else "http"
    address = f"{scheme}://{host}:{port}"
    say(f"Open {address} in a browser. Stop with Ctrl-C.", error=True)
    if settings.is_clinic:
        _invite_first_administrator(settings, f"https://{name[0]}" if name else address)
    serve(settings, port=port, certificate=certificate, key=key)


def _invite_first_administrator(settings: "WebSettings", address: str) -> None:
    """Print a link for the first administrator, as long as there is none."""
    from hipspine.cli.account import link_of
    from hipspine.records.invitations import invite
    from hipspine.records.logins import AccountRole, has_administrator
    from hipspine.records.open_store import open_store, records_place

    store = open_store(records_place(settings.data_dir, settings.database_url), settings.clock)
    try:
        if not has_administrator(store):
            link = link_of(invite(store, AccountRole.ADMINISTRATOR), address)
            say(f"Nobody can log in yet. Make the first account, once, at: {link}", error=True)
    finally:
        store.close()
