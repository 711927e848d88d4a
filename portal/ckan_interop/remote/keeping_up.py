"""Delivery as the worker does it: every target in turn, as far as it can be served now."""

import logging
from collections.abc import Sequence
from functools import lru_cache

from catalog import publication_log
from catalog.database import Registry
from catalog.publication_log import Record
from portal import transactions
from portal.ckan_interop.remote import targets
from portal.ckan_interop.remote.delivery import Source, push
from portal.ckan_interop.remote.following import AUDIENCE
from portal.ckan_interop.remote.refusals import RemoteError
from portal.ckan_interop.remote.targets import MistakesError, Target
from portal.settings import Settings

_log = logging.getLogger(__name__)


def source(registry: Registry, settings: Settings) -> Source:
    """The open log of this registry, as deliveries read it."""

    def read(number: int, limit: int) -> Sequence[Record]:
        with transactions.reading(registry) as session:
            return publication_log.records_after(session, AUDIENCE, number, limit)

    return Source(read, settings.home, settings.site_url, registry.clock)


def keep_up_once(registry: Registry, settings: Settings) -> int:
    """Deliver what is due at every target; how many entries were settled. Trouble at one target never keeps another waiting.

    Returns 0 at once when there is nothing to do or `remotes.toml` does not exist. What went wrong is in the targets'
    files (`bianmu remote status`); mistakes in `remotes.toml` are logged once each.
    """
    try:
        wanted = targets.read(settings.home)
    except MistakesError as error:
        for mistake in error.mistakes:
            _warn(mistake.text(settings.locale))
        return 0
    return sum(_serve(target, source(registry, settings)) for target in wanted)


def _serve(target: Target, at: Source) -> int:
    try:
        report = push(target, at, patient=True)
    except RemoteError as error:
        _warn(f"{target.name}: {error}")
        return 0
    return len(report.receipts) if report else 0


@lru_cache(maxsize=256)
def _warn(line: str) -> None:
    _log.warning("%s", line)
