"""`hipspine account`: who may log in to a clinic's app, from its own machine."""

from typing import Annotated

import typer

from hipspine.cli.output import say, say_json
from hipspine.cli.records import open_records
from hipspine.domain.errors import RecordsError

app = typer.Typer(help="Accounts of a clinic's app: list, invite, a new password.")

BASE = "http://127.0.0.1:8765"
Address = Annotated[
    str, typer.Option("--address", help="The address under which browsers reach the app.")
]


@app.command("list")
def show_list(
    *, json: Annotated[bool, typer.Option("--json", help="Print the list as JSON.")] = False
) -> None:
    """List accounts: login, role, name, and whether it is closed."""
    from hipspine.records.logins import all_accounts

    with open_records() as store:
        accounts = all_accounts(store)
    if json:
        fields = ("id", "login", "name", "role", "person_id", "is_active")
        say_json({"accounts": [{name: getattr(one, name) for name in fields} for one in accounts]})
        return
    for one in accounts:
        say(f"{one.login}  {one.role}  {one.name}{'' if one.is_active else '  (closed)'}")


@app.command("invite")
def invite_staff(
    role: Annotated[str, typer.Argument(help="administrator or clinician.")] = "administrator",
    *,
    address: Address = BASE,
) -> None:
    """Print a link with which somebody makes an account; it works once, for seven days.

    Example: hipspine account invite clinician --address https://spine.example.org
    """
    from hipspine.records.invitations import invite
    from hipspine.records.logins import AccountRole

    if role not in (AccountRole.ADMINISTRATOR, AccountRole.CLINICIAN):
        raise RecordsError(
            "role",
            expected="administrator or clinician",
            got=repr(role),
            do="Patients are invited by their clinician, in the app.",
        )
    with open_records() as store:
        say(link_of(invite(store, AccountRole(role)), address))


@app.command("recover")
def recover(
    login: Annotated[str, typer.Argument(help="Login name of the account.")],
    *,
    address: Address = BASE,
) -> None:
    """Print a link with which somebody chooses a new password; it works once, for 24 hours."""
    from hipspine.records.invitations import invite_back
    from hipspine.records.logins import account_by_login

    with open_records() as store:
        account = account_by_login(store, login)
        if account is None:
            raise RecordsError(
                f"account {login}",
                expected="a login that is known",
                got="none such",
                do="See them with: hipspine account list.",
            )
        say(link_of(invite_back(store, account), address))


def link_of(secret: str, address: str) -> str:
    """Return the address of an invitation."""
    return f"{address.rstrip('/')}/invitation/{secret}"
