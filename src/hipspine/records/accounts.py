"""Which accounts may open a person's records. The accounts themselves are kept elsewhere."""

import sqlalchemy as sa

from hipspine.domain.record import Access, Role
from hipspine.records.tables import ACCESS

_STRENGTH = (Role.OWNER, Role.CLINICIAN, Role.READER)


def give_access(connection: sa.Connection, person_id: str, account: str, role: Role) -> bool:
    """Let an account open a person's records in a role; False if it may exactly so."""
    now = read_access(connection, (person_id,))
    if Access(account, role) in now:
        return False
    take_access(connection, (person_id,), account)
    connection.execute(ACCESS.insert().values(person_id=person_id, account=account, role=str(role)))
    return True


def take_access(connection: sa.Connection, persons: tuple[str, ...], account: str) -> bool:
    """Take an account's access away; False if it had none."""
    done = connection.execute(
        ACCESS.delete().where(ACCESS.c.person_id.in_(persons), ACCESS.c.account == account)
    )
    return done.rowcount > 0


def read_access(connection: sa.Connection, persons: tuple[str, ...]) -> tuple[Access, ...]:
    """Return who may open the records, each account once with its strongest role."""
    rows = connection.execute(
        sa.select(ACCESS.c.account, ACCESS.c.role)
        .where(ACCESS.c.person_id.in_(persons))
        .order_by(ACCESS.c.account)
    )
    strongest: dict[str, Role] = {}
    for account, name in rows:
        roles = {Role(name), strongest.get(account, Role.READER)}
        strongest[account] = next(role for role in _STRENGTH if role in roles)
    return tuple(Access(account, role) for account, role in strongest.items())
