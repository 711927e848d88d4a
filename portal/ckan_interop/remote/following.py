"""Taking the publication log into the file of a target; what has to be delivered for it is noted there, in `dirty`."""

import hashlib
import sqlite3

from catalog import digest
from portal.ckan_interop.remote import payload
from portal.ckan_interop.remote.state import OWN_TABLES
from portal.ckan_interop.remote.targets import Target
from portal.shelf import replaying
from portal.shelf.fingerprint import fingerprint
from portal.shelf.generations import transaction
from portal.shelf.records import Read
from portal.shelf.tables import DEFINITION

AUDIENCE = "open"
BATCH = 500
_FORM_OF_TABLES = hashlib.sha256(DEFINITION.encode()).hexdigest()
_SOIL_EVERYTHING = "INSERT OR IGNORE INTO dirty (id) SELECT id FROM source UNION SELECT id FROM delivery"


def follow(connection: sqlite3.Connection, read: Read, target: Target, site_url: str, *, anew: bool = False) -> None:
    """Take in what the log has after the last record, or all of it `anew`. Raises portal.shelf.errors.LogError."""
    if anew or not _fits(connection):
        _begin_again(connection)
    number, known = connection.execute("SELECT number, digest FROM about").fetchone()
    replaying.known_again(read, number, known)
    for records in replaying.batches(read, AUDIENCE, number, BATCH):
        with transaction(connection):
            replaying.take_in(connection, records)
    _soil_what_is_made_otherwise(connection, target, site_url)


def _fits(connection: sqlite3.Connection) -> bool:
    try:
        row = connection.execute("SELECT fingerprint FROM about").fetchone()
    except sqlite3.OperationalError:
        return False
    return bool(row and row[0] == _FORM_OF_TABLES)


def _begin_again(connection: sqlite3.Connection) -> None:
    """An empty reading of the log; what was delivered is kept. Its row in `about` comes last: without it this is done again."""
    tables = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'").fetchall()
    for (table,) in tables:
        if table not in OWN_TABLES:
            connection.execute(f"DROP TABLE {table}")
    connection.executescript(DEFINITION)
    with transaction(connection):
        replaying.begin(connection, AUDIENCE, _FORM_OF_TABLES)
        connection.execute("UPDATE target SET made_with = ''")


def _soil_what_is_made_otherwise(connection: sqlite3.Connection, target: Target, site_url: str) -> None:
    """Look at every entry again when what is sent for it may have changed with the program, the site or the settings."""
    settings = [target.url, target.instance, dict(target.organization), dict(target.group), target.groups, target.create_groups]
    made_with = digest.of([payload.FORM, fingerprint(AUDIENCE, site_url), settings])
    if connection.execute("SELECT made_with FROM target").fetchone() != (made_with,):
        with transaction(connection):
            connection.execute(_SOIL_EVERYTHING)
            connection.execute("UPDATE target SET made_with = ?", (made_with,))
