"""Inside: messages come in, from a bundle or, where both sides are one machine, from the intake file itself.

The audit record commits right before the messages do. Killed between the two, the same is collected again and recorded
again; the other way round messages could lie there that nobody is known to have fetched.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from catalog import audit
from catalog.actor import Actor
from catalog.database import Registry
from portal import transactions
from portal.handover import keys, ledger, reading
from portal.handover.errors import HandoverError
from portal.handover.importing import note_of, require
from portal.handover.limits import LIMITS, Limits
from portal.handover.manifest import INSIDE, INTAKE, BundleNote
from portal.handover.places import Places
from portal.intake import collected, message_lines
from portal.intake.collected import Collected
from portal.intake.message import Message
from portal.intake.store import Intake

PAGE = 500


@dataclass(frozen=True, slots=True)
class Gathered:
    """What was collected: from which intake, and how many messages that were not here before."""

    intake: str
    messages: int


def collect_bundle(registry: Registry, by: Actor, places: Places, file: Path, *, limits: Limits = LIMITS) -> Gathered:
    """Collect the bundle that comes next from its intake; refused with nothing changed if it is not that."""
    trusted, store = keys.trusted_keys(places, "outside"), Collected(places.collected)
    places.handover.mkdir(parents=True, exist_ok=True)
    with reading.opened(file, trusted, places.handover, limits) as bundle:
        manifest = bundle.manifest
        require(manifest, INTAKE, INSIDE)
        known = store.last_bundle(manifest.instance)
        ledger.judge(manifest, known, is_known=store.knows(bundle.digest))
        last = manifest.after
        for message in message_lines.checked(bundle):
            last = message.mark
        note = note_of(bundle, last)
        return _keep(registry, by, places, manifest.instance, message_lines.checked(bundle), Remembering(known, note))


def collect_directly(registry: Registry, by: Actor, places: Places) -> Gathered:
    """Collect what is new in the intake file of this machine."""
    intake = Intake(places.intake)
    identity = intake.identity()
    after = Collected(places.collected).last_message(identity)
    if not intake.after(after.number, 1):
        return Gathered(identity, 0)
    new = message_lines.chained(_pages(intake, after.number), after)
    return _keep(registry, by, places, identity, new, None)


@dataclass(frozen=True, slots=True)
class Remembering:
    """The bundle to be remembered, and the one that was the last when it was judged."""

    known: BundleNote | None
    note: BundleNote


def _keep(registry: Registry, by: Actor, places: Places, intake: str, messages: Iterable[Message], bundle: Remembering | None) -> Gathered:
    with ledger.changing(places.collected, collected.DEFINITION) as connection:
        new = collected.put(connection, intake, messages)
        detail: dict[str, Any] = {"messages": new}
        with transactions.writing(registry) as session:
            if bundle:
                if ledger.last(connection, intake) != bundle.known:
                    raise HandoverError("busy")
                ledger.write(connection, bundle.note, bundle.note.made_at)
                detail |= {"sequence": bundle.note.sequence, "bundle": bundle.note.digest}
            audit.record(session, by, "intake.collected", "intake", intake, detail)
    return Gathered(intake, new)


def _pages(intake: Intake, after: int) -> Iterator[Message]:
    while messages := intake.after(after, PAGE):
        yield from messages
        after = messages[-1].number
