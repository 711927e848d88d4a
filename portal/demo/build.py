"""Build the demo: people, the bureau's files through the import, then the walk. All on a clock that only deeds move."""

import json
import shutil
import uuid
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from catalog import digest
from catalog.actor import Actor
from catalog.clock import OFFICE_ZONE
from catalog.database import Registry, connect
from catalog.exchange import envelope
from catalog.exchange.entering import enter
from catalog.exchange.envelope import BadEnvelope, Envelope
from catalog.organisation import by_slug
from portal import transactions, worker
from portal.demo import files, staff
from portal.demo.inheriting import take_over
from portal.demo.office_hours import OfficeHours
from portal.demo.staff import Staff
from portal.demo.walk import FATES, Walk
from portal.migrations.upgrade import newest, upgrade
from portal.settings import Settings
from workflows.importing import ImportRules

START = datetime(2026, 10, 12, 9, 0, tzinfo=OFFICE_ZONE)
FINISHED = "finished"
ACCOUNTS = "accounts.json"
INHERITED = "inherited"
# What is still under way at the end is begun last.
ORDER = ("inherited", "open", "shared", "withdrawn", "refused", "suspended", "changing", "returned", "draft")
Watch = Callable[[int], None]


def folder(settings: Settings) -> Path:
    """Where the demo lives: a folder of its own, so that no real registry is ever touched."""
    is_demo = (settings.home / FINISHED).exists()
    return settings.home if is_demo else settings.home / "demo"


def is_built(settings: Settings) -> bool:
    """Whether the demo was built to its end, from these files and by a program of this shape."""
    mark = settings.home / FINISHED
    return mark.is_file() and mark.read_text(encoding="utf-8") == _fingerprint()


def build(settings: Settings, watch: Watch = lambda _: None) -> None:
    """Build the demo in `settings.home`, which is emptied first; a demo that was broken off is begun anew."""
    if settings.home.exists():
        shutil.rmtree(settings.home)
    settings.home.mkdir(parents=True)
    settings.audit_key_path.write_text(uuid.uuid4().hex + uuid.uuid4().hex + "\n")
    settings.audit_key_path.chmod(0o600)
    registry = Registry(connect(settings.registry_url), OfficeHours(START), settings.audit_key)
    upgrade(registry.engine)
    populate(registry, settings, watch)
    worker.catch_up(registry, settings)
    registry.engine.dispose()
    (settings.home / FINISHED).write_text(_fingerprint(), encoding="utf-8")


def _fingerprint() -> str:
    bureau = {file.name: file.read_text(encoding="utf-8") for file in sorted(files.FOLDER.iterdir())}
    return digest.of([newest(), bureau])


def populate(registry: Registry, settings: Settings, watch: Watch = lambda _: None) -> None:
    """People, files and walk in an empty registry whose clock is one of office hours."""
    everybody = _hire(registry, settings)
    entries = _import_entries(registry, everybody)
    walk = Walk(registry, _office_hours(registry), everybody)
    plans = sorted(files.plans(), key=lambda plan: ORDER.index(plan.fate) if plan.fate in ORDER else len(ORDER))
    take_over(walk, settings.attachments, [entries[plan.key] for plan in plans if plan.fate == INHERITED])
    for plan in plans:
        if plan.fate in FATES:
            walk.take(plan, entries[plan.key])
        watch(1)


def _hire(registry: Registry, settings: Settings) -> Staff:
    """The catalogue administrator first, who enters the units; then everybody, in their offices."""
    first = [one for one in files.people() if any(grant["role"] == "catalogue_admin" for grant in one["grants"])]
    others = [one for one in files.people() if one not in first]
    with transactions.writing(registry) as session:
        accounts = staff.hire(session, first)
    with transactions.reading(registry) as session:
        administrator = staff.present(session, first).holding("catalogue_admin")
    for name in files.REFERENCE_FILES:
        with transactions.writing(registry) as session:
            enter(session, administrator, envelope.read(files.FOLDER / name), ImportRules())
    with transactions.writing(registry) as session:
        accounts += staff.hire(session, others)
    _hand_out(accounts, settings.home / ACCOUNTS)
    with transactions.reading(registry) as session:
        return staff.present(session, files.people())


def _hand_out(accounts: list[dict[str, Any]], file: Path) -> None:
    file.touch(mode=0o600)
    file.write_text(json.dumps(accounts, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _import_entries(registry: Registry, everybody: Staff) -> dict[str, uuid.UUID]:
    """Every entry as a draft of the officer who answers for its office; by key."""
    entries: dict[str, uuid.UUID] = {}
    for officer, parts in _by_officer(registry, everybody).items():
        with transactions.writing(registry) as session:
            entries |= enter(session, officer, parts, ImportRules()).resources
    return entries


def _by_officer(registry: Registry, everybody: Staff) -> dict[Actor, list[Envelope | BadEnvelope]]:
    shares: dict[Actor, list[Envelope | BadEnvelope]] = {}
    with transactions.reading(registry) as session:
        for part in envelope.read(files.ENTRIES):
            slugs = (part.document["responsible_office"], part.document["provider"]) if isinstance(part, Envelope) else ()
            officer = everybody.covering("officer", *(by_slug(session, slug).id for slug in slugs))
            shares.setdefault(officer, []).append(part)
    return shares


def _office_hours(registry: Registry) -> OfficeHours:
    if not isinstance(registry.clock, OfficeHours):
        raise TypeError(registry.clock)
    return registry.clock
