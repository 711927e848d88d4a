"""Completing what somebody is typing: titles and tags that contain it."""

from pyroaring import BitMap

from portal.shelf import phrases
from portal.shelf.answers import Suggestion
from portal.shelf.fields import NAMING, TITLE
from portal.shelf.lookup import Index
from portal.shelf.words import wording

_NAMED = "SELECT entry.name, entry.title FROM json_each(?) AS wanted CROSS JOIN entry ON entry.docid = wanted.value"
_TAGS = """SELECT value.value FROM field JOIN value ON value.field = field.number
    WHERE field.name = 'tags' AND instr(value.worded, ?) > 0 ORDER BY value.entries DESC, value.value LIMIT ?"""


def suggest(index: Index, text: str, limit: int) -> tuple[Suggestion, ...]:
    """Tags, the most used first, on up to half of the places, then titles, the newest first."""
    worded = wording(text)
    if not worded or limit <= 0:
        return ()
    tags = [Suggestion("tag", tag, None) for (tag,) in index.connection.execute(_TAGS, (worded, limit))]
    titles = [Suggestion("title", title, name) for name, title in _newest(index, _containing(index, worded, TITLE), limit)]
    room = max(limit // 2, limit - len(titles))
    return tuple((tags[:room] + titles)[:limit])


def autocomplete(index: Index, text: str, limit: int) -> tuple[tuple[str, str], ...]:
    """The (name, title) of the newest entries whose name or title contains the text."""
    worded = wording(text)
    return tuple(_newest(index, _containing(index, worded, NAMING), limit)) if worded and limit > 0 else ()


def _containing(index: Index, worded: str, planes: tuple[int, ...]) -> BitMap:
    return index.side_by_side(phrases.inner_spots(worded), planes)


def _newest(index: Index, found: BitMap, limit: int) -> list[tuple[str, str]]:
    newest = reversed(found[max(0, len(found) - limit) :])
    return index.rows(_NAMED, newest).fetchall()
