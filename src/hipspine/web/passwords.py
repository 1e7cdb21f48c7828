"""Passwords: hashed with argon2id, a few at a time; what is too easy to guess is refused."""

from dataclasses import dataclass
from functools import cache
from threading import Semaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST = 12
LONGEST = 200
FEWEST_DIFFERENT = 6
_AT_ONCE = Semaphore(2)
"""Each hash takes the memory of its cost: more at once could use up a small machine's."""


@dataclass(frozen=True)
class HashCost:
    """What one hash costs.

    References
    ----------
    RFC 9106, Argon2, section 4: the second recommended option (64 MiB, 3 passes, 4 lanes).
    """

    passes: int = 3
    memory_kib: int = 64 * 1024
    lanes: int = 4


@cache
def _hasher(cost: HashCost) -> PasswordHasher:
    return PasswordHasher(cost.passes, cost.memory_kib, cost.lanes)


@cache
def _nobodys_hash(cost: HashCost) -> str:
    return _hasher(cost).hash("nobody's password")


def hash_password(password: str, cost: HashCost) -> str:
    """Return the hash of a password with a salt of its own."""
    with _AT_ONCE:
        return _hasher(cost).hash(password)


def is_password(password: str, hashed: str | None, cost: HashCost) -> bool:
    """Tell whether a password belongs to a hash.

    Without a hash it takes as long and is never right, so that the time tells nobody which
    accounts there are.
    """
    with _AT_ONCE:
        try:
            _hasher(cost).verify(hashed or _nobodys_hash(cost), password)
        except (VerificationError, InvalidHashError):
            return False
    return hashed is not None


def needs_new_hash(hashed: str, cost: HashCost) -> bool:
    """Tell whether a hash was made with another cost."""
    return _hasher(cost).check_needs_rehash(hashed)


def password_problem(password: str, again: str, *names: str) -> str | None:
    """Return the key of what is wrong with a new password.

    References
    ----------
    NIST SP 800-63B, section 3.1.1.2: length counts, no rules of composition, nothing that holds
    the name of its owner.
    """
    if len(password) < SHORTEST:
        return "too_short"
    if len(password) > LONGEST:
        return "too_long"
    if len(set(password)) < FEWEST_DIFFERENT:
        return "too_simple"
    if any(len(name) > 2 and name.casefold() in password.casefold() for name in names):
        return "has_name"
    return None if password == again else "not_same"
