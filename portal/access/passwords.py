"""Passwords: Argon2id, with the library's present parameters (RFC 9106 low-memory profile)."""

import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlmodel import Session, col, select

from catalog import people
from catalog.actor import Actor
from catalog.errors import CatalogError
from catalog.people import Person

HASHER = PasswordHasher()
RANDOM_BYTES = 12


class WrongPasswordError(CatalogError):
    """Account or password is wrong; which of the two is not said."""

    def __init__(self, account: str) -> None:
        super().__init__("wrong_password")
        self.account = account


def hashed(password: str) -> str:
    """What is stored of a password."""
    return HASHER.hash(password)


@cache
def _nobodys() -> str:
    """Verified when the account does not exist, so that the answer takes as long and tells nothing."""
    return HASHER.hash(secrets.token_urlsafe(RANDOM_BYTES))


def random_password() -> str:
    """A password for somebody's first sign-in: 96 random bits."""
    return secrets.token_urlsafe(RANDOM_BYTES)


def recognise(session: Session, account: str, password: str, channel: str, os_user: str | None = None) -> Actor:
    """The person whose account and password these are, as one who acts through `channel`."""
    person = session.exec(select(Person).where(col(Person.account) == account)).one_or_none()
    stored = person.password_hash if person and person.is_active and person.password_hash else None
    try:
        HASHER.verify(stored or _nobodys(), password)
    except (VerificationError, InvalidHashError):
        raise WrongPasswordError(account) from None
    if stored is None:
        raise WrongPasswordError(account)
    return people.actor(session, account, channel, os_user)
