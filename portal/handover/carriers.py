"""Who may carry bundles in and out: an administrator of the system. What is in them was decided by others."""

from catalog.actor import Actor
from catalog.errors import NotPermittedError

ROLE, RIGHT = "system_admin", "handover.carry"


def require(by: Actor) -> Actor:
    """The same person, or NotPermittedError."""
    if not by.has(ROLE):
        raise NotPermittedError(RIGHT)
    return by
