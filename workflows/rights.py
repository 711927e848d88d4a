"""Which role may do what outside of a procedure. Inside one, the procedure says it."""

import uuid
from collections.abc import Mapping

from catalog.actor import Actor
from catalog.errors import NotPermittedError

RIGHTS: Mapping[str, frozenset[str]] = {
    "people.add": frozenset({"system_admin"}),
    "people.grant": frozenset({"security_admin"}),
    "enter.organisation_unit": frozenset({"catalogue_admin"}),
    "enter.business_system": frozenset({"catalogue_admin"}),
    "enter.service_item": frozenset({"catalogue_admin"}),
    "enter.data_resource": frozenset({"officer"}),
    "batch.make": frozenset({"catalogue_admin"}),
}


def allowed(actor: Actor, right: str, *units: uuid.UUID) -> bool:
    """Whether a role of this person gives the right, for any of `units` when some are named."""
    return any(actor.has(role, *units) for role in RIGHTS[right])


def require(actor: Actor, right: str, *units: uuid.UUID) -> None:
    """Raise NotPermittedError unless the right is there."""
    if not allowed(actor, right, *units):
        raise NotPermittedError(right)
