"""The log read from its beginning or from where one stopped, with what it promises held against it."""

import sqlite3
from collections.abc import Iterator, Sequence

from portal.shelf.applying import apply
from portal.shelf.errors import LogError
from portal.shelf.moments import BEGINNING, moment_text
from portal.shelf.package import theme_id
from portal.shelf.records import Read, Record
from schemas.codes import codelist

_ABOUT = """INSERT INTO about (one, audience, fingerprint, number, digest, modified, next_docid, has_traces)
    VALUES (1, ?, ?, 0, '', ?, 0, 0)"""
_THEME = "INSERT INTO theme (id, slug, code, title_zh, title_en, position) VALUES (?, ?, ?, ?, ?, ?)"
_ADVANCE = "UPDATE about SET number = ?, digest = ?, modified = ?"


def begin(connection: sqlite3.Connection, audience: str, fingerprint: str) -> None:
    """An empty shelf: no record applied, the data domains of the code list."""
    connection.execute(_ABOUT, (audience, fingerprint, BEGINNING))
    themes = codelist("sh_data_domain").entries
    rows = [(theme_id(each.code), each.attributes["slug"], each.code, each.zh, each.en, place) for place, each in enumerate(themes)]
    connection.executemany(_THEME, rows)


def batches(read: Read, audience: str, after: int, limit: int) -> Iterator[Sequence[Record]]:
    """The records after a number, so many at a time; a LogError when their numbers do not grow or they are not ours."""
    while records := read(after, limit):
        for record in records:
            if record.number <= after:
                raise LogError(
                    f"the log gave record {record.number} after record {after}; numbers have to grow",
                    f"发布日志在第 {after} 条之后给出第 {record.number} 条；序号必须递增",
                )
            if record.audience != audience:
                raise LogError(
                    f"record {record.number} is for the audience “{record.audience}”, this shelf is for “{audience}”",
                    f"第 {record.number} 条发布记录面向“{record.audience}”，本目录库面向“{audience}”",
                )
            after = record.number
        yield records


def known_again(read: Read, number: int, digest: str) -> None:
    """Make sure that the log still has the record at which this shelf stands, as it was."""
    if not number:
        return
    found = read(number - 1, 1)
    if not found or found[0].number != number or found[0].digest != digest:
        raise LogError(
            f"the log no longer has record {number}, the last one on this shelf, as it was: "
            "it was set back or is another registry's; rebuild the shelf if it is to follow this log",
            f"发布日志里已没有本目录库最后应用的第 {number} 条记录（或内容已变）：日志被回退，或属于另一个登记库；如要跟随它，请重建目录库",
        )


def take_in(connection: sqlite3.Connection, records: Sequence[Record]) -> None:
    """Apply records in a transaction of the caller's, with the number up to which the shelf then stands."""
    for record in records:
        try:
            apply(connection, record)
        except (KeyError, TypeError, ValueError, sqlite3.IntegrityError) as error:
            raise LogError(
                f"record {record.number} does not fit this shelf: {error!r}", f"第 {record.number} 条发布记录无法应用：{error!r}"
            ) from error
    last = records[-1]
    connection.execute(_ADVANCE, (last.number, last.digest, moment_text(last.at)))
