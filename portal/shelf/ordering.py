"""The page of the entries found that an order puts from `start` on.

Document numbers are in the order of (modified, id descending), so "newest first, ties by id" is the numbers backwards and
costs nothing. Score is three tiers: the title is what was searched for; title and tags alone would be found; the rest.
"""

from collections.abc import Iterator, Sequence
from itertools import islice

from pyroaring import BitMap

from portal.shelf import terms
from portal.shelf.criteria import And, Criteria, Expression, Or, Phrase, Sort, Words
from portal.shelf.evaluate import TEXT_ONLY, Evaluation
from portal.shelf.exact import CREATED, MODIFIED
from portal.shelf.lookup import Index
from portal.shelf.words import wording

SCORE = "score"
NEWEST = (Sort(MODIFIED, descending=True),)
NEWEST_SPELT_OUT = (*NEWEST, Sort("id", descending=False))
COLUMNS = {MODIFIED: "entry.modified", CREATED: "entry.created", "name": "entry.name", "title_string": "entry.title", "id": "entry.id"}
# Up to so many entries are sorted by fetching their keys; of more, the index of the first key is walked.
FEW = 5000

Tiers = Sequence[BitMap]


def page(index: Index, found: BitMap, criteria: Criteria) -> list[int]:
    """The document numbers of the page, in order."""
    if criteria.rows <= 0 or criteria.start >= len(found):
        return []
    sort = _settled(criteria.sort)
    if all(key.field != SCORE for key in sort):
        return _slice(index, found, sort, criteria.start, criteria.rows)
    tiers = _tiers(index, found, criteria.query)
    if sort[0].field != SCORE:
        return _sorted(index, tiers, sort)[criteria.start : criteria.start + criteria.rows]
    upright = tiers if sort[0].descending else tiers[::-1]
    return list(_through(index, upright, sort[1:] or NEWEST, criteria.start, criteria.rows))


def _settled(sort: Sequence[Sort]) -> tuple[Sort, ...]:
    """Each key once, unknown ones left out; without any, newest first."""
    first: dict[str, Sort] = {}
    for key in sort:
        if key.field in COLUMNS or key.field == SCORE:
            first.setdefault(key.field, key)
    return tuple(first.values()) or NEWEST


def _tiers(index: Index, found: BitMap, query: Expression) -> Tiers:
    """The entries found, best first."""
    searched = wording(" ".join(_searched(query)))
    if not searched:
        return (found,)
    exact = found & index.having([terms.titled(searched)])[0]
    heading = (found & Evaluation(index, "heads").of(query)) - exact
    return exact, heading, found - exact - heading


def _searched(query: Expression) -> Iterator[str]:
    """The texts that are searched for, from left to right; not those that are excluded."""
    match query:
        case And(parts) | Or(parts):
            for part in parts:
                yield from _searched(part)
        case Words(text, field) | Phrase(text, field) if field in TEXT_ONLY:
            yield text


def _through(index: Index, tiers: Tiers, sort: tuple[Sort, ...], start: int, rows: int) -> Iterator[int]:
    for tier in tiers:
        taken = _slice(index, tier, sort, start, rows) if rows and start < len(tier) else []
        yield from taken
        start, rows = max(0, start - len(tier)), rows - len(taken)


def _slice(index: Index, found: BitMap, sort: tuple[Sort, ...], start: int, rows: int) -> list[int]:
    if sort in {NEWEST, NEWEST_SPELT_OUT}:
        last = len(found) - start
        return list(reversed(found[max(0, last - rows) : last]))
    if len(found) <= FEW:
        return _sorted(index, (found,), sort)[start : start + rows]
    walked = index.connection.execute(f"SELECT docid FROM entry ORDER BY {_order(sort)}")
    return list(islice((docid for (docid,) in walked if docid in found), start, start + rows))


def _sorted(index: Index, tiers: Tiers, sort: tuple[Sort, ...]) -> list[int]:
    wanted = ([docid, -number] for number, tier in enumerate(tiers) for docid in tier)
    statement = f"""SELECT entry.docid FROM json_each(?) AS wanted CROSS JOIN entry ON entry.docid = wanted.value ->> 0
        ORDER BY {_order(sort)}"""
    return [docid for (docid,) in index.rows(statement, wanted)]


def _order(sort: tuple[Sort, ...]) -> str:
    keys = ((COLUMNS.get(key.field, "wanted.value ->> 1"), "DESC" if key.descending else "ASC") for key in sort)
    return ", ".join([*(f"{column} {direction}" for column, direction in keys), "entry.id ASC"])
